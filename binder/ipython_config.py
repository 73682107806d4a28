"""IPython's configuration inside Binder: the magics are loaded before the first cell."""

# Not as `extensions`: the notebooks' own %load_ext would then say that it is loaded already.
get_config().InteractiveShellApp.exec_lines = [  # noqa: F821 - IPython defines it
    "__import__('yamtam_nb').load_ipython_extension(get_ipython())"
]

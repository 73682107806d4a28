"""Jupyter's configuration inside Binder: whichever server is started, the quickstart opens first."""

config = get_config()  # noqa: F821 - Jupyter defines it
for server in (config.ServerApp, config.LabApp, config.JupyterNotebookApp):
    server.default_url = "/lab/tree/notebooks/00-quickstart.ipynb"

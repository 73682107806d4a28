"""The console script ``yamtam-nb``: the demo, and JupyterLab beside a sandbox."""

"""Configuration of the Jupyter server for the browser tests: never use it in production.

It opens the server to whoever reaches it, and gives pages access to JupyterLab's objects.
"""

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)
c.JupyterNotebookApp.expose_app_in_browser = True

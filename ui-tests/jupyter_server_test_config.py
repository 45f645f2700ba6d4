"""Configuration of the Jupyter server for the browser tests: never use it in production.

It opens the server to everybody who reaches it, and gives pages access to JupyterLab's objects.
"""

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)
c.JupyterNotebookApp.expose_app_in_browser = True

# The tests of connecting through Jupyter have a JupyterLab of their own; here they see what is said
# where that is not possible.
c.ServerApp.jpserver_extensions = {"jupyter_server_proxy": False}

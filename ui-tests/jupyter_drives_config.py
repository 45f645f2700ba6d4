"""Configuration of a Jupyter server with a drive of jupyter-fs: never use it in production."""

import os
from pathlib import Path

load_subconfig(str(Path(__file__).with_name("jupyter_server_test_config.py")))

_FOLDER = Path(os.environ["JUPYTER_ROOT"], "drive")
_FOLDER.mkdir(exist_ok=True)

c.ServerApp.contents_manager_class = "jupyterfs.metamanager.MetaManager"
c.ServerApp.jpserver_extensions = {"jupyterfs.extension": True}
c.JupyterFs.resources = [
    {"name": "data", "url": f"osfs://{_FOLDER}", "type": "pyfs", "auth": "none"}
]

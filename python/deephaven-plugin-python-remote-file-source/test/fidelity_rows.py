"""All rows of the fidelity table beyond the first ones, and the files that they import.

Importing this adds the checks to those of `fidelity`. Text-only clients serve `TEXTS`: what rows
made by `check` need is among them.
"""

import fidelity_of_data_files
import fidelity_of_inspection
import fidelity_of_loading
import fidelity_of_names
import fidelity_of_objects
import fidelity_of_paths
import fidelity_of_resources
import fidelity_of_running

MODULES = [
    fidelity_of_data_files,
    fidelity_of_inspection,
    fidelity_of_loading,
    fidelity_of_names,
    fidelity_of_objects,
    fidelity_of_paths,
    fidelity_of_resources,
    fidelity_of_running,
]
FILES = {path: content for module in MODULES for path, content in module.FILES.items()}
TEXTS = {
    path: content
    for path, content in FILES.items()
    if path.endswith(".py") and isinstance(content, str)
}


def _top_level(path):
    first = path[len("more/") :] if path.startswith("more/") else path
    return first.split("/")[0].rsplit(".py", 1)[0]


# Metadata, and files that are no modules, are not imported by name.
TOP_LEVEL = {_top_level(path) for path in FILES if not _top_level(path).endswith((
    "-info", ".pth", ".egg-link"))}  # fmt: skip

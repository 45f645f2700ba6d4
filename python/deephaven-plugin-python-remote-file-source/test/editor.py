"""A client whose files change between runs."""

from synced import Synced


class Editor:
    """A client whose files change: each `run` pushes them and sets the context, as one would."""

    def __init__(self, connect, plugin_object, files, connection_id="id-1"):
        self.files = dict(files)
        self.client = connect(Synced(), self.files, connection_id)
        self._plugin_object = plugin_object
        self._id = connection_id
        self._revision = 1

    def save(self, files):
        """Change files; None deletes one."""
        self.files.update(files)
        self.files = {path: text for path, text in self.files.items() if text is not None}
        self._revision += 1
        answers = self.client.call(Synced().sync(self.files, self._revision))
        assert answers[-1]["result"]["revision"] == self._revision

    def run(self, names):
        self._plugin_object.set_execution_context(self._id, names, self._revision)

"""The kinds of clients, for tests that hold for each: what they tell, so who asks them."""

import threading

import pytest

import dialects
from dialects import DIALECTS
from synced import Synced, client_path


class NotPushed(Synced):
    """Tells of all files and pushes none: the loaders ask."""

    name = "synced-not-pushed"

    def first_messages(self, files):
        return [self.sync(files, contents=False)]


class NotListed(Synced):
    """Tells of its folder without what is in it: the finders ask, then the loaders."""

    name = "synced-not-listed"

    def first_messages(self, files):
        return [self.sync(files, contents=False, unlisted=[""])]


# Those that are asked for every module, and those that differ.
ASKED = [*DIALECTS, NotPushed(), NotListed()]
DIFFERENT = [*DIALECTS, Synced()]


def for_each(kinds, name="kind"):
    """Run a test with each kind."""
    return pytest.mark.parametrize(name, kinds, ids=lambda kind: kind.name)


def asked_for(kind, name):
    """What a client is asked when a top-level module of one file is imported."""
    file = client_path(f"{name}.py")
    of_kinds = {"synced-not-pushed": [file], "synced-not-listed": [dialects.ROOT, file]}
    return of_kinds.get(kind.name, [name])


class Held:
    """The answers of a client that keeps them back until it is told to send them."""

    def __init__(self):
        self.client = None
        self.messages = []
        self._is_released = False
        self._lock = threading.Lock()

    def __call__(self, message):
        with self._lock:
            if not self._is_released:
                self.messages.append(message)
                return None
        return self._answer(message)

    def release(self):
        """Send them, and from now on each at once."""
        with self._lock:
            self._is_released = True
            messages, self.messages = self.messages, []
        for message in messages:
            self.client.send(self._answer(message))

    def _answer(self, message):
        return self.client.dialect.answer(message, self.client.files)

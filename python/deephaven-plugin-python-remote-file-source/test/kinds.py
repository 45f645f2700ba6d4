"""The kinds of clients, for tests that hold for each: what they tell, so who asks them."""

import pytest

from dialects import DIALECTS
from synced import Synced


class NotPushed(Synced):
    """Tells of all modules and pushes none: the loaders ask."""

    name = "synced-not-pushed"

    def first_messages(self, files):
        return [self.sync(files, contents=False)]


class NotIndexed(Synced):
    """Tells of no modules: the finder asks."""

    name = "synced-not-indexed"

    def first_messages(self, files):
        return [self.sync({})]


# Those that are asked for every module, and those that there are.
ASKED = [*DIALECTS, NotPushed(), NotIndexed()]
DIFFERENT = [*DIALECTS, Synced()]


def for_each(kinds, name="kind"):
    """Run a test with each kind."""
    return pytest.mark.parametrize(name, kinds, ids=lambda kind: kind.name)


class Held:
    """The answers of a client that keeps them back until it is told to send them."""

    def __init__(self):
        self.client = None
        self.messages = []

    def __call__(self, message):
        self.messages.append(message)

    def release(self):
        messages, self.messages = self.messages, []
        for message in messages:
            self.client.send(self.client.dialect.answer(message, self.client.files))

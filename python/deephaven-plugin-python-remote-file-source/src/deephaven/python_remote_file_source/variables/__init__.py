"""The variables of the session: what they hold, in short and in full, and deleting them."""

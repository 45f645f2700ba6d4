"""A client's program while it runs: what it prints, what it raises, how it is stopped."""

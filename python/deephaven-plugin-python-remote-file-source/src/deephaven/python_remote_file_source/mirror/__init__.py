"""The mirror: the files that clients serve, as real files in a private folder of the worker."""

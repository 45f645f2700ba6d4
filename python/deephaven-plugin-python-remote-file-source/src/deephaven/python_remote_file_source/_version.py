"""The version of the distribution; the build reads it here and clients are told it."""

__version__ = "0.3.0"

"""Who serves what: clients' files, execution contexts, background names and runs."""

"""The modules behind dev.py, one job each; standard library only."""

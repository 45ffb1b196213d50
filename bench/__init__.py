"""Measurements: each figure in the docs has a command here that prints it."""

"""Engines: where finished tokens are kept and candidates are found."""

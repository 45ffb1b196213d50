"""Pages of `verification`."""

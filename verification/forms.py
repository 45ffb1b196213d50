"""The forms of `verification`."""

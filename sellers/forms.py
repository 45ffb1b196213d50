"""The forms in which a seller writes her page."""

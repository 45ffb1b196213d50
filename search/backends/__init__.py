"""Backends: Wagtail's own search (django-modelsearch 1.3) on our tokens and engines."""

from django.apps import AppConfig


class ThemeConfig(AppConfig):
    """How everything looks; knows no other app but core."""

    name = "theme"

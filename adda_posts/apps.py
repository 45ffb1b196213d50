from django.apps import AppConfig

from core.drains import Drains


class AddaPostsConfig(AppConfig):
    name = "adda_posts"

    def ready(self) -> None:
        """Give the worker the transitions of addas to do."""
        # It needs the models of every app to be there.
        from adda_posts import lifecycle  # noqa: PLC0415

        Drains.add("addas", lifecycle.follow_clock, every=lifecycle.EVERY_SECONDS)

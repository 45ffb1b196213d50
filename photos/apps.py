from django.apps import AppConfig

from core.drains import Drains

HOUR_SECONDS = 60 * 60.0


class PhotosConfig(AppConfig):
    name = "photos"

    def ready(self) -> None:
        """Have the worker remove photos that nothing came to show."""
        # It needs the models of every app to be there.
        from photos.sweeping import sweep  # noqa: PLC0415

        Drains.add("photos", sweep, every=HOUR_SECONDS)

from django.apps import AppConfig

from core.drains import Drains
from core.personal import Holdings, Steps

HOUR_SECONDS = 60 * 60.0


class PhotosConfig(AppConfig):
    name = "photos"

    def ready(self) -> None:
        """Have the worker remove photos that nothing came to show; name what is
        held of a member."""
        # Both need the models of every app to be there.
        from photos.erasing import STEPS  # noqa: PLC0415
        from photos.personal import HOLDINGS  # noqa: PLC0415
        from photos.sweeping import sweep  # noqa: PLC0415

        Holdings.add(*HOLDINGS)
        Steps.add(*STEPS)
        Drains.add("photos", sweep, every=HOUR_SECONDS)

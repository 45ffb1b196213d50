from django.apps import AppConfig

from core.drains import Drains
from core.personal import Holdings, Steps
from moderation import targets


class AddaPostsConfig(AppConfig):
    name = "adda_posts"

    def ready(self) -> None:
        """Give the worker the transitions of addas; name what can be reported and
        followed, where names are read, and what is held of a member."""
        # All need the models of every app to be there.
        from adda_posts import lifecycle  # noqa: PLC0415
        from adda_posts.claimed import CARRIED  # noqa: PLC0415
        from adda_posts.erasing import STEPS  # noqa: PLC0415
        from adda_posts.followed import SeriesFollowed  # noqa: PLC0415
        from adda_posts.models import Adda  # noqa: PLC0415
        from adda_posts.personal import HOLDINGS  # noqa: PLC0415
        from adda_posts.pin_scopes import OneAdda, OneSeries  # noqa: PLC0415
        from adda_posts.reportable import AddaTarget  # noqa: PLC0415
        from forum import following, pinning  # noqa: PLC0415
        from profiles import name_claim  # noqa: PLC0415
        from profiles.models import READ_IN  # noqa: PLC0415

        Drains.add("addas", lifecycle.follow_clock, every=lifecycle.EVERY_SECONDS)
        targets.register(AddaTarget())
        pinning.SCOPES["series"] = OneSeries()
        pinning.SCOPES["adda"] = OneAdda()
        following.register(SeriesFollowed())
        READ_IN.append((Adda.objects.visible_to, "hosts"))
        Holdings.add(*HOLDINGS)
        Steps.add(*STEPS)
        name_claim.CARRIED.extend(CARRIED)

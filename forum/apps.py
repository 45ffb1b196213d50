from django.apps import AppConfig

from moderation import targets


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        """Name what can be reported and followed, where names are read, and what is
        held of a member."""
        # It needs the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from core.personal import Holdings, Steps  # noqa: PLC0415
        from forum import (  # noqa: PLC0415
            actions,
            blocking,
            following,
            offered,
            pictured,
            receivers,  # noqa: F401
        )
        from forum.claimed import CARRIED  # noqa: PLC0415
        from forum.erasing import STEPS  # noqa: PLC0415
        from forum.followed import BoardFollowed, TagFollowed, ThreadFollowed  # noqa: PLC0415
        from forum.models import Post, carry_waiting  # noqa: PLC0415
        from forum.personal import HOLDINGS  # noqa: PLC0415
        from forum.reportable import EditTarget, PostTarget, ThreadTarget  # noqa: PLC0415
        from photos.models import SHOWN_IN  # noqa: PLC0415
        from profiles import name_claim  # noqa: PLC0415
        from profiles.models import READ_IN  # noqa: PLC0415

        Drains.add("moved posts", carry_waiting, every=1)
        actions.on_post(offered.for_post)
        actions.on_post(offered.saving)
        actions.on_post(blocking.offered)
        actions.on_thread(offered.for_thread)
        following.register(ThreadFollowed())
        following.register(BoardFollowed())
        targets.register(EditTarget())
        following.register(TagFollowed())
        targets.register(PostTarget())
        targets.register(ThreadTarget())
        SHOWN_IN.append(pictured.where)
        READ_IN.append((Post.objects.visible_to, "author"))
        Holdings.add(*HOLDINGS)
        Steps.add(*STEPS)
        name_claim.CARRIED.extend(CARRIED)

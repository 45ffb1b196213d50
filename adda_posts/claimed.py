"""What stands under a claimed name in addas: who ran them, who opened them."""

from typing import Any

from adda_posts.models import Adda
from adda_posts.models.adda import AddaHost
from profiles.name_claim import Carried


def _hold_host(row: Any) -> None:
    row.adda.thread.hold()


def _tell_host(row: Any, before: int, now: int) -> None:
    thread = row.adda.thread
    thread.refresh_from_db(fields=["host_ids"])
    thread.change(host_ids=[now if pk == before else pk for pk in thread.host_ids])
    row.adda.announce()


CARRIED = (
    Carried(
        "adda-host",
        lambda: AddaHost.objects.select_related("adda__thread"),
        "member",
        _hold_host,
        _tell_host,
    ),
    Carried("adda", Adda.objects.all, "opened_by", Adda.hold),
)

"""Taking a member out of addas (core.personal.Step): what is said there, and what is
still to come under her name."""

from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from adda_posts.models import Adda, AddaPage, Import, ImportedName, ImportedPost, Series
from core.personal import Going, Step, look_through, wipe_texts

TEXTS = (
    *("title", "draft_title", "topic", "intro", "video_title"),
    *("seo_title", "search_description"),
)


def unname_hosts(going: Going) -> bool:
    """Let her run nothing that is still to come."""
    Series.hosts.through.objects.filter(member=going.member).delete()
    coming = Adda.objects.filter(hosts=going.member, closes_at__gt=timezone.now())
    for adda in coming.order_by("thread"):
        adda.name_hosts(host for host in adda.hosts_in_order if host != going.member)
    return False


def _is_near(going: Going, page: Any) -> bool:
    adda = Adda.objects.filter(page=page).first()
    return adda is not None and adda.thread_id in going.near


def wipe_pages(going: Going) -> bool:
    """Take her name out of what stands above a discussion."""
    return wipe_texts(
        going,
        AddaPage.objects.all(),
        TEXTS,
        lambda page: _is_near(going, page),
        lambda page: page.row().announce() if page.row() else None,
    )


def wipe_addas(going: Going) -> bool:
    """Take it out of why one was called off."""
    rows = Adda.objects.exclude(cancel_reason="")
    near = going.near
    return wipe_texts(
        going, rows, ("cancel_reason",), lambda row: row.thread_id in near
    )


def unname_imported(going: Going) -> bool:
    """Let the names that she claimed be known by no name; a paste that is sent again
    finds them no more."""
    hers = ImportedName.objects.filter(member__claimed_by=going.member)
    hers |= ImportedName.objects.filter(member=going.member)

    def unname(pk: int) -> None:
        row = ImportedName.objects.get(pk=pk)
        now = f"{going.trace.handle_now} {row.pk}"
        posts = ImportedPost.objects.filter(
            adda__series=row.series_id, author_name=row.name
        )
        # Each by its own number: two of the same words are told apart by it.
        posts.update(author_name=Concat(Value(f"{now} "), Cast("pk", CharField())))
        ImportedName.objects.filter(pk=pk).update(name=now)

    return look_through(going, hers, lambda row: True, unname)


def wipe_pastes(going: Going) -> bool:
    """Take her name out of pastes that wait to be looked through."""
    rows = Import.objects.exclude(paste=None)
    return wipe_texts(going, rows, ("paste", "files"))


STEPS = (
    Step("coming-addas", unname_hosts, place=9),
    Step("imported-names", unname_imported, place=40),
    Step("addas", wipe_pages, place=40),
    Step("called-off", wipe_addas, place=40),
    Step("pastes", wipe_pastes, place=40),
)

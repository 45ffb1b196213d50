"""The notices of a thread that became part of another go there too (PostMove)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.models import PostMove
from notifications.models import Call, Notification

NOTICES_PER_SLICE = 50


def take_along(move: PostMove) -> bool:
    """Let some notices of the thread that went lead to where its posts stand now; False
    when none was left. One transaction."""
    try:
        with transaction.atomic():
            return _take_slice(move)
    except IntegrityError:
        # She is told of something there at this very moment: once more, into that.
        return True


def _take_slice(move: PostMove) -> bool:
    of_source = Notification.objects.filter(thread=move.source)
    ids = list(
        of_source.order_by("pk").values_list("pk", flat=True)[:NOTICES_PER_SLICE]
    )
    # What she had read past is no news again because its posts have other numbers.
    passed = Notification.objects.filter(pk__in=ids).read_elsewhere()
    passed.update(read_at=timezone.now())
    notices = list(Notification.objects.filter(pk__in=ids).order_by("pk"))
    there = _standing_there(move, [notice.member_id for notice in notices])
    for notice in notices:
        _lead_on(move, notice)
        kept = there.get(notice.member_id) if notice.read_at is None else None
        if kept is not None:
            _fold(notice, kept)
        else:
            notice.save(update_fields=["thread", "first_seq", "until_seq"])
    return bool(notices)


def _standing_there(move: PostMove, members: list[int]) -> dict[int, Notification]:
    """What they have not read of the other thread, held for this transaction."""
    rows = Notification.objects.standing().filter(
        thread=move.target, member__in=members
    )
    held = rows.select_for_update(no_key=True).order_by("member")
    return {notice.member_id: notice for notice in held}


def _lead_on(move: PostMove, notice: Notification) -> None:
    """Have it name the same posts by their places there."""
    if notice.first_seq is not None:
        here = [*move.brought(notice.first_seq, notice.until_seq)]
        notice.first_seq = here[0][0] if here else None
    notice.until_seq = move.place_of(notice.until_seq)
    notice.thread = move.target


def _fold(notice: Notification, kept: Notification) -> None:
    """Make one of two notices that she has not read."""
    begins = [each.first_seq for each in (kept, notice) if each.first_seq is not None]
    kept.first_seq = min(begins, default=None)
    kept.until_seq = max(kept.until_seq, notice.until_seq)
    kept.at = max(kept.at, notice.at)
    kept.save(update_fields=["first_seq", "until_seq", "at"])
    said = kept.calls.values("post")
    Call.objects.filter(notification=notice).exclude(post__in=said).update(
        notification=kept
    )
    notice.delete()

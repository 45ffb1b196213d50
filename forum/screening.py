"""What members write here, told to screening (moderation.screening), and what it says.

Only what a member sends goes through it; imports and the demo call the verbs.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Post, PostEdit, Thread
from moderation.screening import Action, Draft, Place, Said, Verdict, Writer, screen
from moderation.screening.rate import LONGEST, MOST, PAUSES
from profiles.models import Member

MINUTE = dt.timedelta(minutes=1)
# A number is split over two texts that follow each other closely.
IN_A_ROW = dt.timedelta(minutes=30)
_HOTTEST = max(heat for heat, _pause in PAUSES)


@lru_cache(maxsize=8)
def _own_hosts(site_url: str) -> frozenset[str]:
    return frozenset([(urlsplit(site_url).hostname or "").removeprefix("www.")])


def screen_post(
    member: Member, thread: Thread, words: str, key: uuid.UUID | None
) -> Verdict:
    """What becomes of a comment or reply; another try to send it (`key`) passes."""
    if _is_sent(member, key):
        return Verdict(())
    writer = writer_in(member, thread)
    now = timezone.now()
    recent = _recent(member, key, now)
    here = [said for said in recent if said.place == thread.pk]
    previous = here[0].words if here and now - here[0].at < IN_A_ROW else ""
    heat = 0 if writer.runs_it else _heat(thread, now)
    place = Place("thread", thread.pk, heat)
    return _screened(writer, place, words, recent, now, previous=previous)


def screen_start(
    member: Member, title: str, words: str, key: uuid.UUID, tags: Sequence[str] = ()
) -> Verdict:
    """What becomes of a new thread; another try to send it passes."""
    if _is_sent(member, key):
        return Verdict(())
    now = timezone.now()
    writer = Writer(member.pk, member.trust_level, member.is_moderator)
    said = "\n".join([title, *tags, words])
    recent = _recent(member, key, now)
    # Its words are compared with those of openings, which have no title in them.
    verdict = _screened(writer, Place("thread"), said, recent, now)
    if verdict.action == Action.REFUSE:
        return verdict
    alone = _screened(writer, Place("thread"), words, recent, now)
    return alone if alone.action == Action.REFUSE else verdict


def screen_edit(member: Member, post: Post, words: str) -> Verdict:
    """What becomes of an author's new words in place of the old ones.

    What would be held is for her to leave out: held words cannot stand where others
    stood, and taking those away until a moderator comes would lose them. What was in
    the old words already is let through, for someone did so once.
    """
    writer = writer_in(member, post.thread)
    place = Place("thread", post.thread_id)
    now = timezone.now()
    verdict = _screened(writer, place, words, [], now, is_edit=True)
    if verdict.action < Action.HOLD or post.pending:
        return verdict
    before = _screened(writer, place, post.source, [], now, is_edit=True)
    known = set(before.reasons)
    return Verdict(tuple(each for each in verdict.findings if each.code not in known))


def refusing_edit(verdict: Verdict, post: Post) -> str:
    """Why the new words are not taken in place of the old ones; empty where they are."""
    if verdict.action == Action.REFUSE:
        return verdict.sentence()
    is_waiting = verdict.action == Action.HOLD and not post.pending
    return cannot_wait(verdict) if is_waiting else ""


def refusing_restore(edit: PostEdit) -> str:
    """Why old words cannot be put back as they are; empty where they can.

    They are asked about like an edit by their author, whose words they become again: by
    the rules of today, and a moderator who may write more gives them none of that.
    """
    if edit.is_hidden:
        return _(
            "A moderator took these words out. Show them in the history again first."
        )
    verdict = screen_edit(edit.post.author, edit.post, edit.source)
    if not refusing_edit(verdict, edit.post):
        return ""
    return _("%(why)s So these words cannot be put back.") % {"why": verdict.sentence()}


def screen_tags(member: Member, thread: Thread, tags: Sequence[str]) -> Verdict:
    """What becomes of other tags: everyone reads them, so none can wait."""
    if not tags:
        return Verdict(())
    writer, place = writer_in(member, thread), Place("thread", thread.pk)
    return _screened(writer, place, ", ".join(tags), [], timezone.now(), is_edit=True)


def held_for(verdict: Verdict) -> str:
    """The code of what a text has to wait for; empty where it need not."""
    deciding = verdict.deciding
    return deciding.code if deciding and deciding.action == Action.HOLD else ""


def cannot_wait(verdict: Verdict) -> str:
    """What she reads whose change would have to wait for a moderator."""
    return _(
        "%(why)s A change cannot wait, so the old words stay. Leave it out, or write "
        "it as a comment of its own."
    ) % {"why": verdict.sentence()}


def writer_in(member: Member, thread: Thread) -> Writer:
    """The member as screening knows her."""
    return Writer(
        member.pk,
        member.trust_level,
        member.is_moderator,
        is_host=member.pk in thread.host_ids,
    )


def _screened(
    writer: Writer,
    place: Place,
    words: str,
    recent: list[Said],
    now: dt.datetime,
    *,
    previous: str = "",
    is_edit: bool = False,
) -> Verdict:
    return screen(
        Draft(
            words,
            writer=writer,
            place=place,
            recent=recent,
            previous=previous,
            is_edit=is_edit,
            own_hosts=_own_hosts(settings.SITE_URL),
            now=now,
        )
    )


def _is_sent(member: Member, key: uuid.UUID | None) -> bool:
    return bool(key) and Post.objects.filter(author=member, client_key=key).exists()


def _recent(member: Member, key: uuid.UUID | None, now: dt.datetime) -> list[Said]:
    """What she wrote within the hour, the newest first.

    Without this same text, which another try of her phone may have brought meanwhile.
    """
    since = now - dt.timedelta(seconds=LONGEST)
    hers = Post.objects.filter(author=member, created_at__gte=since, dated=None)
    if key:
        hers = hers.exclude(client_key=key)
    rows = hers.order_by("-created_at").values_list("created_at", "thread", "source")
    return [Said(*row) for row in rows[:MOST]]


def _heat(thread: Thread, now: dt.datetime) -> int:
    """How much was written there within the last minute, as far as it matters."""
    latest = Post.objects.filter(thread=thread).order_by("-seq")
    moments = latest.values_list("created_at", flat=True)[:_HOTTEST]
    return sum(now - at < MINUTE for at in moments)

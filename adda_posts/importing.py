"""The paste import: what was read from a paste becomes addas, members and posts.

The unit is (series, date, author, text, k), k being the how-manyth of equal author and
text in that adda; each is added once, for ever (`ImportedPost`). So the same paste adds
nothing, a longer one only what is missing, and a run that was killed is finished by
running it again. Every transaction is short: SQLite has one write lock for all.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from adda_posts.models import (
    RESERVED_SLUGS,
    Adda,
    DayTaken,
    Import,
    ImportedAdda,
    ImportedName,
    ImportedPost,
    Series,
)
from adda_posts.pasting import Paste, PastedAdda, PastedComment
from core import phones, text
from core.slices import REST_SECONDS, SLICE_ROWS, SLICE_SECONDS, in_slices
from forum.models import Post
from moderation.models import ModerationEntry
from profiles.models import Member
from theme.wording import day as day_in_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_NAME = 80  # of a member
LONGEST_AUTHOR = 120
DEFAULT_SERIES = "imported"
DEFAULT_NAME = "আগের আড্ডা"
DEFAULT_NAME_EN = "Imported addas"
# No sentence: it would stand in one language where the comment was.
UNDONE = ""

Item = TypeVar("Item")


class SeriesRefused(Exception):
    """Imported text cannot go into that series; the message is one sentence."""


@dataclass
class Block:
    """One adda of a paste, and the file and series it belongs to."""

    file: str
    series: str  # slug asked for; empty: by the group
    day: date
    adda: PastedAdda

    def as_json(self) -> dict[str, Any]:
        """For `Import.paste`; `from_json` reads it back."""
        data = asdict(self.adda)
        data["date"] = self.day.isoformat()
        return {"file": self.file, "series": self.series, "adda": data}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Block":
        fields = dict(data["adda"])
        day = fields["date"] = date.fromisoformat(fields["date"])
        fields["comments"] = [PastedComment(**each) for each in fields["comments"]]
        return cls(data["file"], data["series"], day, PastedAdda(**fields))


@dataclass
class Saved:
    """What became of one adda of a paste."""

    adda: Adda
    comments: int
    added: int = 0
    already: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "series": self.adda.series.slug,
            "date": self.adda.date.isoformat(),
            "url": self.adda.get_absolute_url(),
            "comments": self.comments,
            "added": self.added,
            "already": self.already,
        }


@dataclass
class Report:
    """What a run did. `waiting`: ids of posts of this paste that an earlier import
    added and nobody published."""

    run: Import
    addas: list[Saved] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    is_done: bool = True


def blocks_of(pastes: Iterable[Paste], series: str = "") -> list[Block]:
    """The addas of all pastes that have a date.

    The "▶ group" of a file holds for its addas that name none.
    """
    blocks = []
    for paste in pastes:
        group = next((adda.group for adda in paste.addas if adda.group), None)
        for adda in paste.addas:
            adda.group = adda.group or group
            if adda.date is not None:
                blocks.append(Block(paste.name, series, adda.date, adda))
    return blocks


def without_empty(block: Block) -> Block:
    """The same block without comments that were emptied by hand; answers to one of
    those become comments, the others follow their roots' new numbers."""
    kept: dict[int, int] = {}
    comments = []
    for number, comment in enumerate(block.adda.comments, start=1):
        if text.is_blank(comment.author) or text.is_blank(comment.body):
            continue
        root = kept.get(comment.reply_to or 0)
        comments.append(replace(comment, reply_to=root))
        kept[number] = len(comments)
    adda = replace(block.adda, comments=comments, date=block.day)
    return Block(block.file, block.series, block.day, adda)


def digest_of(contents: Iterable[bytes], series: str) -> str:
    """What tells one set of files (in any order) from another."""
    each = sorted(hashlib.sha256(content).hexdigest() for content in contents)
    return hashlib.sha256(json.dumps([series, each]).encode()).hexdigest()


# --- Where it goes -------------------------------------------------------------------


def check_series(slug: str) -> None:
    """Raise SeriesRefused unless imported text may go into the series `slug`."""
    if not text.is_slug(slug) or len(slug) > 60 or slug in RESERVED_SLUGS:
        raise SeriesRefused(f"{slug!r} cannot be the address of a series.")
    if Series.objects.run_by_people().filter(slug=slug).exists():
        raise SeriesRefused(
            f"The series {slug!r} is run by people; imported text never goes there."
        )


def series_for(block: Block) -> Series:
    """The archive series of a block, made when it is the first of its name.

    Raises SeriesRefused for a series asked for that people run.
    """
    if block.series:
        check_series(block.series)
        return _archive(block.series, block.series)
    name = text.shorten(text.normalise_line(block.adda.group or ""), 120)
    slug = text.slug(phones.mask(name), max_length=50)
    if not slug:
        return _archive(DEFAULT_SERIES, DEFAULT_NAME, DEFAULT_NAME_EN)
    return _archive(slug, name)


def _archive(slug: str, name: str, name_en: str = "") -> Series:
    """The archive series at `slug`, or beside it where people run that one."""
    for candidate in _addresses(slug):
        there = Series.objects.filter(slug=candidate).first()
        if there is None and candidate not in RESERVED_SLUGS:
            try:
                with transaction.atomic():
                    return Series.objects.start(
                        slug=candidate, name=name, name_en=name_en, archive=True
                    )
            except IntegrityError:
                # Another import was first.
                there = Series.objects.get(slug=candidate)
        if there is not None and there.archive:
            return there
    raise AssertionError("addresses never end")


def _addresses(slug: str) -> Iterator[str]:
    yield slug
    yield f"{slug}-archive"
    count = 2
    while True:
        yield f"{slug}-archive-{count}"
        count += 1


def _adda_for(run: Import, series: Series, block: Block) -> Adda:
    """The adda of a block; made, or brought back where it went with an undone import."""
    try:
        with transaction.atomic():
            adda = _new_adda(run, series, block.adda, block.day)
    except DayTaken as taken:
        adda = taken.adda
        with transaction.atomic():
            adda.thread.hold()
            brought_back = ImportedAdda.objects.filter(adda=adda, undone=True).update(
                undone=False, made_by=run
            )
            if brought_back:
                adda.unhide()
    run.read_into.add(adda)
    return adda


def _new_adda(run: Import, series: Series, pasted: PastedAdda, day: date) -> Adda:
    title = pasted.title or (pasted.topic or "").split("\n")[0]
    adda = series.archive_adda(
        day,
        title or f"আড্ডা পোস্ট {day_in_words(day, 'bn')}",
        pasted.topic or "",
        pasted.intro,
        opened_by=member_named(series, pasted.opened_by) if pasted.opened_by else None,
    )
    adda.set_hosts([member_named(series, name) for name in pasted.hosts])
    ImportedAdda.objects.create(adda=adda, made_by=run)
    return adda


def member_named(series: Series, name: str) -> Member:
    """The unclaimed member of that name in `series`; inside a transaction."""
    name = name[:LONGEST_AUTHOR]
    rows = ImportedName.objects.filter(series=series, name=name)
    rows = rows.select_related("member__claimed_by")
    row = rows.first()
    if row is None:
        # One import at a time makes names in a series.
        series.hold()
        row = rows.first()
    if row is None:
        row = ImportedName.objects.create(
            series=series, name=name, member=_unclaimed(name)
        )
    # What comes later under a name that found its member is hers too.
    return row.member.claimed_by or row.member


def _unclaimed(name: str) -> Member:
    shown = text.shorten(phones.mask(name), LONGEST_NAME)
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return Member.objects.create_unclaimed(shown)
        except IntegrityError:
            continue  # somebody took that handle in this moment
    return Member.objects.create_unclaimed(shown)


# --- Saving --------------------------------------------------------------------------


def begin(
    files: list[str], *, digest: str, by: "Member | None" = None, series: str = ""
) -> Import:
    """The run for these files: one that did not come to its end is taken up again."""
    unfinished = Import.objects.filter(digest=digest, finished_at=None, undone_at=None)
    run = unfinished.first()
    if run is None:
        try:
            with transaction.atomic():
                return Import.objects.create(
                    files=files, digest=digest, by=by, series_slug=series
                )
        except IntegrityError:
            # Somebody imports the same files in this moment: it is one run.
            run = unfinished.first()
            if run is None:
                return begin(files, digest=digest, by=by, series=series)
    return run


def save(
    run: Import,
    blocks: Iterable[Block],
    *,
    seconds: float | None = None,
    progress: Callable[[Saved], None] = lambda saved: None,
) -> Report:
    """Write what is missing of `blocks`, in slices; `progress` hears of each adda.

    After `seconds` it stops with `is_done` False; the next call goes on from there.
    Raises SeriesRefused before the first write.
    """
    blocks = list(blocks)
    for block in blocks:
        if block.series:
            check_series(block.series)
    until = None if seconds is None else time.monotonic() + seconds
    report = Report(run)
    for block in blocks:
        if until is not None and time.monotonic() > until and report.addas:
            report.is_done = False
            break
        series = series_for(block)
        adda = _adda_for(run, series, block)
        writer = _Writer(run, adda, block.adda.comments)
        report.is_done = writer.write(until)
        report.addas.append(writer.saved)
        report.waiting += writer.waiting
        progress(writer.saved)
        if not report.is_done:
            break
    if report.is_done:
        Import.objects.filter(pk=run.pk, finished_at=None).update(
            finished_at=timezone.now(), paste=None
        )
    return report


class _Writer:
    """Brings one adda's comments into its thread, in their order."""

    def __init__(self, run: Import, adda: Adda, comments: list[PastedComment]) -> None:
        self.run = run
        self.adda = adda
        self.comments = comments
        self.saved = Saved(adda, len(comments))
        self.waiting: list[int] = []
        self.units: dict[tuple[str, str, int], ImportedPost] = {}
        self.last_unit = 0
        self.equal: Counter[tuple[str, str]] = Counter()
        self.posts: list[int] = []  # ids, in the order of the comments
        self.members: dict[str, Member] = {}

    def write(self, until: float | None) -> bool:
        """Write all; False when the time was over before."""
        self._read_names()
        while len(self.posts) < len(self.comments):
            with transaction.atomic():
                self._write_slice()
            if until is not None and time.monotonic() > until:
                return len(self.posts) == len(self.comments)
            time.sleep(REST_SECONDS)
        return True

    def _read_names(self) -> None:
        names = {comment.author[:LONGEST_AUTHOR] for comment in self.comments}
        rows = ImportedName.objects.filter(series=self.adda.series, name__in=names)
        rows = rows.select_related("member__claimed_by")
        self.members = {row.name: row.member.claimed_by or row.member for row in rows}

    def _write_slice(self) -> None:
        started = time.monotonic()
        # New names take it too, and the series goes before its threads.
        self.adda.series.hold()
        self.adda.thread.hold()
        self.adda.refresh_from_db(fields=["published_at"])
        made_here = ImportedAdda.objects.filter(adda=self.adda, made_by=self.run)
        # What an import adds to an adda that another made, or that everyone sees
        # already, waits for its own publishing.
        self.pending = self.adda.is_published or not made_here.exists()
        self._learn()
        before = self.saved.added
        while len(self.posts) < len(self.comments):
            self._write_one(self.comments[len(self.posts)])
            is_full = self.saved.added - before >= SLICE_ROWS
            if is_full or time.monotonic() - started > SLICE_SECONDS:
                break

    def _learn(self) -> None:
        """Read the units that came since, by whichever import."""
        rows = ImportedPost.objects.filter(adda=self.adda, pk__gt=self.last_unit)
        for unit in rows.select_related("post").order_by("pk"):
            self.units[unit.author_name, unit.body_hash, unit.k] = unit
            self.last_unit = unit.pk

    def _write_one(self, comment: PastedComment) -> None:
        author = comment.author[:LONGEST_AUTHOR]
        digest = hashlib.sha256(comment.body.encode()).hexdigest()
        self.equal[author, digest] += 1
        unit = self.units.get((author, digest, self.equal[author, digest]))
        if unit is None:
            post = self._post(comment)
            unit = ImportedPost.objects.create(
                adda=self.adda,
                author_name=author,
                body_hash=digest,
                k=self.equal[author, digest],
                post=post,
                added_by=self.run,
            )
            self.saved.added += 1
        elif unit.undone and self._bring_back(unit):
            self.saved.added += 1
        else:
            self.saved.already += 1
            if unit.post.pending:
                self.waiting.append(unit.post_id)
        self.posts.append(unit.post_id)

    def _post(self, comment: PastedComment) -> Post:
        name = comment.author[:LONGEST_AUTHOR]
        if name not in self.members:
            self.members[name] = member_named(self.adda.series, name)
        parent = None
        if comment.reply_to and comment.reply_to <= len(self.posts):
            parent = Post.objects.get(pk=self.posts[comment.reply_to - 1])
        return self.adda.thread.post(
            self.members[name],
            comment.body,
            parent=parent,
            force=True,
            dated=self.adda.date,
            pending=self.pending,
        )

    def _bring_back(self, unit: ImportedPost) -> bool:
        """Show again what an undone import had added; it is this one's now."""
        again = ImportedPost.objects.filter(pk=unit.pk, undone=True).update(
            undone=False, added_by=self.run
        )
        if not again:
            return False
        post = unit.post
        post.thread = self.adda.thread
        # One that a moderator has shown again meanwhile stays shown.
        gone = Post.objects.filter(pk=post.pk).exclude(hidden_at=None)
        gone.update(pending=self.pending)
        return post.unhide()


# --- Afterwards ----------------------------------------------------------------------


def publish(
    run: Import, by: "Member | None" = None, waiting: Iterable[int] = ()
) -> None:
    """Show what the import read to everyone; may be repeated. Not one that was undone.

    `waiting` are further posts to show, of earlier imports of the same comments.
    """
    if Import.objects.filter(pk=run.pk).exclude(undone_at=None).exists():
        return
    for adda in list(run.read_into.select_related("series", "thread")):
        adda.publish()
    added = Post.objects.filter(importedpost__added_by=run, importedpost__undone=False)
    pending = added | Post.objects.filter(pk__in=list(waiting))
    in_slices(
        _in_order(pending.filter(pending=True).distinct()),
        lambda pk: Post.objects.select_related("thread").get(pk=pk).approve(),
    )
    _note(run, by, "published_at", ModerationEntry.Action.PUBLISH)


def allow_indexing(run: Import, allowed: bool) -> None:
    """Let other search engines index the import's addas, or keep them out."""
    for adda in list(run.read_into.select_related("series", "thread")):
        adda.allow_indexing(allowed)


def undo(run: Import, by: "Member | None" = None) -> int:
    """Hide what the import added, and the addas it made; returns how many comments.

    May be repeated; importing the same again brings them back.
    """
    for row in list(run.addas.filter(undone=False).select_related("adda__thread")):
        with transaction.atomic():
            if row.adda.hide(by, UNDONE):
                _trace(run, by, "adda", row.adda_id)
                ImportedAdda.objects.filter(pk=row.pk).update(undone=True)
                row.adda.unpublish()
    hidden: list[int] = []

    def hide(pk: int) -> None:
        # What a moderator has hidden before stays her judgement.
        if Post.objects.select_related("thread").get(pk=pk).hide(by, UNDONE):
            _trace(run, by, "post", pk)
            ImportedPost.objects.filter(post=pk).update(undone=True)
            hidden.append(pk)

    shown = Post.objects.filter(importedpost__added_by=run, hidden_at=None)
    in_slices(_in_order(shown.filter(importedpost__undone=False)), hide)
    _note(run, by, "undone_at", ModerationEntry.Action.UNDO)
    return len(hidden)


def _in_order(posts: "QuerySet[Post]") -> list[int]:
    """Ids by thread: every writer takes threads in this order."""
    return list(posts.order_by("thread", "seq").values_list("pk", flat=True))


def _trace(run: Import, by: "Member | None", kind: str, pk: int) -> None:
    """Write down that undoing `run` hid one thing, in the transaction that hides it."""
    ModerationEntry.objects.create(
        by=by,
        action=ModerationEntry.Action.UNDO,
        target_kind=kind,
        target_id=pk,
        reason=f"import {run.pk}",
    )


@transaction.atomic
def _note(
    run: Import, by: "Member | None", moment: str, action: ModerationEntry.Action
) -> None:
    """Stamp the run and leave the moderators' trace, once."""
    rows = Import.objects.filter(pk=run.pk, **{moment: None})
    if rows.update(**{moment: timezone.now()}):
        ModerationEntry.objects.create(
            by=by,
            action=action,
            target_kind="import",
            target_id=run.pk,
            reason=", ".join(run.files)[:300],
        )
    run.refresh_from_db()

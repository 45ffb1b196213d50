"""Thread: one discussion, its order, its version, and the verb that adds a post."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Greatest, Replace
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from core import phones, text
from forum import live, signals
from moderation.models import COVERED, Hideable, ModerationEntry, require_voice
from photos.models import PhotosGone

from . import rearranging
from .board import Board
from .draft import Draft
from .event import ThreadEvent
from .post import ROOTS_PER_PAGE, Post, hash_of
from .subscription import Subscription
from .tag import Tag, ThreadTag

if TYPE_CHECKING:
    from profiles.models import Member

# What stands behind /t/<id>/ in forum/urls.py: no title may have one as its slug.
DOORS = frozenset({"post", "posts", "more", "arrange", "pin", "share", "read", "tags"})


class ThreadClosed(Exception):
    """Nothing can be posted here now: closed, hidden, or not open yet."""


class KeyReused(Exception):
    """This client key already carried another text (the Back button, usually)."""


class AcrossBlock(Exception):
    """What she answers was written by someone whom she blocked, or who blocked her."""


class ParentGone(Exception):
    """What she answers is not there to be answered: hidden, waiting, elsewhere."""


def is_public(at: datetime | None = None) -> Q:
    """The condition under which everyone may know of a thread, now or at a moment."""
    return _is_shown(at) & (Q(opening_gone=False) | Q(post_count__gt=0))


def _is_shown(at: datetime | None = None) -> Q:
    return Q(hidden_at=None, merged_into=None, visible_from__lte=at or timezone.now())


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Reading threads."""

    def visible_to(self, member: Any, at: datetime | None = None) -> Self:
        """Threads that `member` (or a guest) may know of, now or at a moment."""
        if getattr(member, "is_moderator", False):
            return self.filter(merged_into=None)
        return self.filter(is_public(at))

    def reached_by(self, member: Any) -> Self:
        """Threads whose page `member` may open: beside those that she may know of, her
        own where nothing is left but the place of an opening that she may have again."""
        if not getattr(member, "pk", None) or member.is_moderator:
            return self.visible_to(member)
        return self.filter(is_public() | (_is_shown() & Q(author=member.pk)))

    def spoken_of_outside(self) -> Self:
        """Those of which feeds and search engines are told: the title is the opening's
        as well, and goes from there when that does."""
        return self.filter(noindex=False, opening_gone=False)

    def merged(self, pk: int) -> "Thread | None":
        """The thread that `pk` became part of; ask `visible_to` before showing it."""
        row = self.filter(pk=pk).exclude(merged_into=None)
        into = row.values_list("merged_into", flat=True).first()
        return self.filter(pk=into).first() if into else None

    def hold_both(self, first: int, second: int) -> "tuple[Thread, Thread]":
        """Take two rows, the one with the lower id first, and return them as asked."""
        rows = self.select_for_update(no_key=True).order_by("pk")
        held = {thread.pk: thread for thread in rows.filter(pk__in=(first, second))}
        return held[first], held[second]

    def open(self) -> Self:
        """Threads that take posts from members now."""
        return self.filter(
            is_public(), Q(closed_at=None) | Q(closed_at__gt=timezone.now())
        )

    def watched(self, ids: Iterable[int]) -> "models.QuerySet[Thread, tuple[Any, ...]]":
        """(id, last_seq, version, post_count, whether everyone may see it) of threads
        with sockets open on them; threads that are gone are left out."""
        public = Case(When(is_public(), then=True), default=False)
        return self.filter(pk__in=list(ids)).values_list(
            "pk", "last_seq", "version", "post_count", public
        )

    def on_boards(self) -> Self:
        """Members' own threads; an adda's has its own lists, by its day."""
        return self.filter(board__isnull=False)

    def unanswered(self) -> Self:
        """Those that still wait for a first comment."""
        is_open = Q(closed_at=None) | Q(closed_at__gt=timezone.now())
        return self.filter(is_open, post_count=0)

    def unread_by(self, member: "Member") -> Self:
        """Those that she has begun to read, with something new to her."""
        unread = Post.objects.unread_by(member, OuterRef("read_marks__last_read_seq"))
        return self.filter(
            Exists(unread.filter(thread=OuterRef("pk"))),
            read_marks__member=member,
            read_marks__last_read_seq__lt=F("last_seq"),
            # What came after she called all read raised this too.
            changed_at__gt=member.all_read_at,
        )

    def followed_by(self, member: "Member") -> Self:
        """Those that she follows, by themselves or with their board."""
        rows = Subscription.objects.filter(member=member)
        threads = rows.filter(kind="thread")
        levels = [Subscription.Level.ALL, Subscription.Level.MENTIONS]
        followed = threads.filter(level__in=levels).values("target_id")
        silent = threads.exclude(level__in=levels).values("target_id")
        boards = rows.filter(kind="board", level__in=levels).values("target_id")
        wanted = Q(pk__in=followed) | (Q(board__in=boards) & ~Q(pk__in=silent))
        return self.filter(wanted)

    def for_list(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("author", "board")

    def latest(self) -> Self:  # type: ignore[override]
        """Latest activity first; stable."""
        return self.order_by("-active_at", "-pk")

    @transaction.atomic
    def move_home(self, old: str, new: str) -> None:
        """Exchange the beginning of many threads' `home_url`; brief, however many."""
        moved = self.filter(home_url__startswith=old)
        held = moved.select_for_update(no_key=True).only("pk").order_by("pk")
        for thread in held:
            live.tick_on_commit(thread)
        moved.update(
            home_url=Replace("home_url", Value(old), Value(new)),
            version=F("version") + 1,
            changed_at=timezone.now(),
        )


class Thread(Hideable):
    """A discussion. It knows no adda: what an adda has to say is pushed down here.

    `home_url` is the page it lives on when that is not its own; `visible_from` None
    means moderators only. `last_seq` counts posts in the order they came, `last_root_no`
    the roots, `version` everything a reader can see change. `active_at` orders lists
    (imported text keeps its own day), `changed_at` stamps cached pages. `merged_into` is
    the thread that it became part of, `event_version` the version at its last line.
    `opening_gone` says that its opening was hidden or taken back: with no answers to
    read either nobody is told of it (docs/decisions/0027-openings.md).
    """

    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    title = models.CharField(max_length=300)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="threads",
    )
    client_key = models.UUIDField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    home_url = models.CharField(max_length=300, blank=True, editable=False)
    visible_from = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    noindex = models.BooleanField(default=False)
    opening_gone = models.BooleanField(default=False, editable=False)
    # Ids of the members who run it, for their badge; an adda's verbs set them.
    host_ids = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    active_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seq = models.PositiveIntegerField(default=0, editable=False)
    last_root_no = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    event_version = models.PositiveIntegerField(default=0, editable=False)

    # Its tags as lists and pages print them, [[slug, name] …]; `set_tags` keeps both.
    tag_names = models.JSONField(default=list, blank=True, editable=False)
    tags = TaggableManager(through=ThreadTag, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "client_key"], name="one_thread_per_client_key"
            )
        ]
        indexes = [
            models.Index(fields=["board", "-active_at", "-id"]),
            models.Index(fields=["-active_at", "-id"]),
            models.Index(fields=["board", "-created_at", "-id"]),
            models.Index(fields=["-created_at", "-id"]),
            models.Index(fields=["author", "-active_at", "-id"]),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(post_count=0),
                name="forum_thread_unanswered",
            ),
            models.Index(fields=["board", "-changed_at"]),
            models.Index(fields=["-changed_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The title in the thread's own address; some words there are doors."""
        slug = "" if self.opening_gone else _slug(self.title)
        return "-" if slug in {"", *DOORS} else slug

    def get_absolute_url(self) -> str:
        return self.home_url or reverse("forum:thread", args=[self.pk, self.slug])

    def page_url(self, page: int, *, plain: bool = True) -> str:
        """Address of page `page` (from 1).

        Page 1 has the plain address of the thread, which leads a member to what is new
        to her; `plain` False gives one that leads her to page 1 itself.
        """
        url = self.get_absolute_url()
        return url if page <= 1 and plain else f"{url}?page={max(page, 1)}"

    @property
    def pages(self) -> int:
        """How many pages of roots there are; at least one."""
        return max(1, -(-self.last_root_no // ROOTS_PER_PAGE))

    @property
    def is_open(self) -> bool:
        """Whether members may post now."""
        closed = self.closed_at is not None and self.closed_at <= timezone.now()
        return self.is_public and not closed

    @property
    def is_public(self) -> bool:
        """Whether everyone may know of it."""
        since = self.visible_from
        gone = self.is_hidden or self.merged_into_id is not None or self.is_empty
        return not gone and since is not None and since <= timezone.now()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to be read: no opening, no answers."""
        return self.opening_gone and self.post_count == 0

    # --- verbs ---

    @classmethod
    def start(
        cls,
        board: Board,
        author: "Member",
        title: str,
        source: str,
        key: uuid.UUID,
        photos: Mapping[int, str] | None = None,
        *,
        tags: Iterable[str] = (),
        held_for: str = "",
        draft: str = "",
    ) -> "Thread":
        """Start a member's thread; its opening is the post with seq 0.

        `held_for`, a code, keeps it among moderators until its opening is approved;
        `draft` is the key of the draft that becomes it. The same `key` again gives the
        same thread, though it may be part of another one by now (its opening's
        permalink leads there). Raises KeyReused when that key carried another title,
        text or photos, PhotosGone for `photos` (`{id: alt}`) that she
        cannot show, and Refused when she may not write now.
        """
        title = text.normalise_line(title)
        digest = hash_of(source, photos or ())
        if earlier := cls._started(author, key, title, digest):
            return earlier
        require_voice(author)
        try:
            with transaction.atomic():
                return cls._start(
                    board, author, title, source, key, photos, tags, held_for, draft
                )
        except (IntegrityError, PhotosGone):
            # Two tries of one phone at the same moment: the other one was first.
            if earlier := cls._started(author, key, title, digest):
                return earlier
            raise

    @classmethod
    def _start(
        cls,
        board: Board,
        author: "Member",
        title: str,
        source: str,
        key: uuid.UUID,
        photos: Mapping[int, str] | None,
        tags: Iterable[str],
        held_for: str,
        draft: str,
    ) -> "Thread":
        # One moment for both: as a comment of another thread, after a merge, the
        # opening must not be later than the last activity.
        now = timezone.now()
        thread = cls.objects.create(
            board=board,
            title=title,
            author=author,
            client_key=key,
            visible_from=None if held_for else now,
            created_at=now,
            active_at=now,
            version=1,
        )
        opening = Post.write(
            thread,
            author,
            source,
            seq=0,
            version=1,
            client_key=key,
            pending=bool(held_for),
            photos=photos,
            created_at=now,
        )
        opening.held_for = held_for
        Subscription.follow_by_writing(author, thread)
        # Every answer is news to her.
        thread.read_marks.create(member=author)
        Draft.end(author, draft)
        thread._tag(tags)
        signals.thread_started.announce(cls, thread=thread)
        signals.post_published.announce(cls, thread=thread, post=opening)
        return thread

    @classmethod
    def _started(
        cls, author: "Member", key: uuid.UUID, title: str, digest: str
    ) -> "Thread | None":
        """The thread that `key` already began, its words wherever they stand by now;
        raises KeyReused for other words."""
        opening = Post.objects.filter(author=author, client_key=key).first()
        if opening is None:
            return None
        begun = cls.objects.filter(author=author, client_key=key).first()
        if begun is None or opening.body_hash != digest:
            raise KeyReused
        if title not in begun._titles():
            raise KeyReused
        return begun

    def _titles(self) -> set[str]:
        """What it is called, and was before moderators corrected it."""
        retitled = self.events.filter(kind=ThreadEvent.Kind.RETITLE)  # type: ignore[attr-defined]
        return {self.title, *(event.data["before"] for event in retitled)}

    def post(
        self,
        author: "Member",
        source: str,
        *,
        parent: "Post | None" = None,
        client_key: uuid.UUID | None = None,
        force: bool = False,
        dated: date | None = None,
        pending: bool = False,
        held_for: str = "",
        photos: Mapping[int, str] | None = None,
    ) -> "Post":
        """Add a post; the same author, key, text and photos again give the same post.

        `parent` may be a root or a reply (an answer to a reply goes to its root).
        `force` posts to a closed or unseen thread (imports, moderators). `dated` is
        the day of imported text that has no time. `pending` waits for a moderator,
        `held_for` says by a code of screening why. `photos` are hers, `{id: alt}`, in
        order. Raises ThreadClosed, KeyReused, ParentGone when `parent` cannot be
        answered, AcrossBlock over a block, PhotosGone when she cannot show one of
        `photos`, and Refused when she may not write now.
        """
        digest = hash_of(source, photos or ())
        if client_key and (earlier := self._posted(author, client_key, digest)):
            return earlier
        if not force:
            require_voice(author)
            if parent is not None and parent.is_across_a_block(author, self.host_ids):
                raise AcrossBlock
        try:
            with transaction.atomic():
                return self._add(
                    author,
                    source,
                    parent,
                    client_key,
                    force,
                    dated,
                    pending,
                    held_for,
                    photos,
                )
        except (IntegrityError, PhotosGone):
            # Two tries of one phone at the same moment: the other one was first.
            if client_key and (earlier := self._posted(author, client_key, digest)):
                return earlier
            raise

    def _posted(self, author: "Member", key: uuid.UUID, digest: str) -> "Post | None":
        """The post that already carried `key`; raises KeyReused for another text."""
        earlier = Post.objects.filter(author=author, client_key=key).first()
        if earlier is None:
            return None
        if earlier.body_hash != digest:
            raise KeyReused
        # It may stand elsewhere by now, or be on its way here.
        if earlier.thread_id != self.pk and not (
            self._lost_posts() or earlier.thread.merged_into_id == self.pk
        ):
            raise KeyReused
        return earlier

    def _lost_posts(self) -> bool:
        """Whether posts of this thread may stand in another one now."""
        splits = self.events.filter(kind=ThreadEvent.Kind.SPLIT)  # type: ignore[attr-defined]
        return self.merged_into_id is not None or bool(splits.exists())

    def _add(
        self,
        author: "Member",
        source: str,
        parent: "Post | None",
        client_key: uuid.UUID | None,
        force: bool,
        dated: date | None,
        pending: bool,
        held_for: str,
        photos: Mapping[int, str] | None,
    ) -> "Post":
        pending = pending or bool(held_for)
        root = self._root_of(parent, force)
        now = timezone.now()
        rows = type(self).objects.filter(pk=self.pk)
        if not force:
            rows = rows.open()
        # The row is taken first and only its counters are written: inserting first
        # deadlocks two writers on PostgreSQL. While waiting for it another may have
        # written a later moment there.
        latest = Greatest("active_at", Value(now, output_field=models.DateTimeField()))
        changed = rows.update(
            last_seq=F("last_seq") + 1,
            last_root_no=F("last_root_no") + (0 if root else 1),
            version=F("version") + 1,
            post_count=F("post_count") + (0 if pending else 1),
            active_at=F("active_at") if dated or pending else latest,
            changed_at=now,
        )
        if not changed:
            raise ThreadClosed
        self.refresh_counters()
        post = Post.write(
            self,
            author,
            source,
            seq=self.last_seq,
            version=self.version,
            parent=root,
            root_no=None if root else self.last_root_no,
            client_key=client_key,
            dated=dated,
            pending=pending,
            photos=photos,
            created_at=now,
        )
        post.held_for = held_for
        if root:
            # With the thread's row held it says for sure whether the root is here.
            roots = Post.objects.filter(pk=root.pk, thread=self)
            if not roots.update(reply_count=F("reply_count") + (0 if pending else 1)):
                raise ParentGone
        if dated is None:  # nobody is there who wrote an imported text
            Subscription.follow_by_writing(author, self)
        if client_key:
            is_for = f"reply:post:{parent.pk}" if parent else f"post:thread:{self.pk}"
            Draft.end(author, is_for)
        signals.post_published.announce(type(self), thread=self, post=post)
        live.tick_on_commit(self)
        return post

    def _root_of(self, parent: "Post | None", force: bool) -> "Post | None":
        """The root under which an answer to `parent` stands; None for a comment.

        An answer to the opening is a comment. Raises ParentGone.
        """
        if parent is None or (parent.seq == 0 and parent.thread_id == self.pk):
            return None
        root = parent if parent.parent_id is None else parent.parent
        for post in (parent, root):
            if post is None or post.thread_id != self.pk:
                raise ParentGone
            if not force and (post.is_hidden or post.pending):
                raise ParentGone
        return root

    def refresh_counters(self) -> None:
        """Read again what the verbs count with."""
        self.refresh_from_db(
            fields=[
                "last_seq",
                "last_root_no",
                "version",
                "post_count",
                "active_at",
                "changed_at",
            ]
        )

    def hold(self) -> None:
        """Take the thread's row for this transaction, before any of its posts.

        Every verb takes rows in this order, so that two never wait for each other.
        SQLite has no row locks and needs none: its writers come one at a time.
        """
        row = type(self).objects.select_for_update(no_key=True).filter(pk=self.pk)
        # A verb inside another takes it once more, which is no reading in a loop.
        row.values_list("pk").first()

    def raise_version(self, *, listed: bool = True, **counts: Any) -> int:
        """Say that something a reader can see changed; returns the new version.

        Must run inside the verb's transaction; `counts` are further fields to set.
        `listed` False: nothing that a list shows.
        """
        if listed:
            counts["changed_at"] = timezone.now()
        type(self).objects.filter(pk=self.pk).update(version=F("version") + 1, **counts)
        self.refresh_counters()
        live.tick_on_commit(self)
        return self.version

    @transaction.atomic
    def change(self, **fields: Any) -> None:
        """Set what higher rooms own (`title`, `home_url`, `visible_from`, `closed_at`,
        `noindex`, `host_ids`, `active_at`) and tell every open page."""
        type(self).objects.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)
        self.raise_version()
        signals.thread_changed.announce(type(self), thread=self)

    @transaction.atomic
    def set_tags(self, names: Iterable[str], by: "Member", reason: str = "") -> bool:
        """Put it under these tags and no others; False when it stands under them.

        A moderator's change of another's thread leaves its trace.
        """
        self.hold()
        self.refresh_from_db(fields=["tag_names"])
        if not self._tag(names):
            return False
        self.change(tag_names=self.tag_names)
        if by.pk != self.author_id:
            ModerationEntry.objects.create(
                by=by,
                action=ModerationEntry.Action.RETAG,
                target_kind="thread",
                target_id=self.pk,
                reason=reason,
            )
        return True

    def _tag(self, names: Iterable[str]) -> bool:
        tags = Tag.objects.named(names)
        shown = [[tag.slug, tag.name] for tag in tags]
        if shown == self.tag_names:
            return False
        ThreadTag.objects.filter(content_object=self).exclude(tag__in=tags).delete()
        rows = [ThreadTag(tag=tag, content_object=self) for tag in tags]
        ThreadTag.objects.bulk_create(rows, ignore_conflicts=True)
        type(self).objects.filter(pk=self.pk).update(tag_names=shown)
        self.tag_names = shown
        return True

    @transaction.atomic
    def hide(self, by: "Member | None", reason: str) -> bool:
        """Hide the whole thread; False when it was hidden already."""
        changed = (
            type(self)
            .objects.filter(pk=self.pk, hidden_at=None)
            .update(hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason)
        )
        return self._visibility_changed(changed)

    @transaction.atomic
    def hide_on(self, by: "Member", reason: str) -> bool:
        """Keep hidden what reports alone hid, in a moderator's name from now on."""
        covered = type(self).objects.filter(pk=self.pk, hidden_reason=COVERED)
        changed = covered.exclude(hidden_at=None).update(
            hidden_by=by, hidden_reason=reason
        )
        return self._visibility_changed(changed)

    @transaction.atomic
    def unhide(self) -> bool:
        """Show it again; False when it was not hidden."""
        changed = (
            type(self)
            .objects.filter(pk=self.pk)
            .exclude(hidden_at=None)
            .update(hidden_at=None, hidden_by=None, hidden_reason="")
        )
        return self._visibility_changed(changed)

    def close(self, by: "Member", reason: str) -> bool:
        """Let nobody post any more; False when it is closed already.

        Like the five below for moderators: it leaves a line in the thread and an entry
        in the log, and raises CannotRearrange (see forum.models.rearranging).
        """
        return rearranging.close(self, by, reason)

    def reopen(self, by: "Member", reason: str) -> bool:
        """Let members post again; False when it is open."""
        return rearranging.reopen(self, by, reason)

    def move(self, board: Board, by: "Member", reason: str) -> bool:
        """Put it on another board; False when it is there."""
        return rearranging.move(self, board, by, reason)

    def retitle(self, title: str, by: "Member", reason: str) -> bool:
        """Correct its title; False when it reads so already."""
        return rearranging.retitle(self, title, by, reason)

    def merge_into(self, target: "Thread", by: "Member", reason: str) -> bool:
        """Make it part of `target`; False when it is that already."""
        return rearranging.merge_into(self, target, by, reason)

    def split(
        self,
        roots: Sequence[Post],
        board: Board,
        title: str,
        by: "Member",
        reason: str,
    ) -> "Thread":
        """Make a thread of its own of some comments and what answers them."""
        return rearranging.split(self, roots, board, title, by, reason)

    def _visibility_changed(self, changed: int) -> bool:
        if not changed:
            return False
        self.refresh_from_db()
        self.raise_version()
        signals.thread_changed.announce(type(self), thread=self)
        return True


# A list asks for the slugs of the same titles again and again.
@lru_cache(maxsize=2000)
def _slug(title: str) -> str:
    """Addresses are public: no number of a title stands in one."""
    return text.slug(phones.mask(title))


__all__ = [
    "ROOTS_PER_PAGE",
    "AcrossBlock",
    "KeyReused",
    "ParentGone",
    "Thread",
    "ThreadClosed",
]

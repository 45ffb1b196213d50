"""Notification: what a member is told; Delivery: by which way; NoticeJob: whom the
worker has still to tell."""

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils import timezone

from core.leases import Leased, LeasedQuerySet
from core.prepared import Prepared
from forum.models import Post, ReadMark, Thread
from profiles.models import Block

COUNTED_AT_MOST = 100
#: The place of a job whose followers were all told: behind every member.
ALL_TOLD = 2**63 - 1


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Reading what a member was told; hers alone."""

    def of(self, member: Any) -> Self:
        """Hers, the latest first; stable."""
        return self.filter(member=member.pk).order_by("-at", "-pk")

    def shown_to(self, member: Any, at: datetime | None = None) -> Self:
        """Hers, without those of which she may read nothing now (or `at`): hidden,
        blocked, in a thread that she may not see any more."""
        posts = readable_by(member)
        threads = Thread.objects.visible_to(member, at)
        # By the post's own thread: it may have been moved to another.
        calls = Call.objects.filter(
            notification=OuterRef("pk"),
            post__in=posts.filter(thread__in=threads.values("pk")),
        )
        followed = posts.filter(
            thread=OuterRef("thread"),
            seq__gte=OuterRef("first_seq"),
            seq__lte=OuterRef("until_seq"),
        )
        here = Exists(threads.filter(pk=OuterRef("thread")))
        of_thread = Q(kind=Notification.Kind.OPENED) | Exists(followed)
        shown = Q(thread=None) | Exists(calls) | (here & of_thread)
        return self.of(member).filter(shown)

    def standing(self) -> Self:
        """Those that what comes next goes into; at most one for a member and thread."""
        return self.filter(read_at=None)

    def read_elsewhere(self) -> Self:
        """Those of which she has read the thread, or called all read, meanwhile."""
        return self.standing().filter(passed())

    def unread(self) -> Self:
        """Those that she has not read."""
        return self.standing().exclude(passed())

    def with_state(self) -> Self:
        """With `is_read`, and with `mark`: up to where she has read the thread."""
        is_read = Q(read_at__isnull=False) | passed()
        marks = ReadMark.objects.filter(
            member=OuterRef("member"), thread=OuterRef("thread")
        )
        return self.annotate(
            is_read=ExpressionWrapper(is_read, output_field=models.BooleanField()),
            mark=Subquery(marks.values("last_read_seq")),
        )

    def count_unread(self, member: Any) -> int:
        """How many she has not read, COUNTED_AT_MOST at most; one light query, which
        every page of hers asks."""
        shape = (("is_moderator", bool(member.is_moderator)),)
        return len(_UNREAD.rows(member=member.pk, at=timezone.now(), shape=shape))

    def read_all(self, member: Any) -> int:
        """Have her read them all, in one statement; how many there were."""
        rows = self.standing().filter(member=member.pk)
        return rows.update(read_at=timezone.now())

    def tell(self, members: Iterable[int], kind: str) -> None:
        """Tell `members` (ids) of something that is in no thread; what they have not
        read of the same kind says it once more. Runs inside the verb's transaction."""
        now, ids = timezone.now(), sorted(set(members))
        if not ids:
            return
        standing = self.standing().filter(member__in=ids, kind=kind, thread=None)
        standing.update(at=now)
        rows = [self.model(member_id=pk, kind=kind, at=now) for pk in ids]
        self.bulk_create(rows, ignore_conflicts=True)
        Delivery.to_inbox(standing.values_list("pk", flat=True))

    def untell(self, members: Iterable[int], kind: str) -> None:
        """Take back what `members` (ids) have not read of `kind`, as if it had never
        been: what it spoke of was undone."""
        self.standing().filter(member__in=members, kind=kind, thread=None).delete()


def _unread(
    member: int, at: datetime, is_moderator: bool
) -> "models.QuerySet[Notification, tuple[int]]":
    reader = SimpleNamespace(pk=member, is_moderator=is_moderator)
    rows = Notification.objects.shown_to(reader, at).unread().order_by()
    return rows.values_list("pk")[:COUNTED_AT_MOST]


_UNREAD = Prepared(_unread)


def passed() -> Q:
    """Whether the member of a notice has read past it, without opening it."""
    marks = ReadMark.objects.filter(
        member=OuterRef("member"),
        thread=OuterRef("thread"),
        last_read_seq__gte=OuterRef("until_seq"),
    )
    return Exists(marks) | Q(at__lte=F("member__all_read_at"))


def readable_by(member: Any) -> models.QuerySet[Post]:
    """Posts that a notice may speak to `member` of: shown to all, not her own, and by
    nobody whom she blocked."""
    blocked = Block.objects.filter(member=member.pk, other__is_moderator=False)
    posts = Post.objects.filter(hidden_at=None, pending=False)
    return posts.exclude(author=member.pk).exclude(author__in=blocked.values("other"))


class Notification(models.Model):
    """One thing that a member is told.

    What is written in one thread is one notice until she reads it: a burst of comments
    moves `until_seq` and `at` and adds no row. `first_seq` to `until_seq` is what she
    follows (None: she was only called), `calls` are the posts that speak to her. Who
    wrote, how much and with what words is found when it is read, so that a hidden post
    leaves no trace and the notice speaks her language. `facts` is for kinds that have
    no thread.
    """

    class Kind(models.TextChoices):
        THREAD = "thread"  # something was written there
        OPENED = "opened"  # an adda that she waits for is open
        REPORT = "report"  # what she reported was looked at
        COVERED = "covered"  # reports alone hid something of hers
        DECISION = "decision"  # a moderator decided about her words
        SANCTION = "sanction"  # … about her
        LIFTED = "lifted"  # and took it back
        HOST = "host"  # she was given the role
        MODERATOR = "moderator"
        VERIFIER = "verifier"
        CLAIM = "claim"  # a moderator looked at a name that she asked for
        PAGE_CLAIM = "page-claim"  # … at a seller's page that she said is hers
        RECOVERY = "recovery"  # somebody with her number wants into her account
        EXPORT = "export"  # the copy of her data is there
        NUMBER_ASKED = "number-asked"  # somebody asks for a number of hers
        NUMBER_GIVEN = "number-given"  # she may see one that she asked for
        WARNED = "warned"  # moderators warn of a number or page of hers
        WARNING = "warning"  # and decided about what she warned of
        PROOF = "proof"  # a buyer shows her a purchase
        REVIEWED = "reviewed"  # a review of her is shown, or has something added
        REVIEW_TAKEN = "review-taken"  # hers is shown
        REVIEW_ANSWERED = "review-answered"  # the seller answered it
        CHECKED = "checked"  # something about her as a seller was checked
        NOT_CHECKED = "not-checked"  # it could not be; she may try again
        CHECK_ENDS = "check-ends"  # what was checked runs out soon
        CHECK_OVER = "check-over"  # it counts no more

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True)
    first_seq = models.PositiveIntegerField(null=True)
    until_seq = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "thread"],
                condition=Q(read_at=None),
                name="one_unread_notice_per_thread",
            ),
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(read_at=None, thread=None),
                name="one_unread_notice_per_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-at", "-id"]),
            models.Index(fields=["at"], name="notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"

    def read(self) -> bool:
        """She has read it; False when she had before."""
        rows = type(self).objects.filter(pk=self.pk, read_at=None)
        return bool(rows.update(read_at=timezone.now()))


class Call(models.Model):
    """A post that speaks to the member of a notice: it names her, or answers her.

    `is_late` ones were shown after others had read past their place; one that she only
    follows then has a row here too, for it is in no stretch of what is new to her.
    """

    class Kind(models.TextChoices):
        MENTION = "mention"
        REPLY = "reply"
        FOLLOWED = "followed"

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="calls"
    )
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "post"], name="called_once_by_a_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id}"


class Delivery(models.Model):
    """One way by which a notice reaches her.

    The inbox is one that is reached by writing the row. A way that sends something
    finds what is due here, and says here what came of it.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox"

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        DROPPED = "dropped"

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(max_length=10, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel"], name="one_delivery_per_channel"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="due"), name="deliveries_due"
            )
        ]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @classmethod
    def to_inbox(cls, notices: Iterable[int]) -> None:
        """Say that `notices` (ids) lie in the inbox; said twice it is said once."""
        now = timezone.now()
        rows = [
            Delivery(
                notification_id=pk,
                channel=cls.Channel.INBOX,
                state=cls.State.DONE,
                due_at=now,
                done_at=now,
            )
            for pk in notices
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)


class NoticeJobQuerySet(LeasedQuerySet):
    """Queueing, inside the verb that gives reason for it; one row each."""

    def due(self) -> Self:
        return super().due().filter(waiting=False)

    def queue_post(self, post: Post) -> None:
        """Have those told whom a new post concerns, once everybody may read it."""
        job = self.model(thread_id=post.thread_id, post=post, waiting=post.pending)
        self.bulk_create([job], ignore_conflicts=True)

    def wake_post(self, post: Post) -> None:
        """Go on with a post that waited for a moderator, now that it is shown."""
        waiting = self.filter(post=post, waiting=True)
        waiting.update(waiting=False, is_late=True, due_at=timezone.now())

    def queue_added(self, post: Post, handles: list[str]) -> None:
        """Have those told whom an edit of the post names, and nobody else again."""
        rows = self.filter(post=post)
        added = rows.select_for_update().values_list("added", flat=True).first()
        if added is not None:
            rows.update(added=[*added, *handles])
            return
        job = self.model(
            thread_id=post.thread_id, post=post, place=ALL_TOLD, added=handles
        )
        self.bulk_create([job], ignore_conflicts=True)

    def queue_opening(self, thread_id: int) -> None:
        """Have those told who wait for an adda; once for each, however often it says
        that it is open."""
        self.bulk_create([self.model(thread_id=thread_id)], ignore_conflicts=True)


class NoticeJob(Leased):
    """One post (or, without one, an adda that opened) of which members are told.

    `place` is the id of the last follower who was told, None before the first slice; it
    moves in the transaction that writes the notices, so that whoever goes on after a
    crash tells each exactly once. `waiting` rows are left alone: a post that a
    moderator has to read first, an opening that was told. `is_late` says that others
    may have read past the post before it was shown. `added` are handles that an edit put
    into the post: those are told last, unless they were told of it before.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    post = models.OneToOneField(
        Post, on_delete=models.CASCADE, null=True, related_name="+"
    )
    place = models.PositiveBigIntegerField(null=True)
    waiting = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    added = models.JSONField(default=list)

    objects = NoticeJobQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(post=None), name="one_opening_per_thread"
            )
        ]

    def __str__(self) -> str:
        return f"post {self.post_id}" if self.post_id else f"thread {self.thread_id}"

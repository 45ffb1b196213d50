"""The inbox as its owner reads it: what each notice says now, in her language.

A notice holds no names and no words. A page of them asks once for the posts they speak
of and once for who wrote those, however many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import phones
from forum import listing, reading
from forum.models import Post, ReadStretch, Thread
from notifications.models import Call, Notification, readable_by
from profiles.models import Member
from theme.templatetags import words

PER_PAGE = 20
#: Of what is written in a thread, the first so many comments are counted in a notice.
COUNTED_AT_MOST = 100
Kind = Notification.Kind
#: What a notice says that speaks of no post.
OF_KIND = {
    Kind.OPENED.value: gettext_lazy("The adda is open"),
    Kind.REPORT.value: gettext_lazy("A moderator has looked at what you reported"),
    Kind.COVERED.value: gettext_lazy(
        "Something of yours is hidden until a moderator has read it"
    ),
    Kind.DECISION.value: gettext_lazy("A moderator decided about something of yours"),
    Kind.SANCTION.value: gettext_lazy("A moderator wrote to you"),
    Kind.LIFTED.value: gettext_lazy("A decision about you was taken back"),
    Kind.HOST.value: gettext_lazy("You are a host now"),
    Kind.MODERATOR.value: gettext_lazy("You are a moderator now"),
    Kind.CLAIM.value: gettext_lazy(
        "A moderator decided about a name that you asked for"
    ),
    Kind.EXPORT.value: gettext_lazy("The copy of what is yours is here"),
    Kind.RECOVERY.value: gettext_lazy(
        "Somebody with your number wanted to come back into your account"
    ),
}
OF_KIND |= {
    Kind.NUMBER_ASKED.value: gettext_lazy("Somebody asks for your number"),
    Kind.NUMBER_GIVEN.value: gettext_lazy("You may see a number that you asked for"),
    Kind.WARNED.value: gettext_lazy(
        "There is a warning about a number or page of yours; you may answer it"
    ),
    Kind.WARNING.value: gettext_lazy("A moderator has looked at what you warned of"),
}
OF_KIND |= {
    Kind.PROOF.value: gettext_lazy("A buyer shows you a purchase: do you know it?"),
    Kind.REVIEWED.value: gettext_lazy("There is something new in a review of you"),
    Kind.REVIEW_TAKEN.value: gettext_lazy("Your review is shown now"),
    Kind.REVIEW_ANSWERED.value: gettext_lazy("The seller answered your review"),
    Kind.PAGE_CLAIM.value: gettext_lazy(
        "A page that you said is yours was not given to you; you may try once more"
    ),
}
OF_KIND |= {
    Kind.VERIFIER.value: gettext_lazy("You check sellers' papers now"),
    Kind.CHECKED.value: gettext_lazy("Something on your page as a seller is checked"),
    Kind.NOT_CHECKED.value: gettext_lazy(
        "Something could not be checked; see why and try again"
    ),
    Kind.CHECK_ENDS.value: gettext_lazy(
        "Something that was checked runs out soon; renew it"
    ),
    Kind.CHECK_OVER.value: gettext_lazy(
        "Something that was checked counts no more; renew it"
    ),
}
#: Where it leads.
PLACES = {
    Kind.REPORT.value: "moderation:my-reports",
    Kind.COVERED.value: "moderation:my-decisions",
    Kind.DECISION.value: "moderation:my-decisions",
    Kind.SANCTION.value: "moderation:my-decisions",
    Kind.LIFTED.value: "moderation:my-decisions",
    Kind.HOST.value: "adda_posts:list",
    Kind.MODERATOR.value: "moderation:list",
    Kind.CLAIM.value: "profiles:claims",
    Kind.EXPORT.value: "profiles:data",
    Kind.RECOVERY.value: "profiles:security",
    Kind.NUMBER_ASKED.value: "sellers:reveals",
    Kind.NUMBER_GIVEN.value: "sellers:asked",
    Kind.WARNED.value: "sellers:warnings",
    Kind.WARNING.value: "sellers:warnings",
}
PLACES |= dict.fromkeys(
    (
        Kind.PROOF.value,
        Kind.REVIEWED.value,
        Kind.REVIEW_TAKEN.value,
        Kind.REVIEW_ANSWERED.value,
        Kind.PAGE_CLAIM.value,
    ),
    "sellers:my-reviews",
)
PLACES[Kind.VERIFIER.value] = "verification:queue"
PLACES |= dict.fromkeys(
    (
        Kind.CHECKED.value,
        Kind.NOT_CHECKED.value,
        Kind.CHECK_ENDS.value,
        Kind.CHECK_OVER.value,
    ),
    "verification:mine",
)


@dataclass(frozen=True)
class Told:
    """One post that a notice speaks of: `call` is how it speaks to her, if it does,
    `is_late` that it was shown after she had read past its place, `is_known` that she
    had read it before a merge brought it there. `title` is that of its thread."""

    pk: int
    seq: int
    author_id: int
    title: str
    is_known: bool
    call: str = ""
    is_late: bool = False


@dataclass
class Row:
    """One notice, as forum lists draw their rows."""

    notice: Notification
    posts: list[Told]
    names: dict[int, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return reverse("notifications:open", args=[self.notice.pk])

    @property
    def title(self) -> str:
        """Of where it is read today: a post may have been carried to another thread."""
        if self.posts:
            return self.saying[-1].title
        return self.notice.thread.title if self.notice.thread else ""

    @property
    def icon(self) -> str:
        """What stands where a face would, when nobody wrote."""
        return "adda" if self.notice.thread else "flag"

    @property
    def is_unread(self) -> bool:
        return not self.notice.is_read  # type: ignore[attr-defined]

    @property
    def saying(self) -> list[Told]:
        """The posts that its first words are about: a mention says more than an answer,
        an answer more than what she follows."""
        for call in (Call.Kind.MENTION, Call.Kind.REPLY):
            if called := [post for post in self.posts if post.call == call]:
                return called
        begun = [post for post in self.posts if post.seq == 0]
        return begun or self.posts

    @property
    def name(self) -> str:
        """Whom it speaks of first: the one who wrote last."""
        return self.names.get(self.saying[-1].author_id, "") if self.posts else ""

    @property
    def sentence(self) -> str:
        """What happened, in one line."""
        if not self.posts:
            return str(OF_KIND[self.notice.kind])
        saying = self.saying
        others = len({post.author_id for post in saying}) - 1
        values = {
            "name": self.name,
            "others": words.number(others),
            "count": words.number(len(saying)),
        }
        if saying[0].call == Call.Kind.MENTION:
            return mentioned(others) % values
        if saying[0].call == Call.Kind.REPLY:
            return answered(others) % values
        if saying[0].seq == 0:
            return _("%(name)s began a discussion") % values
        return wrote(others, len(saying)) % values

    @property
    def more(self) -> str:
        """What else was written there."""
        rest = len(self.posts) - len(self.saying)
        if not rest:
            return ""
        sentence = ngettext(
            "and %(count)s more new comment", "and %(count)s more new comments", rest
        )
        return sentence % {"count": words.number(rest)}


def mentioned(others: int) -> str:
    """The sentence of a mention, its names left open."""
    if not others:
        return _("%(name)s mentioned you")
    return ngettext(
        "%(name)s and %(others)s other mentioned you",
        "%(name)s and %(others)s others mentioned you",
        others,
    )


def answered(others: int) -> str:
    """The sentence of an answer, its names left open."""
    if not others:
        return _("%(name)s answered you")
    return ngettext(
        "%(name)s and %(others)s other answered you",
        "%(name)s and %(others)s others answered you",
        others,
    )


def wrote(others: int, count: int) -> str:
    """The sentence of what she follows, its names left open."""
    if not others:
        return ngettext(
            "%(name)s wrote %(count)s comment",
            "%(name)s wrote %(count)s comments",
            count,
        )
    return ngettext(
        "%(name)s and %(others)s other wrote %(count)s comments",
        "%(name)s and %(others)s others wrote %(count)s comments",
        others,
    )


@dataclass
class Page:
    """One page of the inbox."""

    rows: list[Row]
    older: str = ""


def read_page(request: HttpRequest) -> Page:
    """The latest notices, or those before `?before=`; Http404 for no such place."""
    member = request.user
    notices = Notification.objects.shown_to(member).with_state()
    notices = notices.select_related("thread")
    if "before" in request.GET:
        moment, number = listing.read_mark(request.GET["before"])
        notices = notices.filter(
            Q(at__lt=moment) | Q(at=moment, pk__lt=number), at__lte=moment
        )
    found = list(notices[: PER_PAGE + 1])
    page = Page(rows_of(member, found[:PER_PAGE]))
    if len(found) > PER_PAGE:
        page.older = f"{request.path}?before={mark(found[PER_PAGE - 1])}"
    return page


def mark(notice: Notification) -> str:
    """Where a notice stands in the inbox."""
    return listing.mark(notice, "at")


def rows_of(member: Any, notices: list[Notification]) -> list[Row]:
    """What each of `notices` says now; three queries, however many they are."""
    told = posts_of(member, notices)
    authors = {post.author_id for posts in told.values() for post in posts}
    names = {
        pk: phones.mask(name)
        for pk, name in Member.objects.filter(pk__in=authors).values_list(
            "pk", "display_name"
        )
    }
    return [Row(notice, told[notice.pk], names) for notice in notices]


def posts_of(member: Any, notices: Sequence[Notification]) -> dict[int, list[Told]]:
    """The posts that each notice (read `with_state`) speaks of and that `member` may
    read, in order: of one that she has not read, those that are new to her."""
    told: dict[int, dict[int, Told]] = {notice.pk: {} for notice in notices}
    followed = Q(pk=None)
    for notice in notices:
        if notice.first_seq is not None:
            last = min(notice.until_seq, notice.first_seq + COUNTED_AT_MOST - 1)
            followed |= Q(
                thread=notice.thread_id, seq__gte=notice.first_seq, seq__lte=last
            )
    here = Thread.objects.visible_to(member).values("pk")
    readable = readable_by(member).filter(thread__in=here)
    known = Exists(ReadStretch.around(member.pk))
    rows = readable.filter(followed).annotate(is_known=known)
    written: list[Any] = list(
        rows.values_list("thread", "pk", "seq", "author", "thread__title", "is_known")
    )
    for notice in notices:
        for thread_id, pk, seq, *told_of in written:
            if thread_id == notice.thread_id and is_in(notice, seq):
                told[notice.pk][pk] = Told(pk, seq, *told_of)
    calls = Call.objects.filter(notification__in=list(told), post__in=readable)
    known = Exists(ReadStretch.around(member.pk, "post__"))
    called: Any = calls.annotate(is_known=known).values_list(
        "notification",
        "post",
        "post__seq",
        "post__author",
        "post__thread__title",
        "is_known",
        "kind",
        "is_late",
    )
    for notice_id, pk, *told_of in called:
        told[notice_id][pk] = Told(pk, *told_of)
    return {
        notice.pk: new_to_her(notice, told[notice.pk].values()) for notice in notices
    }


def new_to_her(notice: Notification, posts: Iterable[Told]) -> list[Told]:
    """Of the posts of a notice those that she has not read, in order."""
    ordered = sorted(posts, key=lambda post: post.seq)
    mark: int | None = notice.mark  # type: ignore[attr-defined]
    if notice.is_read or mark is None:  # type: ignore[attr-defined]
        return ordered
    return [
        post
        for post in ordered
        if post.is_late or (post.seq > mark and not post.is_known)
    ]


def is_in(notice: Notification, seq: int) -> bool:
    """Whether a place of its thread is among what a notice tells of."""
    return notice.first_seq is not None and (
        notice.first_seq <= seq <= notice.until_seq
    )


def place_of(member: Any, notice: Notification) -> str:
    """Where a notice leads: to the first post of it that she may read; empty when
    there is nothing to be read any more."""
    if notice.thread is None:
        return reverse(PLACES[notice.kind])
    posts = posts_of(member, [notice])[notice.pk]
    if posts:
        post = Post.objects.select_related("thread", "parent").get(pk=posts[0].pk)
        return reading.place_of(post, member)
    is_here = Notification.objects.shown_to(member).filter(pk=notice.pk).exists()
    return notice.thread.get_absolute_url() if is_here else ""

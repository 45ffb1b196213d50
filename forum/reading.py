"""A thread as one reader sees it: pages of roots, replies, the door.

Everything the templates show is fetched here, in a number of queries that does not
grow with the thread: no OFFSET, no COUNT, one query for all names that are mentioned.
"""

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core import caching, markup, phones, text
from forum import blocking, lines, unread
from forum.models import ROOTS_PER_PAGE, Post, Reaction, Thread
from photos.models import Picture
from profiles.models import Member
from theme.templatetags import words

INLINED = 3  # newest replies shown under a root
REPLIES_PER_PAGE = 50
EXCERPT = 160  # characters of an opening that previews and search engines show
DOOR_POSTS = 50
# Markup of posts kept in each process, and the longest body (characters of HTML) kept.
FACES_KEPT = 3000
ROOTS_KEPT = 1000
LONGEST_KEPT = 4000
_NUMBER = 9876543210


@cache
def _halves(name: str, *args: object) -> tuple[str, str]:
    before, after = reverse(name, args=[*args, _NUMBER]).split(str(_NUMBER))
    return before, after


def address(name: str, number: int, *args: object) -> str:
    """`reverse(name)` with a number last; a page needs hundreds and reverse is slow."""
    before, after = _halves(name, *args)
    return f"{before}{number}{after}"


#: By how the address of a page begins: whose page it is (an id), whose words under it
#: carry the seller's badge. Rooms above add theirs from `ready()`.
OWNERS: dict[str, Callable[[Thread], int | None]] = {}


@dataclass
class Reader:
    """Who reads, in which language; draws posts for her."""

    member: Any
    hosts: Collection[int] = ()
    is_open: bool = False
    language: str = field(default_factory=lambda: get_language() or "bn")
    # Ids of those whom she blocked.
    blocked: frozenset[int] = frozenset()
    # The member on whose page the discussion stands (OWNERS).
    owner: int | None = None
    # Members that were looked up by their folded handles, None for nobody.
    known: dict[str, Member | None] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)

    @property
    def is_moderator(self) -> bool:
        return bool(getattr(self.member, "is_moderator", False))

    def draw(self, posts: Iterable[Post]) -> list["Shown"]:
        """Prepare posts (with their authors) for the template; at most one query."""
        posts = list(posts)
        known = self._mentioned(posts)

        def mention(handle: str) -> tuple[str, str] | None:
            member = known.get(text.fold(handle))
            if member is None:
                return None
            return member.get_absolute_url(), member.display_name

        return [
            Shown(
                post,
                self,
                mark_safe(
                    markup.render(
                        post.html,
                        phones=post.openings.get("phones", []),
                        show_phones=self.is_moderator or self.wrote(post),
                        language=self.language,
                        mention=mention,
                    )
                )
                if self.may_read(post)
                else mark_safe(""),
            )
            for post in posts
        ]

    def may_read(self, post: Post) -> bool:
        """Whether she reads the words, or only that they are hidden."""
        return not post.is_hidden or self.is_moderator

    def folds(self, post: Post) -> bool:
        """Whether the words stand folded: she blocked who wrote them, who does not run
        this place."""
        return post.author_id in self.blocked and post.author_id not in self.hosts

    def name_of(self, author: Member) -> str:
        """A member's name without numbers in it."""
        if author.pk not in self._names:
            self._names[author.pk] = phones.mask(author.display_name)
        return self._names[author.pk]

    def wrote(self, post: Post) -> bool:
        return self.member.is_authenticated and post.author_id == self.member.pk

    def _mentioned(self, posts: list[Post]) -> dict[str, Member]:
        keys = {
            text.fold(handle)
            for post in posts
            if self.may_read(post)
            for place in ("mentions", "named")
            for handle in post.openings.get(place, [])
        }
        if missing := keys - self.known.keys():
            members = Member.objects.filter(handle_key__in=missing)
            members = members.select_related("claimed_by")
            self.known |= dict.fromkeys(missing)
            self.known |= {
                member.handle_key: member.claimed_by or member for member in members
            }
        return {key: member for key, member in self.known.items() if member}


def reader_of(
    request: HttpRequest, thread: Thread, hosts: Collection[int] = ()
) -> Reader:
    """The one who asks, as a reader of `thread`."""
    return Reader(
        request.user,
        {*thread.host_ids, *hosts},
        is_open=thread.is_open,
        blocked=blocking.blocked_by(request.user),
        owner=owner_of(thread),
    )


def owner_of(thread: Thread) -> int | None:
    """The id of the member on whose own page it stands; None elsewhere."""
    found = (
        read(thread)
        for start, read in OWNERS.items()
        if thread.home_url.startswith(start)
    )
    return next(found, None)


class Face(NamedTuple):
    """Everything that forum/_own.html prints of a post.

    The same face makes the same markup, so it is made once in a process and kept.
    """

    language: str
    id: int
    seq: int
    is_reply: bool
    author: str
    handle: str
    when: str
    is_edited: bool
    is_host: bool
    is_owner: bool
    is_hidden: bool
    is_readable: bool
    is_pending: bool
    is_folded: bool
    reason: str
    is_covered: bool
    body: str
    can_answer: bool
    can_edit: bool
    reactions: int
    is_taken_back: bool
    may_undo: bool
    took_back: bool  # it was the reader herself
    pictures: tuple[Picture, ...]

    @property
    def author_url(self) -> str:
        return reverse("profiles:member", args=[self.handle])

    @property
    def url(self) -> str:
        return address("forum:post", self.id)

    @property
    def reply_url(self) -> str:
        return address("forum:post-reply", self.id)

    @property
    def edit_url(self) -> str:
        return address("forum:post-edit", self.id)

    @property
    def react_url(self) -> str:
        return address("forum:post-react", self.id)

    @property
    def history_url(self) -> str:
        return address("forum:post-history", self.id)

    @property
    def take_back_url(self) -> str:
        return address("forum:post-take-back", self.id)

    @property
    def more_url(self) -> str:
        return address("forum:post-more", self.id)

    @property
    def report_url(self) -> str:
        return address("moderation:report", self.id, "post")

    def draw(self) -> SafeString:
        """The markup, kept unless it is a very long one."""
        return _kept(self) if len(self.body) < LONGEST_KEPT else _drawn(self)


def _drawn(face: Face) -> SafeString:
    return render_to_string("forum/_own.html", {"face": face})


_kept = lru_cache(maxsize=FACES_KEPT)(_drawn)


class RootLook(NamedTuple):
    """A root and what stands under it; the same look makes the same markup too."""

    face: Face
    more: int
    replies: tuple[Face, ...]

    @property
    def replies_url(self) -> str:
        return address("forum:post-replies", self.face.id)


@lru_cache(maxsize=ROOTS_KEPT)
def _root_kept(look: RootLook) -> SafeString:
    return render_to_string("forum/_post.html", {"look": look})


@dataclass
class Shown:
    """One post as one reader sees it: what forum/_post.html draws."""

    post: Post
    reader: Reader
    body: SafeString
    replies: list["Shown"] = field(default_factory=list)
    more: int = 0  # replies older than those in `replies`

    @property
    def own(self) -> SafeString:
        """The post itself, without what stands under it."""
        return self.face.draw()

    @property
    def markup(self) -> SafeString:
        """The post with what stands under it."""
        if self.post.parent_id is not None:
            return self.own
        replies = tuple(reply.face for reply in self.replies)
        return _root_kept(RootLook(self.face, self.more, replies))

    @cached_property
    def face(self) -> Face:
        post, reader = self.post, self.reader
        is_readable = reader.may_read(post)
        return Face(
            language=reader.language,
            id=post.pk,
            seq=post.seq,
            is_reply=post.parent_id is not None,
            author=reader.name_of(post.author) if is_readable else "",
            handle=post.author.handle if is_readable else "",
            when=words.when(post.dated or post.created_at, "datePublished")
            if is_readable
            else "",
            is_edited=post.edited_at is not None,
            is_host=post.author_id in reader.hosts,
            is_owner=post.author_id == reader.owner,
            is_hidden=post.is_hidden,
            is_readable=is_readable,
            is_pending=post.pending,
            is_folded=is_readable and reader.folds(post),
            reason=post.hidden_because,
            is_covered=post.is_covered,
            body=self.body,
            can_answer=self.can_answer,
            can_edit=reader.wrote(post) and not post.is_hidden,
            reactions=post.reaction_count,
            is_taken_back=post.is_taken_back,
            may_undo=reader.wrote(post) and post.may_be_given_back,
            took_back=reader.wrote(post) and post.is_taken_back,
            pictures=tuple(map(Picture.of, post.pictures)) if is_readable else (),
        )

    @property
    def author(self) -> str:
        return self.reader.name_of(self.post.author)

    @property
    def can_answer(self) -> bool:
        post = self.post
        stands = not post.is_hidden and not post.pending
        return self.reader.is_open and stands and not self.reader.folds(post)

    @property
    def page(self) -> int:
        """Page of the thread it stands on; 0 for a reply, which stands by its root."""
        return 0 if self.post.parent_id else self.post.page

    @property
    def url(self) -> str:
        return address("forum:post", self.post.pk)

    @property
    def replies_url(self) -> str:
        return address("forum:post-replies", self.post.pk)


@dataclass
class Stream:
    """One page of a thread."""

    thread: Thread
    reader: Reader
    page: int
    opening: SafeString
    roots: list[SafeString]
    excerpt: str = ""
    # The first photo of the opening, for previews elsewhere.
    picture: Picture | None = None
    # What is new to her, in place of a numbered page.
    news: unread.Unread | None = None
    # How far this page takes her mark.
    progress: unread.Progress | None = None
    # The seqs after which and up to which a numbered page leads.
    shows: tuple[int, int] = (0, 0)
    # What she looked for elsewhere and would ask here.
    asked: str = ""

    @property
    def pages(self) -> int:
        return self.thread.pages

    @property
    def picture_url(self) -> str:
        """Where those outside find the photo."""
        return f"{settings.SITE_URL}{self.picture.src}" if self.picture else ""

    @property
    def is_last(self) -> bool:
        if self.news:
            return not self.news.next_url
        return self.page >= self.thread.pages

    @property
    def url(self) -> str:
        return self.thread.page_url(self.page)

    @property
    def first_url(self) -> str:
        """Page 1 and nothing else; the plain address leads a member to what is new."""
        plain = not self.reader.member.is_authenticated
        return self.thread.page_url(1, plain=plain)

    @property
    def before(self) -> str:
        if self.news or self.page <= 1:
            return ""
        return self.first_url if self.page == 2 else self.thread.page_url(self.page - 1)

    @property
    def after(self) -> str:
        if self.news or self.is_last:
            return ""
        return self.thread.page_url(self.page + 1)

    @property
    def last_url(self) -> str:
        """Where what comes next can be read."""
        return self.thread.page_url(1 if self.news else self.thread.pages)

    @property
    def post_url(self) -> str:
        return reverse("forum:thread-post", args=[self.thread.pk])

    @property
    def door_url(self) -> str:
        return reverse("forum:thread-posts", args=[self.thread.pk])

    @property
    def canonical(self) -> str:
        """The one address of this page, for search engines."""
        return f"{settings.SITE_URL}{self.url}"

    @property
    def first_canonical(self) -> str:
        """The address of the discussion itself, the same on each of its pages."""
        return f"{settings.SITE_URL}{self.thread.page_url(1)}"

    @property
    def author(self) -> str:
        """Who began it, without numbers in her name; empty where nobody did."""
        author = self.thread.author
        return self.reader.name_of(author) if author else ""

    @property
    def sign_in_url(self) -> str:
        """Where a guest signs in so as to come back to the box to write in, what she
        would ask in it."""
        return f"{reverse('account_login')}?{self._box}"

    @property
    def sign_up_url(self) -> str:
        """The same for one who is no member yet."""
        return f"{reverse('account_signup')}?{self._box}"

    @property
    def _box(self) -> str:
        there = self.last_url
        if self.asked:
            there += ("&" if "?" in there else "?") + urlencode({"words": self.asked})
        return urlencode({"next": f"{there}#write"})

    @property
    def can_write(self) -> bool:
        return self.reader.is_open and self.reader.member.is_authenticated


def page_asked(request: HttpRequest) -> int:
    """The page of `?page=`, in any digits; raises Http404 for what is no page."""
    typed = text.to_ascii_digits(request.GET.get("page", "1"))
    if not typed.isascii() or not typed.isdigit() or not typed.strip("0"):
        raise Http404("no such page")
    return int(typed) if len(typed) < 10 else 10**9


def elsewhere(request: HttpRequest, thread: Thread) -> str:
    """Where to send a reader who asks for a page past the end, or a guest for `?page=1`.

    Empty when she asks for a page that is there. Raises Http404 for what is no page.
    """
    page = page_asked(request)
    plain = not request.user.is_authenticated
    if page > thread.pages:
        return thread.page_url(thread.pages, plain=plain)
    return thread.page_url(1) if page == 1 and plain and "page" in request.GET else ""


def read_stream(
    request: HttpRequest, thread: Thread, *, hosts: Collection[int] = ()
) -> Stream:
    """Read one page; `hosts` are ids of members who run the discussion, beside those
    that the thread itself knows.

    The caller got `thread` by `visible_to`. A member who has begun to read and asks for
    no page gets what is new to her (forum.unread), or the last page. At most 4 queries
    for a numbered page, whatever its length; one for a member, and none for a guest, of
    a page that is kept and on which she has written nothing, and one more for what she
    said to posts herself.
    """
    reader = reader_of(request, thread, hosts)
    page = min(page_asked(request), thread.pages)
    if not reader.member.is_authenticated:
        return _numbered(reader, thread, page)
    mark = unread.mark_of(reader.member, thread)
    if "page" not in request.GET and (mark is not None or "unread" in request.GET):
        if news := _news(request, reader, thread, mark):
            return news
        page = thread.pages
    stream = _numbered(reader, thread, page)
    return replace(stream, progress=unread.Progress(thread, mark, *stream.shows))


def _news(
    request: HttpRequest, reader: Reader, thread: Thread, mark: int | None
) -> Stream | None:
    """What is new to her after her mark or `?unread=`, or None.

    Raises Http404 for a place that is no number.
    """
    after = cursor(request, "unread") if "unread" in request.GET else mark or 0
    if thread.last_seq <= after:
        return None
    found = unread.read_unread(reader, thread, after, lambda shown: shown.markup)
    if found is None:
        return None
    news, through = found
    if said := Reaction.of(reader.member, news.reacted):
        news.items = [with_own_reactions(item, said) for item in news.items]
    progress = unread.Progress(thread, mark, after, through)
    return Stream(thread, reader, 1, mark_safe(""), [], news=news, progress=progress)


def _numbered(reader: Reader, thread: Thread, page: int) -> Stream:
    read = _for_one(reader, thread, page)
    opening = read.opening.markup if read.opening else mark_safe("")
    roots = [root.markup for root in read.roots]
    excerpt = read.opening.excerpt if read.opening else ""
    shows = read.after, read.through
    picture = read.opening.picture if read.opening else None
    stream = Stream(thread, reader, page, opening, roots, excerpt, picture, shows=shows)
    listed = [*read.roots, *([read.opening] if read.opening else [])]
    ids = [pk for root in listed for pk in root.reacted]
    if said := Reaction.of(reader.member, ids):
        stream.opening = with_own_reactions(stream.opening, said)
        stream.roots = [with_own_reactions(root, said) for root in stream.roots]
    return stream


_REACT = re.compile(r'<a data-react="(\d+)"')


def with_own_reactions(drawn: SafeString, said: Mapping[int, str]) -> SafeString:
    """Markup that is the same for all, with the marks of what she said herself.

    No words of members are touched: a < of theirs is never one in the markup.
    """

    def mark(match: re.Match[str]) -> str:
        kind = said.get(int(match[1]))
        return f'<a data-mine="{kind}"{match[0][2:]}' if kind else match[0]

    return mark_safe(_REACT.sub(mark, drawn))


class DrawnRoot(NamedTuple):
    """A root with the replies shown under it, who wrote them (ids), and which of them
    somebody reacted to."""

    pk: int
    markup: SafeString
    authors: frozenset[int]
    # Of a line that says what a moderator did: -1 and 0.
    seq: int
    root_no: int = 0
    excerpt: str = ""
    reacted: tuple[int, ...] = ()
    picture: Picture | None = None

    @property
    def is_opening(self) -> bool:
        return self.seq == 0


class DrawnPage(NamedTuple):
    """A page of a thread; `waiting` are authors of what waits for a moderator.

    It shows all that was written after the seq `after` up to `through`, to those who
    have read the pages before it.
    """

    opening: DrawnRoot | None
    roots: tuple[DrawnRoot, ...]
    waiting: frozenset[int]
    after: int
    through: int


def _for_one(reader: Reader, thread: Thread, page: int) -> DrawnPage:
    """The page as `reader` sees it.

    Everyone but moderators sees the same, apart from what she wrote herself or what
    those wrote whom she blocked: the page that is the same is kept, the roots that are
    not are drawn for her.
    """
    if reader.is_moderator:
        return _draw_page(reader, thread, page)
    seen = (thread.pk, thread.version, thread.changed_at, page, reader.language)
    key = ("stream", *seen, reader.is_open, sorted(reader.hosts), reader.owner)
    anyone = Reader(AnonymousUser(), reader.hosts, reader.is_open, reader.language)
    anyone.owner = reader.owner
    anyone.known = reader.known
    kept = caching.kept(key, lambda: _draw_page(anyone, thread, page))
    me = reader.member.pk
    if me is None:
        return kept
    if me in kept.waiting:
        return _draw_page(reader, thread, page)
    listed = [*kept.roots, *([kept.opening] if kept.opening else [])]
    special = reader.blocked | {me}
    own = [root.pk for root in listed if special & root.authors]
    if not own:
        return kept
    hers_alone = (*key, me, sorted(reader.blocked))
    drawn = caching.kept(hers_alone, lambda: _draw_roots(reader, thread, Q(pk__in=own)))
    hers = {root.pk: root for root in drawn}
    return kept._replace(
        opening=kept.opening and hers.get(kept.opening.pk, kept.opening),
        roots=tuple(hers.get(root.pk, root) for root in kept.roots),
    )


def _draw_page(reader: Reader, thread: Thread, page: int) -> DrawnPage:
    """Read and draw the roots of `page`, on the first one the opening too."""
    first = (page - 1) * ROOTS_PER_PAGE + 1
    wanted = Q(root_no__gte=first, root_no__lt=first + ROOTS_PER_PAGE)
    if page == 1:
        wanted |= Q(seq=0)
    roots = _draw_roots(reader, thread, wanted)
    opening = next((root for root in roots if root.is_opening), None)
    comments = [root for root in roots if not root.is_opening]
    # One query for the first roots of this page and the next, and for what waits.
    edges = Q(root_no__in=(first, first + ROOTS_PER_PAGE)) | Q(pending=True)
    waiting, begins = set(), {}
    rows = Post.objects.filter(edges, thread=thread)
    for author, pending, number, seq in rows.values_list(
        "author", "pending", "root_no", "seq"
    ):
        begins[number] = seq
        if pending:
            waiting.add(author)
    # What was written between two roots answers one of those above.
    # Where a root was moved away, the page leads as far as what is seen on it.
    seen = [root.seq for root in comments] or [thread.last_seq + 1]
    after = begins.get(first, seen[0]) - 1 if page > 1 else 0
    through = thread.last_seq
    if page < thread.pages:
        through = begins.get(first + ROOTS_PER_PAGE, seen[-1] + 1) - 1
    drawn = tuple(_with_lines(comments, thread, page))
    return DrawnPage(opening, drawn, frozenset(waiting), after, through)


def _with_lines(
    roots: list["DrawnRoot"], thread: Thread, page: int
) -> Iterator["DrawnRoot"]:
    """The roots with what moderators did to the thread in between; a query only where
    they did something."""
    waiting = lines.on_page(thread, page)
    for root in roots:
        while waiting and waiting[0].after < root.root_no:
            yield _drawn_line(waiting.pop(0))
        yield root
    yield from map(_drawn_line, waiting)


def _drawn_line(line: lines.Line) -> "DrawnRoot":
    return DrawnRoot(0, line.markup, frozenset(), -1)


def _draw_roots(reader: Reader, thread: Thread, wanted: Q) -> list[DrawnRoot]:
    """Read and draw the roots in `wanted` with their newest replies, in order."""
    posts = Post.objects.in_stream_of(thread, reader.member).with_authors()
    older = posts.filter(parent=OuterRef("pk")).order_by("-seq").values("seq")
    roots = list(
        posts.filter(wanted)
        .annotate(inline_from=Subquery(older[INLINED - 1 : INLINED]))
        .order_by("seq")
    )
    replies = list(posts.filter(_inlined(roots)).order_by("seq")) if roots else []
    shown = {each.post.pk: each for each in reader.draw([*roots, *replies])}
    for reply in replies:
        if reply.parent_id in shown:
            shown[reply.parent_id].replies.append(shown[reply.pk])
    return [_drawn_root(shown[root.pk]) for root in roots]


def _drawn_root(shown: Shown) -> DrawnRoot:
    post = shown.post
    shown.more = 0 if post.seq == 0 else _more(shown)
    posts = [post, *(reply.post for reply in shown.replies)]
    authors = frozenset(each.author_id for each in posts)
    excerpt = "" if post.seq else text.shorten(in_words(shown.body), EXCERPT)
    number = post.root_no or 0
    reacted = tuple(each.pk for each in posts if each.reaction_count)
    return DrawnRoot(
        post.pk,
        shown.markup,
        authors,
        post.seq,
        number,
        excerpt,
        reacted,
        picture=next(iter(shown.face.pictures), None),
    )


def in_words(body: SafeString) -> str:
    """A drawn body as one line of plain words, its numbers masked as they were."""
    return text.normalise_line(html.unescape(strip_tags(body)))


def _inlined(roots: Sequence[Post]) -> Q:
    """The newest replies of each root: all where there are few."""
    few = [root.pk for root in roots if root.inline_from is None]  # type: ignore[attr-defined]
    wanted = Q(parent__in=few)
    for root in roots:
        if root.pk not in few:
            wanted |= Q(parent=root.pk, seq__gte=root.inline_from)  # type: ignore[attr-defined]
    return wanted


def _more(root: Shown) -> int:
    """How many replies that everyone may read are not inlined."""
    inlined = [reply.post for reply in root.replies]
    counted = [post for post in inlined if not post.is_hidden and not post.pending]
    return max(0, root.post.reply_count - len(counted))


def thread_context(
    request: HttpRequest, thread: Thread, *, hosts: Collection[int] = ()
) -> dict[str, Any]:
    """What a page that includes forum/_stream.html needs: `thread` and `stream`."""
    return {"thread": thread, "stream": read_stream(request, thread, hosts=hosts)}


@dataclass
class Replies:
    """One page of the replies to a root, older or newer ones behind two links."""

    root: Shown
    markup: SafeString
    replies: list[SafeString]
    older: str = ""
    newer: str = ""


def read_replies(request: HttpRequest, root: Post) -> Replies:
    """Read replies to `root`: the first ones, or `?after=seq`, or `?before=seq`.

    Raises Http404 for a cursor that is no number. At most 2 queries.
    """
    reader = reader_of(request, root.thread)
    posts = Post.objects.in_stream_of(root.thread, request.user).with_authors()
    posts = posts.filter(parent=root)
    url = address("forum:post-replies", root.pk)
    if "before" in request.GET:
        before = cursor(request, "before")
        found = list(
            posts.filter(seq__lt=before).order_by("-seq")[: REPLIES_PER_PAGE + 1]
        )
        has_older, has_newer = len(found) > REPLIES_PER_PAGE, True
        found = found[:REPLIES_PER_PAGE][::-1]
    else:
        after = cursor(request, "after")
        found = list(
            posts.filter(seq__gt=after).order_by("seq")[: REPLIES_PER_PAGE + 1]
        )
        has_older, has_newer = after > 0, len(found) > REPLIES_PER_PAGE
        found = found[:REPLIES_PER_PAGE]
    shown_root, *shown = reader.draw([root, *found])
    said = Reaction.of(request.user, [root.pk, *(post.pk for post in found)])
    page = Replies(
        shown_root,
        with_own_reactions(shown_root.markup, said),
        [with_own_reactions(each.own, said) for each in shown],
    )
    if found and has_older:
        page.older = f"{url}?before={found[0].seq}"
    if found and has_newer:
        page.newer = f"{url}?after={found[-1].seq}"
    return page


def cursor(request: HttpRequest, name: str) -> int:
    """A whole number ≥ 0 of the query, in any digits; 0 where it is missing.

    Raises Http404 for anything else.
    """
    typed = text.to_ascii_digits(request.GET.get(name, "") or "0")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise Http404("no such place")
    return int(typed)


def place_of(post: Post, member: Any) -> str:
    """The address where `post` is shown to `member`, its fragment included.

    A root stands on its page; a reply too while it is among the newest, else on the
    page of all replies.
    """
    thread, anchor = post.thread, f"#p{post.pk}"
    plain = not member.is_authenticated
    if post.parent is None:
        return thread.page_url(post.page, plain=plain) + anchor
    replies = Post.objects.in_stream_of(thread, member).filter(parent=post.parent_id)
    newer = replies.filter(seq__gt=post.seq).values_list("pk", flat=True)[:INLINED]
    if len(newer) < INLINED:
        return thread.page_url(post.parent.page, plain=plain) + anchor
    url = address("forum:post-replies", post.parent.pk)
    return f"{url}?after={post.seq - 1}{anchor}"


def at_the_door(
    request: HttpRequest,
    thread: Thread,
    after: int,
    since: int | None,
    *,
    flat: bool = False,
) -> dict[str, Any]:
    """What is new after seq `after`, and changed or gone since version `since`; `flat`
    for a page on which every post stands by itself.

    `seq` and `version` are what to ask with next; `more` says to ask again at once.
    `since` None asks for new ones only. At most 3 queries.
    """
    rows = _told_at_the_door(thread, after, since, flat)
    more = len(rows) > DOOR_POSTS
    rows = rows[:DOOR_POSTS]
    seq, version = thread.last_seq, thread.version
    if more and rows[-1].seq > after:
        seq = rows[-1].seq
    elif more:
        seq, version = after, rows[-1].version
    reader = reader_of(request, thread)
    hers = [post for post in rows if not post.pending or _may_see_waiting(reader, post)]
    said = Reaction.of(request.user, [post.pk for post in hers if post.reaction_count])
    drawn = [handed(shown, said, flat=flat) for shown in reader.draw(hers)]
    return {
        "thread": thread.pk,
        "seq": seq,
        "version": version,
        "count": thread.post_count,
        "open": thread.is_open,
        "new": [each for each in drawn if each["seq"] > after],
        "changed": [each for each in drawn if each["seq"] <= after],
        "gone": [post.pk for post in rows if post not in hers and post.seq <= after],
        "more": more,
        **lines.at_the_door(thread, since),
    }


def _told_at_the_door(
    thread: Thread, after: int, since: int | None, flat: bool
) -> list[Post]:
    """One post more than fit in an answer: changed ones first, by version, then new
    ones by seq, so that wherever it is cut the next question goes on from there.

    Each part walks an index of its own and stops; asked for both at once a database
    would sort the whole thread.
    """
    posts = Post.objects.filter(thread=thread).with_authors()
    posts = posts.select_related("parent__author" if flat else "parent")
    new = list(posts.filter(seq__gt=after).order_by("seq")[: DOOR_POSTS + 1])
    if since is None:
        return new
    # Where each version since then is that of a new post, nothing else changed. Not by
    # their number: those that come from another thread share one. Nor by one that was
    # raised after the thread was read: it would stand for a change before it.
    raised = {post.version for post in new if since < post.version <= thread.version}
    if len(new) <= DOOR_POSTS and thread.version - since == len(raised):
        return new
    changed = posts.filter(version__gt=since, seq__lte=after)
    return [*changed.order_by("version", "pk")[: DOOR_POSTS + 1], *new][
        : DOOR_POSTS + 1
    ]


def _may_see_waiting(reader: Reader, post: Post) -> bool:
    return reader.is_moderator or reader.wrote(post)


def handed(
    shown: Shown, said: Mapping[int, str] = MappingProxyType({}), *, flat: bool = False
) -> dict[str, Any]:
    """A post as the door and the answer to a script hand it out; `said` are her own
    reactions."""
    return {
        "id": shown.post.pk,
        "seq": shown.post.seq,
        "root": shown.post.parent_id,
        "page": shown.page,
        "html": with_own_reactions(unread.flat(shown) if flat else shown.markup, said),
    }

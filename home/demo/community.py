"""Makes the demo community through the verbs that real members' words go through.

Everything has a key of its own, derived from the day and the line, so that a start
that was cut off goes on where it stopped and nothing stands twice.
"""

import os
import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from adda_posts.models import Adda, AddaHost, Series, SeriesPage
from forum.models import Board, Post, Thread
from home.demo import papers, reviewing, script, searching, showing, stalls
from profiles.models import Member
from sellers.models import Seller

DAYS_BEFORE = 7
SERIES_SLUG = "ajker-adda"
FIRST_HOUR = time(9)
LAST_HOUR = time(22, 30)
# What today's adda begins with; the rest of the day is for whoever reads this.
TODAYS_SHARE = 0.75
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
SIGNINS = "demo-signins"
MAIL_DOMAIN = "uthan.example"


def key_of(*parts: object) -> uuid.UUID:
    """The client key of one demo line."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "uthan-demo/" + "/".join(map(str, parts)))


def address_of(person: script.Person) -> str:
    """The e-mail she begins with."""
    return f"{person.handle}@{MAIL_DOMAIN}"


def adda_for(day: date) -> script.DemoAdda:
    """The words of `day`; they come round in turn."""
    addas = script.addas()
    return addas[day.toordinal() % len(addas)]


class Community:
    """The demo community as it is on `today` (in Dhaka)."""

    def __init__(self, today: date, say: Callable[[str], None]) -> None:
        self.today = today
        self.say = say
        self.members: dict[str, Member] = {}

    def make(self) -> None:
        """Add what is missing: members, boards, sellers with their reviews, the past
        week's addas, today's, and what is looked for."""
        self.add_members()
        self.add_boards()
        self.add_sellers()
        self.add_numbers_and_reviews()
        series = self.add_series()
        for back in range(DAYS_BEFORE, -1, -1):
            self.add_adda(series, self.today - timedelta(days=back))
        searching.add(self.members[self.sign_ins()["moderator"]])

    # --- members ---

    def add_members(self) -> None:
        """Add the members; those with a printed sign-in get a random password.

        Whoever signs in as one may have given her another handle or e-mail since.
        """
        for person in script.people():
            is_she = Q(handle=person.handle) | Q(email=address_of(person))
            member = Member.objects.filter(is_she, demo=True).order_by("pk").first()
            self.members[person.handle] = member or self.add_member(person)
        self.write_signins()

    @staticmethod
    def add_member(person: script.Person) -> Member:
        """Add one; only through `write_signins` does she get a password."""
        email = address_of(person)
        member = Member.objects.create_user(
            Member.objects.free_handle(person.handle),
            display_name=person.name,
            email="" if Member.objects.filter(email=email).exists() else email,
            demo=True,
        )
        if person.role == "moderator":
            member.make_verifier()
        return member

    @staticmethod
    def sign_ins() -> dict[str, str]:
        """The handle of who signs in as what."""
        return {person.role: person.handle for person in script.people()}

    def write_signins(self) -> None:
        """Keep three sign-ins in DATA_DIR/demo-signins (0600), made once."""
        path = settings.DATA_DIR / SIGNINS
        if path.exists():
            return
        roles = self.sign_ins()
        lines, chosen = [], []
        for role in ("member", "host", "moderator"):
            member = self.members[roles[role]]
            password = "-".join(
                "".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)
            )
            member.set_password(password)  # slow on purpose, so not under the lock
            chosen.append(member)
            lines.append(f"{role:10} {member.email:24} {password}\n")
        with transaction.atomic():
            for member in chosen:
                member.save(update_fields=["password"])
            write_private(path, "".join(lines))

    # --- boards ---

    def add_boards(self) -> None:
        """Add members' threads to the boards, spread over the past week."""
        boards = {board.slug: board for board in Board.objects.all()}
        for place, words in enumerate(script.boards(), start=1):
            board = boards.get(words.slug)
            if board is None:  # a moderator took it away
                continue
            for number, thread in enumerate(words.threads):
                self.add_thread(board, thread, number + place)

    def add_thread(self, board: Board, words: script.DemoThread, back: int) -> None:
        """Add one thread, begun `back` days ago, with its answers."""
        key = key_of("thread", words.title)
        if Thread.objects.filter(client_key=key).exists():
            return
        day = self.today - timedelta(days=back)
        moments = spread(day, len(words.lines) + 1)
        with transaction.atomic():
            author = self.members[words.author]
            thread = Thread.start(
                board, author, words.title, words.opening, key, tags=words.tags
            )
            begun = next(moments)
            Thread.objects.filter(pk=thread.pk).update(created_at=begun)
            thread.posts.filter(seq=0).update(created_at=begun)
            self.add_lines(thread, words.lines, moments, words.title)

    # --- sellers ---

    def add_sellers(self) -> None:
        """Add sellers' pages, and questions of the past days with their answers."""
        verifier = next((m for m in self.members.values() if m.is_moderator), None)
        for place, words in enumerate(script.sellers()):
            seller = stalls.add(words, self.members[words.handle], key_of)
            if seller is not None:
                papers.add(seller, place, verifier)
            if seller is None or seller.thread is None:
                continue
            moments = spread(self.today - timedelta(days=2), len(words.lines))
            self.add_lines(seller.thread, words.lines, moments, "seller", words.handle)

    def standing(self) -> dict[str, Seller]:
        """The demo's pages that all may read, by whose they are in the files."""
        members = {member.pk: handle for handle, member in self.members.items()}
        rows = Seller.objects.public().filter(member__in=members)
        found = rows.select_related("member").order_by("pk")
        return {members[seller.member_id or 0]: seller for seller in found}

    def show_things(self) -> None:
        """Add pictures to the sellers' pages, also to those of an earlier version. They
        take a while: each is developed as a member's would be."""
        drawn = script.drawings()
        for handle, seller in self.standing().items():
            hers = [each for each in drawn if each.handle == handle]
            showing.add_pictures(seller, handle, hers, key_of)

    def add_numbers_and_reviews(self) -> None:
        """Add how sellers are reached, and what buyers say, of the past weeks."""
        sellers = self.standing()
        for handle, seller in sellers.items():
            showing.add_number(seller, handle)
        for words in script.reviews():
            if words.seller not in sellers:
                continue
            seller = sellers[words.seller]
            day = self.today - timedelta(days=words.days)
            moment = next(spread(day, 1)) + timedelta(minutes=17 * words.days)
            trx = f"DEMO{key_of('trx', words.seller, words.buyer).hex[:8]}".upper()
            reviewing.add(words, seller, self.members, moment, trx)

    # --- addas ---

    def add_series(self) -> Series:
        """Add the daily series; it is open all day, so that any visitor finds it so."""
        series = Series.objects.filter(slug=SERIES_SLUG).first()
        if series is not None:
            return series
        return Series.objects.start(
            slug=SERIES_SLUG,
            name="আজকের আড্ডা",
            name_en="Today's adda",
            opens=time(0),
            closes=time(0),
            hosts=[self.members[handle] for handle in sorted(self.host_handles())],
        )

    @staticmethod
    def host_handles() -> set[str]:
        return {words.host for words in script.addas()}

    def add_adda(self, series: Series, day: date) -> None:
        """Add the adda of `day` with its comments; today's only begins."""
        words = adda_for(day)
        is_today = day == self.today
        begun = int(len(words.lines) * TODAYS_SHARE)
        # A day that was begun as today's stays as its visitors left it.
        if Post.objects.filter(client_key=key_of("adda", day, begun - 1)).exists():
            return
        lines = words.lines[:begun] if is_today else words.lines
        self.say(f"Demo: the adda of {day.isoformat()}")
        host = self.members[words.host]
        # Who signs in as the host has something to run.
        signed_in = [self.members[self.sign_ins()["host"]]] if is_today else []
        adda = series.plan(
            day,
            words.title,
            words.topic,
            intro=words.intro,
            hosts=[host, *signed_in],
            by=host,
        )
        if is_today:
            adda.follow_clock(timezone.now())
        moments = until_now(len(lines)) if is_today else spread(day, len(lines))
        self.add_lines(adda.thread, lines, moments, "adda", day)
        if not is_today:
            adda.follow_clock(timezone.now())

    def add_lines(
        self,
        thread: Thread,
        lines: list[script.Line],
        moments: Iterator[datetime],
        *name: object,
    ) -> None:
        """Post `lines`, each in a transaction of its own, as if at its moment."""
        root: Post | None = None
        for number, (line, moment) in enumerate(zip(lines, moments, strict=False)):
            with transaction.atomic():
                post = thread.post(
                    self.members[line.handle],
                    line.words,
                    parent=root if line.is_reply else None,
                    client_key=key_of(*name, number),
                    force=True,
                )
                Post.objects.filter(pk=post.pk).update(created_at=moment)
                Thread.objects.filter(pk=thread.pk).update(active_at=moment)
            root = root if line.is_reply else post


def spread(day: date, count: int) -> Iterator[datetime]:
    """`count` moments over the waking hours of `day`, in order, never in the future."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(day, FIRST_HOUR, tzinfo=zone)
    last = datetime.combine(day, LAST_HOUR, tzinfo=zone)
    step = (last - first) / max(1, count)
    return (first + step * number for number in range(count))


def until_now(count: int) -> Iterator[datetime]:
    """`count` moments of the last hours, the newest some minutes ago."""
    now = timezone.now()
    return (now - timedelta(minutes=4 + 9 * (count - n - 1)) for n in range(count))


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    os.replace(scratch, path)


def remove() -> dict[str, int]:
    """Take the demo community away; returns what was removed and what was kept.

    Threads in which only demo members wrote are deleted. Where somebody else wrote
    too, her words stay and the demo's are hidden; demo members who still stand under
    something can no longer sign in.
    """
    counts = {"threads": 0, "kept_threads": 0, "members": 0, "kept_members": 0}
    mine = Member.objects.filter(demo=True)
    searching.remove()
    remove_sellers()
    threads = Thread.objects.filter(posts__author__in=mine).distinct()
    for thread in threads.order_by("pk"):
        others = thread.posts.exclude(author__demo=True).exists()
        if others:
            hide_demo_posts(thread)
            counts["kept_threads"] += 1
        else:
            delete_thread(thread)
            counts["threads"] += 1
    remove_series()
    for member in mine:
        remove_member(member, counts)
    (settings.DATA_DIR / SIGNINS).unlink(missing_ok=True)
    return counts


def remove_sellers() -> None:
    """Delete the demo's sellers, except where somebody else left something."""
    for seller in Seller.objects.filter(member__demo=True).select_related("thread"):
        thread = seller.thread
        if thread is None or thread.posts.exclude(author__demo=True).exists():
            continue
        try:
            stalls.remove(seller)
        except ProtectedError:  # somebody reviewed her, or asked for her number
            continue
        delete_thread(thread)


@transaction.atomic
def hide_demo_posts(thread: Thread) -> None:
    """Leave other people's words in `thread`, hide the demo's."""
    for post in thread.posts.filter(author__demo=True, hidden_at=None):
        post.hide(None, "")


@transaction.atomic
def delete_thread(thread: Thread) -> None:
    """Delete a thread of the demo, its adda and page with it."""
    thread.hide(None, "demo")  # search and lists learn of it by the usual way
    adda = Adda.objects.filter(thread=thread).select_related("page").first()
    if adda is not None:
        AddaHost.objects.filter(adda=adda).delete()
        page = adda.page
        Adda.objects.filter(pk=adda.pk).delete()
        page.delete()
    thread.posts.exclude(parent=None).delete()
    thread.posts.all().delete()
    thread.delete()


def remove_series() -> None:
    """Delete the demo's series unless somebody's adda still stands in it."""
    series = Series.objects.filter(slug=SERIES_SLUG, addas=None).first()
    if series is None:
        return
    with transaction.atomic():
        page = SeriesPage.objects.get(pk=series.page_id)
        series.delete()
        page.delete()


def remove_member(member: Member, counts: dict[str, int]) -> None:
    """Delete a demo member, or only shut her door where rows still name her."""
    try:
        with transaction.atomic():
            member.delete()
        counts["members"] += 1
    except ProtectedError:
        member.set_unusable_password()
        member.is_active = False
        member.is_moderator = False
        member.save(update_fields=["password", "is_active", "is_moderator"])
        counts["kept_members"] += 1

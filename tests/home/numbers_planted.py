"""Phone numbers planted wherever somebody can write, in all the ways people spell them."""

import datetime as dt
import html
import itertools
import json
import unicodedata
import uuid
from typing import Any
from urllib.parse import unquote

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from adda_posts.models import Series, today
from core import markup, text
from forum.models import Board, Draft, Pin, Reaction, Thread
from guidance.models import GuidanceIndexPage, GuidancePage, GuidanceVote, Tip
from moderation import targets
from moderation.models import Case, ListedWord, Report, Sanction, act
from photos.models import Photo
from profiles.models import Member
from sellers import pasted
from sellers.models import (
    Contact,
    ContactAsk,
    Lookup,
    Seller,
    SellerClaim,
    SellerDraft,
    SellerWarning,
    ShowcaseItem,
    UnclaimedPage,
)
from sellers.warned import TARGET
from tests.factories import MemberFactory, ReviewFactory
from tests.photos.pictures import jpeg, with_words

WORDS_BN = ["শূন্য", "এক", "দুই", "তিন", "চার", "পাঁচ", "ছয়", "সাত", "আট", "নয়"]
WORDS_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
]


def in_words(number: str, words: list[str]) -> str:
    return " ".join(words[int(digit)] for digit in number)


SPELLINGS = [
    lambda n: n,
    text.to_bangla_digits,
    lambda n: f"+88{n}",
    lambda n: text.to_bangla_digits(f"+88{n}"),
    lambda n: f"{n[:5]} {n[5:8]} {n[8:]}",
    lambda n: text.to_bangla_digits(f"{n[:5]}-{n[5:]}"),
    lambda n: f"ফোন{n}নম্বর",
    lambda n: f"({n[:3]}) {n[3:]}",
    lambda n: f"{n[:3]}.{n[3:7]}.{n[7:]}",
    lambda n: in_words(n, WORDS_BN),
    lambda n: in_words(n, WORDS_EN),
    lambda n: n.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    lambda n: f"https://wa.me/88{n}",
    lambda n: f"O{n[1:]}",
]


class Planter:
    """Gives out numbers, each once; remembers where each was planted, and how."""

    def __init__(self) -> None:
        self.planted: dict[str, tuple[str, str]] = {}
        self.counter = itertools.count()

    def one(self, where: str, spelling: int | None = None) -> str:
        """A fresh number, spelled in the next way (or in that one)."""
        at = next(self.counter)
        number = f"017{(at * 7_919_993 + 31_415_926) % 10**8:08}"
        way = at % len(SPELLINGS) if spelling is None else spelling
        spelled = SPELLINGS[way](number)
        self.planted[number] = (where, spelled)
        return spelled

    def words(self, where: str, count: int = 3) -> str:
        """A sentence with some numbers in it."""
        said = " বা ".join(self.one(where) for _ in range(count))
        return f"কথা বলতে {said} এই তো।"

    def short(self, where: str) -> str:
        """A few words with one number of few letters: a name, a title."""
        return f"নিপা {self.one(where, len(self.planted) % 6)}"


def found_in(body: str, planted: dict[str, tuple[str, str]]) -> list[str]:
    """The planted numbers that can be read out of a text, whatever stands between
    their digits."""
    said = unquote(html.unescape(body))
    digits = "".join(
        str(unicodedata.digit(char))
        for char in said
        if unicodedata.digit(char, None) is not None
    )
    folded = text.fold(said)
    return [
        number
        for number, (_where, spelled) in planted.items()
        if number[1:] in digits or text.fold(spelled) in folded
    ]


def said_in(answer: Any) -> str:
    """The text of an answer, JSON with its letters as they are."""
    content = b"".join(answer) if answer.streaming else answer.content
    body = content.decode("utf-8", "replace")
    if "json" in answer.headers.get("Content-Type", ""):
        body = json.dumps(json.loads(body), ensure_ascii=False)
    return f"{answer.headers.get('Location', '')}\n{body}"


def plant() -> Planter:
    """Write numbers everywhere, by the real verbs, past what forms refuse."""
    planter = Planter()
    member = MemberFactory(
        display_name=planter.short("display name"),
        phone="+88" + planter.one("phone to sign in with", 0),
        phone_verified=True,
    )
    moderator = MemberFactory(
        display_name=planter.short("moderator's name"), moderator=True
    )
    board = in_forum(planter, member, moderator)
    in_addas(planter, member, moderator)
    in_tips(planter, member, moderator)
    with_sellers(planter, member, moderator)
    by_forms(planter, member, board)
    return planter


def in_forum(planter: Planter, member: Member, moderator: Member) -> Board:
    board = Board.make(
        moderator,
        name_bn=planter.short("board"),
        name_en=planter.short("board (en)"),
        about_bn=planter.words("board, about", 2),
        about_en=planter.words("board, about (en)", 2),
    )
    thread = Thread.start(
        board=board,
        author=member,
        title=planter.short("title"),
        source=planter.words("opening", 14),
        key=uuid.uuid4(),
        tags=[planter.short("tag"), f"ট্যাগ{planter.one('tag', 1)}"],
    )
    photo = Photo.take(member, [jpeg(90, 200)], uuid.uuid4())
    alt = planter.words("alt text", 2)
    shown = thread.post(
        author=member, source=planter.words("comment", 28), photos={photo.pk: alt}
    )
    thread.post(author=moderator, source=planter.words("reply", 6), parent=shown)
    edited = thread.post(author=member, source=planter.words("edited away", 3))
    edited.edit(planter.words("edited", 3))
    quote = markup.quote(shown.source, handle="x", post=shown.pk, language="bn")
    thread.post(author=moderator, source=quote + "ঠিক।", parent=shown)
    hidden = thread.post(author=member, source=planter.words("hidden", 2))
    act(
        targets.get("post"),
        hidden,
        "hide",
        moderator,
        planter.words("reason of hiding", 2),
    )
    Reaction.give(shown, moderator, Reaction.Kind.HEART)
    key = f"start:board:{board.pk}"
    Draft.keep(
        member,
        key,
        0,
        title=planter.short("draft's title"),
        body=planter.words("draft", 3),
        board=board,
    )
    Pin.put(thread, moderator, reason=planter.words("reason of a pin", 2))
    thread.retitle(
        planter.short("title corrected"), moderator, planter.words("reason", 2)
    )
    thread.close(moderator, planter.words("reason of closing", 2))
    said = {"kind": Report.Kind.REPORT, "reason": "abuse"}
    words = planter.words("report", 2)
    Report.file(
        targets.get("post"), shown, uuid.uuid4(), by=moderator, words=words, **said
    )
    Report.file(
        targets.get("post"),
        shown,
        uuid.uuid4(),
        kind=Report.Kind.TAKEDOWN,
        by=None,
        name=planter.short("takedown, name"),
        contact=planter.one("takedown, contact"),
        words=planter.words("takedown", 2),
    )
    Sanction.give(member, "warn", moderator, planter.words("reason of a warning", 2))
    ListedWord.put(
        planter.short("listed word"), "hold", planter.words("its note", 1), moderator
    )
    return board


def in_addas(planter: Planter, member: Member, moderator: Member) -> None:
    series = Series.objects.start(
        slug="daily",
        name=planter.short("series"),
        name_en=planter.short("series (en)"),
        hosts=[member],
    )
    for days in (0, 1, 2):
        adda = series.plan(
            today() + dt.timedelta(days=days),
            planter.short("adda"),
            planter.words("topic", 2),
            intro=planter.words("intro", 6),
            opens=dt.time(0),
            closes=dt.time(0),
        )
        if not days:
            adda.open(by_hand=True)
            adda.thread.post(author=member, source=planter.words("in an adda", 5))
        if days == 2:
            adda.cancel(moderator, planter.words("reason of cancelling", 2))


def pasted_adda(planter: Planter, folder: Any) -> None:
    """An imported adda with numbers in names, topic and comments."""
    words = (
        f"পুরোনো দিনের আড্ডা\n২১ ডিসেম্বর ২০১৯\nবিষয়ঃ {planter.short('topic')}\n\n"
        f"রাবেয়া {planter.one('imported name', 1)}\n{planter.words('imported', 5)}\n\n"
        f"মিতু বড়ুয়া\n{planter.words('imported comment', 5)}\n"
    )
    paste = folder / "paste"
    paste.write_text(words, encoding="utf-8")
    call_command("import_adda", str(paste), "--series", "old", "--publish", "--json")


def in_tips(planter: Planter, member: Member, moderator: Member) -> None:
    names = ("title", "answer", "steps", "warnings", "checklist", "source")
    fields = {
        f"{name}{language}": planter.short(f"tip, {name}")
        if name == "title"
        else planter.words(f"tip, {name}", 1)
        for name in names
        for language in ("", "_en")
    }
    page = GuidancePage(live=False, theme="payment", **fields)
    GuidanceIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    tip = Tip.objects.get()
    said = planter.words("vote", 2)
    GuidanceVote.cast(tip, helped=False, words=said, member=member)
    tip.thread.post(author=member, source=planter.words("under a tip", 3))


def with_sellers(planter: Planter, member: Member, moderator: Member) -> None:
    seller = Seller.objects.start(member, planter.short("seller"))
    seller.change(
        "about",
        {
            "makes": planter.words("makes", 2),
            "story": planter.words("story", 6),
        },
    )
    seller.change(
        "delivery",
        {
            "delivery_areas": planter.words("areas", 3),
            "delivery_time": planter.words("delivery time", 1),
        },
    )
    seller.change("payment", {"advance_rule": planter.words("advance", 3)})
    seller.change("returns", {"return_rule": planter.words("returns", 3)})
    seller.publish()
    Member.objects.filter(pk=moderator.pk).update(
        phone="+88" + planter.one("moderator's phone", 0), phone_verified=True
    )
    moderator.refresh_from_db()
    item = {
        "name": planter.short("item"),
        "words": planter.words("item, words", 2),
        "price": 500,
        "price_to": None,
    }
    inside = with_words(planter.one("inside a picture", 0))
    photo = Photo.take(member, [inside], uuid.uuid4())
    alts = {photo.pk: planter.words("alt text of an item", 1)}
    ShowcaseItem.objects.add(seller, uuid.uuid4(), item, alts)
    seller.change("links", {"links": [f"https://example.org/{planter.one('link', 0)}"]})
    said = planter.words("review", 3)
    review = ReviewFactory(seller=seller, by=moderator, words=said)
    review.reply(member, planter.words("answer to a review", 2))
    review.add_update(moderator, planter.words("update of a review", 2))
    for mode in ("members", "ask", "business"):
        number = "+88" + planter.one(f"contact for {mode}", 0)
        contact = Contact.objects.put(seller, "phone", number, mode)
        if mode == "ask":
            ContactAsk.objects.ask(contact, moderator, "buy", uuid.uuid4())
        else:
            contact.reveal(moderator, "buy", uuid.uuid4())
    address = planter.words("address", 1)
    Contact.objects.put(seller, "address", address, "members")
    if seller.thread is not None:
        seller.thread.post(author=moderator, source=planter.words("question", 3))
    draft = {"story": [planter.one("draft of a section", 0)]}
    SellerDraft.keep(seller, "about", draft, "", 0)
    number = planter.one("number of a page that nobody claimed", 0)
    unclaimed = pasted.read(number)
    assert unclaimed
    page = UnclaimedPage.find_or_make(moderator, unclaimed, "মিনার শাড়ি")
    said = planter.words("review of who is not here", 1)
    ReviewFactory(seller=page, by=moderator, words=said)
    SellerClaim.make(page, MemberFactory(), planter.words("claim", 1))
    asked = pasted.read(planter.one("number looked up", 0))
    assert asked
    Lookup.count_in(moderator, asked, uuid.uuid4())
    read = pasted.read(planter.one("number warned of", 0))
    assert read
    warning = SellerWarning.objects.report(
        moderator,
        read,
        "fraud",
        planter.words("warning", 2),
        uuid.uuid4(),
        TARGET,
    )
    case = Case.objects.get(kind="warning", target_id=warning.pk)
    act(TARGET, warning, "approve", moderator, planter.words("decision", 1), case=case)
    SellerWarning.objects.update(
        answer=planter.words("answer", 1), answered_at=timezone.now()
    )


def by_forms(planter: Planter, member: Member, board: Board) -> None:
    """What only forms keep clean: names and handles; and comments as she sends them."""
    client = Client()
    client.force_login(member)
    for name in ("display_name", "handle"):
        fields = {
            "display_name": member.display_name,
            "handle": member.handle,
            "language": "bn",
        }
        fields[name] = f"nipa{planter.one(name, 0)}"
        client.post("/me/", fields)
    client.post(
        f"{board.get_absolute_url()}new/",
        {
            "title": planter.short("title in a form"),
            "body": planter.words("body in a form", 4),
            "tags": planter.one("tags in a form", 1),
            "client_key": str(uuid.uuid4()),
            "board": board.pk,
        },
    )
    thread = Thread.start(
        board=board, author=member, title="আরেকটা", source="কথা", key=uuid.uuid4()
    )
    for words in (planter.words("comment in a form", 4), planter.one("alone", 9)):
        sent = {"body": words, "client_key": str(uuid.uuid4())}
        client.post(f"/t/{thread.pk}/post/", sent)


def ids_of(model: Any) -> list[int]:
    """All ids of a table, at most fifty."""
    return list(model.objects.values_list("pk", flat=True)[:50])

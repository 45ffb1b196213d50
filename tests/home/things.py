"""One of everything that somebody owns, with its addresses, for the table of access."""

import datetime as dt
import html
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from adda_posts.models import Import, Series, today
from forum.models import Bookmark, Draft, Pin, Thread
from guidance.first_tips import FIRST_TIPS
from guidance.models import GuidanceIndexPage, GuidancePage, Tip
from moderation import targets
from moderation.models import CannedAnswer, Case, ListedWord, Report, Sanction, act
from notifications import telling
from notifications.models import Notification
from photos.models import Photo
from profiles import exporting, recovering
from profiles.models import DataExport, FormDraft, Member, NameClaim, Recovery
from search import promoting, suggestions
from search.models import AskedQuery, WordProposal
from sellers import pasted
from sellers.models import (
    Contact,
    ContactAsk,
    SellerClaim,
    SellerDraft,
    SellerWarning,
    ShowcaseItem,
    UnclaimedPage,
)
from sellers.warned import TARGET
from tests.factories import (
    BoardFactory,
    MemberFactory,
    PostFactory,
    ReviewFactory,
    SellerFactory,
    ThreadFactory,
)
from tests.photos.pictures import jpeg
from tests.profiles.signing import let_in_with_second_factor
from verification.models import Code, Letter

ROLES = (
    "guest",
    "stranger",
    "member",
    "blocked",
    "owner",
    "host",
    "moderator",
    "staff",
)

PASTE = (
    "পুরোনো দিনের আড্ডা\n২১ ডিসেম্বর ২০১৯\nবিষয়ঃ ক্রেতাকে মনে রাখা\n\n"
    "রাবেয়া সুলতানা\nখাতায় নাম লিখে রাখি, সাথে কী নিয়েছিলেন সেটাও।\n\n"
    "মিতু বড়ুয়া\nআমি ফোনে লিখি, রাতে গুছিয়ে রাখি।\n"
)
DOORS = {"/accounts/login/": "sign in", "/accounts/second-factor/": "second step"}


@dataclass(frozen=True)
class Way:
    """A request: where it goes, what is sent (a POST), and words of the thing itself,
    without which a page that opens shows nothing of it."""

    url: str
    sent: dict[str, Any] | None = None
    words: str = ""

    def ask(self, client: Client) -> str:
        """Send it; what came of it, in a word of the table."""
        if self.sent is None:
            answer = client.get(self.url)
        else:
            answer = client.post(self.url, self.sent)
        while 300 <= answer.status_code < 400 and self.words:
            answer = client.get(answer.headers["location"])
        return self.in_a_word(answer)

    def in_a_word(self, answer: Any) -> str:
        """`yes`, `covered` (the page opens without the words), a door, or the status."""
        at = answer.headers.get("location", "")
        for door, word in DOORS.items():
            if at.startswith(door):
                return word
        if answer.status_code >= 400:
            return str(answer.status_code)
        body = b"".join(answer) if answer.streaming else answer.content
        if self.words and self.words not in html.unescape(body.decode()):
            return "covered"
        return "yes"


@dataclass
class Things:
    """The cast and the ways to each thing."""

    cast: dict[str, Member]
    ways: dict[str, Way] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """Somebody at the door in this role, her second step shown."""
        client = Client()
        if role in ("moderator", "staff"):
            let_in_with_second_factor(client, self.cast[role])
        elif role != "guest":
            client.force_login(self.cast[role])
        return client


def cast() -> dict[str, Member]:
    """A member of each kind; the owner keeps one of them away."""
    people: dict[str, Member] = {
        role: MemberFactory(handle=role, moderator=role == "moderator")
        for role in ROLES[1:]
    }
    for number, (role, member) in enumerate(people.items()):
        if role != "stranger":
            phone = f"+88017000000{number:02}"
            Member.objects.filter(pk=member.pk).update(
                phone=phone,
                phone_verified=True,
                joined_at=timezone.now() - dt.timedelta(days=90),
            )
    Member.objects.filter(handle="staff").update(is_staff=True, is_superuser=True)
    for member in people.values():
        member.refresh_from_db()
    people["owner"].block(people["blocked"])
    return people


def build(folder: Path) -> Things:
    """Write one of everything by the real verbs; `folder` takes what is pasted."""
    things = Things(cast())
    for part in (
        of_the_forum,
        of_the_adda,
        of_guidance,
        of_moderation,
        of_search,
        of_her_account,
        of_a_seller,
        of_her_numbers,
        of_reviews,
        of_the_site,
    ):
        part(things, folder)
    return things


def of_the_forum(things: Things, folder: Path) -> None:
    """Threads and posts in every state, and what members keep of them."""
    owner, moderator = things.cast["owner"], things.cast["moderator"]
    board = BoardFactory(slug="ghor")
    thread: Thread = ThreadFactory(board=board, author=owner)
    hidden: Thread = ThreadFactory(board=board, author=owner)
    hidden.hide(moderator, "ঝগড়া")
    post = PostFactory(thread=thread, author=owner)
    covered = PostFactory(thread=thread, author=owner, source="চাপা কথা")
    covered.hide(moderator, "ঝগড়া")
    held = PostFactory(thread=thread, author=owner, source="অপেক্ষার কথা", pending=True)
    taken = PostFactory(thread=thread, author=owner, source="ফেরত নেওয়া কথা")
    taken.take_back()
    edited = PostFactory(thread=thread, author=owner, source="আগের কথা")
    PostFactory(thread=thread, author=moderator, parent=edited)
    edited.edit("আরেকবার ভেবে লিখলাম")
    loose = Photo.take(owner, [jpeg()], uuid.uuid4())
    photo = Photo.take(owner, [jpeg(90)], uuid.uuid4())
    inside = PostFactory(thread=thread, author=owner, photos={photo.pk: ""})
    inside.hide(moderator, "ঝগড়া")
    Draft.keep(owner, f"start:board:{board.pk}", 0, title="শুরু", body="খসড়া", board=board)
    Bookmark.keep(owner, post)
    pin = Pin.put(thread, moderator)
    PostFactory(thread=thread, author=moderator, source="@owner শুনছেন?")
    while telling.drain():
        pass
    notice = Notification.objects.of(owner).first()
    assert notice
    words = {"body": "আমিও আছি", "client_key": str(uuid.uuid4())}
    things.ways |= {
        "thread": Way(thread.get_absolute_url()),
        "thread: write": Way(f"/t/{thread.pk}/post/", words),
        "thread: close, move, merge": Way(f"/t/{thread.pk}/arrange/?do=close"),
        "thread: pin": Way(f"/t/{thread.pk}/pin/", {"scope": "site"}),
        "thread: tags": Way(f"/t/{thread.pk}/tags/"),
        "hidden thread": Way(hidden.get_absolute_url()),
        "post: edit": Way(f"/p/{post.pk}/edit/"),
        "post: take back": Way(f"/p/{post.pk}/take-back/", {}),
        "post: split off": Way(f"/p/{post.pk}/split/"),
        "post: react": Way(f"/p/{post.pk}/react/", {"kind": "heart", "want": "1"}),
        "hidden post": Way(f"/p/{covered.pk}/", words="চাপা কথা"),
        "held post": Way(f"/p/{held.pk}/", words="অপেক্ষার কথা"),
        "held post: edit": Way(f"/p/{held.pk}/edit/"),
        "post taken back": Way(f"/p/{taken.pk}/replies/", words="ফেরত নেওয়া কথা"),
        "words before an edit": Way(f"/p/{edited.pk}/history/", words="আগের"),
        "photo not yet shown": Way(loose.get_absolute_url()),
        "photo of a hidden post": Way(photo.get_absolute_url()),
        "file of that photo": Way(photo.picture.thumb),
        "draft: drop": Way(
            f"/me/drafts/{Draft.objects.get(member=owner).pk}/drop/", {}
        ),
        "kept post: drop": Way(f"/me/saved/{Bookmark.objects.get().pk}/", {}),
        "notice": Way(f"/me/inbox/{notice.pk}/"),
        "pin": Way(f"/pins/{pin.pk}/"),
        "pin: take down": Way(f"/pins/{pin.pk}/unpin/", {}),
        "board: change": Way(f"/boards/manage/{board.pk}/"),
    }


def of_the_adda(things: Things, folder: Path) -> None:
    """An adda of today and what its host and moderators do with it."""
    host, moderator = things.cast["host"], things.cast["moderator"]
    series = Series.objects.start(slug="roj", name="রোজকার আড্ডা", hosts=[host])
    adda = series.plan(today(), "দাম", "দাম ঠিক করা", opens=dt.time(0), closes=dt.time(0))
    unseen = series.plan(today() + dt.timedelta(days=3), "পরে", "পরে বলব")
    unseen.unpublish()
    client = Client()
    client.force_login(moderator)
    pasted_before = folder / "paste"
    pasted_before.write_text(PASTE, encoding="utf-8")
    call_command(
        "import_adda", str(pasted_before), "--series", "purono", "--publish", "--json"
    )
    client.post("/adda/import/", {"words": PASTE, "series": "purono"})
    draft = Import.objects.get(paste__isnull=False)
    things.ways |= {
        "adda": Way(adda.get_absolute_url()),
        "adda not shown yet": Way(unseen.get_absolute_url()),
        "adda: run": Way(f"{adda.get_absolute_url()}manage/"),
        "adda: open": Way(f"{adda.get_absolute_url()}open/", {}),
        "adda: plan": Way("/adda/plan/"),
        "series: change": Way(f"{series.get_absolute_url()}edit/"),
        "paste to import": Way(f"/adda/import/{draft.pk}/"),
    }


def of_guidance(things: Things, folder: Path) -> None:
    """A tip that is shown and one that is not."""
    shown, unseen = (GuidancePage(live=False, **words) for words in [*FIRST_TIPS][:2])
    for page in (shown, unseen):
        GuidanceIndexPage.objects.get().add_child(instance=page)
    shown.save_revision().publish()
    tip = Tip.objects.get(page=shown).get_absolute_url()
    things.ways |= {
        "tip": Way(tip),
        "tip: vouch anew": Way(f"{tip}review/"),
        "tip not shown": Way(f"/pages{unseen.url_path}"),
        "tip: write in the CMS": Way(f"/cms/pages/{shown.pk}/edit/"),
    }


def of_moderation(things: Things, folder: Path) -> None:
    """A report, its case, a decision with its appeal, and what moderators keep."""
    owner, moderator = things.cast["owner"], things.cast["moderator"]
    rude = PostFactory(author=things.cast["member"])
    report = Report.file(
        targets.get("post"),
        rude,
        uuid.uuid4(),
        kind=Report.Kind.REPORT,
        by=owner,
        reason="abuse",
        words="গালি",
    )
    post = PostFactory(author=owner)
    act(targets.get("post"), post, "hide", moderator, "গালি")
    warned = Sanction.give(owner, "warn", moderator, "গালি")
    ListedWord.put("ঘঙচ", "hold", "গালি", moderator)
    CannedAnswer.keep("ধন্যবাদ", moderator)
    things.ways |= {
        "report": Way(f"/me/reports/{report.pk}/"),
        "case": Way(Case.objects.get(target_id=rude.pk).get_absolute_url()),
        "queue": Way("/moderation/"),
        "decision: appeal": Way(f"/me/decisions/{warned.pk}/appeal/"),
        "listed word": Way(f"/moderation/words/{ListedWord.objects.get().pk}/"),
        "ready answer": Way(f"/moderation/answers/{CannedAnswer.objects.get().pk}/"),
        "acts of moderators": Way("/moderation/acts/"),
        "public log": Way("/moderation/log/"),
        "member: sanction": Way(f"{owner.get_absolute_url()}moderate/"),
        "roles": Way("/moderation/roles/"),
    }


def of_search(things: Things, folder: Path) -> None:
    """Suggestions, what is looked for, what stands first, words that mean the same."""
    moderator = things.cast["moderator"]
    AskedQuery.ask("হাতের কাজ", "a guest", 0)
    thread = ThreadFactory(title="হাতের কাজ")
    pick = promoting.promote("হাতের কাজ", thread.get_absolute_url(), moderator)
    words = WordProposal.propose(["ঝিঙুরমালা", "পোতাদানা"], "", moderator)
    suggestions.build()
    things.ways |= {
        "what is suggested": Way("/search/suggest/?q=হাতে", words="হাতের"),
        "what is looked for": Way("/search/asked/"),
        "one query": Way("/search/asked/query/?q=হাতের কাজ"),
        "one query: put something first": Way(
            "/search/asked/query/?q=হাত", {"address": thread.get_absolute_url()}
        ),
        "what stands first": Way("/search/promoted/"),
        "what stands first: take away": Way(f"/search/promoted/{pick.pk}/away/", {}),
        "words that mean the same": Way("/search/words/"),
        "words that mean the same: take back": Way(
            f"/search/words/{words.pk}/", {"do": "back"}
        ),
    }


def of_her_account(things: Things, folder: Path) -> None:
    """Her data, her number, what she wants back and what she says is hers."""
    owner = things.cast["owner"]
    export = DataExport.ask(owner)
    exporting.drain()
    export.refresh_from_db()
    recovery = Recovery.begin(things.cast["host"])
    recovery.ask()
    recovering.bring(recovery)
    name = Member.objects.create_unclaimed("রাবেয়া সুলতানা")
    NameClaim.ask(name, owner, "আমিই লিখতাম")
    things.ways |= {
        "member": Way(owner.get_absolute_url()),
        "member: block": Way(f"{owner.get_absolute_url()}block/"),
        "copy of her data": Way(f"/me/data/{export.token}/"),
        "her own data": Way("/me/data/"),
        "account: erase": Way("/me/erase/"),
        "security": Way("/me/security/"),
        "recovery": Way(Case.objects.get(kind="recovery").get_absolute_url()),
        "claim of a name": Way(Case.objects.get(kind="name-claim").get_absolute_url()),
    }


def of_a_seller(things: Things, folder: Path) -> None:
    """A page that is shown and one that is hers alone yet."""
    owner = things.cast["owner"]
    seller = SellerFactory(member=owner, name="সুতোর গল্প")
    hidden = SellerFactory(member=things.cast["host"], name="মাটির ঘর", published=False)
    item = ShowcaseItem.objects.add(
        seller,
        uuid.uuid4(),
        {"name": "কাঁথা", "words": "", "price": 500, "price_to": None},
        {},
    )
    SellerDraft.keep(seller, "returns", {"return_rule": ["সাত দিন"]}, "")
    page = seller.get_absolute_url()
    things.ways |= {
        "seller's page": Way(page),
        "seller's page not shown (the host's)": Way(hidden.get_absolute_url()),
        "seller's page: change": Way(f"{page}edit/"),
        "seller's page: a section": Way(f"{page}edit/returns/"),
        "seller's page: draft": Way(
            f"{page}drafts/returns/", {"return_rule": "তিন দিন", "sequence": "1"}
        ),
        "seller's page: show or hide": Way(f"{page}show/", {"shown": "1"}),
        "showcase item: change": Way(f"{page}items/{item.pk}/"),
    }


def of_her_numbers(things: Things, folder: Path) -> None:
    """Numbers in each mode, asks, and warnings in each state."""
    owner, moderator = things.cast["owner"], things.cast["moderator"]
    seller = owner.seller
    put = Contact.objects.put
    phone = put(seller, "phone", "+8801755501701", "members")
    business = put(seller, "whatsapp", "+8801755501702", "business")
    business.confirm()
    asking = put(seller, "phone", "+8801755501703", "ask")
    address = put(seller, "address", "১২ মিরপুর রোড", "deal")
    asked = ContactAsk.objects.ask(asking, things.cast["member"], "order", uuid.uuid4())
    upheld, waits = (
        SellerWarning.objects.report(
            things.cast["member"],
            pasted.read(number),
            "fraud",
            "টাকা নিয়ে দেয়নি",
            uuid.uuid4(),
            TARGET,
        )
        for number in ("+8801755501701", "+8801955501704")
    )
    case = Case.objects.get(kind="warning", target_id=upheld.pk)
    act(TARGET, upheld, "approve", moderator, "প্রমাণ আছে", case=case)
    letter = Letter.objects.ask(seller, address, owner)
    seller.change("links", {"links": ["https://facebook.com/uthan"]})
    on_page = Contact.objects.standing().get(seller=seller, kind="page")
    code = Code.objects.send(seller, "phone", owner, phone.value, phone)
    tap = {"reason": "buy", "client_key": str(uuid.uuid4())}
    things.ways |= {
        "number for members: see": Way(f"/sellers/contacts/{phone.pk}/", tap),
        "business number: see": Way(f"/sellers/contacts/{business.pk}/", tap),
        "number when asked: ask": Way(f"/sellers/contacts/{asking.pk}/", tap),
        "street address: see": Way(f"/sellers/contacts/{address.pk}/", tap),
        "number: who may see it": Way(
            f"/sellers/contacts/{phone.pk}/mode/", {"mode": "ask"}
        ),
        "number: confirm by a code": Way(f"/sellers/contacts/{phone.pk}/confirm/"),
        "code that was sent": Way(f"/sellers/codes/{code.pk}/"),
        "page elsewhere: the word for it": Way(
            f"/sellers/contacts/{on_page.pk}/token/"
        ),
        "street address: letter": Way(f"/sellers/contacts/{address.pk}/letter/"),
        "letter to print": Way(f"/moderation/verification/letters/{letter.pk}/"),
        "ask: answer": Way(f"/sellers/contacts/asks/{asked.pk}/", {"answer": "yes"}),
        "upheld warning": Way(upheld.get_absolute_url()),
        "waiting warning": Way(waits.get_absolute_url()),
    }


def of_reviews(things: Things, folder: Path) -> None:
    """Reviews in each state of a seller; `member` is the buyer, `owner` sells."""
    owner, buyer, moderator = (
        things.cast[role] for role in ("owner", "member", "moderator")
    )
    shown = ReviewFactory(seller=owner.seller, by=buyer)
    said = {"seller": owner.seller, "shown": False}
    waits = ReviewFactory(**said, by=things.cast["staff"], sent=True)
    draft = ReviewFactory(**said, by=things.cast["stranger"])
    hidden = ReviewFactory(seller=owner.seller, by=things.cast["host"])
    hidden.hide(moderator, "গালি")
    read = pasted.read("01712345678")
    assert read
    absent = UnclaimedPage.find_or_make(buyer, read, "অনলাইন দোকান")
    typed = FormDraft.keep(owner, f"{shown.get_absolute_url()}answer/", {}, "")
    # Who claims a page does not review it: the buyer has named this one alone.
    SellerClaim.make(absent, MemberFactory(), "পেজটা আমার")
    things.ways |= {
        "review": Way(shown.get_absolute_url()),
        "review: answer": Way(f"{shown.get_absolute_url()}answer/"),
        "review: contest": Way(f"{shown.get_absolute_url()}contest/"),
        "review: update": Way(f"{shown.get_absolute_url()}update/"),
        "review: useful": Way(f"{shown.get_absolute_url()}useful/", {"wanted": "1"}),
        "waiting review (the staff's)": Way(waits.get_absolute_url()),
        "its proof": Way(f"{waits.get_absolute_url()}proof/"),
        "draft of a review (the stranger's)": Way(draft.get_absolute_url()),
        "hidden review (the host's)": Way(hidden.get_absolute_url()),
        "review: earlier words": Way(f"{shown.get_absolute_url()}history/"),
        "review: share": Way(f"{shown.get_absolute_url()}share/"),
        "waiting review: earlier words": Way(f"{waits.get_absolute_url()}history/"),
        "waiting review: answer": Way(f"{waits.get_absolute_url()}answer/"),
        "waiting review: useful": Way(
            f"{waits.get_absolute_url()}useful/", {"wanted": "1"}
        ),
        "draft of a review: proof": Way(f"{draft.get_absolute_url()}proof/"),
        "draft of a review: earlier words": Way(f"{draft.get_absolute_url()}history/"),
        "hidden review: earlier words": Way(f"{hidden.get_absolute_url()}history/"),
        "hidden review: answer": Way(f"{hidden.get_absolute_url()}answer/"),
        "hidden review: proof": Way(f"{hidden.get_absolute_url()}proof/"),
        "typed answer: drop": Way(f"/me/typed/{typed.pk}/drop/", {}),
        "claim of a page": Way(Case.objects.get(kind="claim").get_absolute_url()),
        "page of one not here": Way(absent.get_absolute_url()),
        "page of one not here: review": Way(f"{absent.get_absolute_url()}review/"),
    }


def of_the_site(things: Things, folder: Path) -> None:
    """The editors' side."""
    things.ways |= {
        "CMS": Way("/cms/"),
        "CMS: members": Way("/cms/users/"),
        "CMS: settings": Way("/cms/sites/"),
    }

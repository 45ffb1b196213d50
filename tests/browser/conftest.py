"""A small community with one of everything, and the ways to walk through its pages."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from zeal import zeal_ignore

from adda_posts.models import Adda, Import, Series, today
from core import markup
from forum.models import (
    Bookmark,
    Draft,
    Pin,
    Post,
    Reaction,
    Subscription,
    Tag,
    Thread,
)
from guidance.first_tips import FIRST_TIPS
from guidance.models import GuidanceIndexPage, GuidancePage, GuidanceVote, Tip
from moderation import targets
from moderation.models import CannedAnswer, Case, ListedWord, Report, Sanction, act
from notifications import telling
from photos.models import Photo
from profiles import recovering
from profiles.models import Member, Recovery
from search import promoting
from search.models import AskedQuery, WordProposal
from sellers import pasted
from sellers.models import (
    District,
    Review,
    Seller,
    SellerClaim,
    SellerDraft,
    ShowcaseItem,
    UnclaimedPage,
)
from tests.browser.check_pages import check_pages
from tests.browser.contact_pages import contact_pages
from tests.browser.door_pages import door_pages
from tests.browser.signing import session_of
from tests.factories import (
    STARS,
    BoardFactory,
    MemberFactory,
    PostFactory,
    ReviewFactory,
    SellerFactory,
    ThreadFactory,
)
from tests.photos.pictures import jpeg
from tests.profiles.signing import give_totp

# What members write, all of it in the language of the page, so that anything else on
# the page can only come from us.
WORDS = {
    "bn": {
        "handles": ["রহিমা", "করিম"],
        "names": ["রহিমা খাতুন", "করিম মিয়া"],
        "series": "রোজকার আড্ডা",
        "title": "দাম ঠিক করি কীভাবে?",
        "topic": "কাঁচামাল, সময় আর লাভ মিলিয়ে দাম",
        "body": "আমি খাতায় লিখি, তারপর হিসাব করি। ডেলিভারি আলাদা।",
        "word": "ডেলিভারি",
        "nowhere": "ঘঙচছজঝ",
        "paste": (
            "পুরোনো দিনের আড্ডা\n২১ ডিসেম্বর ২০১৯\nবিষয়ঃ ক্রেতাকে মনে রাখা\n\n"
            "রাবেয়া সুলতানা\nখাতায় নাম লিখে রাখি, সাথে কী নিয়েছিলেন সেটাও।\n\n"
            "মিতু বড়ুয়া\nআমি ফোনে লিখি, রাতে গুছিয়ে রাখি।\n"
        ),
    },
    "en": {
        "handles": ["rahima", "karim"],
        "names": ["Rahima Khatun", "Karim Mia"],
        "series": "Daily adda",
        "title": "How do we set a price?",
        "topic": "Material, hours and profit in one price",
        "body": "I write it down first, then I count. Delivery is extra.",
        "word": "delivery",
        "nowhere": "qqxxzz",
        "paste": (
            "Adda of old days\n21 December 2019\nTopic: remembering buyers\n\n"
            "Rabeya Sultana\nI keep their names in a book, and what they took.\n\n"
            "Mitu Barua\nI write on the phone and sort it at night.\n"
        ),
    },
}


@dataclass
class Village:
    """Addresses of every page, by who opens it, and the sessions to open them with: those
    of members, and of pages that stand in one of their own. A name that begins with a
    number answers with that status."""

    language: str
    pages: dict[str, dict[str, str]]
    sessions: dict[str, str]
    member: Member
    moderator: Member
    thread: Thread

    def enter(self, context: BrowserContext, url: str, who: str) -> BrowserContext:
        """Let `context` (a fresh window) read the site at `url` as `who`."""
        cookies = {settings.LANGUAGE_COOKIE_NAME: self.language}
        if who in self.sessions:
            cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        context.add_cookies(
            [{"name": name, "value": at, "url": url} for name, at in cookies.items()]
        )
        return context


@pytest.fixture
def session(member: Member) -> str:
    """The key of a session of the `member` whom a test made."""
    return session_of(member)


@pytest.fixture
def village(transactional_db: None, tmp_path: Path) -> Callable[[str], Village]:
    """Make the community in a language."""

    def make(language: str) -> Village:
        with zeal_ignore():
            return build(language, tmp_path)

    return make


def build(language: str, folder: Path) -> Village:
    """Write everything by the real verbs; `folder` takes what is pasted."""
    words: dict[str, Any] = WORDS[language]
    member, moderator = (
        MemberFactory(
            handle=handle,
            display_name=name,
            moderator=is_moderator,
            language=language,
            email=f"{number}@example.org",
        )
        for number, (handle, name, is_moderator) in enumerate(
            zip(words["handles"], words["names"], (False, True), strict=True)
        )
    )
    board = BoardFactory(
        slug="katha", name_bn="কথাবার্তা", name_en="Talk", about_bn="", about_en=""
    )
    BoardFactory(
        slug="khali", name_bn="খালি ঘর", name_en="Spare room", about_bn="", about_en=""
    )
    thread = ThreadFactory(
        board=board,
        author=member,
        title=words["title"],
        source=words["body"],
        tags=[words["word"]],
    )
    roots = [write(thread, moderator, words["body"]) for _ in range(21)]
    for _ in range(5):
        write(thread, member, words["body"], parent=roots[0])
    roots[1].hide(moderator, words["topic"])
    thread.close(moderator, words["topic"])
    thread.reopen(moderator, words["topic"])
    edited = write(thread, moderator, words["title"])
    Reaction.give(edited, member, Reaction.Kind.HEART)
    edited.edit(f"{words['title']} {words['topic']}")
    write(thread, member, words["body"]).take_back()
    Draft.keep(
        member,
        f"start:board:{board.pk}",
        0,
        title=words["title"],
        body=words["body"],
        board=board,
    )
    quote = markup.quote(
        words["body"], handle=moderator.handle, post=roots[0].pk, language=language
    )
    write(thread, member, quote + words["body"], parent=roots[0])
    Reaction.give(roots[0], member, Reaction.Kind.THANKS)

    Subscription.mute(member, "board", board.pk)
    Bookmark.keep(member, roots[0])
    Bookmark.keep(member, roots[1])
    photos = [
        Photo.take(member, [jpeg(90 * number, 200)], uuid.uuid4()).pk
        for number in range(1, 5)
    ]
    one, *three = photos
    shown = write(thread, member, words["body"], photos={one: words["topic"]})
    write(
        thread, member, words["body"], parent=roots[0], photos=dict.fromkeys(three, "")
    )

    series = Series.objects.start(
        slug="daily", name=words["series"], name_en=words["series"], hosts=[member]
    )
    open_, closed, coming, off = (
        series.plan(
            today() + dt.timedelta(days=days),
            words["title"],
            words["topic"],
            intro=words["body"],
            opens=dt.time(0),
            closes=dt.time(0),
        )
        for days in (0, -1, 1, 2)
    )
    open_.open(by_hand=True)
    for adda in (closed, open_):
        root = write(adda.thread, moderator, words["body"], force=True)
        reply = write(adda.thread, member, words["body"], parent=root, force=True)
    closed.open()
    closed.close()
    off.cancel(moderator, words["topic"])
    said = Report.file(
        targets.get("post"),
        root,
        uuid.uuid4(),
        kind=Report.Kind.REPORT,
        by=member,
        reason="abuse",
        words=words["body"],
    )
    held = write(thread, member, words["body"], pending=True)
    refused = write(thread, member, words["body"])
    act(targets.get("post"), refused, "hide", moderator, words["topic"])
    warning = Sanction.give(member, "warn", moderator, words["topic"])
    paste = folder / words["word"]
    paste.write_text(words["paste"], encoding="utf-8")
    call_command(
        "import_adda", str(paste), "--series", "old-circle", "--publish", "--json"
    )
    archive = Series.objects.get(slug="old-circle")
    archived = Adda.objects.get(series=archive)
    call_command("update_index", verbosity=0)
    while telling.drain():
        pass
    sessions = {
        name: session_of(who, fresh=True)
        for name, who in (("member", member), ("moderator", moderator))
    }
    client = Client()
    client.force_login(moderator)
    client.post("/adda/import/", {"words": words["paste"], "series": "old-circle"})
    draft = Import.objects.get(paste__isnull=False)

    pin = Pin.put(thread, moderator, reason=words["topic"])
    Pin.put(closed.thread, moderator).dismiss(member)

    tip = published(next(iter(FIRST_TIPS)))
    GuidanceVote.cast(tip, helped=True, words=words["body"], member=member)
    Tip.objects.update(review_until=today())

    start = f"{board.get_absolute_url()}new/"
    selling = selling_page(words, member, moderator)
    reviews = reviewed(words, member, moderator)
    guest = {
        "front": "/",
        "addas": "/adda/",
        "series": series.get_absolute_url(),
        "archive": archive.get_absolute_url(),
        "imported adda": archived.get_absolute_url(),
        "open adda": open_.get_absolute_url(),
        "closed adda": closed.get_absolute_url(),
        "coming adda": coming.get_absolute_url(),
        "cancelled adda": off.get_absolute_url(),
        "boards": "/boards/",
        "all threads": "/boards/all/",
        "tags": "/tags/",
        "tag": Tag.objects.get().get_absolute_url(),
        "unanswered": "/boards/all/?list=unanswered",
        "board": board.get_absolute_url(),
        "empty board": "/boards/khali/",
        "thread": thread.get_absolute_url(),
        "second page": f"{thread.get_absolute_url()}?page=2",
        "replies": f"/p/{roots[0].pk}/replies/",
        "search": "/search/",
        "found": f"/search/?q={words['word']}",
        "not found": f"/search/?q={words['nowhere']}",
        "found of a kind": f"/search/?q={words['word']}&kind=post&sort=new",
        "none of a kind": f"/search/?q={words['word']}&kind=review&year=2001",
        "sign in": "/accounts/login/",
        "sign up": "/accounts/signup/",
        "code": "/accounts/login/code/",
        "forgotten": "/accounts/password/reset/",
        "come back": "/accounts/recover/",
        "help": "/about/",
        "profile": member.get_absolute_url(),
        "tips": "/tips/",
        "tips on a theme": "/tips/theme/payment/",
        "no tip on a theme": "/tips/theme/photos/",
        "tip": tip.get_absolute_url(),
        "did it help": f"{tip.get_absolute_url()}helped/?answer=no",
        "thanks": f"{tip.get_absolute_url()}helped/?thanks",
        "share": f"/t/{thread.pk}/share/",
        "photo": Photo.objects.get(pk=one).get_absolute_url(),
        "takedown": f"/moderation/takedown/post/{root.pk}/",
        "fraud": f"/moderation/report/post/{root.pk}/",
        "moderation log": "/moderation/log/",
        "sellers": "/sellers/",
        "seller": selling.get_absolute_url(),
        "no seller": f"/sellers/?q={words['nowhere']}",
        "share a seller": f"{selling.get_absolute_url()}share/",
        "404": "/nowhere/",
    }
    own = {
        "her page as a seller": selling.get_absolute_url(),
        "change the page": f"{selling.get_absolute_url()}edit/",
        "section begun": f"{selling.get_absolute_url()}edit/returns/",
        "place": f"{selling.get_absolute_url()}edit/place/",
        "payment": f"{selling.get_absolute_url()}edit/payment/",
        "hours": f"{selling.get_absolute_url()}edit/hours/",
        "photos of a seller": f"{selling.get_absolute_url()}edit/photos/",
        "new in the showcase": f"{selling.get_absolute_url()}items/new/",
        "tip": tip.get_absolute_url(),
        "front": "/",
        "open adda": open_.get_absolute_url(),
        "thread": thread.get_absolute_url(),
        "start": start,
        "start anywhere": "/boards/start/",
        "change tags": f"/t/{thread.pk}/tags/",
        "unread list": "/boards/all/?list=unread",
        "her discussions": "/boards/all/?list=mine",
        "followed discussions": "/boards/all/?list=followed",
        "reply": f"/p/{root.pk}/reply/",
        "quote": f"/p/{root.pk}/reply/?quote=1",
        "react": f"/p/{root.pk}/react/",
        "history": f"/p/{edited.pk}/history/",
        "edit": f"/p/{reply.pk}/edit/",
        "drafts": "/me/drafts/",
        "edit with a photo": f"/p/{shown.pk}/edit/",
        "me": "/me/",
        "what is hers": "/me/data/",
        "delete the account": "/me/erase/",
        "names": "/me/names/",
        "inbox": "/me/inbox/",
        "following": "/me/following/",
        "how closely": f"/follow/thread/{thread.pk}/",
        "saved": "/me/saved/",
        "sign out": "/accounts/logout/",
        "password": "/accounts/password/change/",
        "e-mail": "/accounts/email/",
        "phone": "/accounts/phone/change/",
        "security": "/me/security/",
        "add a passkey": "/accounts/2fa/webauthn/add/",
        "add an app": "/accounts/2fa/totp/activate/",
        "make codes": "/accounts/2fa/recovery-codes/generate/",
        "password once more": "/accounts/reauthenticate/",
        "report": f"/moderation/report/post/{roots[2].pk}/",
        "reported": f"/me/reports/{said.pk}/",
        "my reports": "/me/reports/",
        "my decisions": "/me/decisions/",
        "blocked": "/me/blocked/",
        "appeal": f"/me/decisions/{warning.pk}/appeal/",
        "403": "/adda/import/",
        "plan": "/adda/plan/",
        "run": f"{open_.get_absolute_url()}manage/",
        "run coming": f"{coming.get_absolute_url()}manage/",
    }
    listed = ListedWord.put(words["nowhere"], "hold", words["topic"], moderator)
    recovering.bring(wanting_back(member))
    give_totp(moderator)
    RecoveryCodes.activate(moderator)
    CannedAnswer.keep(words["nowhere"], moderator)
    answer = CannedAnswer.objects.get()
    AskedQuery.ask(words["topic"], "a guest", 3)
    AskedQuery.ask(words["nowhere"], "a guest", 0)
    promoting.promote(words["topic"], thread.get_absolute_url(), moderator)
    proposal = WordProposal.propose(
        [words["nowhere"], words["topic"].split()[0] + words["nowhere"]],
        words["topic"],
        moderator,
    )
    moderators = {
        "asked": "/search/asked/",
        "nothing found": "/search/asked/?show=missing&days=90",
        "one query": f"/search/asked/query/?q={words['topic']}",
        "promotions": "/search/promoted/",
        "same words": "/search/words/",
        "proposal": f"/search/words/{proposal.pk}/",
        "answers": "/moderation/answers/",
        "answer": f"/moderation/answers/{answer.pk}/",
        "security": "/me/security/",
        "codes": "/accounts/2fa/recovery-codes/",
        "new codes": "/accounts/2fa/recovery-codes/generate/",
        "take the app away": "/accounts/2fa/totp/deactivate/",
        "second step once more": "/accounts/2fa/reauthenticate/",
        "begin as a seller": "/sellers/start/",
        "seller": selling.get_absolute_url(),
        "listed words": "/moderation/words/",
        "listed word": f"/moderation/words/{listed.pk}/",
        "addas": "/adda/",
        "thread": thread.get_absolute_url(),
        "reports": "/moderation/",
        "answered": "/moderation/?show=decided",
        "held": "/moderation/?show=held",
        "recovery": Case.objects.get(kind="recovery").get_absolute_url(),
        "mine": "/moderation/?show=mine",
        "case": Case.objects.get(target_id=held.pk, kind="held").get_absolute_url(),
        "acts": "/moderation/acts/",
        "roles": "/moderation/roles/",
        "moderate": f"{member.get_absolute_url()}moderate/",
        "thread sheet": f"/t/{thread.pk}/more/",
        "post sheet": f"/p/{roots[0].pk}/more/",
        "close": f"/t/{thread.pk}/arrange/?do=close",
        "move": f"/t/{thread.pk}/arrange/?do=move",
        "merge": f"/t/{thread.pk}/arrange/?do=merge",
        "split": f"/p/{roots[0].pk}/split/",
        "act": f"/moderation/act/post/{root.pk}/",
        "history": f"/p/{edited.pk}/history/",
        "put back": f"/p/{edited.pk}/history/?edit={edited.edits.get().pk}",
        "imports": "/adda/import/",
        "boards to manage": "/boards/manage/",
        "new board": "/boards/manage/new/",
        "look through": f"/adda/import/{draft.pk}/",
        "all series": "/adda/manage/",
        "new series": "/adda/new/",
        "change series": f"{series.get_absolute_url()}edit/",
        "what can be done": f"/t/{thread.pk}/more/",
        "tip": tip.get_absolute_url(),
        "tips to look after": "/tips/review/",
        "tip to look through": f"{tip.get_absolute_url()}review/",
        "pins": "/pins/",
        "pin": f"/pins/{pin.pk}/",
    }
    for who, theirs in zip((guest, own, moderators), reviews, strict=True):
        who |= theirs
    more = contact_pages(member, moderator, words)
    checked = check_pages(member, moderator, words)
    waiting, theirs_alone = door_pages(words, language, thread, moderator)
    sessions |= theirs_alone
    for each in (checked, waiting):
        more = {who: pages | each.get(who, {}) for who, pages in more.items()}
    return Village(
        language,
        {
            "guest": guest | more["guest"],
            "member": own | more["member"],
            "moderator": moderators | more["moderator"],
        },
        sessions,
        member,
        moderator,
        thread,
    )


def selling_page(words: Any, member: Member, moderator: Member) -> Seller:
    """A seller's page with everything on it."""
    district = District.objects.create(
        code=47, slug="dhaka", name_bn="ঢাকা", name_en="Dhaka", keys="|ঢাকা|dhaka|"
    )
    seller: Seller = SellerFactory(
        member=member, name=words["series"], makes=words["topic"], district=district
    )
    sections: dict[str, dict[str, Any]] = {
        "delivery": {"delivery_areas": words["body"], "delivery_time": words["word"]},
        "payment": {
            "payment_ways": ["cash", "bkash"],
            "advance_percent": 10,
            "advance_rule": words["body"],
        },
        "returns": {"return_rule": words["body"]},
        "hours": {
            "opens_at": dt.time(10),
            "closes_at": dt.time(21),
            "closed_days": [4],
        },
        "links": {"links": ["https://facebook.com/x"]},
    }
    for name, values in sections.items():
        seller.change(name, values)
    made = {"name": words["title"], "words": words["body"], "price": 500}
    photo = Photo.take(member, [jpeg()], uuid.uuid4())
    alts = {photo.pk: words["word"]}
    items = ShowcaseItem.objects
    items.add(seller, uuid.uuid4(), {**made, "price_to": 1200}, alts)
    items.add(seller, uuid.uuid4(), {**made, "price_to": None})
    out = items.add(seller, uuid.uuid4(), {**made, "price": 9, "price_to": None})
    out.take_out()
    SellerDraft.keep(seller, "returns", {"return_rule": [words["topic"]]}, "")
    assert seller.thread
    question = write(seller.thread, moderator, words["title"])
    write(seller.thread, member, words["body"], parent=question)
    return seller


def published(words: Any) -> Tip:
    """A tip, published as an editor does."""
    page = GuidancePage(live=False, **words)
    GuidanceIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return Tip.objects.get()


def reviewed(
    words: dict[str, Any], member: Member, moderator: Member
) -> list[dict[str, str]]:
    """A seller with reviews in every state, and one who is not here; the pages of a
    guest, of `member` who bought, and of the moderator who sells."""
    shop = SellerFactory(member=moderator, name=words["word"], makes=words["topic"])
    one = ReviewFactory(seller=shop, by=member, words=words["body"])
    Review.write(shop, member, dict.fromkeys(STARS, 2), words["topic"], basis=one.basis)
    one.contest(moderator, words["topic"])
    one.reply(moderator, words["body"])
    one.add_update(member, words["topic"])
    buyers = [
        MemberFactory(handle=f"{words['handles'][0]}{n}", display_name=name)
        for n, name in enumerate(words["names"] * 2)
    ]
    waiting = ReviewFactory(
        seller=shop, by=buyers[0], words=words["body"], shown=False, sent=True
    )
    praised = [
        ReviewFactory(seller=shop, by=buyer, words=words["title"], star=5)
        for buyer in buyers[1:]
    ]
    number = pasted.read("01712345678")
    assert number
    absent = UnclaimedPage.find_or_make(buyers[1], number, words["title"])
    ReviewFactory(seller=absent, by=buyers[1], words=words["topic"])
    other = SellerFactory(member=buyers[2], name=words["handles"][0], makes="")
    draft = ReviewFactory(seller=other, by=member, words=words["body"], shown=False)
    second = pasted.read("01812345678")
    assert second
    part = UnclaimedPage.find_or_make(buyers[1], second, words["handles"][1])
    twice = ReviewFactory(seller=part, by=buyers[2], words=words["topic"])
    assert SellerClaim.make(part, shop.member, words["title"]).accept()
    page, path = shop.get_absolute_url(), one.get_absolute_url()
    return [
        {
            "seller with reviews": page,
            "reviews": f"{page}reviews/",
            "reviews, lowest first": f"{page}reviews/?sort=lowest",
            "no reviews": f"{other.get_absolute_url()}reviews/",
            "review": path,
            "review before": f"{path}history/",
            "share a review": f"{path}share/",
            "unclaimed page": absent.get_absolute_url(),
            "written on both pages": twice.get_absolute_url(),
            "what she wrote on both": f"{twice.get_absolute_url()}history/",
            "the older of two": praised[1].get_absolute_url(),
        },
        {
            "seller with reviews": page,
            "review": path,
            "review draft": draft.get_absolute_url(),
            "change a draft": f"{other.get_absolute_url()}review/",
            "show a proof": f"{draft.get_absolute_url()}proof/",
            "write a review": f"{absent.get_absolute_url()}review/",
            "my reviews": "/sellers/reviews/",
            "not here": "/sellers/not-here/",
            "claim": f"{absent.get_absolute_url()}claim/",
        },
        {
            "seller with reviews": page,
            "my reviews": "/sellers/reviews/",
            "proof to look at": f"{waiting.get_absolute_url()}proof/",
            "review": path,
            "waiting review": waiting.get_absolute_url(),
            "answer a review": f"{praised[0].get_absolute_url()}answer/",
            "contest a review": f"{praised[0].get_absolute_url()}contest/",
            "claim for her page": f"{absent.get_absolute_url()}claim/",
        },
    ]


def write(thread: Thread, author: Member, source: str, **more: Any) -> Post:
    """A comment."""
    post: Post = PostFactory(thread=thread, author=author, source=source, **more)
    return post


def wanting_back(member: Member) -> Recovery:
    """A recovery of hers for which a moderator was asked."""
    recovery = Recovery.begin(member)
    recovery.ask()
    return recovery


@pytest.fixture
def walk() -> Callable[..., Any]:
    """Open each page of `village` that belongs to `who` and keep what `look` returns
    of it: `{page: found}`, pages of which nothing was found left out."""

    def walked(
        village: Village,
        context: BrowserContext,
        url: str,
        who: str,
        look: Callable[[Page], Any],
    ) -> dict[str, Any]:
        page = context.new_page()
        found = {}
        for name, path in village.pages[who].items():
            # Some pages stand in a session of their own.
            context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
            village.enter(context, url, name if name in village.sessions else who)
            answer = page.goto(url + path)
            assert answer
            status = name[:3] if name[:3].isdigit() else "200"
            assert str(answer.status) == status, name
            if what := look(page):
                found[name] = what
        return found

    return walked

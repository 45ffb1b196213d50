"""The trust card: 60 words at most, whatever is known, and what matters most on it."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import translation

from core import text
from profiles.models import Member
from sellers import pages
from sellers.models import Contact, Seller
from sellers.pages import CAUTION, KNOWN, UNKNOWN, Fact
from tests.factories import MemberFactory, ReviewFactory, SellerFactory

pytestmark = pytest.mark.django_db
MOST_WORDS = 60
_HIDDEN = re.compile(r"<ul class=\"knowns\">.*?</ul></details>", re.DOTALL)


def words_on_card(seller: Seller, language: str) -> list[str]:
    """What a reader sees of the card before she opens "More"."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    body = client.get(seller.get_absolute_url()).content.decode()
    card = body.split('id="card">')[1].split("</section>")[0]
    head, fold, rest = card.partition("<details")
    seen = head + (fold + _HIDDEN.sub("", rest) if fold else "")
    plain = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", seen, flags=re.DOTALL)
    return [word.text for word in text.words(plain)]


@pytest.fixture
def everything(monkeypatch: pytest.MonkeyPatch, rahima: Member) -> Seller:
    """A seller of whom all rooms have much to say."""
    rahima.phone, rahima.phone_verified = "+8801712345678", True
    rahima.save()
    seller: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    Contact.objects.put(seller, "phone", "+8801712345678", "members")
    ReviewFactory(seller=seller, star=1)
    assert seller.thread
    seller.thread.post(MemberFactory(), "রংটা কি পাকা?")

    def much(request: Any, seller: Seller) -> Iterator[Fact]:
        because = "২০২৬ সালের মার্চ মাসে কাগজ দেখে মিলিয়েছি, ২০২৭ পর্যন্ত"
        for n in range(7):
            yield Fact(KNOWN, f"পরিচয়পত্রের ঠিকানা দেখা হয়েছে {n}", because, order=10)
            yield Fact(UNKNOWN, f"দোকানের কাগজ দেখা হয়নি {n}", "", order=10)
        for n in range(3):
            yield Fact(CAUTION, f"নম্বর নিয়ে সতর্কবার্তা আছে {n}", because, order=10)

    monkeypatch.setattr(pages, "FACTS", [*pages.FACTS, much])
    return seller


@pytest.mark.parametrize("language", ["bn", "en"])
def test_all_that_can_be_said_takes_sixty_words(
    everything: Seller, language: str
) -> None:
    seen = words_on_card(everything, language)
    assert 30 < len(seen) <= MOST_WORDS
    said = " ".join(seen)
    for n in range(3):
        assert f"নম্বর নিয়ে সতর্কবার্তা আছে {n}" in said
    assert {"bn": "সদস্য", "en": "member since"}[language] in said
    assert {"bn": "প্রশ্ন", "en": "asked"}[language] in said


def test_what_does_not_fit_stands_behind_more(everything: Seller) -> None:
    body = Client().get(everything.get_absolute_url()).content.decode()
    card = body.split('id="card">')[1].split("</section>")[0]
    for n in range(7):
        assert f"দোকানের কাগজ দেখা হয়নি {n}" in card
    assert card.count("<details") == 1


@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_page_that_was_just_begun_takes_few(rahima: Member, language: str) -> None:
    seen = words_on_card(SellerFactory(member=rahima), language)
    assert len(seen) <= MOST_WORDS
    assert {"bn": "রিভিউ", "en": "reviews"}[language] in " ".join(seen)


@pytest.mark.skipif(not settings.ON_SQLITE, reason="the demo is for SQLite only")
@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_cards_of_the_demo_take_sixty_words(
    language: str, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    call_command("demo", date=None)
    sellers = list(Seller.objects.public())
    assert len(sellers) >= 3
    for seller in sellers:
        assert len(words_on_card(seller, language)) <= MOST_WORDS, seller.name


def fact(tone: str, words: int, **more: Any) -> Fact:
    return Fact(tone, " ".join(["কথা"] * words), **more)


def chosen(monkeypatch: pytest.MonkeyPatch, *lines: Fact) -> pages.Card:
    monkeypatch.setattr(pages, "FACTS", [lambda request, seller: lines])
    return pages.card(RequestFactory().get("/"), Seller())


def test_what_to_mind_is_never_behind_more(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [fact(KNOWN, 6, order=n) for n in range(8)]
    minded = fact(CAUTION, 6, order=99)
    answers = fact(KNOWN, 5, order=98, needed=True)
    card = chosen(monkeypatch, *known, answers, minded)
    assert minded in card.lines
    assert answers in card.lines
    assert list(card.lines)[:3] == known[:3]
    assert card.more


def test_a_long_line_is_said_without_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = fact(KNOWN, 6, because=" ".join(["কারণ"] * 60))
    card = chosen(monkeypatch, long)
    assert [(line.words, line.because) for line in card.lines] == [(long.words, "")]
    assert card.more == [long]


@pytest.mark.parametrize(
    "sizes", [(0,), (1, 2, 3), (48,), (49,), (60, 1), (12,) * 9, (5,) * 30]
)
def test_it_holds_whatever_is_registered(
    monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...]
) -> None:
    tones = itertools.cycle([KNOWN, UNKNOWN, CAUTION])
    lines = [fact(tone, size) for tone, size in zip(tones, sizes, strict=False)]
    card = chosen(monkeypatch, *lines)
    assert sum(line.length for line in card.lines) <= pages.CARD_WORDS
    assert len(card.lines) <= pages.CARD_LINES
    assert len(card.lines) + len(card.more) == len(lines)


@pytest.mark.parametrize("language", ["bn", "en"])
def test_its_title_and_more_leave_room_for_the_lines(language: str) -> None:
    with translation.override(language):
        title = translation.gettext("What we know, what we do not")
        more = translation.pgettext("about a seller", "More")
    assert len(text.words(f"{title} {more}")) + pages.CARD_WORDS <= MOST_WORDS

"""What is typed of a review or an answer is kept until it is taken."""

import pytest
from django.test import Client

from profiles import form_drafts
from profiles.models import FormDraft, Member
from profiles.models.typed import MOST_DRAFTS
from sellers.models import Review, Seller, SellerWarning
from tests.factories import (
    PASSWORD,
    STARS,
    MemberFactory,
    ReviewFactory,
    SellerFactory,
)

pytestmark = pytest.mark.django_db
WORDS = "শাড়িটা ছবির মতোই, দুই দিনে পেয়েছি।"
OTHER = "আরেক জানালার কথা।"


@pytest.fixture
def seller(rahima: Member) -> Seller:
    made: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    return made


@pytest.fixture
def buyer() -> Member:
    made: Member = MemberFactory(handle="nasrin", display_name="নাসরিন")
    return made


@pytest.fixture
def hers(buyer: Member) -> Client:
    client = Client()
    client.force_login(buyer)
    return client


def keep(
    client: Client, path: str, sequence: int = 0, **fields: str
) -> tuple[int, dict]:
    answer = client.post(f"/me/typed/?path={path}", {**fields, "sequence": sequence})
    return answer.status_code, answer.json()


def given(**more: str) -> dict[str, str]:
    return {name: str(stars or "") for name, stars in STARS.items()} | more


def test_what_is_typed_stands_in_the_form_on_another_phone(
    hers: Client, seller: Seller, buyer: Member
) -> None:
    path = f"/sellers/{seller.slug}/review/"
    assert keep(hers, path, words=WORDS, on_time="2") == (200, {"sequence": 1})
    assert keep(hers, path, words=WORDS, on_time="2") == (200, {"sequence": 1})
    assert keep(hers, path, 1, words=WORDS, on_time="3") == (200, {"sequence": 2})
    other = Client()
    other.force_login(buyer)
    page = other.get(path).content.decode()
    assert WORDS in page
    assert 'name="on_time" value="3" id="id_on_time_2" checked' in page
    assert 'data-sequence="2"' in page
    assert "data-is-plain" not in page
    listed = other.get("/me/drafts/").content.decode()
    assert WORDS in listed
    assert f'href="{path}"' in listed


def test_another_window_overwrites_nothing(hers: Client, seller: Seller) -> None:
    path = f"/sellers/{seller.slug}/review/"
    keep(hers, path, words=WORDS)
    status, answer = keep(hers, path, words=OTHER)
    assert (status, answer["error"], answer["sequence"]) == (409, "conflict", 1)
    assert answer["fields"] == {"words": [WORDS]}
    assert FormDraft.objects.get().fields == {"words": [WORDS]}


def test_a_review_that_is_taken_leaves_no_draft_and_the_phone_is_told(
    hers: Client, seller: Seller
) -> None:
    path = f"/sellers/{seller.slug}/review/"
    keep(hers, path, words=WORDS)
    hers.post(path, given(words=WORDS))
    assert Review.objects.get().words == WORDS
    assert not FormDraft.objects.exists()
    page = hers.get("/me/").content.decode()
    assert f'data-saved="{form_drafts.address_of(path)}"' in page
    assert "data-saved" not in hers.get("/me/").content.decode()


def test_what_is_refused_is_kept(hers: Client, seller: Seller) -> None:
    path = f"/sellers/{seller.slug}/review/"
    words = "আমাকে ফোন করুন 01712345678"
    assert hers.post(path, given(words=words)).status_code == 422
    assert words in hers.get(path).content.decode()
    assert FormDraft.objects.get().words == words


@pytest.mark.parametrize("kind", ["answer", "contest"])
def test_an_ended_session_loses_no_answer(
    client: Client, seller: Seller, rahima: Member, kind: str
) -> None:
    review = ReviewFactory(seller=seller)
    path = f"{review.get_absolute_url()}{kind}/"
    answer = client.post(path, {"words": WORDS})
    assert answer.status_code == 302
    login = {"login": rahima.email, "password": PASSWORD}
    client.post(answer["Location"], login)
    page = client.get(path).content.decode()
    assert WORDS in page
    assert "data-is-plain" not in page
    client.post(path, {"words": WORDS})
    review.refresh_from_db()
    assert bool(review.answer or review.contested_at)


def test_an_ended_session_loses_no_warning(client: Client, buyer: Member) -> None:
    path = "/sellers/known/warn/"
    key = "5b9c1a3e-3d8e-4a52-9a51-0f8f3a1f8a11"
    typed = {"asked": "01812345678", "words": WORDS, "reason": "fraud"}
    answer = client.post(path, {**typed, "client_key": key})
    client.post(answer["Location"], {"login": buyer.email, "password": PASSWORD})
    page = client.get(path).content.decode()
    for each in (WORDS, "01812345678", key):
        assert each in page
    for _time in range(2):
        assert client.post(path, {**typed, "client_key": key}).status_code == 302
    assert SellerWarning.objects.count() == 1


@pytest.mark.parametrize("kind", ["answer", "contest"])
def test_what_is_said_is_not_asked_for_again(
    client: Client, seller: Seller, rahima: Member, kind: str
) -> None:
    review = ReviewFactory(seller=seller)
    client.force_login(rahima)
    path = f"{review.get_absolute_url()}{kind}/"
    client.post(path, {"words": WORDS})
    again = client.post(path, {"words": WORDS})
    assert (again.status_code, again["Location"]) == (303, review.get_absolute_url())
    opened = client.get(path)
    assert (opened.status_code, opened["Location"]) == (302, review.get_absolute_url())


def test_a_draft_begun_before_other_words_overwrites_nothing(
    hers: Client, seller: Seller, buyer: Member
) -> None:
    review = ReviewFactory(seller=seller, by=buyer, words="আগের কথা", shown=False)
    path = f"/sellers/{seller.slug}/review/"
    keep(hers, path, words=WORDS, basis=review.basis)
    Review.write(seller, buyer, STARS, OTHER, basis=review.basis)
    page = hers.get(path).content.decode()
    assert WORDS in page
    assert f'name="basis" value="{review.basis}"' in page
    answer = hers.post(path, given(words=WORDS, basis=review.basis))
    assert answer.status_code == 409
    assert Review.objects.get().words == OTHER


@pytest.mark.parametrize(
    "path", ["/me/", "/nowhere/", "/sellers/known/", "", "https://example.org/", "\0"]
)
def test_only_named_forms_are_kept(hers: Client, path: str) -> None:
    assert keep(hers, path, words=WORDS)[0] == 404
    assert not FormDraft.objects.exists()


def test_drafts_are_for_her_alone_and_few(
    hers: Client, seller: Seller, buyer: Member
) -> None:
    path = f"/sellers/{seller.slug}/review/"
    assert keep(Client(), path, words=WORDS)[0] == 401
    for number in range(MOST_DRAFTS + 2):
        keep(hers, f"/sellers/reviews/{number}/answer/", words=WORDS)
    kept = FormDraft.objects.filter(member=buyer).order_by("pk")
    assert kept.count() == MOST_DRAFTS
    assert kept[0].path == "/sellers/reviews/2/answer/"
    stranger = Client()
    stranger.force_login(MemberFactory())
    assert WORDS not in stranger.get("/me/drafts/").content.decode()
    drop = f"/me/typed/{kept[0].pk}/drop/"
    assert stranger.post(drop).status_code == 404
    assert Client().post(drop).status_code == 404
    assert hers.post(drop).status_code == 302
    assert kept.count() == MOST_DRAFTS - 1

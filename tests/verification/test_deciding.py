"""The verifiers' pages: the queue, one ask, deciding, the role."""

import html
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.permissions import Refused
from moderation.models import ModerationEntry
from notifications.models import Notification
from profiles.models import Member
from sellers.models import Contact, Seller
from tests.factories import MemberFactory, SellerFactory
from tests.verification.making import (
    ask,
    ask_with_picture,
    make_verifier,
    signed_in,
    with_second_step,
)
from verification import vault
from verification.models import Reason, Verification, Why

QUEUE = "/moderation/verification/"


def case(row: Verification) -> str:
    return reverse("verification:case", args=[row.pk])


def step(row: Verification, name: str) -> str:
    return reverse("verification:decide", args=[row.pk, name])


def body(answer: Any) -> str:
    return html.unescape(answer.content.decode())


# --- the queue ---


def test_the_queue_has_the_oldest_first_and_pages_on(verifier: Member) -> None:
    rows = [ask(SellerFactory()) for _n in range(22)]
    client = with_second_step(verifier)
    first = body(client.get(QUEUE))
    places = [first.find(case(row)) for row in rows[:20]]
    assert places == sorted(places)
    assert places[0] > 0
    assert case(rows[20]) not in first
    more = f"{QUEUE}?show=waiting&after={rows[19].pk}"
    assert more.removeprefix(QUEUE) in first
    second = body(client.get(more))
    assert case(rows[19]) not in second
    assert case(rows[20]) in second
    assert case(rows[21]) in second
    for odd in ("x", "-1", "9" * 40, "১২"):
        assert client.get(QUEUE, {"after": odd}).status_code == 200


def test_the_queue_asks_as_much_for_one_as_for_three(verifier: Member) -> None:
    client = with_second_step(verifier)
    ask(SellerFactory(), key="a" * 64)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as asked:
        client.get(QUEUE)
        one = len(asked)
    for kind in ("identity", "licence"):
        ask(SellerFactory(), kind, key="a" * 64)
    with CaptureQueriesContext(connection) as asked:
        client.get(QUEUE)
        assert len(asked) == one > 5


def test_the_queue_shows_what_to_look_at(verifier: Member) -> None:
    one, two, three = SellerFactory(), SellerFactory(), SellerFactory()
    ask(one, key="a" * 64).refuse(verifier, Reason.BLURRED)
    ask(one, key="a" * 64)
    ask(two, key="a" * 64)
    ask(three, key="b" * 64)
    page = body(with_second_step(verifier).get(QUEUE))
    assert page.count("একই নম্বর অন্যখানেও") == 2
    assert page.count("আগে ফেরত হয়েছে") == 1


def test_the_queue_is_for_moderators(seller: Seller, verifier: Member) -> None:
    asked = ask(seller, holder="গোপন নাম", ending="4567")
    for member in (None, MemberFactory(), seller.member):
        client = signed_in(member)
        assert client.get(QUEUE).status_code in {302, 404}
        assert client.get(case(asked)).status_code in {302, 404}
    moderator = signed_in(MemberFactory(moderator=True))
    assert "মডারেটরের দায়িত্ব" not in body(moderator.get(QUEUE))
    assert "যাঁদের কাগজ দেখার দায়িত্ব আছে" in body(moderator.get(QUEUE))
    page = body(moderator.get(case(asked)))
    for hidden in ("গোপন নাম", "৪৫৬৭", "ঠিক আছে"):
        assert hidden not in page
    assert moderator.post(step(asked, "grant")).status_code == 404
    assert signed_in(verifier).get(case(asked)).status_code == 302


# --- one ask ---


def test_a_case_has_all_side_by_side(seller: Seller, verifier: Member) -> None:
    other = SellerFactory()
    ask(other, key="a" * 64).refuse(verifier, Reason.PERSON)
    evidence = ask_with_picture(seller, key="a" * 64, ending="4567", holder="রহিমা খাতুন")
    page = body(
        with_second_step(verifier).get(case(Verification.objects.waiting().get()))
    )
    for said in (
        "রহিমা খাতুন",
        seller.name,
        seller.member.display_name,  # type: ignore[union-attr]
        "••••৪৫৬৭",
        other.name,
        reverse("verification:evidence", args=[evidence.name]),
    ):
        assert said in page
    assert "কিন্তু" not in page


def test_granting_is_one_tap(seller: Seller, verifier: Member) -> None:
    asked = ask(seller)
    client = with_second_step(verifier)
    answer = client.post(step(asked, "grant"), {"until": ""})
    assert (answer.status_code, answer["location"]) == (303, QUEUE)
    asked.refresh_from_db()
    assert asked.is_standing
    assert asked.decided_by == verifier
    notice = Notification.objects.get(member=seller.member)
    assert notice.kind == "checked"
    inbox = body(signed_in(seller.member).get("/me/inbox/"))
    assert "বিক্রেতা হিসেবে আপনার পাতায় কিছু যাচাই করা হয়েছে" in inbox
    opened = signed_in(seller.member).get(f"/me/inbox/{notice.pk}/")
    assert opened["location"] == reverse("verification:mine")
    log = body(client.get("/moderation/log/"))
    assert "বিক্রেতার কাগজ" in log
    assert seller.name not in log


def test_a_licence_needs_its_own_last_day(seller: Seller, verifier: Member) -> None:
    asked, client = ask(seller, "licence"), with_second_step(verifier)
    year = timezone.localdate().year
    for typed in ("", "tomorrow", "৩১-০২-২০৩০", "০১-০১-২০২০", "1-1-99999", "\x00"):
        answer = client.post(step(asked, "grant"), {"until": typed})
        assert answer.status_code == 422
    assert "এই দিন পার হয়ে গেছে" in body(
        client.post(step(asked, "grant"), {"until": "০১-০১-২০২০"})
    )
    day = f"৩০-০৬-{year + 1}"
    assert client.post(step(asked, "grant"), {"until": day}).status_code == 303
    asked.refresh_from_db()
    assert asked.until is not None
    assert timezone.localtime(asked.until).strftime("%d %m %Y %H:%M") == (
        f"30 06 {year + 1} 23:59"
    )


def test_refusing_says_why(seller: Seller, verifier: Member) -> None:
    asked, client = ask(seller), with_second_step(verifier)
    for form in ({}, {"reason": "code"}, {"reason": "other", "words": " "}):
        answer = client.post(step(asked, "refuse"), form)
        assert answer.status_code == 422
    form = {"reason": "other", "words": "নাম ঢাকা পড়েছে"}
    assert client.post(step(asked, "refuse"), form).status_code == 303
    asked.refresh_from_db()
    assert (asked.reason, asked.words) == ("other", "নাম ঢাকা পড়েছে")
    assert Notification.objects.get(member=seller.member).kind == "not-checked"
    entry = ModerationEntry.objects.get(target_kind="verification")
    assert entry.action == "dismiss"
    assert entry.reason == "verification:reason:other"
    for language, said in (("bn", "অন্য কারণ"), ("en", "Something else; see the words.")):
        with translation.override(language):
            assert entry.spoken.startswith(said)


def test_what_can_be_wrong_is_asked_by_kind(seller: Seller, verifier: Member) -> None:
    client = with_second_step(verifier)
    page = body(client.get(case(ask(seller))))
    assert "ছবি পড়া যাচ্ছে না" in page
    assert "যেখানে থাকার কথা" not in page
    seller.change("links", {"links": ["https://shop.example.com/"]})
    contact = Contact.objects.standing().get(kind=Contact.Kind.PAGE)
    asked = ask(seller, "page", contact=contact, key=contact.match_key)
    page = body(client.get(case(asked)))
    assert "যেখানে থাকার কথা" in page
    assert "ছবি পড়া যাচ্ছে না" not in page
    answer = client.post(step(asked, "refuse"), {"reason": "not-found"})
    assert answer.status_code == 303
    asked.refresh_from_db()
    assert asked.reason == Reason.NOT_FOUND


def test_the_second_of_two_reads_that_it_was_decided(
    seller: Seller, verifier: Member
) -> None:
    asked = ask(seller)
    first, second = with_second_step(verifier), with_second_step(make_verifier())
    assert first.post(step(asked, "refuse"), {"reason": "name"}).status_code == 303
    answer = second.post(step(asked, "grant"), {"until": ""}, follow=True)
    assert "এর মধ্যে সিদ্ধান্ত হয়ে গেছে" in body(answer)
    asked.refresh_from_db()
    assert asked.state == "refused"
    again = first.post(step(asked, "refuse"), {"reason": "name"})
    assert again["location"] == QUEUE


@pytest.mark.parametrize("name", ["grant", "refuse", "revoke"])
def test_an_old_page_sent_with_a_mistake_shows_what_was_decided(
    seller: Seller, verifier: Member, name: str
) -> None:
    row = ask_with_picture(seller, "licence", "paper").verification
    assert row is not None
    row.refuse(make_verifier(), Reason.BLURRED)
    answer = with_second_step(verifier).post(step(row, name), follow=True)
    assert answer.status_code == 200
    assert "এর মধ্যে সিদ্ধান্ত হয়ে গেছে" in body(answer)
    row.refresh_from_db()
    assert row.state == Verification.State.REFUSED


def test_she_decides_about_no_page_of_her_own(verifier: Member) -> None:
    asked = ask(SellerFactory(member=verifier), holder="গোপন নাম")
    client = with_second_step(verifier)
    page = body(client.get(case(asked)))
    assert "আপনার পাতা নিয়ে সিদ্ধান্ত দেবেন অন্য কেউ" in page
    assert "গোপন নাম" not in page
    client.post(step(asked, "grant"), {"until": ""})
    asked.refresh_from_db()
    assert asked.is_waiting


def test_what_stands_can_be_taken_back_with_words(
    seller: Seller, verifier: Member
) -> None:
    asked, client = ask(seller), with_second_step(verifier)
    asked.grant(verifier)
    assert client.post(step(asked, "revoke"), {"words": ""}).status_code == 422
    words = "কাগজটি পরে ভুয়া প্রমাণিত হয়েছে।"
    assert client.post(step(asked, "revoke"), {"words": words}).status_code == 303
    asked.refresh_from_db()
    assert (asked.state, asked.why) == ("ended", Why.REVOKED)
    own = body(
        signed_in(seller.member).get(reverse("verification:own", args=[seller.slug]))
    )
    assert words in own
    assert case(asked) in body(client.get(QUEUE, {"show": "decided"}))


def test_a_lost_picture_does_not_break_the_page(
    seller: Seller, verifier: Member
) -> None:
    evidence = ask_with_picture(seller)
    vault.remove(evidence.name)
    asked, client = Verification.objects.get(), with_second_step(verifier)
    assert "আবেদন ফেরত দিন" in body(client.get(case(asked)))
    assert client.post(step(asked, "refuse"), {"reason": "gone"}).status_code == 303


@pytest.mark.parametrize("path", ["999999/", "999999/grant/", "1/nothing/"])
def test_no_such_ask(verifier: Member, path: str) -> None:
    client = with_second_step(verifier)
    assert client.post(f"{QUEUE}{path}").status_code in {404, 405}
    assert client.get(f"{QUEUE}{'9' * 30}/").status_code == 404


# --- the role ---


def test_the_role_is_given_by_one_who_has_it(verifier: Member) -> None:
    moderator, other = MemberFactory(moderator=True), MemberFactory(moderator=True)
    for by, member, code in (
        (other, moderator, "giver"),
        (moderator, moderator, "giver"),
        (verifier, MemberFactory(), "moderator"),
    ):
        with pytest.raises(Refused) as refused:
            member.give_role("verifier", by)
        assert refused.value.code == code
    url = reverse("profiles:moderate-step", args=[moderator.handle, "give"])
    signed_in(verifier).post(url, {"role": "verifier"})
    fresh = Member.objects.get(pk=moderator.pk)
    assert fresh.has_perm("verification.verify_identity")
    assert Notification.objects.get(member=moderator).kind == "verifier"
    assert not fresh.give_role("verifier", verifier)
    assert moderator.display_name in body(signed_in(verifier).get("/moderation/roles/"))
    assert fresh.take_role("verifier", other)
    assert not Member.objects.get(pk=moderator.pk).has_perm(
        "verification.verify_identity"
    )

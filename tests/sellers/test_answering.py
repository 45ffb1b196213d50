"""Questions to a seller, and what her page says of how she answers."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from forum.models import Post
from notifications.models import NoticeJob
from profiles.models import Member
from sellers import answering
from sellers.models import Seller
from tests.factories import PostFactory, SellerFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def seller(rahima: Member) -> Seller:
    return SellerFactory(member=rahima)


def asked(
    seller: Seller, asker: Member, ago: dt.timedelta, after: dt.timedelta | None
) -> Post:
    """A question some time ago, and her answer after a while."""
    question = PostFactory(thread=seller.thread, author=asker)
    at = timezone.now() - ago
    Post.objects.filter(pk=question.pk).update(created_at=at)
    if after is not None:
        answer = PostFactory(
            thread=seller.thread, author=seller.member, parent=question
        )
        Post.objects.filter(pk=answer.pk).update(created_at=at + after)
    return question


def test_it_is_counted_from_what_happened(seller: Seller, tania: Member) -> None:
    for after in (HOUR, 2 * HOUR, 9 * HOUR):
        asked(seller, tania, 30 * HOUR, after)
    asked(seller, tania, 26 * HOUR, None)
    assert answering.of(seller) == answering.Answering(4, 3, 2 * HOUR)
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert "উত্তর দেন সাধারণত ২ ঘণ্টায়" in page
    assert "৯০ দিনে ৪টি প্রশ্নের ৩টির উত্তর" in page


def test_what_counts_not(
    seller: Seller, rahima: Member, tania: Member, karim: Member
) -> None:
    asked(seller, rahima, 30 * HOUR, None)  # her own words
    asked(seller, tania, HOUR, None)  # of today
    asked(seller, tania, dt.timedelta(days=91), HOUR)  # long ago
    asked(seller, tania, 30 * HOUR, HOUR).hide(karim, "গালি")
    assert answering.of(seller) == answering.Answering(0, 0, None)
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert "এখানে এখনো কেউ প্রশ্ন করেননি" in page
    assert "এখনো কোনো রিভিউ নেই" in page


def test_who_never_answers_is_said(seller: Seller, tania: Member) -> None:
    asked(seller, tania, 30 * HOUR, None)
    page = Client().get(seller.get_absolute_url()).content.decode()
    assert "এখনো উত্তর দেননি" in page
    assert "৯০ দিনে ১টি প্রশ্নের ০টির উত্তর" in page


def test_a_question_is_asked_on_her_page(seller: Seller, tania: Member) -> None:
    reader = Client()
    reader.force_login(tania)
    page = reader.get(seller.get_absolute_url())
    assert f'action="/t/{seller.thread_id}/post/"' in page.content.decode()
    answer = reader.post(
        f"/t/{seller.thread_id}/post/",
        {
            "body": "কাঁথাটা কি গাঢ় রঙে হবে?",
            "client_key": "6f1cbd6e-97ae-4b7a-8c7e-2d1f6a3b7c11",
        },
    )
    assert answer.status_code == 303
    assert NoticeJob.objects.exists()
    assert (
        "কাঁথাটা কি গাঢ় রঙে হবে?" in Client().get(seller.get_absolute_url()).content.decode()
    )

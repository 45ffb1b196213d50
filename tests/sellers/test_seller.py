"""A seller's verbs: begun once, shown when she says so, hidden with her questions."""

import pytest

from forum.models import Subscription, Thread
from profiles.models import Member
from sellers.models import ChangedMeanwhile, NameTaken, Seller
from tests.factories import SellerFactory

pytestmark = pytest.mark.django_db


def test_a_page_is_begun_once(rahima: Member) -> None:
    first = Seller.objects.start(rahima, "সুতোর গল্প")
    again = Seller.objects.start(rahima, "অন্য নাম")
    assert first.pk == again.pk
    assert (first.slug, again.name) == ("সুতোর-গল্প", "সুতোর গল্প")
    assert Thread.objects.count() == 1


def test_its_questions_begin_with_it(rahima: Member) -> None:
    seller = Seller.objects.start(rahima, "সুতোর গল্প")
    thread = Thread.objects.get()
    assert seller.thread == thread
    assert thread.home_url == seller.get_absolute_url()
    assert thread.visible_from is None
    assert Subscription.objects.filter(
        member=rahima, kind="thread", target_id=thread.pk
    ).exists()


def test_only_she_and_moderators_see_it_before_it_is_shown(
    rahima: Member, karim: Member, tania: Member
) -> None:
    seller = SellerFactory(member=rahima, published=False)
    sees = Seller.objects.visible_to
    assert list(sees(rahima)) == [seller] == list(sees(karim))
    assert not sees(tania).exists()
    assert seller.publish()
    assert not seller.publish()
    assert list(sees(tania)) == [seller]
    assert seller.thread.is_open
    assert seller.unpublish()
    assert not seller.unpublish()
    assert not Thread.objects.visible_to(tania).exists()


def test_hidden_it_is_hidden_with_its_questions(
    rahima: Member, karim: Member, tania: Member
) -> None:
    seller = SellerFactory(member=rahima)
    assert seller.hide(karim, "ছবি অন্যের")
    assert not seller.hide(karim, "ছবি অন্যের")
    assert not Seller.objects.visible_to(tania).exists()
    assert not Thread.objects.visible_to(tania).exists()
    assert list(Seller.objects.visible_to(rahima)) == [seller]
    assert seller.unhide()
    assert not seller.unhide()
    assert Thread.objects.visible_to(tania).exists()


def test_the_page_of_a_closed_account_is_gone(rahima: Member, tania: Member) -> None:
    SellerFactory(member=rahima)
    Member.objects.filter(pk=rahima.pk).update(is_active=False)
    assert not Seller.objects.visible_to(tania).exists()


@pytest.mark.parametrize(
    "name",
    ["সুতোর গল্প", "সূতোর গল্প", "সুতোর-গল্প!", "সু\u200cতোর  গল্প", "সুতোর গ\u200bল্প"],
)
def test_a_name_that_looks_the_same_is_taken(
    rahima: Member, tania: Member, name: str
) -> None:
    Seller.objects.start(rahima, "সুতোর গল্প")
    with pytest.raises(NameTaken):
        Seller.objects.start(tania, name)
    assert Seller.objects.count() == 1


def test_sections_are_saved_one_by_one(rahima: Member) -> None:
    seller = SellerFactory(member=rahima)
    version, basis = seller.version, seller.basis_of("returns")
    assert seller.change("returns", {"return_rule": "৩ দিনের মধ্যে বদল"}, basis)
    assert not seller.change("returns", {"return_rule": "৩ দিনের মধ্যে বদল"}, basis)
    assert seller.version == version + 1
    assert Seller.objects.get().return_rule == "৩ দিনের মধ্যে বদল"


def test_a_second_window_overwrites_nothing(rahima: Member) -> None:
    seller = SellerFactory(member=rahima)
    basis = seller.basis_of("returns")
    seller.change("returns", {"return_rule": "৩ দিন"}, basis)
    with pytest.raises(ChangedMeanwhile):
        seller.change("returns", {"return_rule": "৭ দিন"}, basis)
    assert Seller.objects.get().return_rule == "৩ দিন"
    # Another section is another matter.
    assert seller.change("about", {"makes": "কুশন"}, seller.basis_of("about"))


def test_the_slug_never_is_a_word_of_ours(rahima: Member) -> None:
    assert Seller.objects.start(rahima, "Start").slug == "start-2"

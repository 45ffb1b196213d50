"""Rows for tests, made where the test reads; threads and posts by the real verbs."""

import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from forum.models import Board, Post, Thread
from profiles.models import Member
from sellers.models import Review, ReviewProof, Seller

PASSWORD = "উঠানে-বসে-গল্প-৭"


class MemberFactory(DjangoModelFactory[Member]):
    """A member who can sign in with `PASSWORD`; `moderator=True` makes one of those."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    handle = factory.Sequence(lambda n: f"member{n}")
    display_name = factory.Sequence(lambda n: f"সদস্য {n}")
    email = factory.LazyAttribute(lambda member: f"{member.handle}@example.org")

    @classmethod
    def _create(cls, model_class: type[Member], *args: Any, **fields: Any) -> Member:
        moderator = fields.pop("moderator", False)
        fields.setdefault("password", PASSWORD)
        member = model_class.objects.create_user(*args, **fields)
        if moderator:
            member.make_moderator()
        return member


class BoardFactory(DjangoModelFactory[Board]):
    """A board for members' threads."""

    class Meta:
        model = Board

    slug = factory.Sequence(lambda n: f"board-{n}")
    name_bn = factory.Sequence(lambda n: f"বোর্ড {n}")
    name_en = factory.Sequence(lambda n: f"Board {n}")


class ThreadFactory(DjangoModelFactory[Thread]):
    """A member's thread, begun by `Thread.start`."""

    class Meta:
        model = Thread

    board = factory.SubFactory(BoardFactory)
    author = factory.SubFactory(MemberFactory)
    title = factory.Sequence(lambda n: f"আজকের কথা {n}")
    source = "কে কে আছেন, একটু বলুন তো।"
    key = factory.LazyFunction(uuid.uuid4)

    @classmethod
    def _create(cls, model_class: type[Thread], *args: Any, **fields: Any) -> Thread:
        return model_class.start(**fields)


class PostFactory(DjangoModelFactory[Post]):
    """A comment, or with `parent` a reply, written by `Thread.post`."""

    class Meta:
        model = Post

    thread = factory.SubFactory(ThreadFactory)
    author = factory.SubFactory(MemberFactory)
    source = factory.Sequence(lambda n: f"মন্তব্য নম্বর {n}")

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **fields: Any) -> Post:
        thread: Thread = fields.pop("thread")
        return thread.post(**fields)


class SellerFactory(DjangoModelFactory[Seller]):
    """A seller's page, begun by `Seller.objects.start` and shown; `published=False`
    leaves it to her alone."""

    class Meta:
        model = Seller

    member = factory.SubFactory(MemberFactory)
    name = factory.Sequence(lambda n: f"সুতোর গল্প {n}")
    makes = "হাতে সেলাই করা নকশীকাঁথা"

    @classmethod
    def _create(cls, model_class: type[Seller], *args: Any, **fields: Any) -> Seller:
        published = fields.pop("published", True)
        seller = model_class.objects.start(**fields)
        if published:
            seller.publish()
        return seller


STARS = {
    "like_pictures": 5,
    "on_time": 4,
    "behaviour": 5,
    "packaging": 4,
    "returns": None,
}


class ReviewFactory(DjangoModelFactory[Review]):
    """A review that its seller's moderator let through; `shown=False` is a draft,
    `sent=True` with it one that waits. `star` gives every aspect the same stars."""

    class Meta:
        model = Review

    seller = factory.SubFactory(SellerFactory)
    by = factory.SubFactory(MemberFactory)
    words = factory.Sequence(lambda n: f"কাঁথা পেয়েছি, সেলাই সুন্দর, রং ওঠেনি {n}")

    @classmethod
    def _create(cls, model_class: type[Review], *args: Any, **fields: Any) -> Review:
        shown, sent = fields.pop("shown", True), fields.pop("sent", False)
        star = fields.pop("star", None)
        stars = dict.fromkeys(STARS, star) if star else STARS
        review = model_class.write(
            fields["seller"], fields["by"], stars, fields["words"]
        )
        if shown or sent:
            trx = f"TRX{review.pk:07}"
            ReviewProof.give(review, review.by, ReviewProof.Kind.TRX, trx=trx)
        if shown:
            review.approve()
        return review

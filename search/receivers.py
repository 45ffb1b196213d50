"""What happens elsewhere becomes rows of work here, in the same transaction."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.contrib.search_promotions.models import SearchPromotion

from adda_posts.models import Adda
from adda_posts.signals import adda_changed
from forum.models import Post, Thread
from forum.signals import post_changed, post_published, thread_changed, thread_started
from guidance.models import Tip
from guidance.signals import tip_changed
from search import promoting
from search.models import SearchJob
from sellers.models import Review, Seller
from sellers.signals import review_changed, seller_changed, seller_renamed

Kind = SearchJob.Kind


@receiver([post_published, post_changed])
def queue_post(thread: Thread, post: Post, **_: Any) -> None:
    """Index a post; the opening of a thread is part of the thread."""
    if post.seq:
        SearchJob.objects.queue(Kind.POST, [post.pk])
    else:
        SearchJob.objects.queue(Kind.THREAD, [thread.pk])


@receiver(post_changed)
def queue_replies(post: Post, **_: Any) -> None:
    """Index the replies to a comment again: they are found by what they answer."""
    if post.seq and post.parent_id is None:
        replies = Post.objects.filter(parent=post).values_list("pk", flat=True)
        SearchJob.objects.queue(Kind.POST, replies)


@receiver(thread_started)
def queue_thread(thread: Thread, **_: Any) -> None:
    """Index a new thread."""
    SearchJob.objects.queue(Kind.THREAD, [thread.pk])


@receiver(thread_changed)
def queue_thread_and_posts(thread: Thread, **_: Any) -> None:
    """Index a thread and its posts again: who may see them may have changed."""
    for kind in (Kind.THREAD, Kind.THREAD_POSTS):
        SearchJob.objects.queue(kind, [thread.pk])
        if thread.visible_from and thread.visible_from > timezone.now():
            SearchJob.objects.queue(kind, [thread.pk], at=thread.visible_from)


@receiver(adda_changed)
def queue_adda(adda: Adda, **_: Any) -> None:
    """Index an adda's own words again."""
    SearchJob.objects.queue(Kind.ADDA, [adda.pk])
    if adda.published_at and adda.published_at > timezone.now():
        SearchJob.objects.queue(Kind.ADDA, [adda.pk], at=adda.published_at)


@receiver(tip_changed)
def queue_tip(tip: Tip, **_: Any) -> None:
    """Index a tip again; its discussion says itself who may see that."""
    SearchJob.objects.queue(Kind.TIP, [tip.pk])


@receiver(review_changed)
def queue_review(review: Review, **_: Any) -> None:
    """Index a review again: its words, or who may read it."""
    SearchJob.objects.queue(Kind.REVIEW, [review.pk])


@receiver(seller_renamed)
def queue_reviews_of(seller: Seller, **_: Any) -> None:
    """Index all reviews of a seller again: they are found by her name and place."""
    SearchJob.objects.queue(Kind.SELLER_REVIEWS, [seller.pk])


@receiver(seller_changed)
def queue_seller(seller: Seller, **_: Any) -> None:
    """Index a seller again; the questions to her say themselves who may see them."""
    SearchJob.objects.queue(Kind.SELLER, [seller.pk])


@receiver(post_delete, sender=SearchPromotion)
def drop_empty_query(instance: SearchPromotion, **_: Any) -> None:
    """Forget its words when it was the last: the CMS and a deleted page leave them."""
    promoting.drop_empty(instance.query_id)

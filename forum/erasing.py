"""Taking a member out of the forum (core.personal.Step): her photos and what she kept
for herself go; her words stay as those of nobody, or go too; what others wrote stands
as it is, without her name.

Posts are compiled anew with their thread held, so that pages that are open learn of it.
"""

from typing import Any

from django.db.models import Q

from core.personal import Going, Step, let_go, look_through, wipe_texts
from core.traces import Trace
from forum.models import (
    Bookmark,
    Draft,
    Pin,
    PinDismissal,
    Post,
    PostEdit,
    PostPhoto,
    ReadMark,
    ReadStretch,
    Subscription,
    Tag,
    Thread,
    ThreadEvent,
)
from photos.models import Photo


def drop_rows(going: Going) -> bool:
    """Remove what she kept for herself: drafts, marks, what she follows and saved."""
    kept: tuple[Any, ...] = (
        Draft,
        Bookmark,
        Subscription,
        ReadMark,
        ReadStretch,
        PinDismissal,
    )
    return any(let_go(each.objects.filter(member=going.member)) for each in kept)


def drop_photos(going: Going) -> bool:
    """Take her photos out of her posts; whoever looks on sees the words alone."""

    def take_out(pk: int) -> None:
        post = Post.objects.select_related("thread").get(pk=pk)
        post.hold_thread()
        photos = PostPhoto.objects.filter(post=post)
        ids = list(photos.values_list("photo", flat=True))
        photos.delete()
        Photo.release(ids)
        post.replace_words(post.source, pictures=[])

    hers = Post.objects.filter(author=going.member).exclude(pictures=[])
    return look_through(going, hers, lambda post: True, take_out)


def drop_words(going: Going) -> bool:
    """Where she wants it, take her words: a placeholder stays in their place."""
    if not going.takes_words:
        return False

    def take(pk: int) -> None:
        post = Post.objects.select_related("thread").get(pk=pk)
        post.take_back()
        post.hold_thread()
        post.replace_words("")
        PostEdit.objects.filter(post=post).delete()

    hers = Post.objects.filter(author=going.member).exclude(source="")
    return look_through(going, hers, lambda post: True, take)


def find_near(going: Any) -> bool:
    """Find the threads whose texts may name her: where she wrote, those she began, and
    where somebody spoke to her."""
    found = set(going.near_threads)
    if "last" not in going.place:
        mine = Post.objects.filter(author=going.member)
        found.update(mine.values_list("thread", flat=True).distinct())
        begun = Thread.objects.filter(author=going.member)
        found.update(begun.values_list("pk", flat=True))

    def speaks(post: Post) -> bool:
        if going.trace.speaks_of_her.search(post.source):
            found.add(post.thread_id)
        return False

    rows = Post.objects.filter(source__contains="@").only("thread", "source")
    more = look_through(going, rows, speaks, lambda pk: None)
    going.near_threads = sorted(found)
    going.__dict__.pop("near", None)
    return more


def wipe_posts(going: Going) -> bool:
    """Take her name out of posts, with the words for their photos."""

    def near(post: Post) -> bool:
        return post.thread_id in going.near

    def concerns(post: Post) -> bool:
        return bool(_words_without_her(going.trace, post, near=near(post)))

    def wipe(pk: int) -> None:
        post = Post.objects.select_related("thread").get(pk=pk)
        post.hold_thread()
        post.refresh_from_db(fields=["source", "pictures", "hidden_reason"])
        if words := _words_without_her(going.trace, post, near=near(post)):
            post.replace_words(**words)

    return look_through(going, Post.objects.all(), concerns, wipe)


def _words_without_her(trace: Trace, post: Post, *, near: bool) -> dict[str, Any]:
    """What a post says without her; nothing where it does not name her."""
    source = trace.wiped(post.source, near=near)
    pictures = trace.wiped_json(post.pictures, near=near)
    reason = trace.wiped(post.hidden_reason, near=near)
    if (source, pictures, reason) == (post.source, post.pictures, post.hidden_reason):
        return {}
    return {"source": source, "pictures": pictures, "hidden_reason": reason[:300]}


def wipe_edits(going: Going) -> bool:
    """The same in words that stood there before."""
    rows = PostEdit.objects.select_related("post")
    return wipe_texts(
        going, rows, ("source", "hidden_reason"), lambda row: _is_near(going, row.post)
    )


def _is_near(going: Going, row: Any) -> bool:
    return row.thread_id in going.near


def wipe_drafts(going: Going) -> bool:
    """The same in what others have begun."""
    return wipe_texts(
        going, Draft.objects.all(), ("title", "body"), lambda row: _is_near(going, row)
    )


def wipe_photos(going: Going) -> bool:
    """The same in the words for others' photos."""
    return wipe_texts(
        going,
        Photo.objects.select_related("post__post"),
        ("alt",),
        lambda row: hasattr(row, "post") and _is_near(going, row.post.post),
    )


def wipe_events(going: Going) -> bool:
    """The same in the lines of moderators."""
    return wipe_texts(
        going,
        ThreadEvent.objects.select_related("thread"),
        ("reason", "data"),
        lambda row: _is_near(going, row),
        lambda row: row.thread.raise_version(),
    )


def wipe_pins(going: Going) -> bool:
    """The same in what is said of pins."""
    return wipe_texts(
        going, Pin.objects.all(), ("reason",), lambda row: _is_near(going, row)
    )


def wipe_threads(going: Going) -> bool:
    """The same in titles; lists, addresses and the index follow."""

    def is_near(thread: Thread) -> bool:
        return thread.pk in going.near

    def fields(thread: Thread) -> dict[str, str]:
        told = {"title": thread.title, "hidden_reason": thread.hidden_reason}
        fresh = {
            name: going.trace.wiped(words, near=is_near(thread))[:300]
            for name, words in told.items()
        }
        return {name: words for name, words in fresh.items() if words != told[name]}

    def wipe(pk: int) -> None:
        thread = Thread.objects.get(pk=pk)
        thread.hold()
        thread.refresh_from_db(fields=["title", "hidden_reason"])
        thread.change(**fields(thread))

    return look_through(
        going, Thread.objects.all(), lambda thread: bool(fields(thread)), wipe
    )


def drop_tags(going: Going) -> bool:
    """Remove tags that are her name, from the threads that carry them too."""

    def is_hers(tag: Tag) -> bool:
        threads = set(tag.thread_tags.values_list("content_object", flat=True))
        near = bool(threads) and threads <= going.near
        named = (tag.name, tag.slug.replace("-", " "))
        return any(going.trace.is_in(name, near=near) for name in named)

    def drop(pk: int) -> None:
        tag = Tag.objects.get(pk=pk)
        threads = Thread.objects.filter(thread_tags__tag=tag).order_by("pk")
        for thread in threads:
            thread.hold()
            left = [pair for pair in thread.tag_names if pair[0] != tag.slug]
            thread.change(tag_names=left)
        tag.delete()

    return look_through(going, Tag.objects.all(), is_hers, drop)


def unhost(going: Going) -> bool:
    """She runs no discussion any more: the host's badge goes."""

    def runs(thread: Thread) -> bool:
        return going.member.pk in thread.host_ids

    def take(pk: int) -> None:
        thread = Thread.objects.get(pk=pk)
        thread.hold()
        thread.refresh_from_db(fields=["host_ids"])
        hosts = [pk for pk in thread.host_ids if pk != going.member.pk]
        thread.change(host_ids=hosts)

    rows = Thread.objects.exclude(home_url="").exclude(host_ids=[])
    return look_through(going, rows, runs, take)


def show_as_nobody(going: Going) -> bool:
    """Have pages and index say anew who wrote what she wrote: nobody by name."""

    def tell(pk: int) -> None:
        thread = Thread.objects.get(pk=pk)
        thread.hold()
        thread.change()

    hers = Thread.objects.filter(Q(author=going.member) | Q(pk__in=going.near))
    return look_through(going, hers, lambda thread: True, tell)


STEPS = (
    Step("kept", drop_rows, place=10),
    Step("photos-in-posts", drop_photos, place=10),
    Step("near", find_near, place=11),
    Step("words", drop_words, place=12),
    Step("posts", wipe_posts, place=12),
    Step("edits", wipe_edits, place=12),
    Step("drafts", wipe_drafts, place=12),
    Step("photo-words", wipe_photos, place=12),
    Step("events", wipe_events, place=12),
    Step("pins", wipe_pins, place=12),
    Step("titles", wipe_threads, place=12),
    Step("tags", drop_tags, place=12),
    Step("hosting", unhost, place=13),
    Step("authorship", show_as_nobody, place=14),
)

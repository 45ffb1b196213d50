"""What the forum itself offers on the sheet behind ⋯ (see forum.actions)."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum import pinning
from forum.actions import Action
from forum.models import Bookmark, Pin, Post, Thread


def sheet(label: str) -> dict[str, str]:
    """Have the page of an action rise as a sheet too."""
    return {"sheet": label}


def for_post(request: HttpRequest, post: Post) -> Iterator[Action]:
    """Answer with her words, react, share, change, report, hide."""
    member = request.user
    is_read = not post.is_hidden and not post.pending
    if is_read and post.thread.is_open:
        url = f"{reverse('forum:post-reply', args=[post.pk])}?quote=1"
        data = {"quote": str(post.pk)}
        yield Action("quote", _("Quote"), url, "quote", order=5, data=data)
    if is_read and post.author_id != member.pk:
        url = reverse("forum:post-react", args=[post.pk])
        data = sheet(_("Say something kind"))
        yield Action("react", _("Say something kind"), url, "heart", order=7, data=data)
    url = reverse("forum:post-share", args=[post.pk])
    yield Action("share", _("Share"), url, "share", order=30, data=sheet(_("Share")))
    if member.is_authenticated and post.author_id == member.pk and not post.is_hidden:
        url = reverse("forum:post-edit", args=[post.pk])
        yield Action("edit", _("Change"), url, "edit", order=10)
        url = reverse("forum:post-take-back", args=[post.pk])
        data = {"act": str(post.pk)}
        yield Action(
            "take-back", _("Take back"), url, "back", fields={}, order=60, data=data
        )
    else:
        url = reverse("moderation:report", args=["post", post.pk])
        yield Action("report", _("Report"), url, "flag", order=70)
    if not post.author.claimed and post.author.claimed_by_id is None:
        url = reverse("profiles:claim", args=[post.author.handle])
        yield Action("claim", _("This was me"), url, "people", order=65)
    if getattr(member, "is_moderator", False) and not post.is_taken_back:
        url = reverse("moderation:act", args=["post", post.pk])
        label = _("Show again") if post.is_hidden else _("Hide")
        icon = "show" if post.is_hidden else "hide"
        yield Action("hide", label, url, icon, order=80)
        if post.seq and not post.is_hidden and not post.pending:
            url = reverse("forum:post-split", args=[post.pk])
            label = _("Make a discussion of its own of it")
            yield Action("split", label, url, "forward", order=85)
        if post.seq == 0:
            yield from pinning_of(post.thread)


def for_thread(request: HttpRequest, thread: Thread) -> Iterator[Action]:
    """Share, report, hide."""
    url = reverse("forum:thread-share", args=[thread.pk])
    yield Action("share", _("Share"), url, "share", order=30, data=sheet(_("Share")))
    is_moderator = getattr(request.user, "is_moderator", False)
    is_hers = thread.author_id is not None and thread.author_id == request.user.pk
    if thread.board_id and (is_moderator or is_hers):
        url = reverse("forum:thread-tags", args=[thread.pk])
        yield Action("tags", _("Change the tags"), url, "edit", order=20)
    if is_moderator:
        url = reverse("moderation:act", args=["thread", thread.pk])
        label = _("Show again") if thread.is_hidden else _("Hide")
        icon = "show" if thread.is_hidden else "hide"
        yield Action("hide", label, url, icon, order=80)
        yield from _arranging(thread)
        yield from pinning_of(thread)
    else:
        url = reverse("moderation:report", args=["thread", thread.pk])
        yield Action("report", _("Report"), url, "flag", order=70)


def _arranging(thread: Thread) -> Iterator[Action]:
    """What moderators do to a thread that is nobody else's (an adda has its own page)."""
    if thread.home_url:
        return
    is_closed = thread.closed_at is not None
    steps = {
        "reopen" if is_closed else "close": (
            _("Open it again") if is_closed else _("Close it"),
            "lock",
        ),
        "retitle": (_("Correct the title"), "edit"),
        "move": (_("Move to another board"), "forward"),
        "merge": (_("Merge into another discussion"), "down"),
    }
    page = reverse("forum:thread-arrange", args=[thread.pk])
    for order, (step, (label, icon)) in enumerate(steps.items(), start=81):
        yield Action(step, label, f"{page}?do={step}", icon, order=order)


def pinning_of(thread: Thread) -> Iterator[Action]:
    """Pin it where it belongs, or change the pins that it has."""
    standing = Pin.objects.standing().filter(thread=thread).order_by("pk")
    found = [pin for pin in standing if not pin.is_over]
    names = pinning.scope_names(found)
    for pin in found:
        url = reverse("forum:pin", args=[pin.pk])
        label = _("Change the pin (%(where)s)") % {"where": names[pin.scope]}
        yield Action(f"pin-{pin.pk}", label, url, "pin", order=79)
    scope = pinning.scope_of(thread)
    if scope not in {pin.scope for pin in found}:
        url = reverse("forum:thread-pin", args=[thread.pk])
        yield Action("pin", _("Pin"), url, "pin", fields={}, order=78)


def saving(request: HttpRequest, post: Post) -> Iterator[Action]:
    """Put a post aside, or no longer; each says what it wants, so twice is once."""
    if not request.user.is_authenticated:
        return
    url = reverse("forum:post-save", args=[post.pk])
    if Bookmark.objects.of(request.user).filter(post=post).exists():
        label, wanted = _("Take out of the saved ones"), "0"
    else:
        label, wanted = pgettext("put a comment aside", "Save"), "1"
    yield Action("save", label, url, "bookmark", fields={"saved": wanted}, order=20)

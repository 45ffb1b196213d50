"""Which draft belongs to which form, and whether she may write there at all."""

from dataclasses import dataclass
from typing import Any

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import text
from forum.models import Board, Draft, Post, Thread

# The number in the key of a discussion whose board is chosen in the form.
NO_BOARD = 0


@dataclass(frozen=True)
class Drafting:
    """What a form knows of its draft: its key, how often it was kept, and for the box
    under a thread the ids of the comments that replies were begun to. `is_plain` says
    that what stands in the box is not from a draft."""

    key: str
    member: int
    sequence: int = 0
    replies: str = ""
    is_plain: bool = True

    @property
    def attributes(self) -> SafeString:
        """What the form tells the scripts (theme/js/drafts.js, mentions.js)."""
        said = {
            "data-draft": self.key,
            "data-sequence": self.sequence,
            "data-member": self.member,
            "data-other-words": _(
                "Other words were kept here from another window. Both are here."
            ),
            "data-take-other": _("Exchange the two"),
            "data-offered": _("Members"),
        }
        if self.replies:
            said["data-replies"] = self.replies
        return flatatt(said)


def of(member: Any, key: str, draft: Draft | None, replies: str = "") -> Drafting:
    """The drafting of one form; `draft` is what is kept for it."""
    sequence = draft.sequence if draft else 0
    return Drafting(key, member.pk, sequence, replies, is_plain=not draft)


def for_thread(member: Any, thread: Thread) -> tuple[Draft | None, Drafting]:
    """What the box under a thread needs, in one query."""
    drafts = Draft.in_thread(member, thread)
    key = f"post:thread:{thread.pk}"
    begun = [str(each.post_id) for each in drafts.values() if each.act == "reply"]
    draft = drafts.get(key)
    return draft, of(member, key, draft, " ".join(begun))


def for_start(member: Any, board: Board | None) -> tuple[Draft | None, Drafting]:
    """The same for a new discussion, on a board or with the board still to be chosen."""
    return for_key(member, start_key(board))


def start_key(board: Board | None) -> str:
    """The key of a new discussion on `board`; None has the board chosen in the form."""
    return f"start:board:{board.pk if board else NO_BOARD}"


def for_key(member: Any, key: str) -> tuple[Draft | None, Drafting]:
    """The same for any other form."""
    draft = Draft.objects.visible_to(member).filter(key=key).first()
    return draft, of(member, key, draft)


def initial(draft: Draft | None, body: str = "") -> dict[str, Any]:
    """What stands in a form at first: `body`, what waited for her over a sign-in, else
    her draft, under the key that it will be posted with."""
    if body or draft is None:
        return {"body": body}
    key = {"client_key": draft.client_key} if draft.client_key else {}
    return {"body": draft.body, **key}


def canonical(key: str) -> str:
    """The one spelling of a key, its number in ASCII digits without zeros before it, so
    that a target has one draft; empty for what is no key."""
    act, _, place = key.replace("\0", "").partition(":")
    kind, _, typed = place.partition(":")
    number = text.to_ascii_digits(typed)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return ""
    return f"{act}:{kind}:{int(number)}"


def target(member: Any, key: str) -> dict[str, Any] | None:
    """The rows that a canonical key names, as fields of a draft; None where she cannot
    write there, or the key is none."""
    if not key:
        return None
    act, kind, number = key.split(":")
    find = _FINDERS.get((act, kind))
    return find(member, int(number)) if find else None


def _of_thread(member: Any, pk: int) -> dict[str, Any] | None:
    thread = Thread.objects.visible_to(member).filter(pk=pk).first()
    return {"thread": thread} if thread else None


def _of_reply(member: Any, pk: int) -> dict[str, Any] | None:
    posts = Post.objects.visible_to(member).select_related("thread")
    post = posts.filter(pk=pk).first()
    return {"post": post, "thread": post.thread} if post else None


def _of_edit(member: Any, pk: int) -> dict[str, Any] | None:
    found = _of_reply(member, pk)
    return found if found and found["post"].author_id == member.pk else None


def _of_board(member: Any, pk: int) -> dict[str, Any] | None:
    if pk == NO_BOARD:
        return {"board": None}
    board = Board.objects.filter(pk=pk).first()
    return {"board": board} if board else None


_FINDERS = {
    ("post", "thread"): _of_thread,
    ("reply", "post"): _of_reply,
    ("edit", "post"): _of_edit,
    ("start", "board"): _of_board,
}


def continue_url(draft: Draft) -> str:
    """Where she goes on with it."""
    if draft.act == "start":
        board = [draft.board.slug] if draft.board else []
        return reverse(f"forum:thread-{'start' if board else 'begin'}", args=board)
    if draft.act in ("reply", "edit") and draft.post_id:
        return reverse(f"forum:post-{draft.act}", args=[draft.post_id])
    return f"{draft.thread.page_url(draft.thread.pages)}#write" if draft.thread else "/"

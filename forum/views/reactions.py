"""Saying something kind to a post, and unsaying it."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.permissions import Refused, refuse
from forum import blocking, reading
from forum.actions import Action
from forum.models import AcrossBlock, CannotReact, Post, Reaction
from forum.views.asking_in import sign_in_address, sign_in_first
from forum.views.more import sheet
from forum.views.threads import visible_post
from forum.views.writing import wants_json
from profiles.models import Member
from theme.templatetags.words import number

ICONS = {
    Reaction.Kind.HEART: "heart",
    Reaction.Kind.THANKS: "thanks",
    Reaction.Kind.USEFUL: "tip",
    Reaction.Kind.BRAVO: "star",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post_react(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Show what can be said to a post and how often it was; POST `kind` says it, an
    empty one unsays. A script is answered {id, kind, count}, or {error, sentence}."""
    post = visible_post(request, post_id)
    if not request.user.is_authenticated:
        if wants_json(request):
            login = sign_in_address(post.get_absolute_url())
            return JsonResponse({"error": "sign_in", "login": login}, status=401)
        return sign_in_first(request, back=request.path)
    if request.method != "POST":
        return kinds(request, post)
    kind = request.POST.get("kind", "")
    try:
        react(request.user, post, kind)
    except Refused as refused:
        if not wants_json(request):
            raise
        answer = {"error": refused.code, "sentence": str(refused.sentence)}
        return JsonResponse(answer, status=403)
    if wants_json(request):
        said = {"id": post.pk, "kind": kind, "count": post.reaction_count}
        return JsonResponse(said)
    response = redirect(post)
    response.status_code = 303
    return response


def react(member: Member, post: Post, kind: str) -> None:
    """Say it, unsay it, or tell her why not."""
    if not kind:
        Reaction.take_back(post, member)
        return
    if kind not in Reaction.Kind.values:
        refuse(_("There is no such reaction."))
    try:
        Reaction.give(post, member, kind)
    except AcrossBlock:
        refuse(blocking.cannot_react(member, post), "blocked")
    except CannotReact:
        if post.author_id == member.pk:
            refuse(_("These are your own words: the kind ones come from others."))
        refuse(_("This comment is not there any more."))


def why_not(member: Member, post: Post) -> str:
    """Why she may say nothing to it now; empty where she may."""
    try:
        Reaction.require_welcome(post, member)
    except Refused as refused:
        return str(refused.sentence)
    except AcrossBlock:
        return blocking.cannot_react(member, post)
    return ""


def kinds(request: HttpRequest, post: Post) -> HttpResponseBase:
    """The page, or the sheet, with a button for each kind; to the author what was said.

    Who may say nothing now reads why, and can still take back what she said.
    """
    (shown,) = reading.reader_of(request, post.thread).draw([post])
    counts = Reaction.counts(post) if shown.face.is_readable else {}
    mine = Reaction.of(request.user, [post.pk]).get(post.pk)
    is_open = shown.face.is_readable and not (post.is_hidden or post.pending)
    own = post.author_id == request.user.pk
    offered = buttons(post, counts, mine) if is_open and not own else []
    sentence = why_not(request.user, post) if offered else ""  # type: ignore[arg-type]
    if sentence:
        offered = [action for action in offered if action.name == mine]
    context = {
        "actions": offered,
        "sentence": sentence,
        "said": said(counts) if own else [],
        "thread": post.thread,
        "shown": shown,
        "back": post.get_absolute_url(),
        "title": _("What others said to it") if own else _("Say something kind"),
    }
    return sheet(request, context)


def worded(kind: Reaction.Kind, counts: dict[str, int]) -> str:
    """A kind, with how often it was said."""
    count = counts.get(kind, 0)
    return f"{kind.label} · {number(count)}" if count else str(kind.label)


def said(counts: dict[str, int]) -> list[dict[str, str]]:
    """What was said to a post, for its author."""
    kinds = [kind for kind in Reaction.Kind if counts.get(kind)]
    return [{"icon": ICONS[kind], "words": worded(kind, counts)} for kind in kinds]


def buttons(post: Post, counts: dict[str, int], mine: str | None) -> list[Action]:
    """One button for each kind; hers takes it back."""
    url = reading.address("forum:post-react", post.pk)
    made = []
    for kind in Reaction.Kind:
        label = worded(kind, counts)
        if kind == mine:
            label = _("%(said)s (take it back)") % {"said": label}
        fields = {"kind": "" if kind == mine else str(kind)}
        data = {"say": str(post.pk)}
        made.append(Action(kind, label, url, ICONS[kind], fields=fields, data=data))
    return made

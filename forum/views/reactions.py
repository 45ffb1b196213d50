"""Saying something kind to a post, and unsaying it."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.permissions import refuse
from forum import reading
from forum.actions import Action
from forum.models import CannotReact, Post, Reaction
from forum.views.asking_in import sign_in_address, sign_in_first
from forum.views.more import sheet
from forum.views.threads import visible_post
from forum.views.writing import wants_json
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
    empty one unsays. A script is answered {id, kind, count}."""
    post = visible_post(request, post_id)
    if not request.user.is_authenticated:
        if wants_json(request):
            login = sign_in_address(post.get_absolute_url())
            return JsonResponse({"error": "sign_in", "login": login}, status=401)
        return sign_in_first(request, back=request.path)
    if request.method != "POST":
        return kinds(request, post)
    kind = request.POST.get("kind", "")
    if not kind:
        Reaction.take_back(post, request.user)
    elif kind in Reaction.Kind.values:
        react(request, post, kind)
    else:
        refuse(_("There is no such reaction."))
    if wants_json(request):
        answer = {"id": post.pk, "kind": kind, "count": post.reaction_count}
        return JsonResponse(answer)
    response = redirect(post)
    response.status_code = 303
    return response


def react(request: HttpRequest, post: Post, kind: str) -> None:
    """Say it, or tell her why not."""
    try:
        Reaction.give(post, request.user, kind)  # type: ignore[arg-type]
    except CannotReact:
        if post.author_id == request.user.pk:
            refuse(_("These are your own words: the kind ones come from others."))
        refuse(_("This comment is not there any more."))


def kinds(request: HttpRequest, post: Post) -> HttpResponseBase:
    """The page, or the sheet, with a button for each kind; to the author what was said."""
    (shown,) = reading.reader_of(request, post.thread).draw([post])
    counts = Reaction.counts(post) if shown.face.is_readable else {}
    mine = Reaction.of(request.user, [post.pk]).get(post.pk)
    is_open = shown.face.is_readable and not (post.is_hidden or post.pending)
    own = post.author_id == request.user.pk
    context = {
        "actions": buttons(post, counts, mine) if is_open and not own else [],
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

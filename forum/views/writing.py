"""Writing: a comment or reply, as a form or by script, and changing one's own words."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import markup, text
from core.permissions import Refused, require
from forum import blocking, drafting, reading, screening
from forum.forms import EditForm, PostForm, parent_gone
from forum.models import (
    AcrossBlock,
    EditedMeanwhile,
    KeyReused,
    ParentGone,
    Post,
    Thread,
    ThreadClosed,
)
from forum.views.asking_in import keep_words, sign_in_address, sign_in_first
from forum.views.places import key_reused
from forum.views.threads import not_here, visible_post, visible_thread
from moderation.models import silencing
from moderation.screening import Action, Verdict
from photos.choosing import chosen
from photos.models import PhotosGone
from profiles import keeping


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks (theme/js/compose.js), and not a form."""
    return "application/json" in request.headers.get("Accept", "")


@require_http_methods(["GET", "HEAD", "POST"])
def thread_post(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Take a comment or reply: `body`, `parent` (a post's id or empty), `client_key`.

    A form is answered by 303 to the post's permalink, a script (Accept:
    application/json) by 201 and {id, seq, root, page, html, url, thread, version,
    count}. Refusals carry a sentence, the form again or {error, sentence}: 401 not
    signed in, 403 she may not write now, 404 no such thread for her, 409 closed, or
    the key used before or the answered comment gone, 422 words that cannot be taken,
    429 too fast (Retry-After).
    """
    # A phone that sends to a thread that was merged meanwhile reaches the other one.
    thread = visible_thread(request, thread_id)
    if request.method != "POST":
        if thread is None:
            raise Http404("no such thread for this reader")
        return redirect(thread)
    if not request.user.is_authenticated:
        return ask_in(request, thread)
    if thread is None:
        return cannot_post(request, None, not_here(), "not_here", 404)
    if request.headers.get("X-Member", str(request.user.pk)) != str(request.user.pk):
        return cannot_post(request, thread, someone_else(), "someone_else", 409)
    form = PostForm(request.POST, thread=thread, member=request.user)
    form.photos = chosen(request)
    if not form.is_valid() or form.photos.complaints:
        gone = "parent" in form.errors
        return again(request, form, "parent" if gone else "words", 409 if gone else 422)
    words = form.cleaned_data
    said = form.photos.beside(words["body"])
    verdict = screening.screen_post(request.user, thread, said, words["client_key"])
    if verdict.action == Action.REFUSE:
        return screened_out(request, form, verdict)
    try:
        post = thread.post(
            request.user,
            words["body"],
            parent=words["parent"],
            client_key=words["client_key"],
            held_for=screening.held_for(verdict),
            photos=form.photos.wanted,
        )
    except PhotosGone as lost:
        form.photos.lose(lost)
        return again(request, form, "photos", 409)
    except KeyReused:
        form.add_error(None, key_reused())
        return again(request, form, "key", 409)
    except ParentGone:
        form.add_error("parent", parent_gone())
        return again(request, form, "parent", 409)
    except ThreadClosed:
        return cannot_post(request, thread, closed(), "closed", 409)
    except AcrossBlock:
        sentence = blocking.cannot_answer(request.user, words["parent"])
        form.add_error("parent", sentence)
        return again(request, form, "parent", 403)
    except Refused as refused:
        return cannot_post(request, thread, str(refused.sentence), refused.code, 403)
    keeping.forget(request)
    if wants_json(request):
        return JsonResponse(posted(request, thread, post), status=201)
    response = redirect(post)
    response.status_code = 303
    return response


def screened_out(
    request: HttpRequest, form: PostForm, verdict: Verdict
) -> HttpResponseBase:
    """The form again with why her words are not taken: 422, or 429 where too fast."""
    form.add_error("body", verdict.sentence())
    response = again(request, form, verdict.reasons[-1], refused_status(verdict))
    return with_wait(response, verdict)


def refused_status(verdict: Verdict) -> int:
    """429 where the same words will be taken later, else 422."""
    return 429 if verdict.retry_after else 422


def with_wait(response: HttpResponseBase, verdict: Verdict) -> HttpResponseBase:
    """Say to the client when to try again."""
    if verdict.retry_after:
        response.headers["Retry-After"] = str(verdict.retry_after)
    return response


def closed() -> str:
    """What she reads when a thread takes no more comments."""
    return _(
        "This discussion is closed, so your comment was not posted. "
        "Copy your words if you want to keep them."
    )


def someone_else() -> str:
    """What she reads when another member signed in here since the page was opened."""
    return _("Someone else is signed in here now. Open the page again before you send.")


def posted(request: HttpRequest, thread: Thread, post: Post) -> dict[str, Any]:
    """What a script needs to show her own post at once."""
    reader = reading.reader_of(request, thread)
    post.author = request.user  # type: ignore[assignment]
    (shown,) = reader.draw([post])
    return {
        **reading.handed(shown),
        "url": shown.url,
        "thread": thread.pk,
        "version": post.version,
        "count": thread.post_count,
    }


def ask_in(request: HttpRequest, thread: Thread | None) -> HttpResponseBase:
    """Let her sign in first; her words wait in the session meanwhile."""
    back = thread.page_url(thread.pages) if thread else reverse("forum:boards")
    parent = request.POST.get("parent", "")
    if parent.isascii() and parent.isdigit() and len(parent) <= 18:
        back = reading.address("forum:post-reply", int(parent))
    if not wants_json(request):
        return sign_in_first(request, back)
    keep_words(request)
    sentence = _("Sign in first. Your words wait here meanwhile.")
    login = sign_in_address(back)
    answer = {"error": "sign_in", "sentence": sentence, "login": login}
    return JsonResponse(answer, status=401)


def again(
    request: HttpRequest, form: PostForm, code: str, status: int
) -> HttpResponseBase:
    """The form again: her words, a fresh key, a sentence."""
    form.afresh()
    if wants_json(request):
        answer = {
            "error": code,
            "sentence": form.sentence(),
            "client_key": form.data["client_key"],
            "photos": [*form.photos.wanted],
        }
        return JsonResponse(answer, status=status)
    if code == "parent":
        form.put("parent", "")
    return post_form(request, form.thread, form, status=status)


def post_form(
    request: HttpRequest,
    thread: Thread,
    form: PostForm,
    *,
    parent: reading.Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page with nothing but the form, and what is answered."""
    answered = form["parent"].value()
    key = f"reply:post:{answered}" if answered else f"post:thread:{thread.pk}"
    _draft, known = drafting.for_key(request.user, key)
    context = {"thread": thread, "form": form, "parent": parent, "drafting": known}
    return render(request, "forum/post_form.html", context, status=status)


def cannot_post(
    request: HttpRequest, thread: Thread | None, sentence: str, code: str, status: int
) -> HttpResponseBase:
    """Nothing can be posted here: why, and her words to be copied."""
    if wants_json(request):
        answer = {"error": code, "sentence": sentence}
        return JsonResponse(answer, status=status)
    words = keeping.written_in(request).get("body", "")
    context = {"thread": thread, "sentence": sentence, "words": words}
    return render(request, "forum/post_refused.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
def post_reply(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Show a form to answer a post; it is sent to the thread."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    post = visible_post(request, post_id)
    action = reverse("forum:thread-post", args=[post.thread_id])
    kept = keeping.kept(request, action) or {}
    hers = kept.get("parent") == str(post.pk)
    body = kept.get("body", "") if hers else ""
    if "quote" in request.GET and post.thread.is_open:
        return quoting(request, post, body)
    if not post.thread.is_open:
        context = {"thread": post.thread, "sentence": closed(), "words": body}
        return render(request, "forum/post_refused.html", context, status=409)
    if silence := silencing(request.user):
        context = {"thread": post.thread, "sentence": silence.sentence, "words": body}
        return render(request, "forum/post_refused.html", context, status=403)
    blocking.require_answerable(request.user, post)
    reader = reading.reader_of(request, post.thread)
    (shown,) = reader.draw([post])
    require(shown.can_answer, parent_gone(), "parent")
    return reply_form(request, post, shown, body)


def reply_form(
    request: HttpRequest, post: Post, shown: reading.Shown, body: str
) -> HttpResponse:
    """The page to answer a post, `body` in its box."""
    draft, _drafting = drafting.for_key(request.user, f"reply:post:{post.pk}")
    initial = {"parent": post.pk, **drafting.initial(draft, body)}
    form = PostForm(thread=post.thread, member=request.user, initial=initial)
    return post_form(request, post.thread, form, parent=shown)


def quoting(request: HttpRequest, post: Post, body: str) -> HttpResponseBase:
    """The form with the post's words in it as a quote, or those of them in `?words=`;
    to a script {quote}. What nobody may read is not quoted."""
    (shown,) = reading.reader_of(request, post.thread).draw([post])
    require(shown.can_answer, parent_gone(), "parent")
    chosen = request.GET.get("words", "")
    quote = markup.quote(
        post.source if text.is_blank(chosen) else chosen,
        handle=post.author.handle,
        post=post.pk,
        language=get_language() or "bn",
    )
    if wants_json(request):
        return JsonResponse({"quote": quote})
    return reply_form(request, post, shown, quote + body)


@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Let the author change her words; a form that grew old overwrites nothing."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    post = visible_post(request, post_id)
    require(post.author_id == request.user.pk, _("Only the author can change this."))
    if post.is_hidden:
        kept = keeping.written_in(request).get("body", post.source)
        sentence = _("This comment is hidden, so it cannot be changed now.")
        context = {"thread": post.thread, "sentence": sentence, "words": kept}
        return render(request, "forum/post_refused.html", context, status=403)
    if silence := silencing(request.user):
        kept = keeping.written_in(request).get("body", post.source)
        context = {"thread": post.thread, "sentence": silence.sentence, "words": kept}
        return render(request, "forum/post_refused.html", context, status=403)
    if request.method != "POST":
        body = (keeping.kept(request, request.path) or {}).get("body", "")
        draft, known = drafting.for_key(request.user, f"edit:post:{post.pk}")
        initial = drafting.initial(draft, body)
        initial["body"] = initial["body"] or post.source
        initial["basis"] = draft.basis if draft else post.body_hash
        is_plain = known.is_plain and not body
        form = EditForm(initial=initial)
        form.photos.photos = post.its_photos()
        return edit_form(request, post, form, is_plain=is_plain)
    form = EditForm(request.POST)
    form.photos = chosen(request)
    if not form.is_valid() or form.photos.complaints:
        return edit_form(request, post, form, status=422)
    words = form.cleaned_data
    verdict = screening.screen_edit(
        request.user, post, form.photos.beside(words["body"], post.pictures)
    )
    if sentence := screening.refusing_edit(verdict, post):
        form.add_error("body", sentence)
        return edit_form(request, post, form, status=422)
    photos = form.photos.wanted if form.photos.is_there else None
    try:
        post.edit(words["body"], basis=words["basis"], photos=photos)
    except EditedMeanwhile:
        return edit_conflict(request, post, form)
    except PhotosGone as gone:
        form.photos.lose(gone)
        return edit_form(request, post, form, status=409)
    keeping.forget(request)
    response = redirect(post)
    response.status_code = 303
    return response


def edit_conflict(request: HttpRequest, post: Post, form: EditForm) -> HttpResponse:
    """Both texts on one page: hers in the box, beside it what stands there now."""
    now = Post.objects.get(pk=post.pk)
    form.put("basis", now.body_hash)
    form.add_error(
        None,
        _(
            "This comment was changed in another window meanwhile. "
            "Below is what stands there now; send yours if it should take its place."
        ),
    )
    return edit_form(request, post, form, status=409, now=now.source)


def edit_form(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    status: int = 200,
    *,
    now: str = "",
    is_plain: bool = False,
) -> HttpResponse:
    """The page on which an author changes her words; `now` is what stands there,
    `is_plain` says that it is what stands in the box too."""
    _draft, known = drafting.for_key(request.user, f"edit:post:{post.pk}")
    context = {
        "post": post,
        "thread": post.thread,
        "form": form,
        "now": now,
        "drafting": known,
        "is_plain": is_plain,
    }
    return render(request, "forum/post_edit.html", context, status=status)

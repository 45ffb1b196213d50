"""The editors' documents: only for those who may open the editors' side."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument


@hooks.register("before_serve_document")
def for_editors(document: AbstractDocument, request: HttpRequest) -> None:
    """Raise Http404 for everyone else; they need not know that it is here."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404("no such document")

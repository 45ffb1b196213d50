"""How she answers: counted from what happened in the questions on her page."""

import datetime as dt
from dataclasses import dataclass
from statistics import median

from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone

from forum.models import Post
from sellers.models import Seller

SPAN = dt.timedelta(days=90)
MOST = 100  # questions that are looked at, the latest
# A question of today is not unanswered yet.
GRACE = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Answering:
    """Of `asked` questions she answered `answered`, half of them within `usually`."""

    asked: int
    answered: int
    usually: dt.timedelta | None


def of(seller: Seller) -> Answering:
    """How she answered of late; a question that still has a day's time and no answer
    is not counted. One query."""
    now = timezone.now()
    visible = {"hidden_at": None, "pending": False}
    hers = Post.objects.filter(
        parent=OuterRef("pk"), author=seller.member_id, **visible
    )
    first = hers.order_by().values("parent").annotate(at=Min("created_at")).values("at")
    questions = Post.objects.filter(
        thread=seller.thread_id, parent=None, created_at__gt=now - SPAN, **visible
    ).exclude(author=seller.member_id)
    rows = questions.annotate(answered_at=Subquery(first)).order_by("-seq")
    pairs = list(rows.values_list("created_at", "answered_at")[:MOST])
    waits = [answered - asked for asked, answered in pairs if answered is not None]
    late = [
        asked for asked, answered in pairs if answered is None and asked < now - GRACE
    ]
    usually = (
        dt.timedelta(seconds=median(w.total_seconds() for w in waits))
        if waits
        else None
    )
    return Answering(len(waits) + len(late), len(waits), usually)

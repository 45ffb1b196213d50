"""Taking a member out of tips (core.personal.Step): what she said of them, and where one
gives her the credit."""

from typing import Any

from core.personal import Going, Step, wipe_texts
from guidance.models import GuidancePage, GuidanceVote, Tip
from guidance.signals import tip_changed

TEXTS = (
    *("title", "draft_title", "answer", "steps", "warnings", "checklist"),
    *("title_en", "answer_en", "steps_en", "warnings_en", "checklist_en"),
    *("credit", "credit_en", "source", "source_en"),
    *("seo_title", "search_description"),
)


def unname_votes(going: Going) -> bool:
    """Let what she said of tips be nobody's: the answer counts, the words go."""
    GuidanceVote.objects.filter(member=going.member).update(member=None, words="")
    return False


def wipe_pages(going: Going) -> bool:
    """Take her name out of tips."""

    def near(page: Any) -> bool:
        # Who is thanked there may be one of several of that name; nobody is named
        # twice as easily as by a credit, so it counts only where it is her full name.
        tip = Tip.objects.filter(page=page).first()
        return tip is not None and tip.thread_id in going.near

    return wipe_texts(going, GuidancePage.objects.all(), TEXTS, near, _tell)


def _tell(page: GuidancePage) -> None:
    for tip in Tip.objects.filter(page=page):
        tip_changed.announce(Tip, tip=tip)


STEPS = (
    Step("votes", unname_votes, place=40),
    Step("tips", wipe_pages, place=40),
)

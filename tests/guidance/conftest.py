"""A tip, published as an editor does."""

from collections.abc import Callable
from typing import Any

import pytest

from guidance.models import GuidanceIndexPage, GuidancePage, Tip

WORDS = {
    "title": "কেউ পিন চাইলে কী করব?",
    "theme": "payment",
    "answer": "দেবেন না। পিন শুধু আপনার।",
    "steps": "কথা থামান।\nহটলাইনে ফোন করুন।",
    "warnings": "তাড়া দেয়।",
    "checklist": "পিন বলিনি\nওটিপি পাঠাইনি",
    "source": "আড্ডা পোস্ট, ১৭ ডিসেম্বর ২০১৯",
}
ENGLISH = {
    "title_en": "Someone asks for my PIN. What do I do?",
    "answer_en": "Do not give it. It is yours alone.",
    "steps_en": "Stop talking.\nCall the hotline.",
    "warnings_en": "They hurry you.",
    "checklist_en": "I told my PIN to nobody\nI sent no OTP",
    "source_en": "Adda post, 17 December 2019",
}


@pytest.fixture
def publish(db: None) -> Callable[..., Tip]:
    """Write a tip and publish it; keywords are fields of the page."""

    def make(**fields: Any) -> Tip:
        page = GuidancePage(**{**WORDS, **ENGLISH, "live": False, **fields})
        GuidanceIndexPage.objects.get().add_child(instance=page)
        page.save_revision().publish()
        return Tip.objects.select_related("page", "thread").get(page=page)

    return make


@pytest.fixture
def tip(publish: Callable[..., Tip]) -> Tip:
    return publish()

"""Fill the database of a bench run: one board, 200 threads, one of 1,000 posts.

Run by bench/speed.py in a process of its own; prints what the clients need as JSON.
"""

import json
import random
import sys
import uuid
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from config import keys  # noqa: E402
from forum.models import Board, Thread  # noqa: E402
from profiles.models import Member  # noqa: E402

THREADS = 200
BIG_THREAD_POSTS = 1000
MEMBERS = 50
WORDS = [
    "আপা",
    "পণ্য",
    "ডেলিভারি",
    "কাস্টমার",
    "দাম",
    "শাড়ি",
    "জামদানি",
    "অর্ডার",
    "পেজ",
    "রিভিউ",
    "টাকা",
    "বিকাশ",
    "সময়",
    "ছবি",
    "পছন্দ",
    "ভালো",
    "নতুন",
    "পুরোনো",
    "যোগাযোগ",
    "বিশ্বাস",
    "কুরিয়ার",
    "ঢাকা",
    "কুমিল্লা",
    "হাতে",
    "কাজ",
    "সেলাই",
    "রং",
    "দিন",
    "সকাল",
    "রাত",
    "ফোন",
    "কথা",
    "প্রশ্ন",
    "উত্তর",
    "মেলা",
    "দোকান",
    "আচার",
    "কেক",
    "থ্রিপিস",
    "প্যাকেট",
    "উপহার",
    "ঈদ",
]
BODY_LETTERS = 305


def body(dice: random.Random) -> str:
    """Some 305 characters of Bangla."""
    words: list[str] = []
    while sum(map(len, words)) + len(words) < BODY_LETTERS:
        words.append(dice.choice(WORDS))
    return " ".join(words) + "।"


def cookie_for(member: Member) -> str:
    """A session of `member`, as her browser would send it."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main() -> None:
    """Load through the verbs that members' own posts go through."""
    keys.keep()  # else each server would sign sessions with a key of its own
    dice = random.Random(2026)
    members = [
        Member.objects.create_user(f"bench{n}", display_name=f"সদস্য {n}")
        for n in range(MEMBERS)
    ]
    board = Board.objects.create(slug="bench", name_bn="পরীক্ষা", name_en="Bench")
    threads = [
        Thread.start(
            board, dice.choice(members), body(dice)[:60], body(dice), uuid.uuid4()
        )
        for _ in range(THREADS)
    ]
    for thread in threads[1:]:
        for _ in range(3):
            thread.post(dice.choice(members), body(dice))
    big = threads[0]
    for n in range(BIG_THREAD_POSTS):
        big.post(dice.choice(members), body(dice))
        if n % 200 == 0:
            print(f"{n} of {BIG_THREAD_POSTS} posts", file=sys.stderr)
    busy = Thread.start(board, members[0], "Busy", body(dice), uuid.uuid4())
    Thread.objects.filter(pk=busy.pk).update(
        active_at=timezone.now() - timedelta(days=1)
    )
    print(
        json.dumps(
            {
                "session_cookie": settings.SESSION_COOKIE_NAME,
                "csrf_cookie": settings.CSRF_COOKIE_NAME,
                "sessions": [cookie_for(member) for member in members[:8]],
                "list": board.get_absolute_url(),
                "thread": big.get_absolute_url(),
                "busy": busy.pk,
            }
        )
    )


main()

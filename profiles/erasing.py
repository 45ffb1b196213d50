"""Erasing a member, piece by piece: `manage.py worker` goes through the rooms' steps.

The account is closed first, in the transaction that remembers what she was called. Then
each step (core.personal.Steps) takes what its room holds, in short transactions; what is
complete is written down, so that a worker that is killed leaves the rest to the next.
Last her handle goes, and with it what was remembered.

A file beside the database names (by number and day, not by name) who was erased, so
that a backup from before does not bring her back: `repeat`.
"""

import json
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.utils import timezone

from core.personal import Going, Step, Steps, let_go, wipe_texts
from profiles import exporting, sessions
from profiles.erasure import Erasure
from profiles.models import (
    Block,
    EmailChange,
    FormDraft,
    MailJob,
    Member,
    MemberDevice,
    MemberSession,
    NameClaim,
    NumberChange,
    Recovery,
    RecoveryLock,
    SmsJob,
    TrustChange,
)

EVERY_SECONDS = 5.0
# How long the worker stays with it before it looks at its other work.
SECONDS = 2.0
log = logging.getLogger("uthan.erasing")


def drain() -> int:
    """Go on with one member whose day is over; how many were worked on."""
    for erasure in Erasure.objects.claim(1):
        try:
            carry(erasure, SECONDS)
        except Exception as error:
            log.exception("the erasure of member %s failed", erasure.member_id)
            # Not what it said: a name may stand in it.
            erasure.fail(type(error).__name__)
        return 1
    return 0


def carry(erasure: Erasure, seconds: float) -> None:
    """Do what is left for about `seconds`, of a row that the caller holds."""
    if not erasure.begin():
        return
    until = time.monotonic() + seconds
    for step in Steps.in_order():
        if step.name in erasure.done:
            continue
        while step.run(erasure):
            if not erasure.keep_place(erasure.done):
                return
            if time.monotonic() > until:
                erasure.give_back()
                return
        erasure.place = {}
        if not erasure.keep_place([*erasure.done, step.name]):
            return
    remember(erasure)
    if erasure.end():
        caches["pages"].clear()


# --- This room's own ---------------------------------------------------------------


def sign_out(going: Going) -> bool:
    """End her sessions everywhere."""
    hers = [session.pk for session in sessions.of(going.member)]
    Session.objects.filter(pk__in=hers).delete()
    return False


def drop_copies(going: Going) -> bool:
    """Remove the copies of her data."""
    exporting.remove_of(going.member)
    return False


def drop_rows(going: Going) -> bool:
    """Remove whom she blocked, who blocked her, how her trust went, her browsers,
    what she had begun, what proved that it was her, her numbers of before."""
    lately = NumberChange.objects.filter(member=going.member)
    mails = EmailChange.objects.filter(member=going.member)
    emails = [*going.trace.emails, *mails.values_list("after", flat=True)]
    emails += mails.values_list("before", flat=True)
    numbers = [*going.trace.phones, *lately.values_list("before", flat=True)]
    hers = (
        Block.objects.filter(member=going.member),
        Block.objects.filter(other=going.member),
        TrustChange.objects.filter(member=going.member),
        MemberDevice.objects.filter(member=going.member),
        FormDraft.objects.filter(member=going.member),
        MemberSession.objects.filter(member=going.member),
        Authenticator.objects.filter(user=going.member),
        NumberChange.objects.filter(member=going.member),
        mails,
        MailJob.objects.filter(email__in=emails),
        Recovery.objects.filter(member=going.member),
        SmsJob.objects.filter(phone__in=numbers),
        RecoveryLock.objects.filter(phone__in=numbers),
    )
    # What she said to prove that a name was hers speaks of nothing else.
    NameClaim.objects.filter(by=going.member).update(words="")
    return any(let_go(rows) for rows in hers)


def unname_claimed(going: Going) -> bool:
    """Take her name from imported names that are hers."""
    return wipe_texts(
        going,
        Member.objects.filter(claimed_by=going.member),
        ("display_name", "name_key"),
        near=lambda member: True,
        after=_rename,
    )


def _rename(member: Member) -> None:
    member.refresh_from_db()
    handle = Member.objects.free_handle(f"deleted{member.pk}")
    member.handle, member.name_key = handle, ""
    member.save(update_fields=["handle", "handle_key", "display_name"])


STEPS = (
    Step("sessions", sign_out, place=0),
    Step("copies", drop_copies, place=0),
    Step("member", drop_rows, place=0),
    Step("claimed-names", unname_claimed, place=80),
)


# --- After a backup from before ----------------------------------------------------


def path() -> Path:
    """The file that says who was erased."""
    return Path(settings.DATA_DIR) / "erased"


def remember(erasure: Erasure) -> None:
    """Write down whom a backup must not bring back; twice is once."""
    line = {
        "member": erasure.member_id,
        "joined": erasure.member.joined_at.isoformat(),
        "takes_words": erasure.takes_words,
    }
    if line in list(remembered()):
        return
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def remembered() -> Iterator[dict[str, Any]]:
    """What stands there; a line that was cut short by a crash is passed over."""
    try:
        lines = path().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            continue


def repeat() -> int:
    """Have those erased again whom a restored backup brought back; how many."""
    count = 0
    for line in remembered():
        members = Member.objects.filter(pk=line["member"], joined_at=line["joined"])
        member = members.exclude(erasure__finished_at__isnull=False).first()
        if member is not None:
            Erasure.objects.update_or_create(
                member=member,
                defaults={
                    "takes_words": line["takes_words"],
                    "due_at": timezone.now(),
                    "leased_until": None,
                },
            )
            count += 1
    return count

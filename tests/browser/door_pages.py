"""The pages at which somebody waits: for a code, a second step, the way back into an
account; each with the session in which it stands."""

import re
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.test import Client
from django.utils import timezone

from forum.models import Draft, Thread
from moderation.models import Sanction
from profiles.models import (
    EmailChange,
    MailJob,
    Member,
    NumberChange,
    Recovery,
    SmsJob,
)
from tests.browser.signing import session_of
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import give_totp


class Doors:
    """Makes members who wait, one for each page: a number is asked for once."""

    def __init__(self, words: Any, language: str) -> None:
        self.words, self.language, self.count = words, language, 0

    def member(self, **fields: Any) -> Member:
        """Another member with a number of her own."""
        self.count += 1
        made: Member = MemberFactory(
            handle=f"{self.words['handles'][0]}_{self.count}",
            display_name=self.words["names"][0],
            language=self.language,
            email=f"door{self.count}@example.org",
            phone=f"+88015111111{self.count:02}",
            phone_verified=True,
            **fields,
        )
        return made

    def browser(self) -> Client:
        """A window that speaks her language."""
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = self.language
        return client

    def after(self, path: str, **sent: str) -> str:
        """The session of whoever sends this."""
        client = self.browser()
        assert client.post(path, sent).status_code == 302, path
        return client.session.session_key or ""

    def recovering(self, recovery: Recovery) -> str:
        """The session of the browser in which a recovery was begun."""
        session = self.browser().session
        session["recovery"] = recovery.pk
        session.save()
        return session.session_key or ""


def link_of(job: Any) -> str:
    """The path of the link in a message that waits to be sent."""
    found = re.search(r"https?://[^/]+(/accounts/\S+)", job.words)
    assert found
    return found.group(1)


def door_pages(
    words: Any, language: str, thread: Thread, moderator: Member
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Paths by who opens them and what they are called, and the session of each."""
    doors = Doors(words, language)
    stepping, proving, asking = (doors.member() for _number in range(3))
    give_totp(stepping)
    give_totp(proving)
    RecoveryCodes.activate(proving)
    proof = Recovery.begin(proving)
    asked = Recovery.begin(asking)
    asked.ask()
    allowed = Recovery.begin(doors.member())
    allowed.allow(Recovery.Proof.APP)
    bare, silent = doors.member(), doors.member()
    bare.set_unusable_password()
    bare.save()
    until = timezone.now() + timedelta(days=3)
    Sanction.give(silent, "silence", moderator, words["topic"], until=until)
    key = f"post:thread:{thread.pk}"
    Draft.keep(silent, key, 0, body=words["body"], thread=thread)
    coded = doors.member()
    sessions = {
        "code of a sign-up": doors.after(
            "/accounts/signup/", display_name=words["names"][0], login="01611111111"
        ),
        "code of a sign-in": doors.after("/accounts/login/code/", login=coded.phone),
        "second step": doors.after(
            "/accounts/login/", login=stepping.phone, password=PASSWORD
        ),
        "code to come back": doors.after("/accounts/recover/", phone="01611111112"),
        "proof to come back": doors.recovering(proof),
        "moderator to come back": doors.recovering(asked),
        "last step to come back": doors.recovering(allowed),
        "code once more": session_of(bare),
        "thread of a silenced member": session_of(silent),
        "start of a silenced member": session_of(silent),
    }
    guest = {
        "code of a sign-up": "/accounts/signup/code/",
        "code of a sign-in": "/accounts/login/code/confirm/",
        "second step": "/accounts/2fa/authenticate/",
        "code to come back": "/accounts/recover/code/",
        "proof to come back": "/accounts/recover/proof/",
        "moderator to come back": "/accounts/recover/proof/",
        "last step to come back": "/accounts/recover/finish/",
        "404 number": "/accounts/number/x/",
        "404 e-mail": "/accounts/mail/x/",
        **undo_pages(doors),
    }
    member = {
        "door of the editors": "/accounts/second-factor/",
        "code once more": "/accounts/once-more/",
        "thread of a silenced member": thread.get_absolute_url(),
        "403 start of a silenced member": "/boards/start/",
    }
    sessions["403 start of a silenced member"] = sessions.pop(
        "start of a silenced member"
    )
    return {"guest": guest, "member": member}, sessions


def undo_pages(doors: Doors) -> dict[str, str]:
    """The pages of the links that take a change of number or e-mail back."""
    pages = {}
    for name, before in (("back", {}), ("away", {"phone": None})):
        member = doors.member()
        Member.objects.filter(pk=member.pk).update(**before)
        NumberChange.make(member, f"+88016222222{doors.count:02}")
        pages[f"number to take {name}"] = link_of(MailJob.objects.latest("pk"))
    for name, before in (("back", {}), ("away", {"email": ""})):
        member = doors.member()
        Member.objects.filter(pk=member.pk).update(**before)
        EmailChange.make(member, f"new{doors.count}@example.org")
        pages[f"e-mail to take {name}"] = link_of(SmsJob.objects.latest("pk"))
    return pages

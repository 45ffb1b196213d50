"""Who sends SMS, and the outbox."""

import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

from profiles import outbox, sms


def test_outbox_files_are_for_the_owner_alone():
    sms.send("+8801712345678", "উঠান: আপনার কোড 123456।")

    [path] = project.OUTBOX_DIR.iterdir()
    assert path.read_text() == "+8801712345678\nউঠান: আপনার কোড 123456।\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(project.OUTBOX_DIR.stat().st_mode) == 0o700


def test_mail_goes_to_the_outbox_too():
    message = EmailMessage("বিষয়", "কথা", "a@example.org", ["b@example.org"])

    assert outbox.EmailBackend().send_messages([message]) == 1

    [path] = project.OUTBOX_DIR.glob("mail-*")
    assert b"To: b@example.org" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


class NoSender:
    """A class that cannot send."""


@pytest.mark.parametrize(
    "named", ["outbx", "no.such.Class", "tests.profiles.test_sms.NoSender", "os.getcwd"]
)
def test_sender_that_is_not_there_refuses(settings, named):
    settings.SMS_SENDER = named

    with pytest.raises(ImproperlyConfigured, match="SMS_SENDER"):
        sms.check()


def test_nothing_is_sent_where_none_is_named(settings):
    settings.SMS_SENDER = "none"

    sms.check()
    with pytest.raises(sms.SmsFailed):
        sms.send("+8801712345678", "কথা")

    assert not project.OUTBOX_DIR.exists()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"HOST": "::"}, "SMS_SENDER=outbox writes sign-in codes to a file"),
        ({"SMS_SENDER": "nope"}, "SMS_SENDER must be outbox, none or the dotted path"),
        ({"HOST": "::", "SMS_SENDER": "none"}, ""),
    ],
)
def test_site_does_not_start_with_a_wrong_sender(tmp_path, variables, sentence):
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SMS_SENDER": "",
        "HOST": "",
        **variables,
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert sentence in done.stderr
    assert bool(done.returncode) == bool(sentence)

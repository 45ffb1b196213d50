"""A new e-mail: where she was reached before is told, and can take it back."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from profiles import mail_sending, sms_sending
from profiles.models import EmailChange, MailJob, Member, NumberChange, Recovery
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import give_totp, last_code, outbox

pytestmark = pytest.mark.django_db

PHONE, OTHER_PHONE = "+8801712345678", "+8801812345678"
OLD, NEW, THIRD = "nipa@example.org", "new@example.org", "third@example.org"
LINK = re.compile(r"http://localhost:8000(/accounts/(?:mail|number)/[\w-]+/)")


@pytest.fixture
def nipa(db: None) -> Member:
    nipa = MemberFactory(handle="nipa", email=OLD, phone=PHONE, phone_verified=True)
    EmailAddress.objects.create(user=nipa, email=OLD, verified=True, primary=True)
    return nipa


def sent_to(address: str) -> list[str]:
    """What an e-mail address or a number was told, the oldest first."""
    mail_sending.drain()
    sms_sending.drain()
    told = [*outbox("mail"), *outbox("sms")]
    return [words for words in told if words.startswith(f"{address}\n")]


def link_to(address: str) -> str:
    """The path of the link in the last message there."""
    found = LINK.search(sent_to(address)[-1])
    assert found
    return found.group(1)


def is_in(client: Client) -> bool:
    with zeal_ignore():  # Django reads a session that is over once more to delete it
        return client.get("/me/").status_code == 200


def addresses() -> set[tuple[str, bool, bool]]:
    rows = EmailAddress.objects.filter(user__handle="nipa")
    return set(rows.values_list("email", "verified", "primary"))


def change_by_page(client: Client, nipa: Member, email: str) -> None:
    """As she does it: a fresh sign-in, the new e-mail, the code from there."""
    client.force_login(nipa)
    with zeal_ignore():  # allauth looks for the address twice
        asked = client.post("/accounts/email/", {"email": email, "action_add": "1"})
        assert asked["Location"].startswith("/accounts/reauthenticate/")
        client.post(asked["Location"], {"password": PASSWORD})
        client.post("/accounts/confirm-email/", {"code": last_code("mail")})


def test_old_address_and_number_are_told_and_take_it_back_once(client, nipa):
    thief = Client()
    change_by_page(thief, nipa, NEW)
    give_totp(nipa)
    nipa.refresh_from_db()
    assert nipa.email == NEW
    assert addresses() == {(NEW, True, True)}
    link = link_to(OLD)
    assert "ই-মেইল বদলেছে" in sent_to(OLD)[-1]
    assert link_to(PHONE) == link

    page = client.get(link).content.decode()
    assert OLD in page
    nipa.refresh_from_db()
    assert nipa.email == NEW  # only looked at, as messengers do for a preview
    response = client.post(link, follow=True)

    assert "পুরোনো ই-মেইল ফিরে এসেছে" in response.content.decode()
    nipa.refresh_from_db()
    assert (nipa.email, nipa.has_usable_password()) == (OLD, False)
    assert addresses() == {(OLD, True, True)}
    assert not nipa.authenticator_set.exists()
    assert not is_in(thief)
    assert "ই-মেইল বদলটা ফিরিয়ে নেওয়া হয়েছে" in sent_to(NEW)[-1]
    assert client.post(link).status_code == 404
    assert not MailJob.objects.exists()


def test_number_that_was_changed_after_it_goes_back_too(client, nipa):
    EmailChange.make(nipa, NEW)
    link = link_to(OLD)
    NumberChange.make(nipa, OTHER_PHONE)
    EmailChange.make(nipa, THIRD)

    client.post(link)

    nipa.refresh_from_db()
    assert (nipa.email, nipa.phone) == (OLD, PHONE)
    assert "নম্বর বদলটা" in sent_to(OTHER_PHONE)[-1]
    assert not EmailChange.objects.filter(undone_at=None).exists()
    assert not NumberChange.objects.filter(undone_at=None).exists()


def test_email_that_was_changed_after_the_number_goes_back_with_it(client, nipa):
    NumberChange.make(nipa, OTHER_PHONE)
    link = link_to(PHONE)
    assert link_to(OLD) == link
    EmailChange.make(nipa, NEW)

    client.post(link)

    nipa.refresh_from_db()
    assert (nipa.email, nipa.phone) == (OLD, PHONE)


def test_change_before_it_stays(client, nipa):
    NumberChange.make(nipa, OTHER_PHONE)
    NumberChange.objects.update(at=timezone.now() - dt.timedelta(days=1))
    EmailChange.make(nipa, NEW)

    client.post(link_to(OLD))

    nipa.refresh_from_db()
    assert (nipa.email, nipa.phone) == (OLD, OTHER_PHONE)


def test_added_email_is_told_to_the_number_and_taken_away_from_there(client, db):
    rina = MemberFactory(handle="rina", email="", phone=PHONE, phone_verified=True)
    EmailChange.make(rina, NEW)
    assert "একটা ই-মেইল যোগ হয়েছে" in sent_to(PHONE)[-1]
    link = link_to(PHONE)

    assert "সরিয়ে দিন" in client.get(link).content.decode()
    page = client.post(link, follow=True).content.decode()

    assert "সরিয়ে নেওয়া হয়েছে" in page
    rina.refresh_from_db()
    assert (rina.email, rina.phone) == ("", PHONE)
    assert not EmailAddress.objects.filter(user=rina).exists()


def test_added_number_is_told_to_the_email_and_taken_away_from_there(client, nipa):
    Member.objects.filter(pk=nipa.pk).update(phone=None, phone_verified=False)
    NumberChange.make(nipa, PHONE)
    link = link_to(OLD)

    client.post(link)

    nipa.refresh_from_db()
    assert (nipa.email, nipa.phone, nipa.phone_verified) == (OLD, None, False)


def test_recovery_that_went_on_is_stopped_by_either(nipa):
    for change in (
        lambda: EmailChange.make(nipa, NEW),
        lambda: EmailChange.objects.get().undo(),
    ):
        recovery = Recovery.begin(nipa)
        recovery.ask()
        change()
        recovery.refresh_from_db()
        assert recovery.state == "stopped"


def test_link_ends_after_seven_days(client, nipa):
    EmailChange.make(nipa, NEW)
    link = link_to(OLD)
    EmailChange.objects.update(at=timezone.now() - dt.timedelta(days=7))

    answer = client.get(link)

    assert answer.status_code == 404
    assert "সাত দিনের বেশি পুরোনো" in answer.content.decode()
    assert client.post(link).status_code == 404
    nipa.refresh_from_db()
    assert nipa.email == NEW


@pytest.mark.parametrize("token", ["x", "ক" * 300, "%00", "A" * 22])
def test_made_up_links_say_that_they_are_old(client, db, token):
    assert client.get(f"/accounts/mail/{token}/").status_code == 404


def test_email_that_has_another_member_now_is_not_taken(client, nipa):
    EmailChange.make(nipa, NEW)
    link = link_to(OLD)
    MemberFactory(handle="rina", email=OLD)

    page = client.post(link, follow=True).content.decode()

    assert "এই ই-মেইল এখন অন্য একজন সদস্যের" in page
    nipa.refresh_from_db()
    assert nipa.email == NEW


def test_same_email_is_no_change_and_a_taken_one_changes_nothing(nipa):
    MemberFactory(handle="rina", email=NEW)

    assert EmailChange.make(nipa, OLD.upper()) is None
    with pytest.raises(IntegrityError):
        EmailChange.make(nipa, NEW)
    assert not MailJob.objects.exists()


def test_email_taken_while_the_code_was_on_its_way_is_a_sentence(client, nipa):
    client.force_login(nipa)
    with zeal_ignore():
        asked = client.post("/accounts/email/", {"email": NEW, "action_add": "1"})
        client.post(asked["Location"], {"password": PASSWORD})
        rina = MemberFactory(handle="rina", email="")
        EmailChange.make(rina, NEW)
        code = last_code("mail")
        page = client.post("/accounts/confirm-email/", {"code": code}, follow=True)

    assert "এই ই-মেইল অন্য একজন সদস্যের" in page.content.decode()
    nipa.refresh_from_db()
    assert nipa.email == OLD
    assert addresses() == {(OLD, True, True)}


def test_she_cannot_take_it_away_without_anybody_being_told(client, nipa):
    client.force_login(nipa)
    data = {"email": OLD, "action_remove": "1"}
    with zeal_ignore():
        asked = client.post("/accounts/email/", data)
        client.post(asked["Location"], {"password": PASSWORD}, follow=True)
        client.post("/accounts/email/", data)

    nipa.refresh_from_db()
    assert nipa.email == OLD
    assert addresses() == {(OLD, True, True)}


def test_email_waits_for_a_server_that_is_down(nipa, settings):
    settings.EMAIL_BACKEND = "tests.profiles.test_email_change.Down"
    EmailChange.make(nipa, NEW)
    assert mail_sending.drain() == 0
    assert MailJob.objects.get().last_error == "down"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    MailJob.objects.update(due_at=timezone.now())

    assert mail_sending.drain() == 1
    assert [message.to for message in mail.outbox] == [[OLD]]


class Down:
    """A mail server that is down."""

    def __init__(self, **_options: object) -> None:
        pass

    def send_messages(self, messages: object) -> int:
        raise OSError("down")

"""Coming back into an account without e-mail, and all who would like to."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from moderation.models import Case, Sanction
from notifications.models import Notification
from profiles import recovering, sms_sending
from profiles.models import (
    Member,
    MemberSession,
    NumberChange,
    Recovery,
    RecoveryLock,
)
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import (
    code_of,
    give_totp,
    in_bangla,
    last_code,
    outbox,
)

pytestmark = pytest.mark.django_db

START = "/accounts/recover/"
CODE = "/accounts/recover/code/"
PROOF = "/accounts/recover/proof/"
FINISH = "/accounts/recover/finish/"
PHONE = "+8801712345678"
NEW_PASSWORD = "বৃষ্টি পড়ে টাপুর"
LOCKED = "এক দিন এই পথে কেউ ঢুকতে পারবে না"
STOPPED = "থামানো হয়েছে। ওই পথে কেউ ঢুকতে পারবে না।"


@pytest.fixture
def nipa(db: None) -> Member:
    return MemberFactory(handle="nipa", phone=PHONE, phone_verified=True)


def prove_number(client: Client, phone: str = "০১৭১২৩৪৫৬৭৮") -> str:
    """The first step; returns where it leads."""
    cache.clear()  # half a minute has gone by since the last SMS
    client.post(START, {"phone": phone})
    answer = client.post(CODE, {"code": in_bangla(last_code())})
    return str(answer.headers.get("Location", ""))


def is_in(client: Client) -> bool:
    with zeal_ignore():  # Django reads a session that is over once more to delete it
        return client.get("/me/").status_code == 200


def last_sms() -> str:
    sms_sending.drain()
    return outbox("sms")[-1]


def test_code_on_paper_brings_her_back(client, nipa):
    codes = RecoveryCodes.activate(nipa).get_unused_codes()
    give_totp(nipa)
    other = Client()
    other.force_login(nipa)

    assert prove_number(client) == PROOF
    assert client.post(PROOF, {"code": in_bangla(codes[0])})["Location"] == FINISH
    response = client.post(FINISH, {"password1": NEW_PASSWORD})

    assert response["Location"] == "/accounts/login/"
    assert not is_in(other)
    assert not Authenticator.objects.exists()
    row = Recovery.objects.get()
    assert (row.state, row.proof) == ("done", "recovery_codes")
    assert last_sms().startswith(f"{PHONE}\nউঠান: আপনার অ্যাকাউন্ট উদ্ধার হয়েছে")
    client.post("/accounts/login/", {"login": "01712345678", "password": NEW_PASSWORD})
    assert is_in(client)
    assert client.get(FINISH)["Location"] == PROOF


def test_app_brings_her_back_and_stays(client, nipa):
    secret = give_totp(nipa)
    prove_number(client)

    client.post(PROOF, {"code": code_of(secret)})
    client.post(FINISH, {"password1": ""})

    nipa.refresh_from_db()
    assert not nipa.has_usable_password()
    assert Authenticator.objects.get().type == "totp"


def test_phone_on_which_she_is_signed_in_speaks_for_her(client, nipa):
    other = Client()
    other.force_login(nipa)
    MemberSession.objects.update(at=timezone.now() - dt.timedelta(days=1))
    prove_number(client)
    row = Recovery.objects.get()
    page = other.get("/me/security/").content.decode()
    assert "আপনার নম্বর দিয়ে কেউ এই অ্যাকাউন্টে ফিরতে চাইছেন" in page

    assert client.get(FINISH)["Location"] == PROOF
    other.post(f"/me/security/recovery/{row.pk}/allow/")

    assert client.get(PROOF)["Location"] == FINISH
    client.post(FINISH, {})
    assert not is_in(other)
    row.refresh_from_db()
    assert (row.state, row.proof) == ("done", "device")


def test_phone_signed_in_since_does_not_speak_for_her(client, nipa, tania):
    prove_number(client)
    row = Recovery.objects.get()
    thief, stranger = Client(), Client()
    thief.force_login(nipa)
    stranger.force_login(tania)

    path = f"/me/security/recovery/{row.pk}/"
    assert thief.post(f"{path}allow/").status_code == 403
    assert stranger.post(f"{path}allow/").status_code == 404
    assert stranger.post(f"{path}stop/").status_code == 404
    assert thief.post(f"{path}open/").status_code == 404

    assert client.get(PROOF).status_code == 200
    thief.post(f"{path}stop/")
    assert client.get(PROOF)["Location"] == START


def test_five_wrong_tries_lock_recovery_and_never_the_sign_in(client, nipa):
    secret = give_totp(nipa)
    codes = RecoveryCodes.activate(nipa).get_unused_codes()
    prove_number(client)
    for wrong in ("০", "123456", "abc", "৯" * 40):
        page = client.post(PROOF, {"code": wrong})
        assert page.status_code == 400
    response = client.post(PROOF, {"credential": "{}"}, follow=True)
    assert LOCKED in response.content.decode()

    # Even what is right fails now, from any browser.
    assert client.post(PROOF, {"code": codes[0]})["Location"] == START
    assert LOCKED in Client().post(START, {"phone": PHONE}).content.decode()
    assert (
        len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes())
        == 10
    )

    entering = Client()
    entering.post("/accounts/login/", {"login": "01712345678", "password": PASSWORD})
    entering.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(entering)

    RecoveryLock.objects.update(locked_until=timezone.now())
    assert prove_number(client) == PROOF


def test_wrong_codes_of_the_number_count_too_and_then_the_right_one_fails(client, nipa):
    client.post(START, {"phone": PHONE})
    right = last_code()
    for wrong in range(5):
        client.post(CODE, {"code": f"{wrong}"})

    assert client.post(CODE, {"code": right})["Location"] == START
    assert not Recovery.objects.exists()


def test_right_code_does_not_wipe_out_wrong_tries(client, nipa):
    give_totp(nipa)
    for _round in range(2):
        prove_number(client)
        for wrong in ("1", "2"):
            client.post(PROOF, {"code": wrong})
    prove_number(client)

    response = client.post(PROOF, {"code": "3"})

    assert response["Location"] == START
    assert RecoveryLock.is_locked(PHONE)


def test_number_without_an_account_looks_the_same(client, nipa):
    stranger = Client()
    pages = []
    for browser, phone in ((client, "01712345678"), (stranger, "01812345678")):
        assert browser.post(START, {"phone": phone})["Location"] == CODE
        wrong = browser.post(CODE, {"code": "১"})
        assert wrong.status_code == 400
        for _try in range(3):
            browser.post(CODE, {"code": ""})
            browser.post(CODE, {"code": "১"})
        locked = browser.post(CODE, {"code": "১"})
        pages.append((locked["Location"], browser.get(START).content.decode()))

    assert [there for there, _page in pages] == [START, START]
    assert all(LOCKED in page for _there, page in pages)
    assert "এই নম্বরে এখনো কোনো সদস্য নেই" in outbox("sms")[-1]


def test_code_is_for_its_number_and_its_time(client, nipa):
    MemberFactory(handle="rina", phone="+8801912345678", phone_verified=True)
    other = Client()
    other.post(START, {"phone": "01912345678"})
    hers = last_code()
    client.post(START, {"phone": "01712345678"})
    mine = last_code()

    if hers != mine:
        assert client.post(CODE, {"code": hers}).status_code == 400
    session = client.session
    session["recovery_code"] = {**session["recovery_code"], "at": 0}
    session.save()
    assert client.post(CODE, {"code": mine})["Location"] == START
    assert not Recovery.objects.exists()


def test_proof_of_another_member_is_wrong(client, nipa, rahima):
    give_totp(nipa)
    secret = give_totp(rahima)
    codes = RecoveryCodes.activate(rahima).get_unused_codes()
    prove_number(client)

    for code in (code_of(secret), codes[0]):
        assert client.post(PROOF, {"code": code}).status_code == 400


@pytest.mark.parametrize(
    "phone", ["+91 98765 43210", "02-55663001", "abc", "", "\x00", "০" * 5000]
)
def test_number_that_is_none_gets_a_sentence(client, db, phone):
    answer = client.post(START, {"phone": phone})

    assert answer.status_code == 400
    assert outbox("sms") == []


@pytest.mark.parametrize(
    "credential", ["", "5", "[]", '{"id":"AA","rawId":"AA"}', "[" * 9000]
)
def test_strange_passkeys_prove_nothing(client, nipa, credential):
    prove_number(client)

    assert client.post(PROOF, {"credential": credential}).status_code == 400


@pytest.mark.parametrize("path", [CODE, PROOF])
def test_steps_out_of_turn_lead_to_the_beginning(client, db, path):
    assert client.get(path)["Location"] == START
    assert client.post(path, {"code": "1", "action": "ask"})["Location"] == START


def test_proof_waits_a_quarter_of_an_hour(client, nipa):
    codes = RecoveryCodes.activate(nipa).get_unused_codes()
    prove_number(client)
    Recovery.objects.update(at=timezone.now() - dt.timedelta(minutes=15))

    assert client.post(PROOF, {"code": codes[0]})["Location"] == START
    assert client.post(FINISH, {})["Location"] == PROOF


# --- The moderator's way -----------------------------------------------------------


def asked(client: Client) -> Case:
    """She has none of the proofs and asks a moderator."""
    prove_number(client)
    client.post(PROOF, {"action": "ask"})
    client.post(PROOF, {"action": "ask"})
    return Case.objects.get(kind="recovery")


def decide(client: Client, case: Case, action: str) -> str:
    """A moderator's button, as the case's page sends it; the page she sees then."""
    path = f"/moderation/cases/{case.pk}/act/"
    fields = {"action": action, "reason": "ফোনে কথা হয়েছে", "round": case.round}
    return client.post(path, fields, follow=True).content.decode()


def test_moderator_waits_three_days_and_lets_her_in(client, nipa, karim):
    case = asked(client)
    assert last_sms().startswith(f"{PHONE}\nউঠান: আপনার নম্বর দিয়ে কেউ মডারেটরদের কাছে")
    assert "একজন মডারেটর দেখবেন" in client.get(PROOF).content.decode()
    moderator = Client()
    moderator.force_login(karim)
    page = moderator.get(case.get_absolute_url()).content.decode()
    assert "একজন সদস্য অ্যাকাউন্ট ফিরে চান" in page
    assert "ফিরতে দিন" in page
    assert "ফিরতে দেবেন না" in page
    assert "12345678" not in page
    assert "১২৩৪৫৬৭৮" not in page

    decide(moderator, case, "approve")
    assert Recovery.objects.get().state == "waiting"
    early = timezone.now() - dt.timedelta(hours=72)
    Recovery.objects.update(asked_at=early)
    decide(moderator, case, "approve")

    row = Recovery.objects.get()
    assert (row.state, row.proof) == ("allowed", "moderator")
    assert "একজন মডারেটর আপনাকে অ্যাকাউন্টে ফিরতে দিয়েছেন" in last_sms()
    # From another browser, days later: the number is proved once more.
    later = Client()
    assert later.get(FINISH)["Location"] == PROOF
    prove_number(later)
    assert later.get(PROOF)["Location"] == FINISH
    later.post(FINISH, {"password1": NEW_PASSWORD})
    nipa.refresh_from_db()
    assert nipa.check_password(NEW_PASSWORD)


def test_moderator_who_dismisses_it_ends_it(client, nipa, karim):
    case = asked(client)
    moderator = Client()
    moderator.force_login(karim)

    decide(moderator, case, "dismiss")

    assert Recovery.objects.get().state == "refused"
    assert "মডারেটর অ্যাকাউন্টটা খোলেননি" in last_sms()
    assert client.get(PROOF)["Location"] == START


def test_suspended_member_stops_it_too(client, nipa, karim):
    asked(client)
    hers = Client()
    hers.force_login(nipa)
    until = timezone.now() + dt.timedelta(days=30)
    Sanction.give(nipa, "suspend", karim, "কারণ", until=until)
    row = Recovery.objects.get()

    assert hers.post(f"/me/security/recovery/{row.pk}/stop/").status_code == 302
    assert hers.post("/me/security/sign-out-elsewhere/").status_code == 302

    row.refresh_from_db()
    assert row.state == "stopped"


def test_she_stops_what_is_not_hers_while_the_moderator_waits(client, nipa, karim):
    case = asked(client)
    hers, moderator = Client(), Client()
    hers.force_login(nipa)
    moderator.force_login(karim)
    row = Recovery.objects.get()

    hers.post(f"/me/security/recovery/{row.pk}/stop/")
    Recovery.objects.update(asked_at=timezone.now() - dt.timedelta(hours=73))
    decide(moderator, case, "approve")

    row.refresh_from_db()
    assert row.state == "stopped"
    assert client.get(FINISH)["Location"] == PROOF


def test_members_do_not_see_that_somebody_asked(client, nipa, tania):
    asked(Client())
    row = Recovery.objects.get()
    client.force_login(tania)

    for kind in ("report", "takedown", "act"):
        answer = client.get(f"/moderation/{kind}/recovery/{row.pk}/")
        assert answer.status_code in {403, 404}


# --- Who hears of it, and what becomes of the moderators' case ---------------------


def test_member_hears_of_it_and_stops_it_with_one_tap(client, nipa):
    hers = Client()
    hers.force_login(nipa)
    prove_number(client)
    prove_number(Client())
    row = Recovery.objects.order_by("pk").first()

    notices = Notification.objects.filter(member=nipa)
    assert notices.get().kind == "recovery"
    assert "আপনার অ্যাকাউন্টে ফিরতে চেয়েছেন" in hers.get("/me/inbox/").content.decode()
    stop = f"/me/security/recovery/{row.pk}/stop/"
    assert f'action="{stop}"' in hers.get("/me/").content.decode()
    page = hers.post(stop, follow=True).content.decode()

    assert STOPPED in page
    assert stop not in hers.get("/me/").content.decode()
    assert notices.exists()  # the other one goes on
    leads = hers.get(f"/me/inbox/{notices.get().pk}/")["Location"]
    assert leads == "/me/security/"


def test_wrong_proofs_that_stop_it_leave_the_notice(client, nipa):
    give_totp(nipa)
    prove_number(client)

    for wrong in range(5):
        client.post(PROOF, {"code": str(wrong)})

    assert Recovery.objects.get().state == "stopped"
    assert Notification.objects.get(member=nipa).kind == "recovery"


def test_she_who_came_back_finds_no_notice_of_herself(client, nipa):
    codes = RecoveryCodes.activate(nipa).get_unused_codes()
    prove_number(client)
    assert Notification.objects.filter(member=nipa).exists()

    client.post(PROOF, {"code": codes[0]})
    client.post(FINISH, {})

    assert not Notification.objects.filter(member=nipa).exists()


def found_proof(client: Client, nipa: Member) -> None:
    codes = RecoveryCodes.activate(nipa).get_unused_codes()
    client.post(PROOF, {"code": codes[0]})


def stopped_it(client: Client, nipa: Member) -> None:
    hers = Client()
    hers.force_login(nipa)
    hers.post(f"/me/security/recovery/{Recovery.objects.get().pk}/stop/")


def changed_number(client: Client, nipa: Member) -> None:
    NumberChange.make(nipa, "+8801812345678")


def ran_out(client: Client, nipa: Member) -> None:
    recovering.sweep()
    assert Case.objects.get().is_open  # not yet
    Recovery.objects.update(asked_at=timezone.now() - dt.timedelta(days=30))
    recovering.sweep()


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (found_proof, "allowed"),
        (stopped_it, "stopped"),
        (changed_number, "stopped"),
        (ran_out, "lapsed"),
    ],
)
def test_case_of_what_is_over_ends_by_itself(client, nipa, karim, what, state):
    case = asked(client)
    moderator = Client()
    moderator.force_login(karim)
    moderator.get(case.get_absolute_url())

    what(client, nipa)
    page = decide(moderator, case, "approve")

    row = Recovery.objects.get()
    assert (row.state, row.proof == "moderator") == (state, False)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by) == ("resolved", "settle", None)
    assert "এর মধ্যে সিদ্ধান্ত হয়ে গেছে: নিজে থেকেই মিটেছে" in page
    assert case.get_absolute_url() not in moderator.get("/moderation/").content.decode()


def test_moderator_is_too_late_for_one_that_just_ran_out(client, nipa, karim):
    case = asked(client)
    Recovery.objects.update(asked_at=timezone.now() - dt.timedelta(days=30))
    moderator = Client()
    moderator.force_login(karim)

    page = decide(moderator, case, "approve")

    assert "এর সময় ফুরিয়েছে" in page
    assert Recovery.objects.get().state == "waiting"
    assert client.get(PROOF)["Location"] == START


def test_decision_that_cannot_be_taken_back_leaves_no_work(client, nipa, karim):
    case = asked(client)
    Recovery.objects.update(asked_at=timezone.now() - dt.timedelta(hours=73))
    moderator = Client()
    moderator.force_login(karim)
    decide(moderator, case, "approve")
    client.post(FINISH, {})
    case.refresh_from_db()
    batch = case.batch

    moderator.post(f"/moderation/undo/{batch}/")

    case.refresh_from_db()
    assert not case.is_open
    assert Recovery.objects.get().state == "done"


def test_answer_wants_the_moderators_own_words_alone_and_among_many(
    client, nipa, karim
):
    case = asked(client)
    Recovery.objects.update(asked_at=timezone.now() - dt.timedelta(hours=73))
    moderator = Client()
    moderator.force_login(karim)
    path = f"/moderation/cases/{case.pk}/act/"
    alone = moderator.post(path, {"action": "approve", "reason": "", "round": 1})
    assert alone.status_code == 400
    many = {"cases": [f"{case.pk}.{case.round}"], "action": "approve"}

    page = moderator.post("/moderation/bulk/", many, follow=True).content.decode()

    assert "১টির জন্য কারণ নিজের কথায় লিখতে হবে" in page
    case.refresh_from_db()
    assert case.is_open
    moderator.post("/moderation/bulk/", {**many, "reason": "ফোনে কথা হয়েছে"})
    case.refresh_from_db()
    assert (case.outcome, case.decision) == ("approve", "ফোনে কথা হয়েছে")

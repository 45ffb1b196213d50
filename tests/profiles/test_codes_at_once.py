"""Many tries of a code in the same moment are as few as one after another."""

import pytest
from django.core.cache import cache
from django.test import Client
from zeal import zeal_ignore

from profiles.models import Member, Recovery, RecoveryLock
from tests.factories import MemberFactory
from tests.forum.test_models import at_once
from tests.profiles.signing import last_code

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "+8801712345678"
RECOVER, RECOVER_CODE = "/accounts/recover/", "/accounts/recover/code/"
BY_CODE, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/"


@pytest.fixture
def nipa(db: None) -> Member:
    return MemberFactory(handle="nipa", phone=PHONE, phone_verified=True)


def copy_of(client: Client) -> Client:
    """The same browser in another tab."""
    other = Client()
    other.cookies = client.cookies.copy()
    return other


def wrong(code: str, count: int) -> list[str]:
    """So many codes that are not this one."""
    return [str(n) for n in range(100_001, 100_001 + count + 1) if str(n) != code][
        :count
    ]


def test_two_wrong_tries_at_once_count_two(nipa):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post(RECOVER, {"phone": PHONE})
        cache.clear()
    code = last_code()

    def guess(browser: Client, typed: str) -> None:
        with zeal_ignore():  # of two that make the row, one looks for it again
            answer = browser.post(RECOVER_CODE, {"code": typed})
        assert answer.status_code == 400

    tries = zip(browsers, wrong(code, 2), strict=True)
    assert at_once([lambda each=each: guess(*each) for each in tries]) == []

    lock = RecoveryLock.objects.get()
    assert (lock.phone, lock.wrong, lock.locked_until) == (PHONE, 2, None)


def test_of_many_tries_at_once_five_are_looked_at(nipa):
    looked_at = []

    def guess() -> None:
        looked_at.append(RecoveryLock.take_try(PHONE))

    assert at_once([guess] * 12) == []

    assert sorted(looked_at) == [False] * 7 + [True] * 5
    assert RecoveryLock.is_locked(PHONE)


def test_right_code_among_the_first_five_is_no_wrong_one(nipa):
    client = Client()
    client.post(RECOVER, {"phone": PHONE})
    code = last_code()
    for typed in wrong(code, 4):
        client.post(RECOVER_CODE, {"code": typed})

    assert client.post(RECOVER_CODE, {"code": code})["Location"].endswith("/proof/")

    assert RecoveryLock.objects.get().wrong == 4
    assert not RecoveryLock.is_locked(PHONE)
    assert Recovery.objects.get().state == "proof"


@pytest.mark.parametrize("is_known", [True, False])
def test_sign_in_looks_at_three_of_many_tries_at_once(nipa, is_known):
    """All of them find in the session that nothing was tried yet."""
    client = Client()
    client.post(BY_CODE, {"login": "01712345678" if is_known else "01812345678"})
    code = last_code() if is_known else "123456"
    session = client.session
    waiting = session["account_login"]

    def guess(typed: str) -> None:
        copy_of(client).post(CODE, {"code": typed})

    tries = wrong(code, 6)
    assert at_once([lambda typed=typed: guess(typed) for typed in tries]) == []
    # As if the count of the session had been lost on the way.
    session = client.session
    session["account_login"] = waiting
    session.save()
    answer = client.post(CODE, {"code": code})

    assert answer.status_code == 200
    assert client.get("/me/").status_code == 302

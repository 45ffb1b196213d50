"""A sample site is what the verbs would have left, and is brought up, not doubled."""

import json

import pytest
from django.core.management import CommandError, call_command

from forum.models import Post, ReadMark, Thread
from profiles.models import Member
from sellers.models import Seller, SellerWord

pytestmark = pytest.mark.django_db


def sample(capsys, *words):
    call_command("sample", *words, "--json")
    return json.loads(capsys.readouterr().out)


def test_sample_has_what_was_asked_and_nothing_to_repair(client, capsys):
    words = ("--threads=3", "--posts=1000", "--members=5", "--largest=800")

    told = sample(capsys, *words)

    assert {name: told[name] for name in ("threads", "posts", "members", "added")} == {
        "threads": 3,
        "posts": 1000,
        "members": 5,
        "added": 1000,
    }
    assert told["seconds_per_100000"] > 0
    assert sorted(Thread.objects.values_list("post_count", flat=True)) == [
        100,
        100,
        800,
    ]
    assert Post.objects.filter(seq__gt=0).count() == 1000
    call_command("repair", "--check")
    largest = Thread.objects.get(post_count=800)
    page = client.get(f"{largest.get_absolute_url()}?page=3").content.decode()
    assert 'data-seq="121"' in page


def test_sample_goes_on_where_it_was(capsys):
    sample(capsys, "--threads=2", "--posts=30", "--members=2")

    more = sample(capsys, "--threads=2", "--posts=50", "--members=3")
    again = sample(capsys, "--threads=2", "--posts=50", "--members=3")

    assert (more["posts"], more["added"]) == (50, 20)
    assert (again["posts"], again["added"], again["seconds_per_100000"]) == (
        50,
        0,
        None,
    )
    call_command("repair", "--check")


def test_members_of_a_sample_have_left_off_somewhere(client, capsys):
    words = ("--threads=2", "--posts=200", "--members=3", "--read-marks=4")

    assert sample(capsys, *words)["read_marks"] == 4
    assert sample(capsys, *words)["read_marks"] == 4

    mark = ReadMark.objects.select_related("member", "thread").first()
    assert mark.last_read_seq == 60
    client.force_login(mark.member)
    page = client.get(mark.thread.get_absolute_url()).content.decode()
    assert 'data-seq="61"' in page


def test_sample_refuses_what_cannot_be():
    with pytest.raises(CommandError, match="at least one thread"):
        call_command("sample", "--threads=0", "--posts=1", "--members=1")
    with pytest.raises(CommandError, match="more posts than there are"):
        call_command("sample", "--threads=2", "--posts=5", "--members=1", "--largest=9")


def test_sample_has_sellers_who_are_found(client, capsys, places):
    words = ("--threads=1", "--posts=10", "--members=4", "--sellers=9")

    told = sample(capsys, *words)
    again = sample(capsys, *words)

    assert (told["sellers"], again["sellers"]) == (9, 9)
    seller = Seller.objects.earliest("pk")
    made = seller.makes.partition(",")[0]
    answer = client.get("/sellers/", {"q": made, "sort": "rating"})
    assert seller in answer.context["sellers"]
    checked = client.get("/sellers/?identity-checked=1").context["sellers"]
    assert len(checked) == 2
    assert "৪টি রিভিউ" in client.get(seller.get_absolute_url()).content.decode()
    reader = Member.objects.get(handle="sample1")
    client.force_login(reader)
    number = f"01{300_000_000 + seller.pk:09}"
    told = client.post("/sellers/known/", {"asked": number}).content.decode()
    assert seller.get_absolute_url() in told
    assert SellerWord.catch_up() == 0

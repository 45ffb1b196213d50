"""She goes: after a day in which she can stay, for good, and nothing names her then."""

import html
import json
import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from adda_posts.models import Adda, Series
from adda_posts.models.series import today
from core import markup, text
from core.personal import Steps
from forum.models import Draft, Post, Reaction, Thread
from guidance.first_tips import FIRST_TIPS
from guidance.models import GuidanceIndexPage, GuidancePage, GuidanceVote, Tip
from moderation import targets
from moderation.models import ListedWord, ModerationEntry, Report, Sanction, act
from notifications import telling
from photos.models import Photo
from profiles import erasing, exporting
from profiles.data_export import DataExport
from profiles.erasure import WAIT, Erasure
from profiles.models import Block, EmailChange, Member
from search.indexing import catch_up, search_index
from tests.factories import PASSWORD, MemberFactory, PostFactory, ThreadFactory
from tests.photos.pictures import jpeg
from tests.profiles.erasing import erase, found, run_out
from tests.profiles.signing import code_of, give_totp, last_code

pytestmark = pytest.mark.django_db
HANDLE, NAME = "shapla_rani", "শাপলা রানী দাস"
PHONE, EMAIL = "+8801712345678", "shapla.das@example.org"
NUMBER = "01712345678"
EARLIER = "shapla.earlier@example.org"
NEEDLES = (
    *(HANDLE, NAME, "শাপলা রানী", text.fold(NAME), PHONE, PHONE[1:], NUMBER),
    *(text.to_bangla_digits(NUMBER), "১৭১২-৩৪৫৬৭৮", EMAIL, quote(EMAIL)),
)


@pytest.fixture
def shapla(db: None) -> Member:
    """The one who goes."""
    member = MemberFactory(
        handle=HANDLE, display_name=NAME, email=EMAIL, phone=PHONE, phone_verified=True
    )
    EmailAddress.objects.create(user=member, email=EMAIL, verified=True, primary=True)
    return member


def fresh(member: Member) -> Client:
    """A browser in which she signed in with her password just now."""
    client = Client()
    answer = client.post(
        "/accounts/login/", {"login": member.email, "password": PASSWORD}
    )
    assert answer.status_code == 302
    return client


def ask(client: Client, **fields: str) -> object:
    """Send the form that lets her go."""
    return client.post("/me/erase/", {"words": "keep", "handle": HANDLE, **fields})


# --- Asking, and staying -----------------------------------------------------------


def test_it_takes_a_fresh_sign_in_and_her_handle(shapla):
    old = Client()
    old.force_login(shapla)
    answer = old.get("/me/erase/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert ask(old).status_code == 302
    assert not Erasure.objects.exists()

    client = fresh(shapla)
    refused = ask(client, handle="rahima")
    assert refused.status_code == 400
    assert "এটা আপনার হ্যান্ডেল নয়" in refused.content.decode()
    assert not Erasure.objects.exists()

    assert ask(client, handle=" @Shapla_Rani").status_code == 302
    assert ask(client).status_code == 200
    row = Erasure.objects.get()
    assert timedelta(hours=23) < row.due_at - timezone.now() <= WAIT
    erase()
    shapla.refresh_from_db()
    assert shapla.is_active


def test_handle_is_asked_for_as_it_is_typed(shapla):
    shapla.handle = "shapla2"
    shapla.save()
    client = fresh(shapla)

    page = html.unescape(client.get("/me/erase/").content.decode())

    assert "লিখুন: shapla2" in page
    assert ask(client, handle="SHAPLA২").status_code == 302


def test_who_has_no_password_signs_in_once_more(shapla):
    shapla.set_unusable_password()
    shapla.save()
    client = Client()
    client.force_login(shapla)

    answer = client.get("/me/erase/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/once-more/")


def test_signing_in_shows_the_way_back_and_one_tap_takes_it(shapla):
    Erasure.ask(shapla, takes_words=False)
    client = Client()

    landed = client.post(
        "/accounts/login/", {"login": EMAIL, "password": PASSWORD}, follow=True
    )

    assert landed.redirect_chain[-1][0] == "/me/erase/"
    assert "থেকেই যাই" in landed.content.decode()
    assert "মুছে যাবে" in client.get("/me/").content.decode()
    assert client.post("/me/erase/stay/").status_code == 302
    assert not Erasure.objects.exists()
    assert client.post("/me/erase/stay/").status_code == 302
    run_out(shapla)
    erase()
    assert client.get("/me/").status_code == 200


def test_once_begun_there_is_no_way_back(shapla):
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    (row,) = Erasure.objects.claim(1)
    assert row.begin()

    assert not Erasure.take_back(shapla)
    shapla.refresh_from_db()
    assert not shapla.is_active
    assert not shapla.has_usable_password()


def test_the_last_moderator_stays(shapla):
    shapla.make_moderator()
    client = fresh(shapla)

    answer = ask(client)

    assert answer.status_code == 403
    assert "শেষ মডারেটর" in answer.content.decode()
    MemberFactory(moderator=True)
    assert ask(client).status_code == 302


def test_suspended_member_may_go(shapla, karim):
    until = timezone.now() + timedelta(days=3)
    Sanction.give(shapla, "suspend", karim, "কারণ", until=until)

    assert ask(fresh(shapla)).status_code == 302
    assert Erasure.objects.count() == 1


@pytest.mark.parametrize("second", [False, True])
def test_suspended_member_can_show_who_she_is(shapla, karim, second):
    """Most have no password: a code, or the second factor, comes before going."""
    shapla.set_unusable_password()
    shapla.save()
    secret = give_totp(shapla) if second else ""
    until = timezone.now() + timedelta(days=3)
    Sanction.give(shapla, "suspend", karim, "কারণ", until=until)
    client = Client()
    client.force_login(shapla)
    asked = client.get("/me/erase/")["Location"]
    if second:
        sent = {"code": code_of(secret)}
    else:
        client.post(asked, {"action": "send"})
        sent = {"code": last_code()}

    assert client.post(asked, sent).status_code == 302
    assert ask(client).status_code == 302
    assert Erasure.objects.count() == 1


# --- What goes ---------------------------------------------------------------------


def plant(shapla: Member, karim: Member, tania: Member) -> dict[str, Thread | Post]:
    """Have her name, handle, number and e-mail stand wherever somebody can write."""
    everything = (
        f"@{HANDLE} {NAME}ের নম্বর {NUMBER}, ০১৭১২-৩৪৫৬৭৮ বা {PHONE}, ই-মেইল {EMAIL}, "
        f"http://localhost:8000/members/{HANDLE}/"
    )
    hers = ThreadFactory(author=shapla, title=f"{NAME} বলছি", tags=[NAME, "পিঠা"])
    photo = Photo.take(shapla, [jpeg(80, 80)], uuid.uuid4())
    post = hers.post(shapla, f"আমি {NAME}। {NUMBER}", photos={photo.pk: NAME})
    post.edit("আমার দোকানে আসুন", by=shapla)
    others = ThreadFactory(author=tania, title=f"{NAME}কে ধন্যবাদ", tags=["ধন্যবাদ"])
    answer = others.post(tania, everything)
    answer.edit(f"{everything} আরও", by=tania)
    quote_of = markup.quote(post.source, handle=HANDLE, post=post.pk, language="bn")
    quoting = others.post(tania, f"{quote_of}ঠিক বলেছেন", parent=answer)
    picture = Photo.take(tania, [jpeg(70, 90)], uuid.uuid4())
    shown = others.post(tania, "ছবি", photos={picture.pk: f"{NAME}ের শাড়ি"})
    far = ThreadFactory(author=karim, title="অন্য কথা", source=f"{NAME} ভালো লেখেন")
    loose = Photo.take(tania, [jpeg(70, 91)], uuid.uuid4())
    Photo.objects.filter(pk=loose.pk).update(alt=NAME)
    Draft.keep(tania, f"post:thread:{far.pk}", 0, body=everything, thread=far)
    Draft.keep(tania, "start:board:1", 0, title=NAME, body=everything)
    Draft.keep(shapla, f"post:thread:{hers.pk}", 0, body=everything, thread=hers)
    Reaction.give(answer, shapla, Reaction.Kind.THANKS)
    tania.block(shapla)
    others.close(karim, f"{NAME} চেয়েছেন")
    others.reopen(karim, f"@{HANDLE} চান না")
    others.retitle(f"{NAME}কে অনেক ধন্যবাদ", karim, NAME)
    for by, target in ((tania, post), (shapla, answer)):
        Report.file(
            targets.get("post"),
            target,
            uuid.uuid4(),
            kind=Report.Kind.REPORT,
            by=by,
            reason="abuse",
            words=everything,
        )
    Report.file(
        targets.get("post"),
        shown,
        uuid.uuid4(),
        kind=Report.Kind.TAKEDOWN,
        name=NAME,
        contact=NUMBER,
        words=everything,
    )
    report = Report.objects.filter(by=tania).get()
    report.case.note(karim, everything)
    act(targets.get("post"), post, "hide", karim, f"{NAME}, শান্ত হোন")
    Sanction.give(shapla, "warn", karim, f"{NAME}, শান্ত হোন")
    ListedWord.put("খারাপ", "hold", f"{NAME} বলেছেন", karim)
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা", hosts=[shapla])
    series.plan(today(), f"{NAME}ের আড্ডা", everything, intro=everything)
    coming = series.plan(today() + timedelta(days=1), "কালকের আড্ডা")
    coming.page.save_revision()
    coming.cancel(karim, f"{NAME} আসতে পারেননি")
    page = GuidancePage(live=False, **next(iter(FIRST_TIPS)))
    GuidanceIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    tip = Tip.objects.get()
    tip.page.credit = f"{NAME}ের মন্তব্য থেকে"
    tip.page.save_revision().publish()
    GuidanceVote.cast(tip, helped=True, words=everything, member=shapla)
    GuidanceVote.cast(tip, helped=True, words=everything, member=tania)
    DataExport.ask(shapla)
    exporting.drain()
    while telling.drain():
        pass
    catch_up()
    return {"hers": hers, "others": others, "far": far, "post": post, "quote": quoting}


def test_a_search_of_everything_finds_nothing(shapla, karim, tania, search_engine):
    Member.objects.filter(pk=shapla.pk).update(email=EARLIER)
    EmailChange.make(shapla, EMAIL)
    planted = plant(shapla, karim, tania)
    client = fresh(shapla)
    ask(client)
    photo = Photo.objects.of(shapla).get()
    assert len(found(*NEEDLES)) > 40
    versions = {name: planted[name].version for name in ("hers", "others")}

    run_out(shapla)
    erase()

    assert found(*NEEDLES, EARLIER) == []
    row = Erasure.objects.get()
    assert row.finished_at
    assert set(row.done) == set(Steps.registered)
    assert client.get("/me/").status_code == 302
    assert Session.objects.count() == 0
    assert not Photo.objects.filter(pk=photo.pk).exists()
    for name, version in versions.items():
        planted[name].refresh_from_db()
        assert planted[name].version > version
    call_command("repair", "--check")


def test_discussions_stay_whole_without_her_name(client, shapla, karim, tania):
    planted = plant(shapla, karim, tania)
    count = Post.objects.count()
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()

    assert Post.objects.count() == count
    shapla.refresh_from_db()
    client.force_login(karim)
    page = client.get(planted["hers"].get_absolute_url(), follow=True).content.decode()
    assert "আমার দোকানে আসুন" in page
    assert "মুছে ফেলা সদস্য" in page
    others = Thread.objects.get(pk=planted["others"].pk)
    page = client.get(f"{others.get_absolute_url()}?page=1").content.decode()
    assert "@মুছে ফেলা সদস্য" in page
    assert "মুছে ফেলা সদস্যকে অনেক ধন্যবাদ" in page
    quoting = Post.objects.get(pk=planted["quote"].pk)
    assert quoting.openings["quotes"] == [planted["post"].pk]
    assert quoting.source.startswith(f"> @{shapla.handle} #")
    assert client.get(shapla.get_absolute_url()).status_code == 410
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    karim.speak("en")
    page = client.get(planted["hers"].get_absolute_url(), follow=True).content.decode()
    assert "A deleted member" in page


def test_what_moderators_decided_is_kept_without_her_name(shapla, karim, tania):
    plant(shapla, karim, tania)
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()

    sanction = Sanction.objects.get()
    assert sanction.member == shapla
    assert sanction.reason == "মুছে ফেলা সদস্য, শান্ত হোন"
    assert ModerationEntry.objects.filter(reason=sanction.reason).count() == 2
    assert Report.objects.count() == 3
    assert not Block.objects.exists()


def test_her_words_go_where_she_wants_it(client, shapla, karim, tania):
    planted = plant(shapla, karim, tania)
    answers = PostFactory(thread=planted["hers"], author=tania, source="আমার কথা থাকে")
    Erasure.ask(shapla, takes_words=True)
    run_out(shapla)
    erase()

    hers = Post.objects.filter(author=shapla)
    assert {post.source for post in hers} == {""}
    assert not hers.filter(hidden_at=None).exists()
    answers.refresh_from_db()
    assert answers.source == "আমার কথা থাকে"
    page = client.get(planted["hers"].get_absolute_url(), follow=True).content.decode()
    assert "আমার কথা থাকে" in page
    assert "আমার দোকানে আসুন" not in page
    assert found(*NEEDLES) == []
    call_command("repair", "--check")


def test_another_of_the_same_name_keeps_hers(shapla, karim, tania):
    other = MemberFactory(handle="shapla2", display_name=NAME)
    far = ThreadFactory(author=tania, source=f"{NAME} ভালো লেখেন, @shapla2")
    near = ThreadFactory(author=tania, source=f"@{HANDLE} আর {NAME}")
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()

    other.refresh_from_db()
    assert (other.handle, other.display_name) == ("shapla2", NAME)
    assert Post.objects.get(thread=far).source == f"{NAME} ভালো লেখেন, @shapla2"
    assert NAME not in Post.objects.get(thread=near).source


def test_her_handle_and_number_are_free_again(shapla):
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()

    again = MemberFactory(handle=HANDLE, display_name=NAME, email=EMAIL, phone=PHONE)

    assert again.pk != shapla.pk
    erase()
    again.refresh_from_db()
    assert again.display_name == NAME


def test_done_in_pieces_by_one_worker_after_another(shapla, karim, tania, monkeypatch):
    plant(shapla, karim, tania)
    monkeypatch.setattr("core.personal.AT_ONCE", 1)
    monkeypatch.setattr(erasing, "SECONDS", 0)
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    rounds = 0
    while erasing.drain():
        rounds += 1

    assert rounds > 40
    assert found(*NEEDLES) == []


def test_worker_that_lost_its_lease_writes_nothing_down(shapla):
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    (slow,) = Erasure.objects.claim(1)
    Erasure.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    erase()

    erasing.carry(slow, 5)

    assert Erasure.objects.get().finished_at
    shapla.refresh_from_db()
    assert shapla.handle == f"deleted{shapla.pk}"


# --- A backup from before ----------------------------------------------------------


def test_restored_from_a_backup_she_is_erased_again(shapla):
    ThreadFactory(author=shapla, source=f"আমি {NAME}")
    Erasure.ask(shapla, takes_words=True)
    run_out(shapla)
    erase()
    written = erasing.path().read_text()
    assert HANDLE not in written
    assert erasing.path().stat().st_mode & 0o077 == 0
    assert erasing.repeat() == 0

    # As a backup from before brings her back.
    Erasure.objects.all().delete()
    Member.objects.filter(pk=shapla.pk).update(
        handle=HANDLE, handle_key=HANDLE, display_name=NAME, is_active=True
    )
    erasing.path().write_text(written + '{"member": 5')
    assert erasing.repeat() == 1
    erase()

    assert found(*NEEDLES) == []
    assert [json.loads(line) for line in written.splitlines()] == [
        *erasing.remembered()
    ]


def test_another_member_under_the_same_number_is_not_erased(shapla):
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()
    Erasure.objects.all().delete()
    Member.objects.filter(pk=shapla.pk).update(joined_at=timezone.now())

    assert erasing.repeat() == 0


def test_name_of_the_gone_is_told_in_the_readers_language(shapla):
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()

    with translation.override("en"):
        assert Member.objects.get(pk=shapla.pk).display_name == "A deleted member"
    with translation.override("bn"):
        names = Member.objects.filter(pk=shapla.pk)
        assert names.values_list("display_name", flat=True)[0] == "মুছে ফেলা সদস্য"


def test_adda_that_she_hosts_names_nobody(shapla, karim, tania):
    plant(shapla, karim, tania)
    Erasure.ask(shapla, takes_words=False)
    run_out(shapla)
    erase()

    assert not Series.objects.get(slug="daily").hosts.exists()
    assert NAME not in Adda.objects.get(date=today()).page.specific.intro
    assert search_index().is_current()

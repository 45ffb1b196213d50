"""tools/messages.py: the catalogues, kept by several people at once."""

import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tools import messages

needs_gettext = pytest.mark.usefixtures("_gettext")


@pytest.fixture
def _gettext():
    if not messages.shutil.which("xgettext"):
        pytest.skip("gettext is not installed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def texts(root: Path, language: str) -> dict[str, str]:
    return {
        entry.msgid: entry.msgstr or entry.msgstr_plural
        for entry in messages.open_catalogue(language, root)
    }


def test_add_writes_both_catalogues_sorted(root):
    messages.add([{"msgid": "Send", "bn": "পাঠান"}], root)
    messages.add([{"msgid": "Back", "bn": "ফিরুন"}], root)

    assert list(texts(root, "bn").items()) == [("Back", "ফিরুন"), ("Send", "পাঠান")]
    assert texts(root, "en") == {"Back": "Back", "Send": "Send"}


def test_add_again_replaces_the_translation(root):
    messages.add([{"msgid": "Send", "bn": "সেন্ড"}], root)
    messages.add([{"msgid": "Send", "bn": "পাঠান"}], root)

    assert texts(root, "bn") == {"Send": "পাঠান"}


def test_add_keeps_contexts_apart(root):
    messages.add([{"msgid": "May", "bn": "মে", "context": "month"}], root)
    messages.add([{"msgid": "May", "bn": "পারেন"}], root)

    found = {
        (entry.msgid, entry.msgctxt): entry.msgstr
        for entry in messages.open_catalogue("bn", root)
    }

    assert found == {("May", "month"): "মে", ("May", None): "পারেন"}


def test_add_plural_has_two_forms_in_each_language(root):
    item = {
        "msgid": "%(n)s reply",
        "plural": "%(n)s replies",
        "bn_one": "%(n)sটি উত্তর",
        "bn_other": "%(n)sটি উত্তর",
    }

    messages.add([item], root)

    assert texts(root, "en") == {"%(n)s reply": {0: "%(n)s reply", 1: "%(n)s replies"}}
    assert messages.check(root) == []


def test_remove_takes_it_out_of_both(root):
    messages.add([{"msgid": "Send", "bn": "পাঠান"}], root)

    messages.remove("Send", root=root)

    assert texts(root, "bn") == texts(root, "en") == {}


def test_add_by_many_at_once_loses_nothing(root):
    code = (
        "import sys; from pathlib import Path; from tools import messages; "
        "messages.add([{'msgid': sys.argv[1], 'bn': 'ক'}], Path(sys.argv[2]))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, f"word {n}", str(root)], cwd=settings.BASE_DIR
        )
        for n in range(6)
    ]

    assert [process.wait() for process in running] == [0] * 6

    assert len(texts(root, "bn")) == len(texts(root, "en")) == 6


@pytest.mark.parametrize(
    ("bangla", "fault"),
    [
        ("", "is not translated"),
        ("%(other)s আছে", "has other placeholders: ['%(name)s', '%(other)s']"),
        ("%(name)s 3 জন", "has an ASCII digit in its Bangla text"),
    ],
)
def test_check_names_a_bad_entry(root, bangla, fault):
    messages.add([{"msgid": "%(name)s is here", "bn": bangla}], root)

    assert f"locale/bn: '%(name)s is here' {fault}" in messages.check(root)


def test_check_names_a_fuzzy_entry(root):
    catalogue = messages.open_catalogue("bn", root)
    catalogue.append(polib.POEntry(msgid="Send", msgstr="পাঠান", flags=["fuzzy"]))
    messages.save_catalogue(catalogue, "bn", root)

    assert messages.check(root) == ["locale/bn: 'Send' is fuzzy"]


@needs_gettext
def test_check_finds_what_the_sources_say_and_nobody_translated(root):
    (root / "app/templates").mkdir(parents=True)
    (root / "app/templates/a.html").write_text(
        '{% load i18n %}{% translate "Known" %}{% button _("New here") %}'
    )
    (root / "app/views.py").write_text('gettext("Also new")\n')
    messages.add([{"msgid": "Known", "bn": "চেনা"}], root)

    assert sorted(messages.check(root)) == [
        "'Also new' is in no catalogue (app/views.py:1)",
        "'New here' is in no catalogue (app/templates/a.html:1)",
    ]


def test_check_without_gettext_says_so_or_refuses(root, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("UTHAN_REQUIRE_GETTEXT", raising=False)

    assert messages.check(root) == []
    assert "xgettext is not installed" in capsys.readouterr().out

    monkeypatch.setenv("UTHAN_REQUIRE_GETTEXT", "1")
    assert messages.check(root) == [
        "gettext is required here and xgettext is not installed."
    ]


def test_compile_writes_only_what_changed(root):
    messages.add([{"msgid": "Send", "bn": "পাঠান"}], root)

    first = messages.compile_catalogues(root)
    second = messages.compile_catalogues(root)

    assert [path.parent.parent.name for path in first] == ["bn", "en"]
    assert second == []
    assert polib.mofile(str(first[0])).find("Send").msgstr == "পাঠান"


@needs_gettext
def test_unused_names_what_nobody_asks_for(root):
    (root / "app").mkdir()
    (root / "app/views.py").write_text('gettext("Asked")\n')
    messages.add(
        [
            {"msgid": "Asked", "bn": "চাই"},
            {"msgid": "Forgotten", "bn": "চাই না"},
            {"msgid": "This field is required.", "bn": "ফাঁকা"},
        ],
        root,
    )

    assert messages.unused(root) == ["Forgotten"]

#!/usr/bin/env python
"""Keep the two catalogues, locale/bn and locale/en, complete and compiled.

The msgids are English sentences; the English catalogue repeats them. Nobody edits
a .po file by hand: ``add`` takes a lock, so several people may call it at once.

    tools/messages.py add "Send" "পাঠান" [--context C]
    tools/messages.py add-plural "%(n)s reply" "%(n)s replies" "%(n)sটি উত্তর" \
"%(n)sটি উত্তর"
    tools/messages.py load FILE.json          many at once, see ``load``
    tools/messages.py remove "Send"           out of both catalogues
    tools/messages.py check                   exit 1 and one line per fault
    tools/messages.py unused                  what nothing asks for any more
    tools/messages.py compile                 .po to .mo where the .po is newer
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("bn", "en")
# Django's own bn catalogue counts the same way, so both merge into one.
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"
NOT_OURS = {"tests", "bench", "docs", "tools", "var", "locale", "node_modules"}
PLACEHOLDER = re.compile(r"%(?:\([^)\s]+\))?[sdif]|\{(?:[A-Za-z_][\w.]*)?\}")
MARKUP = re.compile(r"<[^>]*>|&[#\w]+;")


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    """Return where the catalogue of ``language`` is kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


@contextmanager
def locked(root: Path = ROOT) -> Iterator[None]:
    """Hold the one lock on locale/; waits for whoever has it."""
    folder = root / "locale"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    """Return the catalogue of ``language``, empty if there is none yet."""
    path = catalogue_path(language, root)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=88)
    catalogue = polib.POFile(wrapwidth=88)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS,
    }
    return catalogue


def write_atomically(path: Path, content: bytes) -> None:
    """Replace ``path`` in one step, so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, path)


def save_catalogue(catalogue: polib.POFile, language: str, root: Path = ROOT) -> None:
    """Write the catalogue sorted, so that two branches rarely touch one line."""
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    text = f"{catalogue}".rstrip("\n") + "\n"
    write_atomically(catalogue_path(language, root), text.encode())


def put(
    catalogue: polib.POFile,
    singular: str,
    plural: str | None,
    translations: list[str],
    context: str | None,
) -> None:
    """Add or update one entry; one translation, or one for each plural form."""
    entry = catalogue.find(singular, msgctxt=context)
    if entry is None:
        entry = polib.POEntry(msgid=singular, msgctxt=context)
        catalogue.append(entry)
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    if plural is None:
        entry.msgid_plural, entry.msgstr_plural = "", {}
        entry.msgstr = translations[0]
    else:
        entry.msgid_plural, entry.msgstr = plural, ""
        entry.msgstr_plural = dict(enumerate(translations))


def add(items: list[dict[str, str]], root: Path = ROOT) -> None:
    """Add or update entries in both catalogues under one lock.

    Each item has ``msgid`` and ``bn``, or ``msgid``, ``plural``, ``bn_one`` and
    ``bn_other``; ``context`` may be there.
    """
    with locked(root):
        for language in LANGUAGES:
            catalogue = open_catalogue(language, root)
            for item in items:
                msgid, plural = item["msgid"], item.get("plural")
                if language == "en":
                    words = [msgid] if plural is None else [msgid, plural]
                elif plural is None:
                    words = [item["bn"]]
                else:
                    words = [item["bn_one"], item["bn_other"]]
                put(catalogue, msgid, plural, words, item.get("context"))
            save_catalogue(catalogue, language, root)


def remove(msgid: str, context: str | None = None, root: Path = ROOT) -> None:
    """Take one entry out of both catalogues, where it is."""
    with locked(root):
        for language in LANGUAGES:
            catalogue = open_catalogue(language, root)
            entry = catalogue.find(msgid, msgctxt=context)
            if entry is not None:
                catalogue.remove(entry)
                save_catalogue(catalogue, language, root)


def load(path: Path) -> list[dict[str, str]]:
    """Read entries from JSON: {"msgid": "bn", …} or a list of items as in ``add``.

    Raises ValueError when the file has another shape.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(data, dict):
        return [{"msgid": msgid, "bn": text} for msgid, text in data.items()]
    wanted = ({"msgid", "bn"}, {"msgid", "plural", "bn_one", "bn_other"})
    for item in data:
        if set(item) - {"context"} not in wanted:
            raise ValueError(f"{path}: not an entry: {item!r}")
    return list(data)


def faults_of_entry(entry: polib.POEntry, language: str) -> Iterator[str]:
    """Yield what is wrong with one entry, a sentence each."""
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "is fuzzy"
    if not all(forms) or (entry.msgid_plural and len(entry.msgstr_plural) != 2):
        yield "is not translated"
        return
    allowed = set(PLACEHOLDER.findall(entry.msgid))
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for form in forms:
        got = set(PLACEHOLDER.findall(form))
        if got - allowed - wanted or (not entry.msgid_plural and wanted - got):
            yield f"has other placeholders: {sorted(got ^ wanted)}"
        bare = MARKUP.sub("", PLACEHOLDER.sub("", form))
        if language == "bn" and re.search(r"[0-9]", bare):
            yield "has an ASCII digit in its Bangla text"


def extract(root: Path = ROOT) -> polib.POFile:
    """Return every msgid that the sources use, read by Django's makemessages.

    It runs on a copy of the sources, so that nothing under locale/ changes.
    Raises RuntimeError with what makemessages said when it fails.
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for source in sources(root):
            target = copy / source.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        (copy / "locale").mkdir()
        environment = dict(os.environ)
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        done = subprocess.run(  # noqa: S603
            [
                *(sys.executable, "-m", "django", "makemessages"),
                *("--locale", "en", "--no-wrap", "--extension", "html,txt,py"),
            ],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        found = catalogue_path("en", copy)
        return polib.pofile(str(found)) if found.exists() else polib.POFile()


def sources(root: Path) -> Iterator[Path]:
    """Yield the Python files and templates in which words may stand."""
    for folder, names, files in os.walk(root):
        if Path(folder) == root:
            names[:] = [name for name in names if name not in NOT_OURS]
        names[:] = [n for n in names if not n.startswith((".", "__pycache__"))]
        for file in files:
            if file.endswith((".py", ".html", ".txt")):
                yield Path(folder, file)


def check(root: Path = ROOT) -> list[str]:
    """Return the faults of both catalogues, one sentence each."""
    faults: list[str] = []
    catalogues = {language: open_catalogue(language, root) for language in LANGUAGES}
    for language, catalogue in catalogues.items():
        for entry in catalogue:
            faults += (
                f"locale/{language}: {entry.msgid!r} {fault}"
                for fault in faults_of_entry(entry, language)
            )
    if not shutil.which("xgettext"):
        if os.environ.get("UTHAN_REQUIRE_GETTEXT") == "1":
            return [*faults, "gettext is required here and xgettext is not installed."]
        say("messages: xgettext is not installed, sources not compared.")
        return faults
    for wanted in extract(root):
        where = " ".join(f"{file}:{line}" for file, line in wanted.occurrences[:2])
        found = [find(catalogue, wanted) for catalogue in catalogues.values()]
        if any(entry is None for entry in found):
            faults.append(f"{wanted.msgid!r} is in no catalogue ({where})")
        elif any(entry.msgid_plural != wanted.msgid_plural for entry in found if entry):
            faults.append(
                f"{wanted.msgid!r} has another plural in the source ({where})"
            )
    return faults


def unused(root: Path = ROOT) -> list[str]:
    """Return the msgids that neither our sources nor a package in use asks for.

    Entries for Django, allauth and Wagtail are ours to translate, not ours to drop.
    """
    asked = {entry.msgid for entry in extract(root)}
    for package in ("django", "allauth", "wagtail", "taggit"):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            for path in Path(folder).rglob("locale/en/LC_MESSAGES/*.po"):
                asked.update(entry.msgid for entry in polib.pofile(str(path)))
    return [e.msgid for e in open_catalogue("en", root) if e.msgid not in asked]


def find(catalogue: polib.POFile, like: polib.POEntry) -> polib.POEntry | None:
    """Return the entry with the msgid and context of another one."""
    found: polib.POEntry | None = catalogue.find(like.msgid, msgctxt=like.msgctxt)
    return found


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Write each .mo that is missing or older than its .po; return those written."""
    written = []
    for language in LANGUAGES:
        source = catalogue_path(language, root)
        target = source.with_suffix(".mo")
        if not source.exists():
            continue
        changed = source.stat().st_mtime_ns
        if target.exists() and target.stat().st_mtime_ns >= changed:
            continue
        write_atomically(target, polib.pofile(str(source)).to_binary())
        written.append(target)
    return written


def say(line: str) -> None:
    """Tell the person at the terminal one line."""
    sys.stdout.write(f"{line}\n")


def parser() -> argparse.ArgumentParser:
    """Return the command line of this tool."""
    command_line = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = command_line.add_subparsers(dest="command", required=True)
    one = commands.add_parser("add", help="add or update one message")
    one.add_argument("msgid")
    one.add_argument("bn")
    many = commands.add_parser("add-plural", help="add a message with two forms")
    for name in ("msgid", "plural", "bn_one", "bn_other"):
        many.add_argument(name)
    gone = commands.add_parser("remove", help="take a message out")
    gone.add_argument("msgid")
    for sub in (one, many, gone):
        sub.add_argument("--context")
    bulk = commands.add_parser("load", help="add many from a JSON file")
    bulk.add_argument("file", type=Path)
    commands.add_parser("check", help="compare catalogues and sources")
    commands.add_parser("unused", help="list messages that nothing asks for")
    commands.add_parser("compile", help="make the .mo files")
    return command_line


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when something is wrong."""
    options = vars(parser().parse_args(arguments))
    command = options.pop("command")
    if command in {"add", "add-plural"}:
        add([{key: value for key, value in options.items() if value is not None}])
    elif command == "remove":
        remove(options["msgid"], options["context"])
    elif command == "load":
        add(load(options["file"]))
    elif command == "unused":
        for msgid in unused():
            say(msgid)
    elif command == "compile":
        for path in compile_catalogues():
            say(f"messages: compiled {path.relative_to(ROOT)}")
    else:
        faults = check()
        for fault in faults:
            sys.stderr.write(f"{fault}\n")
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What all our commands share: exit codes, one sentence, nothing but JSON on stdout."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from tests.conftest import ROOT, own_environment

NEEDING_ROWS = [
    ("search", "যানজট"),
    ("update_index",),
    ("repair", "--check"),
    ("recompile",),
    ("demo",),
    ("first_moderator", "rahima"),
    ("backup", "never-written.zip"),
]


@pytest.mark.parametrize("command", NEEDING_ROWS, ids=lambda command: command[0])
def test_a_command_on_an_unmigrated_database_names_migrate(command, manage, tmp_path):
    done = manage(*command, DATA_DIR=tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "The database is not ready. Run `manage.py migrate` first.\n"
    )


@pytest.mark.parametrize("command", ["search", "worker", "backup", "import_adda"])
def test_a_command_with_an_unknown_option_ends_with_2(command, manage, tmp_path):
    done = manage(command, "--no-such-option", DATA_DIR=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""


def test_json_is_utf8_whatever_the_locale_says(manage, data_dir, tmp_path):
    done = manage(
        "backup",
        str(tmp_path / "নকল.zip"),
        "--json",
        DATA_DIR=data_dir,
        LC_ALL="C",
        PYTHONIOENCODING="ascii",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["file"].endswith("নকল.zip")


def test_an_interrupted_command_ends_with_130(data_dir):
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "search", "--batch", "-"],
        env=own_environment(DATA_DIR=data_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Whoever runs the tests in the background has it ignored for all children.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    # Its first answer shows that it has begun; then it waits for another line.
    process.stdin.write(b"\n")
    process.stdin.flush()
    deadline = time.monotonic() + 60
    os.set_blocking(process.stdout.fileno(), False)
    while not process.stdout.read() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert b"Traceback" not in err

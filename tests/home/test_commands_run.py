"""`manage.py run` as a person at a terminal, and a killer, would meet it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.core.management import call_command
from wagtail.models import Site as WagtailSite

from tests.conftest import ROOT, free_port_socket, own_environment


class Site:
    """A running `manage.py run` and what it said."""

    def __init__(self, data_dir, **variables):
        with free_port_socket() as bound:
            self.port = bound.getsockname()[1]
        self.log = data_dir / "said.txt"
        with self.log.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "run"],
                env=own_environment(
                    DATA_DIR=data_dir, PORT=self.port, DEMO=0, **variables
                ),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    @property
    def said(self):
        return self.log.read_text("utf-8")

    def wait_until_served(self, seconds=60):
        """Wait for the first answer, which is whatever the site says to a GET."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                address = f"http://127.0.0.1:{self.port}/static/absent.txt"
                try:
                    urllib.request.urlopen(address, timeout=10)
                except urllib.error.HTTPError as error:
                    if error.code < 500:
                        return error.code
                    raise AssertionError(self.said) from error
            time.sleep(0.1)
        raise AssertionError(self.said)

    def children(self):
        """Process ids by the name of the command."""
        found = {}
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,args="],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for line in listed.splitlines():
            match = re.match(r"\s*(\d+)\s+(\d+)\s.*manage\.py (web|worker) ", line)
            if match and int(match[2]) == self.process.pid:
                found[match[3]] = int(match[1])
        return found

    def wait_for_children(self, besides=(), seconds=30):
        """Wait until both children run and none of `besides` is among them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.children()
            if len(found) == 2 and not set(found.values()) & set(besides):
                return found
            time.sleep(0.1)
        raise AssertionError(self.said)

    def end(self):
        """Leave nothing behind, whatever the test found."""
        left = self.children().values()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(FileNotFoundError):
        return ") Z " not in open(f"/proc/{pid}/stat").read()
    return sys.platform != "linux"


def all_gone(pids, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(map(is_alive, pids)):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def run_site():
    sites = []

    def start(data_dir, **variables):
        sites.append(Site(data_dir, **variables))
        return sites[-1]

    yield start
    for site in sites:
        site.end()


def test_run_restarts_what_dies_and_ends_on_ctrl_c(run_site, data_dir):
    site = run_site(data_dir)
    site.wait_until_served()
    first = site.wait_for_children()

    for pid in first.values():
        os.kill(pid, signal.SIGKILL)
    second = site.wait_for_children(besides=first.values())
    site.wait_until_served()
    # As the terminal does it: everyone in the group gets it.
    os.killpg(site.process.pid, signal.SIGINT)

    assert site.process.wait(10) == 130
    assert all_gone(second.values(), seconds=1)
    assert f"http://localhost:{site.port}/" in site.said
    assert "web ended (SIGKILL); starting it again." in site.said
    assert "worker ended (SIGKILL); starting it again." in site.said
    assert "Traceback" not in site.said


def test_run_ends_on_sigterm(run_site, data_dir):
    site = run_site(data_dir)
    site.wait_until_served()
    children = site.wait_for_children()

    site.process.send_signal(signal.SIGTERM)

    assert site.process.wait(10) == 0
    assert all_gone(children.values(), seconds=1)
    assert "Traceback" not in site.said


def test_children_end_with_a_killed_supervisor_and_another_takes_over(
    run_site, data_dir
):
    site = run_site(data_dir)
    site.wait_until_served()
    children = site.wait_for_children()

    site.process.kill()
    site.process.wait()

    assert all_gone(children.values())
    again = run_site(data_dir)
    assert again.wait_until_served() == 404


def test_run_refuses_a_second_site_on_the_same_folder(run_site, data_dir, manage):
    site = run_site(data_dir)
    site.wait_until_served()

    done = manage("run", DATA_DIR=data_dir, PORT=1)

    assert done.returncode == 1
    assert done.stderr.startswith(f"A site already runs on {data_dir};")
    assert done.stderr.count("\n") == 1


def test_run_refuses_a_port_that_is_taken(data_dir, manage):
    with free_port_socket() as taken:
        taken.listen()
        port = taken.getsockname()[1]

        done = manage("run", DATA_DIR=data_dir, PORT=port)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is taken")
    assert done.stderr.count("\n") == 1


def test_run_makes_its_key_once_and_keeps_it_to_itself(run_site, data_dir):
    site = run_site(data_dir)
    site.wait_until_served()
    key = (data_dir / "secret-key").read_text()
    site.process.send_signal(signal.SIGTERM)
    site.process.wait(10)

    again = run_site(data_dir)
    again.wait_until_served()

    assert (data_dir / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (data_dir / "secret-key").read_text() == key
    assert len(key.strip()) >= 40


def test_web_refuses_an_unmigrated_database(tmp_path, manage):
    for command in ("web", "worker"):
        done = manage(command, DATA_DIR=tmp_path)

        assert done.returncode == 1
        assert done.stderr == (
            "The database is not ready. Run `manage.py migrate` first.\n"
        )


def test_web_says_that_the_database_cannot_be_reached(tmp_path, manage):
    with free_port_socket() as nobody:
        port = nobody.getsockname()[1]

        done = manage(
            "web",
            DATA_DIR=tmp_path,
            DATABASE_URL=f"postgres://uthan:geheim@127.0.0.1:{port}/uthan",
        )

    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: ")
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.stderr


def test_worker_once_ends_by_itself(data_dir, manage):
    done = manage("worker", "--once", DATA_DIR=data_dir)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_site_row_follows_site_url(db, settings):
    settings.SITE_URL = "https://uthan.example"
    call_command("migrate", verbosity=0)

    site = WagtailSite.objects.get()
    assert (site.hostname, site.port) == ("uthan.example", 443)

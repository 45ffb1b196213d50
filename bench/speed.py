"""`make bench`: CPU milliseconds a request and requests/s, beside a bare Django view.

Starts the production set-up (gunicorn gthread 2×4, static collected, PostgreSQL where
one answers at BENCH_DATABASE_URL, else SQLite) and, beside it, bench/hello.py under the
same server; runs every case three times in turn and prints medians, as numbers and as
ratios to hello. CPU is the server's processes and, on PostgreSQL, all of the database's;
it moves far less between runs than requests/s, which this client shares the cores with.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
ROUNDS = 3
SECONDS = 3.0
TICK = os.sysconf("SC_CLK_TCK")
AIMS = {
    "list guest, from cache": 3,
    "thread guest, from cache": 3,
    "list guest, no cache": 25,
    "thread guest, no cache": 25,
    "list signed in": 20,
    "thread signed in": 20,
    "post, 8 clients": 10,
}


@dataclass
class Server:
    """A running gunicorn."""

    port: int
    process: "subprocess.Popen[bytes]"


@dataclass
class Case:
    """One kind of request, sent to `server` by `clients` at once."""

    name: str
    server: str
    requests: Callable[[int], Iterator[bytes]]
    clients: int
    ok: tuple[int, ...] = (200,)
    cpu_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    failed: int = 0
    bytes: int = 0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stat(pid: int) -> tuple[str, int, float, float] | None:
    """(name, parent, own CPU seconds, reaped children's CPU seconds) of a process."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    name, rest = line[line.index("(") + 1 :].rsplit(")", 1)
    parts = rest.split()
    own = (int(parts[11]) + int(parts[12])) / TICK
    reaped = (int(parts[13]) + int(parts[14])) / TICK
    return name, int(parts[1]), own, reaped


def cpu_seconds(root: int, with_postgres: bool) -> float:
    """CPU used so far by the tree under `root` and by PostgreSQL's processes."""
    table = {
        int(entry.name): found
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and (found := stat(int(entry.name)))
    }
    total = 0.0
    for pid, (name, parent, own, reaped) in table.items():
        if pid == root or parent == root:
            total += own
        elif with_postgres and name == "postgres":
            is_master = table.get(parent, ("",))[0] != "postgres"
            total += own + (reaped if is_master else 0)
    return total


def request(
    method: str, path: str, cookies: dict[str, str], body: bytes = b"", **headers: str
) -> bytes:
    """The bytes of one request of a phone that takes gzip and keeps the line open."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Accept-Encoding: gzip",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    if cookies:
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        lines.append(f"Cookie: {jar}")
    if method == "POST":
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def exchange(line: socket.socket, message: bytes) -> tuple[int, int, bool]:
    """Send and read one answer: (status, bytes on the wire, may go on)."""
    line.sendall(message)
    data = b""
    while b"\r\n\r\n" not in data:
        part = line.recv(65536)
        if not part:
            return 0, len(data), False
        data += part
    head, rest = data.split(b"\r\n\r\n", 1)
    status = int(head[9:12])
    lower = head.lower()
    size = len(data)
    goes_on = b"connection: close" not in lower
    if b"content-length:" in lower:
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(rest) < length:
            part = line.recv(65536)
            if not part:
                break
            rest += part
        size = len(head) + 4 + len(rest)
    elif b"transfer-encoding: chunked" in lower:
        while not rest.endswith(b"0\r\n\r\n"):
            part = line.recv(65536)
            if not part:
                break
            rest += part
        size = len(head) + 4 + len(rest)
    elif status not in (204, 304):
        while part := line.recv(65536):
            size += len(part)
        goes_on = False
    return status, size, goes_on


def client(
    port: int,
    make: Callable[[int], Iterator[bytes]],
    number: int,
    seconds: float,
    ok: tuple[int, ...],
    answers: Any,
) -> None:
    """One phone that asks again and again for `seconds`."""
    times: list[float] = []
    failed = size = 0
    messages = make(number)
    end = time.monotonic() + seconds
    line = None
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            if line is None:
                line = socket.create_connection(("127.0.0.1", port), 20)
            status, size, goes_on = exchange(line, next(messages))
        except OSError:
            status, goes_on = 0, False
        times.append(time.monotonic() - begun)
        failed += status not in ok
        if not goes_on and line is not None:
            line.close()
            line = None
    answers.put((times, failed, size))


def measure(case: Case, server: Server, seconds: float, with_postgres: bool) -> None:
    """Run `case` once and keep its figures."""
    fork = get_context("fork")
    answers = fork.Queue()
    before, begun = cpu_seconds(server.process.pid, with_postgres), time.monotonic()
    clients = [
        fork.Process(
            target=client,
            args=(server.port, case.requests, n, seconds, case.ok, answers),
        )
        for n in range(case.clients)
    ]
    for one in clients:
        one.start()
    results = [answers.get(timeout=seconds + 60) for _ in clients]
    for one in clients:
        one.join()
    spent = time.monotonic() - begun
    used = cpu_seconds(server.process.pid, with_postgres) - before
    times = sorted(moment for result in results for moment in result[0])
    case.failed += sum(result[1] for result in results)
    case.bytes = results[0][2]
    case.cpu_ms.append(1000 * used / max(1, len(times)))
    case.per_second.append(len(times) / spent)
    case.p95_ms.append(1000 * times[int(len(times) * 0.95) - 1])


@contextmanager
def gunicorn(app: str, environment: dict[str, str], log: Path) -> Iterator[Server]:
    """Serve `app` on a free port until the block ends."""
    port = free_port()
    with log.open("ab") as file:
        process = subprocess.Popen(
            [
                PYTHON,
                "-m",
                "gunicorn",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=4",
                "--keep-alive=75",
                f"--bind=127.0.0.1:{port}",
                app,
            ],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        wait_for(port, process, log)
        yield Server(port, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the port answers; raise SystemExit with the log when it does not."""
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                line.settimeout(30)
                exchange(line, request("GET", "/", {}))
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The server did not start:\n{log.read_text()[-2000:]}")


def environment_for(folder: Path, database_url: str) -> dict[str, str]:
    """The production set-up's variables."""
    return {
        **{k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder),
        "WRITING_LIMIT": "0",
        "DATABASE_URL": database_url,
        "REDIS_URL": os.environ.get("BENCH_REDIS_URL", ""),
        "DB_CONN_MAX_AGE": "600",
        "COLLECTED_STATIC": "1",
        "DEMO": "0",
        "ALLOWED_HOSTS": "localhost",
    }


def manage(environment: dict[str, str], *words: str) -> str:
    """Run one of our commands; its stdout."""
    done = subprocess.run(
        [PYTHON, *words],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stderr[-3000:]}")
    return done.stdout


def cases_for(facts: dict[str, Any]) -> list[Case]:
    """Everything that is measured."""

    def always(path: str, signed_in: bool = False) -> Callable[[int], Iterator[bytes]]:
        def messages(number: int) -> Iterator[bytes]:
            cookies = {}
            if signed_in:
                key = facts["sessions"][number % len(facts["sessions"])]
                cookies = {facts["session_cookie"]: key}
            message = request("GET", path, cookies)
            while True:
                yield message

        return messages

    def posts(number: int) -> Iterator[bytes]:
        token = "t" * 32
        cookies = {
            facts["session_cookie"]: facts["sessions"][number],
            facts["csrf_cookie"]: token,
        }
        while True:
            # Other words each time: the same ones again are not taken.
            key = uuid.uuid4()
            body = urlencode(
                {
                    "csrfmiddlewaretoken": token,
                    "client_key": str(key),
                    "body": f"আমার {number} নম্বর কথা {key.hex}: দাম আগে জানিয়ে দিলে "
                    "ক্রেতা নিশ্চিন্তে অর্ডার করেন, পরে আর প্রশ্ন থাকে না।",
                }
            ).encode()
            yield request(
                "POST",
                f"/t/{facts['busy']}/post/",
                cookies,
                body,
                Accept="application/json",
            )

    listing, thread = facts["list"], facts["thread"]
    last = f"{thread}?page=50"
    cases = [Case(f"hello, {n} clients", "hello", always("/"), n) for n in (1, 8)]
    for server, suffix in (
        ("cached", "guest, from cache"),
        ("plain", "guest, no cache"),
    ):
        cases.append(Case(f"list {suffix}", server, always(listing), 8))
        cases.append(Case(f"thread {suffix}", server, always(thread), 8))
    cases += [
        Case("list signed in", "cached", always(listing, True), 8),
        Case("thread signed in", "cached", always(thread, True), 8),
        Case("thread page 50, signed in", "cached", always(last, True), 8),
        Case("post, 8 clients", "cached", posts, 8, (200, 201)),
    ]
    return cases


def report(cases: list[Case], engine: str) -> list[dict[str, Any]]:
    """Medians and ratios, a row a case."""
    floor = next(case for case in cases if case.name == "hello, 8 clients")
    hello_ms = statistics.median(floor.cpu_ms)
    hello_rate = statistics.median(floor.per_second)
    rows = []
    for case in cases:
        ms = statistics.median(case.cpu_ms)
        rate = statistics.median(case.per_second)
        aim = AIMS.get(case.name)
        rows.append(
            {
                "case": case.name,
                "engine": engine,
                "cpu_ms": round(ms, 2),
                "x_hello": round(ms / hello_ms, 1),
                "per_second": round(rate, 1),
                "of_hello": round(rate / hello_rate, 3),
                "p95_ms": round(statistics.median(case.p95_ms), 1),
                "failed": case.failed,
                "bytes": case.bytes,
                "aim_x_hello": aim,
                "met": None if aim is None else ms / hello_ms <= aim,
            }
        )
    return rows


def show(rows: list[dict[str, Any]]) -> None:
    """The rows as a table."""
    say = sys.stdout.write
    say(f"{'case':32}{'CPU ms':>8}{'x hello':>9}{'aim':>6}{'req/s':>9}{'of hello':>10}")
    say(f"{'p95 ms':>9}{'failed':>8}{'bytes':>9}\n")
    for row in rows:
        aim = "" if row["aim_x_hello"] is None else f"≤{row['aim_x_hello']}"
        say(
            f"{row['case']:32}{row['cpu_ms']:8}{row['x_hello']:9}{aim:>6}"
            f"{row['per_second']:9}{row['of_hello']:10}{row['p95_ms']:9}"
            f"{row['failed']:8}{row['bytes']:9}\n"
        )


def main() -> None:
    """Set up, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="uthan-bench-"))
    database_url = os.environ.get("BENCH_DATABASE_URL", "")
    on_postgres = bool(database_url)
    environment = environment_for(folder, database_url or f"sqlite:///{folder}/db")
    log = folder / "server.log"
    try:
        manage(environment, "manage.py", "migrate", "--verbosity=0")
        manage(environment, "manage.py", "collectstatic", "--noinput", "-v0")
        facts = json.loads(manage(environment, "-m", "bench.load"))
        plain = {**environment, "GUEST_PAGE_SECONDS": "0"}
        with (
            gunicorn("bench.hello", environment, log) as hello,
            gunicorn("config.wsgi", environment, log) as cached,
            gunicorn("config.wsgi", plain, log) as uncached,
        ):
            servers = {"hello": hello, "cached": cached, "plain": uncached}
            cases = cases_for(facts)
            for case in cases:  # warm up: caches, connections, compiled templates
                measure(case, servers[case.server], 1.0, on_postgres)
                case.cpu_ms.clear()
                case.per_second.clear()
                case.p95_ms.clear()
            for _ in range(options.rounds):
                for case in cases:
                    measure(case, servers[case.server], options.seconds, on_postgres)
        rows = report(cases, "postgresql" if on_postgres else "sqlite")
        errors = log.read_text(errors="replace").count("Traceback")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        sys.stdout.write(json.dumps({"rows": rows, "tracebacks": errors}) + "\n")
    else:
        show(rows)
        sys.stdout.write(f"tracebacks in the servers' log: {errors}\n")


if __name__ == "__main__":
    main()

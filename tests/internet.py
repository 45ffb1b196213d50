"""An internet of a few hosts for tests: names, addresses, a real server behind them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.fetching import Page, fetch

PUBLIC, PUBLIC_6 = "93.184.216.34", "2606:4700::6810:84e5"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

Talk = Callable[[socket.socket, bytes], None]


class Net:
    """An internet of a few hosts: who is asked for what, and who is connected to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.names: dict[str, list[list[str]]] = {"shop.example.com": [[PUBLIC]]}
        self.asked: list[str] = []
        self.connected: list[tuple[str, int]] = []

    def resolve(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        answers = self.names.get(host)
        if answers is None:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def fetch(
        self, address: str, seconds: float = 5, context: ssl.SSLContext | None = None
    ) -> Page:
        return fetch(
            address,
            resolve=self.resolve,
            connect=self.connect,
            context=context,
            seconds=seconds,
        )


@contextmanager
def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[Net]:
    """A real server on this machine that answers each connection with `talk`."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(raw: socket.socket) -> None:
        try:
            with tls.wrap_socket(raw, server_side=True) if tls else raw as peer:
                asked = b""
                while b"\r\n\r\n" not in asked and (more := peer.recv(4096)):
                    asked += more
                talk(peer, asked)
        except OSError:
            raw.close()

    def serve() -> None:
        while True:
            try:
                raw, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(raw,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield Net(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        listener.close()


def saying(answer: bytes) -> Talk:
    return lambda peer, _asked: peer.sendall(answer)


def moving(there: str) -> Talk:
    return saying(f"HTTP/1.1 302 Found\r\nLocation: {there}\r\n\r\n".encode())

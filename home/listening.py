"""The socket the site listens on."""

import errno
import socket


class PortTaken(Exception):
    """The address can't be listened on; says why in a sentence."""


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen; raises PortTaken.

    Listening begins here, before any server runs: while the web process is started
    again the kernel lets visitors wait instead of turning them away.
    """
    try:
        family, kind, number, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, number)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(1024)
    except OSError as error:
        raise PortTaken(sentence(error, host, port)) from error
    return bound


def sentence(error: OSError, host: str, port: int) -> str:
    """Say what stood in the way, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program; "
            f"choose another one with PORT=8001, for example."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is only for the system; choose one above 1023 with PORT."
    return f"{host}:{port} cannot be listened on: {error.strerror}."

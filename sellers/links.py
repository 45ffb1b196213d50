"""Addresses of a seller's pages elsewhere: https, no numbers in them. No Django."""

from urllib.parse import unquote, urlsplit, urlunsplit

from core import phones, text

MOST_LINKS = 5
LONGEST_LINK = 300  # characters
# Where sellers have pages; what these are called is in sellers.wording.
KNOWN = {
    "facebook.com": "facebook",
    "m.facebook.com": "facebook",
    "fb.com": "facebook",
    "instagram.com": "instagram",
    "youtube.com": "youtube",
    "tiktok.com": "tiktok",
    "pinterest.com": "pinterest",
    "daraz.com.bd": "daraz",
    "linkedin.com": "linkedin",
}


class NoLink(Exception):
    """What was typed is no link we show; `code` says why: unclear, number, long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(typed: str) -> str:
    """Read one address, with or without https://; raises NoLink."""
    line = text.normalise_line(typed)
    if len(line) > LONGEST_LINK:
        raise NoLink("long")
    if "://" not in line:
        line = f"https://{line}"
    try:
        parts = urlsplit(line)
        port = parts.port
    except ValueError:
        raise NoLink("unclear") from None
    host = (parts.hostname or "").rstrip(".")
    is_name = host.isascii() and "." in host and not host.replace(".", "").isdigit()
    if parts.scheme.lower() not in {"http", "https"} or not is_name or " " in line:
        raise NoLink("unclear")
    if parts.username or port:
        raise NoLink("unclear")
    address = urlunsplit(("https", host, parts.path, parts.query, ""))
    if host in {"wa.me", "api.whatsapp.com"} or phones.find(unquote(address)):
        raise NoLink("number")
    return address


def host_of(address: str) -> str:
    """The host, as people say it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")

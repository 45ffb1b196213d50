"""Addresses of the sockets."""

from django.urls import URLPattern, re_path

from forum import consumers

# Channels routes to ASGI applications, which Django's types do not know.
sockets: list[URLPattern] = [
    re_path(
        r"^ws/threads/(?P<thread_id>[0-9]{1,18})/$",
        consumers.thread_socket,  # type: ignore[arg-type]
    ),
    re_path(r"^", consumers.no_socket),  # type: ignore[arg-type]
]

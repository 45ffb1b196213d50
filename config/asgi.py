"""What an ASGI server runs: pages and sockets."""

import os
import sys

from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    pages = get_asgi_application()
except ImproperlyConfigured as error:
    # One sentence and status 1, as every command does it, instead of a traceback.
    sys.exit(str(error))

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from config import keys
from forum.routing import sockets
from photos.bodies import Bounded

keys.keep()
application = ProtocolTypeRouter(
    {
        "http": Bounded(pages),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(sockets))
        ),
    }
)

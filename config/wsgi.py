"""What a WSGI server runs: pages only; sockets go to config.asgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config import keys  # noqa: E402

keys.keep()

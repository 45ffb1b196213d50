"""What a WSGI server runs: pages only; sockets go to config.asgi."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # One sentence and status 1, as every command does it, instead of a traceback.
    sys.exit(str(error))

from config import keys
from search import warming

keys.keep()
warming.begin()

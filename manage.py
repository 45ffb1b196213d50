#!/usr/bin/env python3
"""Run one of Uthan's commands: `manage.py help` lists them."""

import os
import sys

REFUSED = 1
INTERRUPTED = 130


def main() -> None:
    """Hand the command line to Django; a wrong setting ends in one sentence.

    Exit status: 0 done, 1 refused (one sentence on stderr), 2 usage, 130 interrupted.
    """
    if sys.getfilesystemencoding() != "utf-8":
        # A locale of old: Bangla words and file names would not come through.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.argv])  # noqa: S606
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run `make setup` first.")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()

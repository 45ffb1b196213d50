"""What `manage.py check` and every start say about the key of the evidence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from verification import vault


@register
def evidence_key(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Warn where pictures lie without their key, or with it beside them in public."""
    path = settings.EVIDENCE_KEY_FILE
    if path is None:
        return []
    found: list[CheckMessage] = []
    if not path.exists() and not vault.is_empty():
        found.append(
            Warning(
                f"There is evidence in {settings.EVIDENCE_DIR}, and {path} is gone.",
                hint="Bring the key back, or those pictures open no more; sellers "
                "are then asked for them again.",
                id="verification.W001",
            )
        )
    if settings.SITE_URL.startswith("https://"):
        found.append(
            Warning(
                f"The key of the evidence lies on the same disk, in {path}.",
                hint="Set EVIDENCE_KEY, or EVIDENCE_KEY_FILE with a file elsewhere.",
                id="verification.W002",
            )
        )
    return found

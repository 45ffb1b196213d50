"""The worker carries what is left of pages that became one (SellerMerge)."""

import logging

from sellers.models import SellerMerge

EVERY_SECONDS = 2.0
SECONDS = 5.0
log = logging.getLogger("uthan.merges")


def drain() -> int:
    """Carry the reviews of one merge for a while; how many merges were worked on."""
    for merge in SellerMerge.objects.claim(1):
        try:
            merge.carry(SECONDS)
        except Exception as error:
            log.exception("merge %s failed", merge.pk)
            merge.fail(type(error).__name__)
        return 1
    return 0

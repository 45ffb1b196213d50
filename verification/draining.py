"""What the worker does: tells of what runs out soon, ends what has run out, and takes
pictures away whose time is over. Each piece is one short transaction."""

from verification.models import Evidence, Verification

SOON_SECONDS = 60.0
HOUR_SECONDS = 60 * 60.0


def end() -> int:
    """End what ran out, and tell of what will; how many there were."""
    return Verification.end_due() + Verification.tell_ending()


def sweep() -> int:
    """Remove pictures; how many went."""
    return Evidence.sweep()

"""How much a report weighs: by what its reporter has shown here.

Nobody is judged by how many report, only by who does: accounts that have shown nothing
weigh nothing, however many they are.
"""

from math import log

from moderation.reasons import Reason

#: By trust level: new, member, regular, trusted.
BASE = (0, 2, 4, 8)
#: Reports that a member may make in a day, by trust level.
DAILY = (5, 10, 20, 40)
FRAUD_BONUS = 2
#: The record counts once so many of her reports are decided; it is good above SHARE.
ENOUGH, SHARE, STEEPNESS = 5, 0.7, 4
#: What hides something for now; the author's own trust makes it harder.
COVER_AT, COVER_PER_LEVEL = 12, 2


def weight(trust: int, upheld: int, rejected: int, reason: str) -> int:
    """The weight of a report by one of this `trust` with this record."""
    base = BASE[trust]
    if not base:
        return 0
    bonus = FRAUD_BONUS if reason == Reason.FRAUD else 0
    return max(0, base + bonus + _record(upheld, rejected))


def _record(upheld: int, rejected: int) -> int:
    total = upheld + rejected
    if total <= ENOUGH:
        return 0
    return round((upheld / total - SHARE) * log(total, 4) * STEEPNESS)


def covers(weighs: int, author_trust: int) -> bool:
    """Whether reports of this weight together hide a thing for now."""
    return weighs >= COVER_AT + COVER_PER_LEVEL * author_trust

"""Asks of one minute, counted in each process alone: against scripts, not people.

No row is written and no page pushed out of the cache for a letter that somebody types.
"""

import time

#: More than so many askers in one minute, and counting begins anew.
MOST_ASKERS = 10_000


class AsksPerMinute:
    """Who asked how often in this minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = 0
        self._counts: dict[str, int] = {}

    def is_over(self, who: str) -> bool:
        """Count one more; whether they are more than `most`."""
        minute = int(time.time() // 60)
        if minute != self._minute or len(self._counts) > MOST_ASKERS:
            self._minute, self._counts = minute, {}
        self._counts[who] = count = self._counts.get(who, 0) + 1
        return count > self.most

"""Asks of one minute, counted in each process alone: against scripts, not people.

No row is written and no page pushed out of the cache for a letter that somebody types.
"""

import threading
import time

#: More than so many askers in one minute, and who was silent longest is forgotten.
MOST_ASKERS = 10_000


class AsksPerMinute:
    """Who asked how often in this minute, who asked last at the end."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = 0
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def is_over(self, who: str) -> bool:
        """Count one more; whether they are more than `most`."""
        minute = int(time.time() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            count = self._counts.pop(who, 0) + 1
            self._counts[who] = count
            if len(self._counts) > MOST_ASKERS:
                del self._counts[next(iter(self._counts))]
        return count > self.most

"""AskedQuery and AskedDay: what people look for, without who.

No row says who asked. To count each person once a day, and to know when several asked,
a person falls into one of BUCKETS by a keyed hash of herself and the query, and a row
keeps which buckets were hit. A bucket is shared by many, another one for each query, so
nothing follows from it about one of them; two who share one count as one.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import OperationalError, models, transaction
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from core import text
from core.patience import impatient
from core.slices import in_slices
from search.forgetting import names_who_is_gone

LONGEST_ASKED = 80  # characters
BUCKETS = 60  # bits of a whole number in either database
KEPT_FOR = timedelta(days=90)
EVERY_SECONDS = 6 * 60 * 60.0
AT_ONCE = 500
#: Different queries of one day; more are made up by a machine.
MOST_A_DAY = 20_000
#: From so many people on a query may be told to others.
MANY = 3
#: Counts that wait for a writer to be out of the way: so many, so many seconds, and so
#: many written at once.
MOST_WAITING, LONGEST_WAITING, WRITTEN_AT_ONCE = 200, 3600.0, 20


class Asking(NamedTuple):
    """That somebody in a bucket (`bit`) asked for something on a day."""

    key: str
    said: str
    bit: int
    found: int
    day: date


class Waiting:
    """What this process could not count yet, in memory alone: a process that ends
    forgets it. No longer than LONGEST_WAITING, so that a name does not come back long
    after everything else of her is gone."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, Asking]] = deque(maxlen=MOST_WAITING)
        self._lock = threading.Lock()

    def keep(self, askings: Iterable[tuple[float, Asking]]) -> None:
        """Put them behind what waits; of too many the oldest go."""
        with self._lock:
            self._kept.extend(askings)

    def take(self) -> list[tuple[float, Asking]]:
        """The oldest that are not too old, each with the moment from which it waits."""
        oldest = time.monotonic() - LONGEST_WAITING
        with self._lock:
            count = min(len(self._kept), WRITTEN_AT_ONCE)
            some = [self._kept.popleft() for _ in range(count)]
        return [(at, asking) for at, asking in some if at >= oldest]


WAITING = Waiting()


class AskedQuerySet(models.QuerySet["AskedQuery"]):
    """Reading what is asked for."""

    def frequent(self) -> Self:
        """Queries that may be told to others: asked by MANY different people within
        KEPT_FOR, with something found, and not kept back by a moderator. The commonest
        first."""
        return self.filter(
            people__gte=MANY,
            found__gt=0,
            is_kept_back=False,
            last_day__gte=timezone.localdate() - KEPT_FOR,
        ).order_by("-times", "-pk")

    def since(self, day: date) -> Self:
        """Those asked on a day or later; `asked` says how often since then."""
        if day <= timezone.localdate() - KEPT_FOR + timedelta(days=1):
            asked = self.annotate(asked=F("times"))  # all days that there are
        else:
            asked = self.filter(days__day__gte=day).annotate(asked=Sum("days__times"))
        return asked.order_by("-asked", "-pk")

    def without_results(self) -> Self:
        """Those for which nothing was found when they were asked last."""
        return self.filter(found=0)

    def after(self, asked: int, pk: int) -> Self:
        """What follows in `since` after the row with these two."""
        return self.filter(Q(asked__lt=asked) | Q(asked=asked, pk__lt=pk))


class AskedQuery(models.Model):
    """A query in one spelling of its letters; `key` is its words folded.

    `times` counts each person once a day, `people` is how many different ones asked at
    the least, `found` how much there was for a guest when it was asked last.
    """

    key = models.CharField(max_length=2 * LONGEST_ASKED, unique=True)
    text = models.CharField(max_length=LONGEST_ASKED)
    times = models.PositiveIntegerField(default=0)
    people = models.PositiveSmallIntegerField(default=0)
    bits = models.BigIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    last_day = models.DateField(default=timezone.localdate)
    is_kept_back = models.BooleanField(default=False)

    objects = AskedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-times", "-id"],
                condition=Q(people__gte=MANY, found__gt=0, is_kept_back=False),
                name="asked_by_many",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Where the results stand."""
        return f"{reverse('search:search')}?{urlencode({'q': self.text})}"

    @staticmethod
    def key_of(line: str) -> str:
        """The words of a query as they are compared; empty where there is none."""
        return " ".join(word.text for word in text.words(text.fold(line)))

    # --- verbs ---

    @classmethod
    def ask(cls, line: str, person: str, found: int) -> bool:
        """Count that `person` (anything that tells her from others; it is not kept)
        asked for `line`; False where she was counted today. What waits is counted with
        it. Raises OperationalError where another writer is in the way: then it waits."""
        asking = cls._asking(line, person, found)
        waiting = WAITING.take() + ([(time.monotonic(), asking)] if asking else [])
        if not waiting:
            return False
        try:
            with impatient():
                # In one order, so that two who count do not wait for each other.
                in_order = sorted(waiting, key=lambda each: each[1].key)
                new = [each for _at, each in in_order if cls._count(each)]
        except OperationalError:
            WAITING.keep(waiting)
            raise
        return asking in new

    @classmethod
    def _asking(cls, line: str, person: str, found: int) -> Asking | None:
        """What there is to count, if anything."""
        key = cls.key_of(line)
        if not key or len(key) > 2 * LONGEST_ASKED:
            return None
        bit = 1 << _bucket(key, person)
        today = timezone.localdate()
        days = AskedDay.objects.filter(query__key=key, day=today)
        known = days.values_list("bits", "query__found").first()
        if known and known[0] & bit and bool(known[1]) == bool(found):
            return None
        if not known and AskedDay.objects.filter(day=today).count() >= MOST_A_DAY:
            return None
        return Asking(key, _said(line), bit, found, today)

    @classmethod
    def _count(cls, asking: Asking) -> bool:
        key, said, bit, found, today = asking
        # She may be gone since it began to wait.
        if names_who_is_gone(said):
            return False
        AskedQuery.objects.bulk_create(
            [AskedQuery(key=key, text=said, last_day=today)], ignore_conflicts=True
        )
        query = cls.objects.select_for_update().get(key=key)
        day = query.days.filter(day=today).first() or AskedDay(query=query, day=today)
        is_new = not day.bits & bit
        if is_new:
            day.times, day.bits = day.times + 1, day.bits | bit
            day.save()
        query.times += is_new
        query.bits |= bit
        query.people = query.bits.bit_count()
        query.found, query.last_day = found, max(query.last_day, today)
        query.save()
        return is_new

    def keep_back(self, kept: bool) -> bool:
        """Have it suggested to nobody, or again; False where it was so."""
        rows = type(self).objects.filter(pk=self.pk).exclude(is_kept_back=kept)
        return bool(rows.update(is_kept_back=kept))


class AskedDay(models.Model):
    """How often a query was asked on one day (in Dhaka)."""

    query = models.ForeignKey(AskedQuery, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(db_index=True)
    times = models.PositiveIntegerField(default=0)
    bits = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["query", "day"], name="one_row_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.query_id} {self.day}"


def forget() -> int:
    """Forget what was asked longer ago than KEPT_FOR, in short transactions; how many
    queries were looked at. For `manage.py worker`."""
    before = timezone.localdate() - KEPT_FOR
    old = AskedDay.objects.filter(day__lt=before).values_list("query", flat=True)
    pks = list(old.order_by("query").distinct()[:AT_ONCE])
    in_slices(pks, lambda pk: _forget(pk, before))
    return len(pks) if len(pks) == AT_ONCE else 0


@transaction.atomic
def _forget(pk: int, before: date) -> None:
    query = AskedQuery.objects.select_for_update().filter(pk=pk).first()
    if query is None:
        return
    query.days.filter(day__lt=before).delete()
    kept: list[Any] = list(query.days.values_list("times", "bits"))
    if not kept:
        query.delete()
        return
    query.times, query.bits = 0, 0
    for times, bits in kept:
        query.times += times
        query.bits |= bits
    query.people = query.bits.bit_count()
    query.save()


def _said(line: str) -> str:
    """The words of a query as they were typed, for reading."""
    said = " ".join(word.text for word in text.words(text.normalise_line(line)))
    return said[:LONGEST_ASKED]


def _bucket(key: str, person: str) -> int:
    made = salted_hmac(
        "search.asked",
        f"{person}\n{key}",
        secret=settings.MATCH_KEY(),
        algorithm="sha256",
    )
    return int.from_bytes(made.digest()[:8]) % BUCKETS

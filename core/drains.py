"""What `manage.py worker` does, told by each app's `ready()`.

No models here: an AppConfig may import it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Drain:
    """One kind of work that `manage.py worker` does over and over."""

    name: str
    run: Callable[[], int]
    every: float


class Drains:
    """The kinds of work, told by each app's `ready()`."""

    registered: ClassVar[dict[str, Drain]] = {}

    @classmethod
    def add(cls, name: str, run: Callable[[], int], every: float) -> None:
        """Have the worker call `run` every `every` seconds, at once again while it
        returns more than 0 (the number of rows it did)."""
        cls.registered[name] = Drain(name, run, every)

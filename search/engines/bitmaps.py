"""Bitmaps: sets of documents as whole numbers, a bit for each document's number.

What is asked of an index in Python is slow posting by posting and fast a hundred thousand
bits at a time: "both words", "how many", "all but these" are one operation each, and
so is adding to the scores of all documents that have a word (`Scores`).
"""

from collections.abc import Iterable, Iterator


def bitmap(numbers: Iterable[int], size: int) -> int:
    """The set of these numbers, each below `size`."""
    marks = bytearray(size // 8 + 1)
    for number in numbers:
        marks[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(marks, "little")


def numbers(bits: int) -> Iterator[int]:
    """The numbers in a set, the highest first."""
    marks = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for place in range(len(marks) - 1, -1, -1):
        if byte := marks[place]:
            for bit in range(7, -1, -1):
                if byte >> bit & 1:
                    yield place * 8 + bit


class Scores:
    """A sum for each document, added to for whole sets of them at once.

    `_digits[n]` holds the n-th binary digit of every document's sum, so that adding
    costs by the number of digits and not by the number of documents.
    """

    def __init__(self) -> None:
        self._digits: list[int] = []

    def add(self, documents: int, amount: int) -> None:
        """Add `amount` (0 or more) to the sum of each document of a set."""
        for place in range(amount.bit_length()):
            if amount >> place & 1:
                self._carry(documents, place)

    def _carry(self, documents: int, place: int) -> None:
        while documents:
            if place >= len(self._digits):
                self._digits += [0] * (place + 1 - len(self._digits))
            self._digits[place], documents = (
                self._digits[place] ^ documents,
                self._digits[place] & documents,
            )
            place += 1

    def best(self, documents: int, count: int) -> list[int]:
        """The `count` of a set that have most, best first as far as that decides; of
        equal ones the highest numbers."""
        found: list[int] = []
        tied = documents
        for digit in reversed(self._digits):
            more = tied & digit
            if len(found) + more.bit_count() > count:
                tied = more
            else:
                found += numbers(more)
                tied &= ~digit
        for number in numbers(tied):
            if len(found) >= count:
                break
            found.append(number)
        return found

"""How the list of sellers reads words (sellers.words): by stem, by sound, and long ones
by their consonants."""

from collections.abc import Iterable

from search.analysis import ANALYSER_VERSION, analyse
from sellers.words import Word

#: Consonants of a skeleton that says enough where nothing weighs what was found.
LONG_BONES = 4


class Analysed:
    """A word is known by its stems, and by its sound in either script."""

    version = f"analysed {ANALYSER_VERSION}"

    def read(self, words: str) -> Iterable[Word]:
        for token in analyse(words):
            word = token.features
            long = (bones for bones in word.c if len(bones) >= LONG_BONES)
            layers = {"s": word.s, "k": word.k, "c": long}
            forms = [f"{name}{form}" for name, each in layers.items() for form in each]
            yield Word(word.w, tuple(forms), word.is_stop)

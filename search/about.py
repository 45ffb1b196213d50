"""What the best results are about, and how near each of the others comes to that."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from search.analysis import Token

# So many of the best speak for what was meant, by so many of their words.
BEST = 3
WORDS = 30


def likeness(
    texts: Sequence[Mapping[str, list[Token]]], scores: Sequence[float]
) -> list[float]:
    """How alike each text is to the best ones, in 0…1, as `texts` stand: best first.

    The cosine of weighted words: concepts where the lexicon knows a word, else stems;
    rare ones among these texts weigh more.
    """
    counted = [_words(text) for text in texts]
    spread = Counter(word for words in counted for word in words)
    weighed = [_weighed(words, spread, len(texts)) for words in counted]
    centre = _centre(weighed[:BEST], scores[:BEST])
    return [
        sum(weight * centre.get(word, 0.0) for word, weight in words.items())
        for words in weighed
    ]


def _words(text: Mapping[str, list[Token]]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for name, tokens in text.items():
        if name in ("author", "context"):
            continue
        for token in tokens:
            features = token.features
            if features.concepts:
                for concept in features.concepts:
                    found["x", concept] += 1
            elif not features.is_stop:
                found["s", features.s[0]] += 1
    return found


def _weighed(
    words: Counter[tuple[str, str]], spread: Counter[tuple[str, str]], count: int
) -> dict[tuple[str, str], float]:
    return _unit(
        {
            word: (1 + math.log(times)) * math.log(1 + count / spread[word])
            for word, times in words.items()
        }
    )


def _centre(
    best: Sequence[Mapping[tuple[str, str], float]], scores: Sequence[float]
) -> dict[tuple[str, str], float]:
    total: Counter[tuple[str, str]] = Counter()
    for words, score in zip(best, scores, strict=True):
        for word, weight in words.items():
            total[word] += weight * score / scores[0]  # type: ignore[assignment]
    kept = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    return _unit(dict(kept))


def _unit(
    words: Mapping[tuple[str, str], float],
) -> dict[tuple[str, str], float]:
    length = math.sqrt(sum(weight * weight for weight in words.values())) or 1.0
    return {word: weight / length for word, weight in words.items()}

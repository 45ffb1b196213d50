"""What the best results are about, and how near each of the others comes to that."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import mul

from search.analysis import Features
from search.documents import CONTEXT, Written

# So many of the best speak for what was meant, by so many of their words.
BEST = 3
WORDS = 30

Weights = Mapping[str, float]


def topics(word: Features) -> tuple[str, ...]:
    """What a word counts as: its concepts where the lexicon knows it, else its stem; a
    stop word as nothing."""
    if word.concepts:
        return tuple(f"x{concept}" for concept in word.concepts)
    return () if word.is_stop else (f"s{word.s[0]}",)


def likeness(
    texts: Sequence[Written],
    scores: Sequence[float],
    topics_of: Mapping[str, tuple[str, ...]],
) -> list[float]:
    """How alike each text is to the best ones, in 0…1, as `texts` stand: best first.

    The cosine of weighted topics (`topics_of` their words); rare ones among these texts
    weigh more.
    """
    counted = [_counted(text, topics_of) for text in texts]
    spread = Counter(chain.from_iterable(counted))
    rarity = {topic: math.log(1 + len(texts) / n) for topic, n in spread.items()}
    weighed = [_weighed(topics, rarity) for topics in counted]
    centre = _centre(weighed[:BEST], scores[:BEST])
    return [_cosine(weights, centre) for weights in weighed]


def _counted(
    text: Written, topics_of: Mapping[str, tuple[str, ...]]
) -> Mapping[str, int]:
    said = (words for name, words in text.items() if name not in ("author", CONTEXT))
    words = chain.from_iterable(said)
    return Counter(chain.from_iterable(map(topics_of.__getitem__, words)))


def _weighed(topics: Mapping[str, int], rarity: Weights) -> Weights:
    return {
        topic: (1 + math.log(times)) * rarity[topic] if times > 1 else rarity[topic]
        for topic, times in topics.items()
    }


def _centre(best: Iterable[Weights], scores: Sequence[float]) -> Weights:
    """The topics of the best texts that weigh most, as a vector of length 1."""
    total: dict[str, float] = {}
    for weights, score in zip(best, scores, strict=True):
        length = _length(weights)
        for topic, weight in weights.items():
            more = weight / length * score / scores[0]
            total[topic] = total.get(topic, 0.0) + more
    kept = sorted(total.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    length = _length(dict(kept))
    return {topic: weight / length for topic, weight in kept}


def _cosine(weights: Weights, centre: Weights) -> float:
    # Most topics are not the centre's, so that what is not is not even divided.
    length = _length(weights)
    return sum(
        weight / length * centre[topic]
        for topic, weight in weights.items()
        if topic in centre
    )


def _length(weights: Weights) -> float:
    return math.sqrt(sum(map(mul, weights.values(), weights.values()))) or 1.0

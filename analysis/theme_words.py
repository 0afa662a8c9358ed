"""Suggests themes from the texts themselves: words and phrases that many people use, grouped where the same
people use them together.

Nothing is understood here. A phrase is one to three words of a text; what counts is in how many texts it stands.
Phrases found in the same texts are put together by average linkage on the Jaccard distance between their texts
(Jaccard 1901; Sokal and Michener 1958). The same texts always give the same suggestions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Words that say nothing on their own, by language. A language without a list here is taken word by word, and its
# suggestions will hold such words.
STOP_WORDS = {
    "en": frozenset(
        "a about above after again all also am an and any are aren't as at be because been before being below between "
        "both but by can can't could couldn't did didn't do does doesn't doing don't down each even ever every few for "
        "from further get gets getting go goes going got had has hasn't have haven't having he her here hers him his "
        "how i i'd i'll i'm i've if in into is isn't it it's its itself just know like lot lots made make makes making "
        "many may me might more most much must my myself near need needs no nor not now of off often on once one only "
        "or other our ours out over own people please put quite really same see seen she should so some something "
        "still such than that that's the their them then there there's these they they're thing things think this "
        "those through to too under until up us use used very want was wasn't we we're were weren't what when where "
        "which while who whom why will with without won't would wouldn't yes you your yours area".split()
    ),
}  # fmt: skip
# Languages written without blanks between words: a text cannot be cut into words by rule.
NO_BLANKS = frozenset({"zh", "ja", "th", "lo", "km", "my"})
LONGEST_PHRASE = 3
# The most phrases that are compared with one another.
MOST_PHRASES = 200
# How far apart, on average, the texts of two phrases may be for them to make one theme: 1 is no text in common.
FARTHEST = 0.75
MOST_SHOWN = 4

_WORD = re.compile(r"[^\W\d_]+(?:['’\u200c][^\W\d_]+)*")
_BREAK = re.compile(r"[.!?;:,()\[\]\n\"“”۔،؟。]+")


@dataclass(frozen=True)
class Suggestion:
    """A theme to think about. `phrases` the most frequent first; `texts` the number of texts with any of them."""

    phrases: tuple[str, ...]
    texts: int


def can_suggest(language: str) -> bool:
    """Whether texts in a language can be cut into words."""
    return language.split("-")[0].split("_")[0] not in NO_BLANKS


def suggest_themes(texts: Sequence[str], language: str = "en", fewest: int = 5, most: int = 12) -> list[Suggestion]:
    """Suggested themes of texts in one language, the most frequent first.

    texts   what people wrote, redacted; order does not matter
    fewest  a phrase that fewer texts hold is not looked at: it may be about one person
    most    at most so many suggestions

    [] for a language that is written without blanks between words, and where no phrase is frequent enough.
    """
    if not can_suggest(language):
        return []
    held = [_phrases(text, language) for text in texts]
    frequent = _frequent(held, fewest)
    if not frequent:
        return []
    place = {phrase: number for number, phrase in enumerate(frequent)}
    holds = np.zeros((len(texts), len(frequent)), dtype=bool)
    for row, phrases in enumerate(held):
        holds[row, [place[phrase] for phrase in phrases if phrase in place]] = True
    spelling = _spelling(held, frequent)
    found = [_suggestion(frequent, holds, group, spelling) for group in _groups(holds)]
    return sorted(found, key=lambda one: (-one.texts, one.phrases))[:most]


def _phrases(text: str, language: str) -> dict[str, str]:
    """The phrases of a text, each as it is counted -> as it was written."""
    found: dict[str, str] = {}
    stop = STOP_WORDS.get(language.split("-")[0], frozenset())
    for clause in _BREAK.split(unicodedata.normalize("NFKC", text)):
        words = [word.lower().replace("’", "'") for word in _WORD.findall(clause)]
        for size in range(1, LONGEST_PHRASE + 1):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                if part[0] in stop or part[-1] in stop or (size == 1 and len(part[0]) < 3):
                    continue
                found.setdefault(" ".join(_stem(word, language) for word in part), " ".join(part))
    return found


def _stem(word: str, language: str) -> str:
    """An English word without the s of its plural, so that "light" and "lights" count together."""
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural and language.split("-")[0] == "en" else word


def _frequent(held: list[dict[str, str]], fewest: int) -> list[str]:
    """The phrases of enough texts; a longer one stands for the shorter ones that are never said without it."""
    counts = Counter(phrase for phrases in held for phrase in phrases)
    enough = {phrase: n for phrase, n in counts.items() if n >= fewest}
    within = {
        part
        for phrase, n in enough.items()
        for part in _parts(phrase)
        if enough.get(part) == n
    }  # fmt: skip
    kept = [phrase for phrase in enough if phrase not in within]
    return sorted(kept, key=lambda phrase: (-enough[phrase], phrase))[:MOST_PHRASES]


def _parts(phrase: str) -> set[str]:
    words = phrase.split()
    return {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if end - start < len(words)
    }


def _groups(holds: np.ndarray) -> list[list[int]]:
    """Columns of [texts, phrases] put together where the same texts hold them."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    size = holds.shape[1]
    if size == 1:
        return [[0]]
    number = holds.astype(float)
    both = number.T @ number
    alone = np.diag(both)
    distance = 1 - both / (alone[:, None] + alone[None, :] - both)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), method="average")
    groups: dict[int, list[int]] = {}
    for column, group in enumerate(fcluster(tree, FARTHEST, criterion="distance")):
        groups.setdefault(int(group), []).append(column)
    return list(groups.values())


def _suggestion(frequent: list[str], holds: np.ndarray, group: list[int], spelling: dict[str, str]) -> Suggestion:
    # Columns are in order of frequency already.
    words = tuple(spelling[frequent[column]] for column in group[:MOST_SHOWN])
    return Suggestion(words, int(holds[:, group].any(axis=1).sum()))


def _spelling(held: list[dict[str, str]], frequent: list[str]) -> dict[str, str]:
    """How each phrase is written most often; of two alike, the first in the alphabet."""
    wanted = {phrase: Counter() for phrase in frequent}
    for phrases in held:
        for phrase in phrases.keys() & wanted.keys():
            wanted[phrase][phrases[phrase]] += 1
    return {phrase: min(counts, key=lambda one: (-counts[one], one)) for phrase, counts in wanted.items()}

"""What a check finds, and what it has to know of the world beside the questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..structure import Questionnaire

ERROR, WARNING = "error", "warning"
# The place of what is about the whole questionnaire and not one of its items.
WHOLE = ""


@dataclass(frozen=True)
class Finding:
    """One thing that an expert would say of a questionnaire.

    code        a code of `CHECKS`, which never changes its meaning; the words belong to whoever shows it
    level       "error": it must be mended; "warning": it must be mended or explained
    place       the name of an item, or "" for the whole questionnaire
    parameters  numbers, names and quoted words for the sentence; plain data
    evidence    the text that was judged: a reason given for a finding holds as long as this stays the same
    """

    code: str
    level: str
    place: str
    parameters: Mapping[str, Any]
    evidence: str


class Hit(NamedTuple):
    """A finding of one check before it has the check's code and level."""

    place: str
    evidence: str
    parameters: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Margin:
    """A margin of the population: its key and the categories of each of its dimensions."""

    key: str
    categories: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Context:
    """What the questionnaire is judged beside. All of it may be left out; the checks that need it then find nothing.

    bank        item id -> entry of the item bank
    benchmarks  benchmark id -> record of the published figure
    margins     those that the answers are to be weighed to
    settled     languages whose translation somebody has signed, or that are held back
    left_out    names of items that the wave does not ask
    """

    bank: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    benchmarks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    margins: tuple[Margin, ...] = ()
    settled: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Check:
    """One row of the table of checks: what is found has this code and level.

    `english`: it judges the words, and only English ones.
    """

    code: str
    level: str
    find: Callable[[Questionnaire, Context], Iterator[Hit]]
    english: bool = False

    def run(self, asked: Questionnaire, context: Context) -> Iterator[Finding]:
        """Everything this check finds, in the questionnaire's order."""
        for hit in self.find(asked, context):
            yield Finding(self.code, self.level, hit.place, dict(hit.parameters), hit.evidence)

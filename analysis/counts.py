"""What a figure tells of people: of those in a group who answered a question, how many gave certain answers.

Every output that tells figures of a wave (a page, a table, a sentence, a file) is a set of such counts, whatever
it looks like: a weighted share with its base tells a reader about as much as the count itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analysis.disclosure_rules import Rule, protect_share

SMALL_BASE, SMALL_COUNT, UNANIMOUS = "small_base", "small_count", "unanimous"
# Not small itself: another figure of the same output, or one that was told before, could be worked out with it.
SECONDARY, DIFFERENCE = "secondary", "difference"
# The variable of counts of people whatever they said: "people" for a wave's, "people:sex" for one of its margins.
PEOPLE = "people"
# In place of a category: everybody who said theirs, and (before a category) everybody who said another.
SAID, OTHERS = "*", "!"

# Of a choice of several, whether it was ticked; of a score, whether it is high; of a route, whether it was led to.
# Every output calls them so: a figure that two outputs told by two names could be protected in neither.
TICKED, HIGH, ROUTED = frozenset({"1"}), frozenset({"high"}), frozenset({"led"})
TICKED_OR_NOT, HIGH_OR_NOT = TICKED | {"0"}, HIGH | {"not high"}


def choice_of(item: str, choice: str) -> str:
    """The variable of one choice of a question with several answers, or of what stands first in a ranking."""
    return f"{item}={choice}"


def score_of(item: str) -> str:
    """The variable of a score made of all lines of a grid."""
    return f"{item}:high"


def route_to(item: str) -> str:
    """The variable of having been led to a question."""
    return f"{item}:led"


@dataclass(frozen=True)
class Count:
    """One figure as a reader who wants to know more sees it.

    variable   the data column it is about: "safe_area", "reasons_unsafe=asb", "asb.litter", "asb:high"
    answers    the values of it that are counted; all that stay in the base for a count of the base itself
    group      (dimension, category) pairs that all hold for the people told of; empty for everybody. SAID stands for
               all categories together, OTHERS before a category for all but that one
    people     unweighted people of the group who gave one of `answers`; base: those of them who are in the base
    schools    clusters that the base comes from, where they are recorded
    """

    variable: str
    answers: frozenset[str]
    group: frozenset[tuple[str, str]]
    people: int
    base: int
    schools: int | None = field(default=None, compare=False)

    @property
    def family(self) -> str:
        """The question it is about: counts of one family and group have one base, so that one tells it for all."""
        return self.variable.partition("=")[0]

    @property
    def item(self) -> str:
        """The question without what follows its name: a choice, a line of a grid, a score."""
        return re.split("[=.:]", self.variable)[0]

    @property
    def of_people(self) -> bool:
        """Whether it tells who answered, and nothing that anybody said."""
        return self.variable.partition(":")[0] == PEOPLE


def primary(counts: Sequence[Count], rule: Rule) -> dict[Count, str]:
    """The counts that may not be told for what they are themselves, each with SMALL_BASE, SMALL_COUNT or UNANIMOUS."""
    sets: dict[str, set[frozenset[str]]] = {}
    for count in counts:
        sets.setdefault(count.variable, set()).add(count.answers)
    # Every answer together is the base itself, of which there is nothing to say but how many they are.
    whole = {variable: frozenset().union(*found) for variable, found in sets.items() if len(found) > 1}
    found = {}
    for count in counts:
        of_base = count.variable == PEOPLE or count.answers == whole.get(count.variable)
        if reason := _reason(count, rule, of_base):
            found[count] = reason
    return found


def _reason(count: Count, rule: Rule, of_base: bool) -> str | None:
    if count.of_people:
        # The rule on schools is about what their pupils said.
        rule = replace(rule, least_schools=0)
    # 0 of the base said so, then, cannot be the reason.
    if protect_share(0, count.base, rule, schools=count.schools).hidden:
        return SMALL_BASE
    if of_base:
        return None
    share = count.people / count.base
    if not protect_share(count.people, count.base, rule, estimate=share, schools=count.schools).hidden:
        return None
    return UNANIMOUS if count.people == count.base else SMALL_COUNT

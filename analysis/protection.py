"""Which of the figures to be told would give a small number of people away, given all that was told before.

`withheld` looks at one output as a whole. A weighted share with its base is taken for the exact unweighted count, the
worst that a reader could make of it. He knows every figure told now or before of the same wave, that people are whole
and never below 0, that a figure withheld is not 0, and which answers the questionnaire has. What he must not get:

- a count that is small itself, or the few who did not say so (primary);
- such a count out of others: totals and their parts, overlapping groups, an earlier output (secondary);
- how many of the few who answered, or withdrew, between two outputs gave an answer (difference).

What is withheld on top is chosen by a linear programme to cost least, details before totals, and every count is proved
by cells that a reader cannot exclude in which it is as many as may be told. Where that cannot be had, the variable is
told without its groups, and at last not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations, permutations
from math import ceil

from analysis.counts import DIFFERENCE, PEOPLE, SECONDARY, SMALL_BASE, Count, primary
from analysis.disclosure_rules import Rule
from analysis.protection_moves import least_told, moved_little, steps_between
from analysis.protection_search import NEARLY, Contradiction, Reader, Target
from analysis.protection_system import OUT, REST, Group, Sum, System, Told, TooLarge

LEAST_MOVE = 4


class _NotProtected(Exception):
    """Something small can be worked out whatever is hidden of the figures at hand."""


def withheld(now: Sequence[Count], before: Sequence[Told], rule: Rule, state: str = "",
             routed: Collection[str] = ()) -> dict[Count, str]:  # fmt: skip
    """Those of `now` that may not be told, each with the code of a reason (see `analysis.counts`).

    Args:
        now: every count of the output. before: what was told or withheld of the same wave, the oldest first.
        rule: the wave's. A rule that rounds hides instead: shares are told, and they cannot be blurred.
        state: names the answers that `now` was counted from; earlier outputs with another were counted from others.
        routed: variables that only some were asked, so that being outside their base tells an answer.

    Raises:
        DisclosureError: when the rule needs the number of schools and a count has none.
    """
    found = primary(now, rule)
    told = {one.count for one in before if one.state == state and one.reason is None}
    # What was withheld of the same answers to protect others is withheld again: the same output stays the same.
    again = {one.count: one.reason for one in before if one.state == state and one.reason and one.count not in told}
    for count in now:
        if count not in found and count in again:
            found[count] = again[count]
        elif count not in found and moved_little(count, before, rule):
            found[count] = DIFFERENCE
    for variable in dict.fromkeys(count.variable for count in now):
        _Variable(variable, now, before, rule, state, variable in routed, found).protect()
    return found


class _Variable:
    """The protection of one variable's counts, to be added to `found`: what is hidden of all variables so far."""

    def __init__(self, variable, now, before, rule, state, routed, found):
        self.rule, self.routed, self.found = rule, routed, found
        self.limit = least_told(rule)
        self.now = [count for count in now if count.variable == variable]
        family = self.now[0].family
        self.siblings = [count for count in now if count.family == family and count.variable != variable]
        self.of_group: dict[Group, list[Count]] = {}
        for count in (*self.now, *self.siblings):
            self.of_group.setdefault(count.group, []).append(count)
        self.deepest = max(len(count.group) for count in self.now)
        self.groups = dict.fromkeys(count.group for count in self.now)
        self.labels = list(dict.fromkeys([told.state for told in before] + [state]))
        self.at = self.labels.index(state)
        self.before = [told for told in before if told.count.variable == variable]
        self.family_before = [told for told in before if told.count.family == family]
        people = [(self.at, count) for count in now if count.variable == PEOPLE and count not in found]
        self.everybody = people + [(self.labels.index(told.state), told.count) for told in before
                                   if told.count.variable == PEOPLE and told.reason is None]  # fmt: skip

    def protect(self) -> None:
        """Hide what has to be hidden: as little as will do, then every group, then all."""
        if self._is_alone():
            return
        while True:
            kept = dict(self.found)
            try:
                self._search()
                return
            except (_NotProtected, Contradiction, TooLarge):
                self.found.clear()
                self.found.update(kept)
            left = [count for count in self.now if count not in self.found and not self._told_already(count)]
            if not left:
                return
            size = max(len(count.group) for count in left)
            reason = DIFFERENCE if self.before else SECONDARY
            self.found.update({count: reason for count in left if len(count.group) == size})

    def _is_alone(self) -> bool:
        """One figure, whose people and others are looked at by the rule itself: nothing to subtract from or by."""
        return len(self.now) == 1 and not self.family_before and not (self.routed and self.everybody)

    def _told_already(self, count: Count) -> bool:
        return any(told.count == count and told.reason is None and self.labels.index(told.state) == self.at
                   for told in self.before)  # fmt: skip

    def _search(self) -> None:
        entries = [(self.labels.index(told.state), told.count) for told in self.before]
        entries += [(self.at, count) for count in self.now]
        # Only states at which something is known of this variable; the others would be columns without use.
        used = sorted({at for at, _count in entries})
        place = {at: number for number, at in enumerate(used)}
        entries = [(place[at], count) for at, count in entries]
        everybody = [(place[at], count) for at, count in self.everybody if at in place]
        self.here, self.place = place[self.at], place
        steps = steps_between(entries, len(used))
        while True:
            self.system = System(entries, everybody, steps, self.routed)
            try:
                self.reader = self._reader(everybody)
                break
            except Contradiction:
                # Answers both came and went: what moved is not known to have one sign.
                if not any(steps):
                    raise
                steps = [0] * len(steps)
        self._cover_all()

    def _reader(self, everybody) -> Reader:
        system = self.system
        # In order, so that the same output is protected in the same way each time.
        fixed, closed, past = {}, {}, {}
        for told in self.before:
            at = self.place[self.labels.index(told.state)]
            (past if told.reason else fixed)[system.said(at, told.count)] = None
        for told in self.family_before:
            at = self.place.get(self.labels.index(told.state))
            base = system.base(at, told.count.group) if at is not None else None
            if told.reason is None and system.known.get(base) == told.count.base:
                fixed[base] = None
        people = (Sum(at, frozenset(system.atoms), count.group) for at, count in everybody)
        fixed |= {one: None for one in people if one in system.known}
        open_: dict[Sum, float] = {}
        for count in self.now:
            said = system.said(self.here, count)
            if count in self.found:
                closed[said] = None
            else:
                open_[said] = self._cost(count)
        for group in self.groups:
            if self._base_is_told(group):
                open_[system.base(self.here, group)] = 10 * sum(map(self._cost, self.of_group[group]))
        open_ = {one: cost for one, cost in open_.items() if one not in fixed}
        told = fixed.keys() | open_.keys()
        closed, past = ([one for one in sums if one not in told] for sums in (closed, past))
        return Reader(system, fixed, open_, closed, past)

    def _base_is_told(self, group: Group) -> bool:
        # The first of a group is one of this variable: its siblings come after it.
        first, *others = self.of_group[group]
        return any(one not in self.found and one.base == first.base for one in (first, *others))

    def _cost(self, count: Count) -> float:
        """Details before totals, one answer before several together, and of alike ones the one of fewest people."""
        several = 3.0 if len(count.answers) > 1 else 1.0
        return 8.0 ** (self.deepest - len(count.group)) * several * (1 + count.people / (1 + count.base))

    def _cover_all(self) -> None:
        targets = self._known_targets()
        for place, target in enumerate(targets):
            if not self.reader.possible(target):
                self._cover(target, [one for one in targets[place:] if not self.reader.possible(one)])
        for target in self._derived_targets():
            seen = self.reader.seen(target)
            if seen.max() >= target.least - NEARLY or seen.min() < 1 - NEARLY:
                continue
            if self.reader.extreme(target, -1) >= 1 - NEARLY:
                self._cover(target)

    def _cover(self, target: Target, others: Sequence[Target] = ()) -> None:
        hide = self.reader.cover(target, others)
        if hide is None:
            # Where it was given away before, what is told now must add nothing to it, from above or from below.
            if any(abs(self.reader.extreme(target, sign) - self.reader.extreme(target, sign, of_the_past=True)) > 0.5
                   for sign in (1, -1)):  # fmt: skip
                raise _NotProtected
            return
        said, base = self.system.said, self.system.base
        for group in self.groups:
            if base(self.here, group) in hide:
                self._hide(self.of_group[group], target.reason)
        self._hide([count for count in self.now if said(self.here, count) in hide], target.reason)
        untold = {base(self.here, group) for group in self.groups if not self._base_is_told(group)}
        self.reader.close(untold | {said(self.here, count) for count in self.now if count in self.found})

    def _hide(self, counts: Sequence[Count], reason: str) -> None:
        self.found.update({count: reason for count in counts if count not in self.found})

    def _known_targets(self) -> list[Target]:
        """Every count that is withheld for itself, now or before, the smallest first."""
        found = []
        for told in self.before:
            if told.reason and told.reason not in (SECONDARY, DIFFERENCE):
                at = self.place[self.labels.index(told.state)]
                found += self._sides(at, told.count, told.reason, SECONDARY if at == self.here else DIFFERENCE)
        for count in self.now:
            reason = self.found.get(count)
            if reason == DIFFERENCE:
                found += self._moves(count)
            elif reason and reason != SECONDARY:
                found += self._sides(self.here, count, reason, SECONDARY)
        return sorted(found, key=lambda target: target.least)

    def _sides(self, at: int, count: Count, why: str, reason: str) -> list[Target]:
        """Those who said so and those who did not, as far as either is to be protected."""
        said = self.system.said(at, count)
        others = Sum(at, self.system.inside - said.atoms, count.group)
        sides = [(said, count.people), (others, count.base - count.people)]
        if why == SMALL_BASE:
            sides.append((self.system.base(at, count.group), count.base))
        base_counts = why == SMALL_BASE
        return [
            Target(one, people + self._needed(people, base_counts), reason)
            for one, people in sides
            if one.atoms and (people < self.limit or base_counts)
        ]

    def _needed(self, people: int, base_counts: bool) -> int:
        """How much larger a hidden count must be able to be: past the rule's limit, and a tenth of itself."""
        least = self.rule.least_base - 1 if base_counts else 0
        return max(self.limit - 1, least, LEAST_MOVE, ceil(people / 10))

    def _moves(self, count: Count) -> list[Target]:
        """What came or went since the figure was told before must be able to be as many as may be told."""
        found = []
        said = self.system.said(self.here, count)
        others = Sum(self.here, self.system.inside - said.atoms, count.group)
        for told in self.before:
            at, then = self.place[self.labels.index(told.state)], told.count
            if told.reason or at == self.here or (then.answers, then.group) != (count.answers, count.group):
                continue
            sides = ((said, count.people - then.people),
                     (others, count.base - count.people - then.base + then.people))  # fmt: skip
            for one, moved in sides:
                if 0 < abs(moved) < self.limit and one.atoms:
                    pair = (one, Sum(at, one.atoms, one.group))
                    plus, minus = pair if moved > 0 else pair[::-1]
                    found.append(Target(plus, self.limit, DIFFERENCE, minus))
        return found

    def _derived_targets(self) -> list[Target]:
        """What nobody told but somebody could work out: crossings, remainders, and what moved between two outputs."""
        system, found = self.system, []
        sets = self._sets()
        least_base = max(self.limit, self.rule.least_base)
        told = {*self.reader.fixed, *self.reader.open}
        for group in system.groups():
            for atoms in sets:
                least = least_base if atoms == system.inside else self.limit
                for at in range(system.states):
                    one = Sum(at, atoms, group)
                    if one not in told:
                        reason = SECONDARY if system.states == 1 else DIFFERENCE
                        found.append(Target(one, least, reason))
                for plus, minus in permutations(range(system.states), 2):
                    pair = Sum(plus, atoms, group), Sum(minus, atoms, group)
                    found.append(Target(pair[0], self.limit, DIFFERENCE, pair[1]))
        return found

    def _sets(self) -> list[frozenset[str]]:
        """Single answers, any two, those counted together and the others, what is left of them, and everybody."""
        system = self.system
        inside = system.inside
        counted = {system.said(self.here, count).atoms for count in self.now}
        counted |= {system.said(0, told.count).atoms for told in self.before}
        shown = {one.atoms for one in self.reader.open if len(one.atoms) == 1}
        left = inside - frozenset().union(*shown) if shown else frozenset()
        pairs = {frozenset(pair) for pair in combinations(sorted(inside), 2)}
        wanted = {frozenset([atom]) for atom in inside} | pairs | counted | {inside, left}
        wanted |= {inside - one for one in counted | pairs}
        if self.routed:
            wanted.add(frozenset([OUT]))
        return sorted((one for one in wanted if one and one != frozenset([REST])), key=sorted)

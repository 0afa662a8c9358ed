"""The counts behind findings and margins: what each of them tells of people, and what it takes along when it is
withheld."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.counts import (
    DIFFERENCE,
    HIGH,
    HIGH_OR_NOT,
    PEOPLE,
    ROUTED,
    SECONDARY,
    TICKED,
    TICKED_OR_NOT,
    Count,
    choice_of,
    route_to,
    score_of,
)
from analysis.measures import PROBLEMS, SEVERAL
from analysis.measuring import Estimated, Share

Group = frozenset[tuple[str, str]]
EVERYBODY: Group = frozenset()


def counts_of(estimated: Estimated, group: Group = EVERYBODY) -> list[Count]:
    """Everything that a finding tells of people, as the door to every output takes it (see `analysis.protection`).

    group: whom the estimates are of, as (dimension, category) pairs; empty for everybody
    """
    counts = [_count_of_base(estimated, group)]
    if estimated.net:
        counts.append(_count_of_net(estimated, group))
    counts += [count_of_part(part, estimated, group) for part in estimated.parts]
    if estimated.led:
        counts.append(_count_of_led(estimated, group))
    return counts


def _count(variable: str, answers: Iterable[str], group, share: Share, people: int | None = None) -> Count:
    said = share.people if people is None else people
    return Count(variable, frozenset(answers), group, said, share.base, share.schools)


def _count_of_base(estimated: Estimated, group) -> Count:
    """Those in the base, whatever they said: of a question with several answers, those of its first one."""
    item, asked = estimated.asked.item, estimated.asked
    whole = estimated.net or estimated.parts[0]
    if estimated.measure.kind == PROBLEMS:
        return _count(score_of(item), HIGH_OR_NOT, group, whole, whole.base)
    if estimated.measure.kind == SEVERAL:
        return _count(choice_of(item, whole.id), TICKED_OR_NOT, group, whole, whole.base)
    return _count(item, asked.kept, group, whole, whole.base)


def _count_of_net(estimated: Estimated, group) -> Count:
    if estimated.measure.kind == PROBLEMS:
        return _count(score_of(estimated.asked.item), HIGH, group, estimated.net)
    return _count(estimated.asked.item, estimated.asked.net, group, estimated.net)


def count_of_part(part: Share, estimated: Estimated, group: Group) -> Count:
    """What one part of a finding tells."""
    item, kind = estimated.asked.item, estimated.measure.kind
    if kind == PROBLEMS:
        return _count(f"{item}.{part.id}", estimated.asked.net, group, part)
    if kind == SEVERAL:
        return _count(choice_of(item, part.id), TICKED, group, part)
    return _count(item, (part.id,), group, part)


def _count_of_led(estimated: Estimated, group) -> Count:
    return _count(route_to(estimated.asked.item), ROUTED, group, estimated.led)


def untold(estimated: Estimated, hidden: Mapping[Count, str], group: Group = EVERYBODY) -> dict[Count, str]:
    """Those of `counts_of` that a finding does not tell: the hidden ones, and all that a withheld one takes along."""
    counts = counts_of(estimated, group)
    found = {count: hidden[count] for count in counts if count in hidden}
    if reason := why_withheld(estimated, hidden, group):
        kept_base = {counts[0]} if base_is_told(estimated, hidden, group) else set()
        taken = SECONDARY if reason != DIFFERENCE else reason
        found |= {count: taken for count in counts if count not in found and count not in kept_base}
    return found


def why_withheld(estimated: Estimated, hidden: Mapping[Count, str], group: Group) -> str | None:
    """Why nothing may be said: for the base, for the net, or for those who were led to the question."""
    made = [_count_of_base(estimated, group)]
    if estimated.net:
        made.append(_count_of_net(estimated, group))
    if estimated.led:
        # A routed base is a count of those who gave the answers that led here: it must be sayable itself.
        made.append(_count_of_led(estimated, group))
    reasons = [hidden[count] for count in made if count in hidden]
    # What is small itself says more than what was hidden beside it.
    return next((one for one in reasons if one not in (SECONDARY, DIFFERENCE)), next(iter(reasons), None))


def base_is_told(estimated: Estimated, hidden: Mapping[Count, str], group: Group) -> bool:
    """Whether the base of a withheld finding may still be said."""
    return estimated.led is None and _count_of_base(estimated, group) not in hidden


def counts_of_people(title: str, rows: Iterable[Mapping]) -> list[Count]:
    """What `who_answered` tells of one margin: those of each row, and all whose category is known."""
    rows = list(rows)
    known, variable = sum(row["people"] for row in rows), f"{PEOPLE}:{title}"
    names = [":".join(row["categories"]) for row in rows]
    whole = [Count(variable, frozenset(names), frozenset(), known, known)] if len(rows) > 1 else []
    return whole + [
        Count(variable, frozenset([name]), frozenset(), row["people"], known)
        for name, row in zip(names, rows, strict=True)
    ]

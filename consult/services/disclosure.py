"""The one door to every output: which figures of a wave may be told, on a page, in a sentence or in a file.

`hidden` says which of an output's counts may not be told, given all that was told of the wave before; `record` writes
down what left the house, so that the next output is measured against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.extensions import db
from consult.models import Edition, Partnership, Response, Survey, Telling, ToldCount, Wave
from consult.services import field

if TYPE_CHECKING:
    from analysis.counts import Count
    from analysis.disclosure import Rule
    from analysis.protection_system import Told


class ToldMeanwhile(Exception):
    """Other figures of the wave left the house while these were put together: both together would say too much."""


@dataclass(frozen=True)
class Verdict:
    """What the door said: the reason code of each count that may not be told, of the answers of `state`."""

    reasons: dict[Count, str]
    state: str


@dataclass(frozen=True)
class Asked:
    """One question to the door while an output is put together; `reasons` grows by what the output leaves out too."""

    wave: Wave
    counts: list[Count]
    state: str
    reasons: dict[Count, str]


# What is told in the output that is being put together: its parts must not give one another away.
_RELEASE: ContextVar[list[Asked] | None] = ContextVar("release", default=None)


@contextmanager
def release() -> Iterator[list[Asked]]:
    """Whatever passes `hidden` inside stands in one output: each part is measured against those before it.

    Yields what was asked, in order, for `reserve`.
    """
    token = _RELEASE.set([])
    try:
        yield _RELEASE.get()
    finally:
        _RELEASE.reset(token)


def rule_of(wave: Wave) -> Rule:
    """The disclosure rule of everything that is said of a wave."""
    from analysis.sections import rule_for

    rule = rule_for(wave.disclosure_rule, wave.survey.audience, schools_known=True)
    if not rule.least_schools:
        return rule
    # Looks through every answer where none has a cluster, so only where it matters.
    clustered = db.session.scalar(
        db.select(db.exists(Response.id).where(Response.wave_id == wave.id, Response.cluster.is_not(None)))
    )
    return rule_for(wave.disclosure_rule, wave.survey.audience, clustered)


def rule_entry(rule: Rule) -> dict[str, int]:
    """What a document holds of a rule, for consult.services.phrases_method.rule_sentence."""
    return {"fewest": rule.fewest, "least_base": rule.least_base, "round_to": rule.round_to}


def hidden(wave: Wave, counts: Sequence[Count]) -> dict[Count, str]:
    """Those of `counts` that may not be told together with the rest of them, each with a code that says why.

    Nor together with anything that was told of the wave before, or in the same `release`. Writes nothing.
    """
    verdict, asked = judge(wave, counts), _RELEASE.get()
    if asked is not None:
        asked.append(Asked(wave, list(counts), verdict.state, dict(verdict.reasons)))
    return verdict.reasons


def leave_out(wave: Wave, counts: Mapping[Count, str]) -> None:
    """Tell the `release` in the making that these counts are not in it although they might be, with the reasons."""
    for asked in _RELEASE.get() or ():
        if asked.wave is wave:
            asked.reasons.update({count: reason for count, reason in counts.items() if count in asked.counts})


def judge(wave: Wave, counts: Sequence[Count]) -> Verdict:
    """As `hidden`, with what it was judged by."""
    from analysis.protection import withheld

    tellings = list(db.session.scalars(db.select(Telling).where(Telling.wave_id == wave.id).order_by(Telling.id)))
    before = [*_told(tellings), *_told_so_far(wave)]
    state = _state(wave, counts, before)
    reasons = withheld(counts, before, rule_of(wave), state, _routed(wave, counts))
    return Verdict(reasons, state)


def _told_so_far(wave: Wave) -> list[Told]:
    from analysis.protection_system import Told

    return [Told(count, asked.state, asked.reasons.get(count))
            for asked in _RELEASE.get() or () if asked.wave.id == wave.id for count in asked.counts]  # fmt: skip


def reserve(asked: Iterable[Asked], where: str) -> None:
    """Write down, in the caller's transaction, everything that a release tells, for a second person to approve.

    Nothing that is told meanwhile can then give it away. Raises ToldMeanwhile.
    """
    for one in asked:
        record(one.wave, one.counts, where, withheld=one.reasons)


def settle(where: str, place: str, edition: Edition) -> int:
    """What was reserved `where` has left the house with an edition; how many figures it withholds."""
    tellings = list(db.session.scalars(db.select(Telling).where(Telling.place == where)))
    for telling in tellings:
        telling.place, telling.edition_id = place[:160], edition.id
    return sum(len(hidden_in(telling)) for telling in tellings)


def let_go(where: str) -> None:
    """What was reserved `where` stays in the house after all."""
    for telling in db.session.scalars(db.select(Telling).where(Telling.place == where)):
        db.session.delete(telling)


def record(wave: Wave, counts: Sequence[Count], where: str, edition: Edition | None = None,
           withheld: Mapping[Count, str] | None = None) -> Telling:  # fmt: skip
    """Write down, in the caller's transaction, that the counts left the house, those aside that may not be told.

    where      what it was, in a few words, for the list of what was hidden
    edition    the edition that tells them, flushed
    withheld   what the output left out, with reasons; None: what `hidden` says now

    Raises ToldMeanwhile where the output tells what may not be told any more.
    """
    # One at a time: two outputs that are each harmless may not be so together.
    db.session.execute(db.select(Wave.id).where(Wave.id == wave.id).with_for_update())
    verdict = judge(wave, counts)
    left_out = verdict.reasons if withheld is None else withheld
    if not verdict.reasons.keys() <= left_out.keys():
        raise ToldMeanwhile
    telling = Telling(wave_id=wave.id, place=where[:160], edition_id=edition.id if edition else None,
                      state=verdict.state)  # fmt: skip
    db.session.add(telling)
    db.session.flush()
    rows = [_row(telling, count, left_out.get(count)) for count in dict.fromkeys(counts)]
    if rows:
        db.session.execute(db.insert(ToldCount), rows)
    return telling


@dataclass(frozen=True)
class HiddenFigure:
    """A figure that was withheld, without its counts: what an officer may know of it."""

    variable: str
    answers: tuple[str, ...]
    group: tuple[tuple[str, str], ...]
    reason: str


def tellings(partnership: Partnership) -> list[Telling]:
    """Everything of a partnership's waves that left the house, the newest first."""
    query = db.select(Telling).join(Wave).join(Survey).where(Survey.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(Telling.id.desc())))


def hidden_in(telling: Telling) -> list[HiddenFigure]:
    """What an output withheld and why, in the order of the output."""
    return [
        HiddenFigure(row.variable, tuple(row.answers), tuple(map(tuple, row.people_of)), row.reason)
        for row in telling.counts if row.reason
    ]  # fmt: skip


def _row(telling: Telling, count: Count, reason: str | None) -> dict:
    return {
        "telling_id": telling.id, "variable": count.variable, "answers": sorted(count.answers),
        "people_of": sorted(map(list, count.group)), "people": count.people, "base": count.base, "reason": reason,
    }  # fmt: skip


def _told(tellings: Iterable[Telling]) -> list[Told]:
    """Everything that was told of a wave and withheld, the oldest first, each thing once."""
    from analysis.counts import Count
    from analysis.protection_system import Told

    states = {telling.id: telling.state for telling in tellings}
    query = db.select(ToldCount).where(ToldCount.telling_id.in_(states)).order_by(ToldCount.id)
    found: dict[Told, None] = {}
    for row in db.session.scalars(query) if states else ():
        group = frozenset((name, category) for name, category in row.people_of)
        count = Count(row.variable, frozenset(row.answers), group, row.people, row.base)
        found[Told(count, states[row.telling_id], row.reason)] = None
    return list(found)


def _state(wave: Wave, counts: Sequence[Count], before: Sequence[Told]) -> str:
    """A name for the answers as they are now: that of an earlier output where nothing has changed since.

    The number of answers, and a letter more for each time that the same number of answers gave other figures: as many
    came in as were withdrawn, or what people wrote was coded otherwise.
    """
    from consult.services import cells

    number = db.session.scalar(db.select(db.func.count()).select_from(Response).where(cells.in_figures(wave)))
    known: dict[str, dict[tuple, tuple]] = {}
    for told in before:
        known.setdefault(told.state, {})[_key(told.count)] = (told.count.people, told.count.base)
    state = str(number)
    while any(known.get(state, {}).get(_key(one), figures := (one.people, one.base)) != figures for one in counts):
        state += "b"
    return state


def _key(count: Count) -> tuple:
    return count.variable, count.answers, count.group


def _routed(wave: Wave, counts: Sequence[Count]) -> set[str]:
    """The variables that only some were asked: there, to be outside the base tells an answer."""
    questionnaire = field.questionnaire(wave.version)
    asked_of_some = {
        item.name for page in questionnaire.pages for item in page.items
        if page.section.when or page.when or item.when
    }  # fmt: skip
    return {count.variable for count in counts if count.item in asked_of_some}

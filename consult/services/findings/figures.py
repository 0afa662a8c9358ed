"""The figures of a finding: estimated for its group, protected together with all that a reader meets beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from consult.models import Finding, Wave, WeightingRun
from consult.services import designs, disclosure, field, weigh
from consult.services.cells import StaleRun
from consult.services.findings import groups
from consult.services.findings.wanted import CannotTell, Subject, Wanted, subject

if TYPE_CHECKING:
    from analysis.disclosure import Rule
    from analysis.group_counts import Group
    from analysis.measuring import Estimated, Prepared

WITHHELD, SHOWN = "withheld", "shown"
# Which side of a group people are on, where it is set against everybody else.
SIDE, INSIDE, OUTSIDE = "side of the group", "in", "out"


@dataclass(frozen=True)
class Protected:
    """A measure of a wave ready to be told for any group of one dimension, and what of it may not be told.

    `hidden` is {(group, flag): code} over every answer of every group and of everybody, judged as one table.
    """

    run: WeightingRun
    subject: Subject
    prepared: Prepared
    groups: dict[Group, object]
    hidden: dict[tuple[Group, str], str]

    @property
    def rule(self) -> Rule:
        """The disclosure rule of the wave."""
        return disclosure.rule_of(self.run.wave)

    @property
    def flag(self) -> str | None:
        """The flag that is the figure itself: the net, or the one answer; None for a ranking as a whole."""
        from analysis.measuring import PART

        return self.prepared.net or (PART + self.subject.answer if self.subject.answer else None)

    def estimated(self, group: Group) -> Estimated:
        """The estimates of a group; the one answer that is told stands as the net."""
        from analysis.measuring import shares

        found = shares(self.prepared, self._rows(group))
        if self.subject.answer is None or found.net is not None:
            return found
        return replace(found, net=next(part for part in found.parts if part.id == self.subject.answer))

    def told(self, group: Group) -> dict:
        """The figures of a group after disclosure control, in the form of analysis.sections.finding."""
        from analysis.sections import finding

        body = finding(self.estimated(group), self.rule)
        return _without_hidden(body, self, {flag: why for (of, flag), why in self.hidden.items() if of == group})

    def _rows(self, group: Group):
        import pandas as pd

        return pd.Series(self.groups[group], index=self.prepared.design.sample.index)


def group_of(dimension: str | None, category: str | None) -> Group:
    """The people of a category, as counts name them; of None everybody."""
    return frozenset({(dimension, category)}) if dimension else frozenset()


def everybody_else(dimension: str, category: str) -> Group:
    """The people of all other categories of a dimension together."""
    from analysis.counts import OTHERS

    return frozenset({(dimension, OTHERS + category)})


def protected(wanted: Wanted | Finding, asked_as: Subject | None = None) -> Protected:
    """A wave's figures on what is wanted, for each group of its dimension. Raises CannotTell.

    `asked_as`: the subject as another wave asked it, for a comparison of the two.
    """
    about = asked_as or subject(wanted)
    run = weigh.current(wanted.wave)
    if run is None:
        raise CannotTell(_("“%(wave)s” has no weights. Weigh it first.", wave=wanted.wave.title))
    if wanted.dimension == about.item.name:
        raise CannotTell(_("The group would be told of by its own question. Choose another group."))
    categories = _categories(wanted)
    prepared = _prepared(run, about, wanted, categories)
    found = _groups(prepared, wanted, categories)
    return Protected(run, about, prepared, found, _hidden(run.wave, prepared, found))


def _categories(wanted: Wanted | Finding) -> list[str]:
    if wanted.dimension is None:
        return []
    dimension = groups.dimension(field.questionnaire(wanted.wave.version), wanted.dimension)
    if dimension is None or dimension.group(wanted.category) is None:
        raise CannotTell(_("The wave does not know this group of people. Choose another."))
    if wanted.comparison == "group" and dimension.group(wanted.against) is None:
        raise CannotTell(_("The wave does not know the group to compare with. Choose another."))
    return [one.value for one in dimension.groups]


def _prepared(run: WeightingRun, about: Subject, wanted: Wanted | Finding, categories: list[str]) -> Prepared:
    from analysis import DisclosureError
    from analysis.measures import MeasureError, columns
    from analysis.measuring import prepare

    needed = columns(about.measure, about.asked)
    needed += [wanted.dimension] if wanted.dimension and wanted.dimension not in needed else []
    try:
        frame = designs.frame(run, needed)
        if wanted.dimension:
            known = frame[wanted.dimension].isin(categories)
            frame[SIDE] = known.map({True: OUTSIDE, False: None})
            frame.loc[frame[wanted.dimension] == wanted.category, SIDE] = INSIDE
        return prepare(about.measure, about.asked, frame, lambda frame: designs.design(run, frame))
    except StaleRun as stale:
        raise CannotTell(_stale(run.wave, stale)) from stale
    except (MeasureError, DisclosureError) as error:
        raise CannotTell(_("The question was not asked as this figure needs it. Choose another.")) from error


def _stale(wave: Wave, stale: StaleRun):
    return _(
        "The weights of “%(wave)s” are of %(then)s answers; there are now %(now)s. Weigh it again first.",
        wave=wave.title,
        then=stale.then,
        now=stale.now,
    )


def _groups(prepared: Prepared, wanted: Wanted | Finding, categories: list[str]) -> dict:
    from analysis.group_counts import categories_of

    found = categories_of(prepared, wanted.dimension, categories)
    if wanted.comparison == "others":
        outside = prepared.design.sample[SIDE].to_numpy(object) == OUTSIDE
        found[everybody_else(wanted.dimension, wanted.category)] = outside
    return found


def _hidden(wave: Wave, prepared: Prepared, found: dict) -> dict:
    from analysis import DisclosureError
    from analysis.group_counts import counts

    table = counts(prepared, found)
    try:
        hidden = disclosure.hidden(wave, list(table.values()))
    except DisclosureError as error:
        raise CannotTell(
            _("The rule for hiding small numbers needs to know the school of every answer, and some have none.")
        ) from error
    return {key: hidden[count] for key, count in table.items() if count in hidden}


def _without_hidden(body: dict, one: Protected, hidden: dict[str, str]) -> dict:
    """A told figure without what the whole table may not show. A hidden figure takes all that stands on it along."""
    from analysis.measuring import LED, PART

    parts = [_hide(part) if PART + part["id"] in hidden else part for part in body["parts"]]
    whole = hidden.get(one.flag) or hidden.get(LED)
    if not whole and body["value"] is None and not any(part["value"] and not part["apart"] for part in parts):
        # A ranking of which nothing on the subject is left to tell.
        whole = next(iter(hidden.values()), "small_count")
    nothing = {"base": None, "effective_base": None, "value": None, "lower": None, "upper": None, "led": None}
    if body["state"] == WITHHELD:
        return {**body, **nothing, "parts": parts}
    if not whole:
        return {**body, "parts": parts}
    least = max(one.rule.least_base, one.rule.fewest)
    return {**body, **nothing, "state": WITHHELD, "reason": whole, "least_base": least, "parts": []}


def _hide(part: dict) -> dict:
    return {**part, "state": WITHHELD, "value": None, "lower": None, "upper": None, "base": None}

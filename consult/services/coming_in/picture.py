"""Everything that the live page of a wave shows, read at once."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from consult.models import PopulationMargin, Wave
from consult.models.types import today
from consult.questionnaire import Item
from consult.services import field, fieldwork, quotas, weigh
from consult.services.coming_in import alerts, counts
from consult.services.coming_in.help import after_more, effective_base
from consult.services.outreach import standing

# Of how many more answers it is said how much they would help.
MORE = 10


@dataclass(frozen=True)
class Help:
    """A group that is missing, and what MORE answers of it would do to the effective base of its margin.

    before, after  None while a group of the margin has nobody: then the sample cannot be weighed to the margin
    """

    missing: standing.Missing
    before: float | None
    after: float | None

    @property
    def gain(self) -> float:
        """By how much the effective base would grow; without limit where it would become possible to weigh at all."""
        if self.before is None or self.after is None:
            return float("inf") if self.after is not None else 0.0
        return self.after - self.before


@dataclass
class Picture:
    """A wave as it stands: what `counts` counted, and what follows from it."""

    wave: Wave
    arrivals: counts.Arrivals
    times: dict[str, Counter]
    margins: list[PopulationMargin]
    area: Item | None
    crossed: counts.Crossed

    @property
    def days(self) -> list[tuple[dt.date, int]]:
        """(day, responses that count), every day from the first to today or the last, and any other with responses."""
        by_day = self.arrivals.by("day")
        last = min(today(), self.wave.closes_on)
        span = (last - self.wave.opens_on).days + 1
        between = {self.wave.opens_on + dt.timedelta(days=place) for place in range(max(0, span))}
        return [(day, by_day[day]) for day in sorted(between | set(by_day))]

    @property
    def days_left(self) -> int:
        """Days that people may still begin to answer, today among them."""
        return max(0, (self.wave.closes_on - max(today(), self.wave.opens_on)).days + 1)

    @property
    def areas(self) -> list[tuple[str | None, int]]:
        """(area, people) of the questionnaire's ward or, without one, neighbourhood; the most first, None last."""
        if self.area is None:
            return []
        found = self.crossed.by(self.area.name)
        return sorted(((value, n) for (value,), n in found.items()), key=lambda one: (one[0] is None, -one[1]))

    @cached_property
    def compared(self) -> list[fieldwork.Compared]:
        """The sample beside each margin."""
        return [fieldwork.compare(margin, self.crossed) for margin in self.margins] if self.arrivals.total else []

    @property
    def helps(self) -> list[Help]:
        """The groups that are missing, those first that would help most."""
        found = [_help(self.compared, missing) for missing in standing.who_is_missing(self.compared)]
        return sorted(found, key=lambda one: -one.gain)

    @property
    def quotas(self) -> list[tuple[PopulationMargin, list[quotas.Progress]]]:
        """Each quota with its margin and how far it has come; a margin that is gone is left out."""
        margins = {margin.key: margin for margin in self.margins}
        return [
            (margins[quota["margin"]], quotas.progress(quota, self.crossed))
            for quota in self.wave.quotas if quota["margin"] in margins
        ]  # fmt: skip


def picture(wave: Wave) -> Picture:
    """A wave as it stands, doubts looked for. Three passes of the database however many responses there are."""
    margins, area = weigh.stored_margins(wave), area_item(wave)
    columns = [name for margin in margins for name in margin.dimensions]
    arrivals, times = counts.arrivals(wave), counts.times(wave)
    crossed = counts.Crossed(wave, [*columns, area.name] if area else columns)
    alerts.look(wave, arrivals, times)
    return Picture(wave, arrivals, times, margins, area, crossed)


def area_item(wave: Wave) -> Item | None:
    """The item that asks for the ward, else the one that asks for the neighbourhood."""
    items = field.questionnaire(wave.version).items.values()
    by_kind = {item.areas: item for item in reversed(items) if getattr(item, "areas", None) and item.askable}
    return by_kind.get("wards") or by_kind.get("neighbourhoods")


def _help(compared: list[fieldwork.Compared], missing: standing.Missing) -> Help:
    rows = next(one.rows for one in compared if one.margin is missing.margin)
    people, population = [row[1] for row in rows], [row[3] for row in rows]
    place = [row[0] for row in rows].index(missing.categories)
    return Help(missing, effective_base(people, population), after_more(people, population, place, MORE))

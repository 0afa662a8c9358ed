"""A wave counted in three passes of the database, however many responses it has: no response is loaded.

`arrivals` reads an index alone, `times` too; `Crossed` is the one pass over the answers themselves.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from consult.extensions import db
from consult.models import Response, Wave
from consult.services import cells

# How the time taken is compared: a tablet is handed over, a phone is one's own.
MODES = {"online": ("open_link", "invitation"), "outreach": ("outreach",)}
_KEYS = (
    Response.submitted_on, Response.channel, Response.language, Response.simulated, Response.left_out,
    Response.link_id, Response.session_id, Response.same_device, Response.consent_route,
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """So many (`number`) responses that came alike."""

    day: dt.date
    channel: str
    language: str
    simulated: bool
    left_out: bool
    link_id: int | None
    session_id: uuid.UUID | None
    same_device: bool
    consent_route: str | None
    number: int


@dataclass(frozen=True)
class Arrivals:
    """How the responses of a wave came, those that are left out among them."""

    groups: tuple[Group, ...]

    @cached_property
    def total(self) -> int:
        """Responses that count."""
        return sum(one.number for one in self.groups if not one.left_out)

    @property
    def left_out(self) -> int:
        """Responses that a person left out."""
        return sum(one.number for one in self.groups if one.left_out)

    @property
    def simulated(self) -> int:
        """Simulated responses that count."""
        return sum(one.number for one in self.groups if one.simulated and not one.left_out)

    def by(self, name: str) -> Counter:
        """Responses that count by a column of `Group`."""
        found: Counter = Counter()
        for one in self.groups:
            if not one.left_out:
                found[getattr(one, name)] += one.number
        return found


def arrivals(wave: Wave) -> Arrivals:
    """How the responses of a wave came."""
    query = db.select(*_KEYS, db.func.count()).where(Response.wave_id == wave.id).group_by(*_KEYS)
    return Arrivals(tuple(Group(*row) for row in db.session.execute(query)))


def times(wave: Wave) -> dict[str, Counter]:
    """{seconds: people} of each of MODES, of responses that count and were timed."""
    query = db.select(Response.channel, Response.seconds, db.func.count()).group_by(Response.channel, Response.seconds)
    query = query.where(Response.wave_id == wave.id, ~Response.left_out, Response.seconds.is_not(None))
    found = {mode: Counter() for mode in MODES}
    mode_of = {channel: mode for mode, channels in MODES.items() for channel in channels}
    for channel, seconds, number in db.session.execute(query):
        if channel in mode_of:
            found[mode_of[channel]][seconds] += number
    return found


class Crossed:
    """The people of a wave by several columns at once, from which the counts of any of them are had."""

    def __init__(self, wave: Wave, columns: Iterable[str]):
        """Count by `columns`, named as in consult.services.cells. Raises UnknownColumn."""
        self.columns = list(dict.fromkeys(columns))
        self._rows = cells.counts(wave, self.columns) if self.columns else []

    def by(self, *columns: str) -> Counter:
        """{(value, ...): people} of some of the columns, in their order; None where there is no answer."""
        places = [self.columns.index(column) for column in columns]
        found: Counter = Counter()
        for row in self._rows:
            found[tuple(row[place] for place in places)] += row[-1]
        return found

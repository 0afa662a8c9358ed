"""Who has answered so far: counts by channel and language, and the sample beside what is known of the population."""

from collections import Counter
from dataclasses import dataclass, field

from consult.extensions import db
from consult.models import DropOff, ImportBatch, PopulationMargin, Response, Wave
from consult.questionnaire import Page
from consult.services import field as surveys
from consult.services.coming_in.counts import Arrivals, Crossed
from consult.services.weigh import stored_margins


@dataclass
class Tally:
    """Responses of one wave: how many, how many of them simulated, and by channel and language.

    `left_out` are those that a person left out; they are in none of the other figures.
    """

    total: int = 0
    left_out: int = 0
    simulated: int = 0
    channels: Counter = field(default_factory=Counter)
    languages: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Compared:
    """A margin beside the sample: `rows` are (categories, people, share of the sample, share of the population).

    Shares are 0..1 of the people whose category the margin knows; `unknown` people answered otherwise or not.
    """

    margin: PopulationMargin
    rows: list[tuple[tuple[str, ...], int, float | None, float]]
    people: int
    unknown: int


def tally(waves: list[Wave]) -> dict[int, Tally]:
    """The tally of each wave by its id, an empty one where nobody has answered."""
    found = {wave.id: Tally() for wave in waves}
    keys = (Response.wave_id, Response.channel, Response.language, Response.simulated, Response.left_out)
    query = db.select(*keys, db.func.count()).where(Response.wave_id.in_(list(found))).group_by(*keys)
    for wave_id, channel, language, simulated, left_out, n in db.session.execute(query):
        one = found[wave_id]
        if left_out:
            one.left_out += n
            continue
        one.total += n
        one.simulated += n if simulated else 0
        one.channels[channel] += n
        one.languages[language] += n
    return found


def tally_of(arrivals: Arrivals) -> Tally:
    """The tally of a wave whose arrivals are counted already."""
    return Tally(arrivals.total, arrivals.left_out, arrivals.simulated, arrivals.by("channel"), arrivals.by("language"))


def against_population(wave: Wave) -> list[Compared]:
    """The unweighted sample beside each of the partnership's margins that the wave's questionnaire can meet."""
    margins = stored_margins(wave)
    crossed = Crossed(wave, [name for margin in margins for name in margin.dimensions])
    return [compare(margin, crossed) for margin in margins]


def compare(margin: PopulationMargin, crossed: Crossed) -> Compared:
    """A margin beside the sample, which is counted by all of the margin's dimensions."""
    people = crossed.by(*margin.dimensions)
    targets = {tuple(row["categories"]): row["value"] for row in margin.targets}
    known, whole = sum(people.get(key, 0) for key in targets), sum(targets.values())
    rows = [
        (key, people.get(key, 0), people.get(key, 0) / known if known else None, value / whole)
        for key, value in targets.items()
    ]
    return Compared(margin, rows, known, sum(people.values()) - known)


def imports(wave: Wave) -> list[ImportBatch]:
    """The files brought into a wave, the newest first."""
    query = db.select(ImportBatch).where(ImportBatch.wave_id == wave.id).order_by(ImportBatch.id.desc())
    return list(db.session.scalars(query))


def drop_off(wave: Wave) -> list[tuple[Page, int]]:
    """How many abandoned drafts had come as far as each page, in the order of the pages; only pages with any."""
    query = db.select(DropOff.page_id, DropOff.number).where(DropOff.wave_id == wave.id)
    numbers = {page_id: n for page_id, n in db.session.execute(query)}
    pages = surveys.questionnaire(wave.version).pages
    return [(page, numbers[page.id]) for page in pages if numbers.get(page.id)]

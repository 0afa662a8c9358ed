"""Who answered a wave, beside the population that its weights bring the answers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.models import WeightingRun

if TYPE_CHECKING:
    from analysis.counts import Count
    from analysis.disclosure import Rule


@dataclass(frozen=True)
class Margin:
    """A margin of the run beside those who answered: `rows` as analysis.sections.who_answered takes them."""

    name: str
    dimensions: list[str]
    rows: list[dict]
    unanswered: int
    counts: list[Count]


def margins(run: WeightingRun) -> list[Margin]:
    """Each margin of the run: the population's number in each category and the people who answered."""
    from analysis.telling_counts import counts_of_people

    names, found = run.cells["columns"], []
    for margin in run.scheme["margins"]:
        places = [names.index(name) for name in margin["dimensions"]]
        counts: dict[tuple, int] = {}
        for row in run.cells["rows"]:
            categories = tuple(row[place] for place in places)
            counts[categories] = counts.get(categories, 0) + row[-2]
        rows = [
            {"categories": row[:-1], "target": row[-1], "people": counts.get(tuple(row[:-1]), 0)}
            for row in margin["targets"]
        ]
        unanswered = sum(counts.values()) - sum(row["people"] for row in rows)
        name = margin["key"] or title(margin)
        found.append(Margin(name, margin["dimensions"], rows, unanswered, counts_of_people(name, rows)))
    return found


def profile(run: WeightingRun, listed: list[Margin], hidden: dict, rule: Rule) -> dict:
    """The population's shares beside those of the people who answered, as far as they may be told."""
    from analysis.sections import who_answered

    told = [
        {**who_answered(one.name, one.rows, one.unanswered, rule, hidden), "dimensions": one.dimensions}
        for one in listed
    ]
    audience = run.wave.survey.audience
    return {"id": f"who_answered_{audience}", "kind": "profile", "audience": audience, "margins": told}


def title(margin: dict) -> str:
    """What a margin of a run is called: its own title, else the dimensions that it is of."""
    return margin["title"] or " × ".join(margin["dimensions"])

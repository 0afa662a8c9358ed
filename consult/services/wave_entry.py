"""What a document holds of each wave that it tells of: when, of whom, how many, by which weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.extensions import db
from consult.models import Response, WeightingRun
from consult.models.types import today
from consult.services import disclosure, field
from consult.services.who_answered import title

if TYPE_CHECKING:
    from analysis.counts import Count


def everybody(run: WeightingRun) -> Count:
    """The number of people whom the weights are of, as the door takes it."""
    from analysis.counts import PEOPLE, Count

    people = run.diagnostics["people"]
    return Count(PEOPLE, frozenset(), frozenset(), people, people)


def of_run(run: WeightingRun) -> dict:
    """What a document holds of a wave, the number of its people only as far as it may be told."""
    people = everybody(run)
    return entry(run, disclosure.hidden(run.wave, [people]).get(people))


def entry(run: WeightingRun, hidden: str | None) -> dict:
    """What a document holds of a wave; the number of people in it rounded down, or not at all, where it is hidden."""
    wave, rule = run.wave, disclosure.rule_of(run.wave)
    people = run.diagnostics["people"]
    return {
        "slug": wave.slug,
        "title": wave.title,
        "survey": wave.survey.title,
        "audience": wave.survey.audience,
        "design": wave.design,
        "opens_on": wave.opens_on.isoformat(),
        "closes_on": min(wave.closes_on, today()).isoformat(),
        "going_on": wave.state == "open" and wave.closes_on >= today(),
        "people": rule.shown_count(people) if hidden is None else None,
        **({"more_than": (people - 1) // 100 * 100} if hidden not in (None, "small_base") else {}),
        "effective_base": rule.shown_count(round(run.diagnostics["effective_base"])) if hidden is None else None,
        "rule": disclosure.rule_entry(rule),
        "questionnaire": {
            "id": field.questionnaire(wave.version).id,
            "number": wave.version.number,
            "sha256": wave.version.sha256,
        },
        "run": {
            "id": run.id,
            "made_on": run.created_at.date().isoformat(),
            "inputs_sha256": run.inputs_sha256,
            "code_version": run.code_version,
            "margins": [
                {"key": margin["key"], "title": title(margin), "source": margin["source"]}
                for margin in run.scheme["margins"]
            ],
            "merged": run.scheme.get("merged", {}),
            "bounds": run.scheme["bounds"],
        },
    }


def is_simulated(runs: list[WeightingRun]) -> bool:
    """Whether a simulated answer is in the figures of any of these waves."""
    waves = [run.wave_id for run in runs]
    among = db.exists(Response.id).where(Response.wave_id.in_(waves), Response.simulated, ~Response.left_out)
    return bool(db.session.scalar(db.select(among)))

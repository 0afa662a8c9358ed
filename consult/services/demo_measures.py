"""Success measures of the demonstration: the strategy's own, on simulated answers."""

import datetime as dt

from consult.extensions import db
from consult.models import AuditEvent, Partnership, SuccessMeasure
from consult.models.types import today

ACTOR = "demo"
# Suggestion -> target, each way of setting one at least once; town centres have theirs below.
TARGETS = {
    "safety": {"target_kind": "points", "target_amount": 0.02},
    "knife": {"target_kind": "value", "target_amount": 0.30},
    "hope": {"target_kind": "points", "target_amount": 0.05},
    "decisions": {"target_kind": "points", "target_amount": 0.03},
    "asb": {},
}
STRATEGY = "Safer Trafford Crime Strategy 2015-18"
MADE_UP = "Made up for the demonstration"


def fill(partnership: Partnership) -> None:
    """Set the six suggested measures; town centres, which no survey asks about, as a series from elsewhere."""
    from consult.services import success
    from consult.services.success import suggested

    due = dt.date(today().year + 1, 3, 31)
    for offer in suggested.offers(partnership):
        plan = {"title": offer.titles, "direction": offer.suggestion.direction, "due_on": due}
        if offer.item:
            target = TARGETS[offer.suggestion.key]
            success.make(partnership, success.Plan(survey=offer.survey, item=offer.item, **plan, **target), ACTOR)
            continue
        town = success.Plan(
            **plan, baseline="typed", baseline_value=0.56, baseline_period="Altrincham, 2015",
            baseline_source=STRATEGY, baseline_asked="same", target_kind="relative", target_amount=0.05,
        )  # fmt: skip
        measure = success.make(partnership, town, ACTOR)
        for days, value, base in ((410, 0.57, 402), (45, 0.64, 615)):
            day = today() - dt.timedelta(days=days)
            period = f"Made-up town centre survey, {day.year}"
            typed = success.Typed(value, period, day, MADE_UP, "same", base, "probability")
            success.type_figure(measure, typed, ACTOR)


def empty() -> None:
    """Delete the measures that the demonstration set and that nobody changed since, in the open transaction."""
    changed = db.select(AuditEvent.detail["measure"].as_integer()).where(AuditEvent.verb == "change success measure")
    kept = set(db.session.scalars(changed))
    for measure in db.session.scalars(db.select(SuccessMeasure).where(SuccessMeasure.made_by == ACTOR)):
        if measure.id not in kept:
            db.session.delete(measure)

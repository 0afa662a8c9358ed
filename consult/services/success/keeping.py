"""Success measures as they are kept: listed, found, made, changed and removed, and figures that are typed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import OutsideFigure, Partnership, SuccessMeasure, Survey, Wave
from consult.models.success_measure import ASKED
from consult.models.types import today
from consult.models.wave import DESIGNS
from consult.services import audit
from consult.services.success import checks

LONGEST_TITLE, LONGEST_SOURCE, LONGEST_PERIOD = 120, 300, 80


class CannotKeep(Exception):
    """Nothing was stored. `problems` are (field of the plan, words); `words` is the first of them."""

    def __init__(self, problems: list[tuple[str, object]]):
        self.problems = problems
        self.words = problems[0][1]
        super().__init__(self.words)


@dataclass(frozen=True)
class Plan:
    """What a success measure is to be. Shares are 0..1; `survey` and `item` are None for a series from elsewhere.

    baseline         "first" (the first wave or figure there is), "wave" or "typed"
    baseline_asked   of a typed one, "same", "nearly" or "otherwise": how it was asked, against the question of today
    target_kind      None, "value", "points" or "relative"
    """

    title: dict[str, str]
    direction: str
    survey: Survey | None = None
    item: str | None = None
    group: dict | None = None
    baseline: str = "first"
    baseline_wave: Wave | None = None
    baseline_value: float | None = None
    baseline_base: int | None = None
    baseline_period: str | None = None
    baseline_source: str | None = None
    baseline_asked: str | None = None
    target_kind: str | None = None
    target_amount: float | None = None
    due_on: dt.date | None = None
    owner: str | None = None

    @classmethod
    def of(cls, measure: SuccessMeasure) -> Plan:
        """The plan that a measure was made by."""
        names = set(cls.__dataclass_fields__) - {"baseline"}
        kind = "wave" if measure.baseline_wave_id else "typed" if measure.baseline_value is not None else "first"
        return cls(**{name: getattr(measure, name) for name in names}, baseline=kind)


@dataclass(frozen=True)
class Typed:
    """A figure from elsewhere as somebody types it. `design` None: not known how people were chosen."""

    value: float | None
    period: str
    measured_on: dt.date
    source: str
    asked: str
    base: int | None = None
    design: str | None = None


def listed(partnership: Partnership) -> list[SuccessMeasure]:
    """Every success measure of a partnership, in the order they were made."""
    query = db.select(SuccessMeasure).where(SuccessMeasure.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(SuccessMeasure.id)))


def find(partnership: Partnership, measure_id: int) -> SuccessMeasure | None:
    """A measure of this partnership; another's is not found."""
    query = db.select(SuccessMeasure).where(
        SuccessMeasure.partnership_id == partnership.id, SuccessMeasure.id == measure_id
    )
    return db.session.scalar(query)


def make(partnership: Partnership, plan: Plan, actor: str) -> SuccessMeasure:
    """Set a success measure. Raises CannotKeep."""
    check(partnership, plan)
    with writing() as session:
        measure = SuccessMeasure(partnership_id=partnership.id, made_by=actor, **columns(plan))
        session.add(measure)
        session.flush()
        audit.record(actor, "set success measure", plan.title["en"], partnership, measure=measure.id, **_said(plan))
    return measure


def change(measure: SuccessMeasure, plan: Plan, actor: str) -> None:
    """Change a measure; what it was stays in the record of deeds. Raises CannotKeep."""
    partnership = db.session.get(Partnership, measure.partnership_id)
    check(partnership, plan)
    with writing() as session:
        session.refresh(measure, with_for_update=True)
        before, new = _said(Plan.of(measure)), columns(plan)
        # A typed baseline was judged against the question of that day: another owner or target judges nothing anew.
        judged_anew = any(getattr(measure, name) != value for name, value in new.items()
                          if name in ("survey_id", "item", "group") or name.startswith("baseline_"))  # fmt: skip
        for name, value in new.items():
            setattr(measure, name, value)
        if judged_anew:
            measure.set_on = today()
        audit.record(actor, "change success measure", plan.title["en"], partnership, measure=measure.id,
                     before=before, now=_said(plan))  # fmt: skip


def remove(measure: SuccessMeasure, actor: str) -> None:
    """Remove a measure and the figures typed for it. What was published with it stays as it is."""
    partnership = db.session.get(Partnership, measure.partnership_id)
    with writing() as session:
        audit.record(actor, "remove success measure", measure.title["en"], partnership, measure=measure.id,
                     before=_said(Plan.of(measure)))  # fmt: skip
        session.delete(measure)


def type_figure(measure: SuccessMeasure, typed: Typed, actor: str) -> OutsideFigure:
    """Add a figure to a series from elsewhere. Raises CannotKeep."""
    if problems := _figure_problems(measure, typed):
        raise CannotKeep(problems)
    partnership = db.session.get(Partnership, measure.partnership_id)
    with writing() as session:
        figure = OutsideFigure(measure_id=measure.id, typed_by=actor, **vars(typed))
        session.add(figure)
        session.flush()
        # A published figure is nobody's answer: it may stand in the record.
        audit.record(actor, "type figure", measure.title["en"], partnership, measure=measure.id, period=typed.period,
                     value=typed.value, source=typed.source)  # fmt: skip
        session.expire(measure, ["figures"])
    return figure


def remove_figure(measure: SuccessMeasure, figure_id: int, actor: str) -> bool:
    """Take a typed figure out; False where the measure has no such figure."""
    partnership = db.session.get(Partnership, measure.partnership_id)
    figure = next((one for one in measure.figures if one.id == figure_id), None)
    if figure is None:
        return False
    with writing():
        audit.record(actor, "remove figure", measure.title["en"], partnership, measure=measure.id,
                     period=figure.period, value=figure.value, source=figure.source)  # fmt: skip
        measure.figures.remove(figure)
    return True


def check(partnership: Partnership, plan: Plan) -> None:
    """Raises CannotKeep where a measure cannot be as it is planned."""
    problems = []
    title = plan.title.get("en") or ""
    if not title:
        problems.append(("title", _("Say what the measure is called")))
    if any(len(words) > LONGEST_TITLE for words in plan.title.values()):
        problems.append(("title", _("Use %(most)s characters or fewer", most=LONGEST_TITLE)))
    problems += checks.of_item(partnership, plan)
    if not problems:
        problems += checks.of_baseline(plan) or checks.of_target(plan)
    if problems:
        raise CannotKeep(problems)


def _figure_problems(measure: SuccessMeasure, typed: Typed) -> list[tuple[str, object]]:
    problems: list[tuple[str, object]] = []
    if measure.survey_id is not None:
        problems.append(("value", _("This measure is asked in a survey of yours. Its figures are not typed.")))
    if typed.value is None or not 0 <= typed.value <= 1:
        problems.append(("value", checks.not_a_percentage()))
    if typed.base is not None and typed.base <= 0:
        problems.append(("base", checks.base_of_nought()))
    if not typed.period:
        problems.append(("period", _("Say which period the figure is of")))
    if not typed.source:
        problems.append(("source", _("Say where the figure was published")))
    if typed.measured_on > today():
        problems.append(("measured_on", _("The day lies ahead. A figure is of a period that is over")))
    if any(one.measured_on == typed.measured_on for one in measure.figures):
        problems.append(("measured_on", _("There is a figure of this day already. Take it out first")))
    if typed.asked not in ASKED:
        problems.append(("asked", _("Say whether it was asked in the same way")))
    if typed.design is not None and typed.design not in DESIGNS:
        problems.append(("design", _("Choose how people were chosen")))
    return problems


def columns(plan: Plan) -> dict:
    """The columns of a measure; what belongs to another kind of baseline or target than the chosen one is left out."""
    found = {name: getattr(plan, name) for name in ("title", "direction", "group", "due_on", "owner", "item")}
    found["survey_id"] = plan.survey.id if plan.survey else None
    found["baseline_wave_id"] = plan.baseline_wave.id if plan.baseline == "wave" else None
    typed = plan.baseline == "typed"
    for name in ("value", "base", "period", "source", "asked"):
        found[f"baseline_{name}"] = getattr(plan, f"baseline_{name}") if typed else None
    found["target_kind"] = plan.target_kind or None
    found["target_amount"] = plan.target_amount if plan.target_kind else None
    return found


def _said(plan: Plan) -> dict:
    """What the record of deeds holds of a plan."""
    wave = plan.baseline_wave.slug if plan.baseline == "wave" and plan.baseline_wave else None
    said = {name: getattr(plan, name) for name in ("direction", "item", "target_kind", "target_amount", "owner")}
    return said | {
        "survey": plan.survey.slug if plan.survey else None,
        "baseline": wave or plan.baseline_value or plan.baseline,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
    }

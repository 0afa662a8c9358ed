"""What a success measure would be, said before it is kept."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.models import Partnership, SuccessMeasure
from consult.models.types import today
from consult.services.success import checks, keeping, words
from consult.services.success.keeping import Plan
from consult.services.success.series import series


def sentences(partnership: Partnership, plan: Plan, lang: str) -> list[str]:
    """Where the measure would begin and go, the value that its target means, and where it stands today."""
    # In no session: nothing of it is stored.
    measure = SuccessMeasure(partnership_id=partnership.id, set_on=today(), survey=plan.survey,
                             baseline_wave=plan.baseline_wave if plan.baseline == "wave" else None,
                             **keeping.columns(plan))  # fmt: skip
    found = series(measure)
    told = []
    if found.baseline is not None:
        told.append(
            _("It begins at %(start)s, “%(period)s”.", start=checks.one_decimal(round(found.baseline.value, 5)),
              period=found.baseline.title)
        )  # fmt: skip
    else:
        told.append(_("It begins with the first figure that there is."))
    told.append(words.target(found))
    if other := _other_reading(plan, found.baseline):
        told.append(other)
    return [*told, _("As things stand:"), *words.sentences(found, lang)]


def _other_reading(plan: Plan, baseline) -> str | None:
    """“Up by 5%” is meant in two ways: what the other would be."""
    from analysis.success import POINTS, RELATIVE, Target, goal_of

    if baseline is None or plan.target_kind not in (POINTS, RELATIVE):
        return None
    other = POINTS if plan.target_kind == RELATIVE else RELATIVE
    goal = checks.one_decimal(goal_of(Target(other, plan.target_amount), baseline.value, plan.direction))
    if other == POINTS:
        return _("If %(points)s were meant, it would be %(goal)s: choose points then.",
                 points=words.distance(plan.target_amount), goal=goal)  # fmt: skip
    return _("If %(amount)s of the baseline were meant, it would be %(goal)s: choose a part of the baseline then.",
             amount=checks.one_decimal(plan.target_amount), goal=goal)  # fmt: skip

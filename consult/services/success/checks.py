"""What a success measure may not be, in words that say what to do."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _

from consult.models import Partnership, SuccessMeasure, Survey, Wave
from consult.questionnaire import Questionnaire
from consult.services import asking, field
from consult.services.success import figures
from consult.services.success import series as over_time
from consult.services.success.figures import NoFigure

LONGEST_SOURCE, LONGEST_PERIOD = 300, 80


def not_a_percentage():
    """That a figure is no share."""
    return _("Enter a percentage from 0 to 100. A score, such as 3.4 of 5, is on another scale and cannot stand here")


def base_of_nought():
    """That a base is none."""
    return _("A base is at least 1. Of nobody there is no figure; leave it empty where it is not known")


def can_measure(questionnaire: Questionnaire, item: str) -> bool:
    """Whether an item gives one share: its answers say which count together, or it is the grid that is scored."""
    from analysis.measures import Measure, MeasureError, check

    asked = asking.asked_as(questionnaire, item)
    if asked is None or asked.kept == ():
        return False
    try:
        check(Measure(item, item, questionnaire.audience, figures.kind_of(asked)), asked)
    except MeasureError:
        return False
    return questionnaire.items[item].type != "several"


def questionnaire_of(survey: Survey, item: str) -> Questionnaire | None:
    """The newest text of a survey that measures an item, None where none does."""
    texts = (field.questionnaire(version) for version in reversed(survey.versions))
    return next((one for one in texts if can_measure(one, item)), None)


def of_item(partnership: Partnership, plan) -> list[tuple[str, object]]:
    """What is wrong with what is measured, of whom, and the direction."""
    problems: list[tuple[str, object]] = []
    if plan.direction not in ("up", "down"):
        problems.append(("direction", _("Say which way is better")))
    if plan.survey is None:
        return problems
    if plan.survey.partnership_id != partnership.id:
        return [*problems, ("item", _("The survey is not there. Choose one of yours"))]
    asked = questionnaire_of(plan.survey, plan.item)
    if asked is None:
        return [*problems, ("item", _("No version of the survey asks this so that one share comes of it"))]
    if plan.group is not None:
        item = asked.items.get(plan.group["dimension"])
        if item is None or item.choice(plan.group["category"]) is None:
            problems.append(("group", _("The survey does not ask for this group")))
    return problems


def of_baseline(plan) -> list[tuple[str, object]]:
    """What is wrong with the beginning of a measure."""
    if plan.baseline == "wave":
        return _wave_problems(plan)
    if plan.baseline == "typed":
        return _typed_problems(plan)
    return []


def _wave_problems(plan) -> list[tuple[str, object]]:
    wave: Wave | None = plan.baseline_wave
    if plan.survey is None or wave is None or wave.survey_id != plan.survey.id:
        words = _("Choose a wave of the survey that is measured. Another survey has other people and scales")
        return [("baseline_wave", words)]
    why = {
        figures.UNWEIGHTED: _("“%(wave)s” has no weights. Weigh it first, or choose another wave", wave=wave.title),
        figures.STALE: _("Answers came in or went since “%(wave)s” was weighed. Weigh it again first", wave=wave.title),
        figures.UNASKED: _("“%(wave)s” did not ask this. Choose another wave", wave=wave.title),
        figures.NOBODY: _("Nobody answered this in “%(wave)s”. Choose another wave", wave=wave.title),
        over_time.WITHHELD: _(
            "So few people stand behind the figure of “%(wave)s” that it may not be told. Choose another wave",
            wave=wave.title,
        ),
    }
    state = _state(plan, wave)
    return [("baseline_wave", why[state])] if state in why else []


def _state(plan, wave: Wave) -> str:
    """What the wave's figure of the measure would be: "shown", or why it has none."""
    trial = _trial(plan)
    try:
        return over_time.of_one_wave(trial, wave).state
    except NoFigure as none:
        return none.code


def _trial(plan) -> SuccessMeasure:
    """The measure as it would be, in no session: to be looked at before it is kept."""
    return SuccessMeasure(item=plan.item, group=plan.group, direction=plan.direction)


def _typed_problems(plan) -> list[tuple[str, object]]:
    problems: list[tuple[str, object]] = []
    if plan.baseline_value is None or not 0 <= plan.baseline_value <= 1:
        problems.append(("baseline_value", not_a_percentage()))
    if plan.baseline_base is not None and plan.baseline_base <= 0:
        problems.append(("baseline_base", base_of_nought()))
    if not plan.baseline_source:
        problems.append(("baseline_source", _("Say where the figure was published")))
    for name, most in (("baseline_source", LONGEST_SOURCE), ("baseline_period", LONGEST_PERIOD)):
        if len(getattr(plan, name) or "") > most:
            problems.append((name, _("Use %(most)s characters or fewer", most=most)))
    if plan.baseline_asked == "otherwise":
        words = _("Asked in other words or on another scale it cannot be the baseline: the figures do not compare")
        problems.append(("baseline_asked", words))
    elif plan.baseline_asked not in ("same", "nearly"):
        problems.append(("baseline_asked", _("Say whether it was asked in the same way")))
    return problems


def baseline_value(plan) -> float | None:
    """The share that a plan begins at, where that is known already. Not told of a wave that may not tell it."""
    if plan.baseline == "typed":
        return plan.baseline_value
    if plan.survey is None:
        return None
    waves = [wave for wave in sorted(plan.survey.waves, key=lambda one: (one.opens_on, one.id))
             if wave.state != "draft" and not wave.is_to_come]  # fmt: skip
    for wave in [plan.baseline_wave] if plan.baseline == "wave" else waves:
        try:
            point = over_time.of_one_wave(_trial(plan), wave)
        except NoFigure:
            continue
        if point.figure is not None:
            return point.figure.value
    return None


def of_target(plan) -> list[tuple[str, object]]:
    """What is wrong with where a measure is to go."""
    from analysis.success import TARGETS, Target, TargetError, check_target

    if not plan.target_kind:
        return []
    if plan.target_kind not in TARGETS:
        return [("target_kind", _("Choose how the target is set"))]
    if plan.target_amount is None:
        return [("target_amount", _("Say what is to be reached"))]
    start = baseline_value(plan)
    try:
        check_target(Target(plan.target_kind, plan.target_amount), start, plan.direction)
    except TargetError as error:
        words = {"start": one_decimal(start), "goal": one_decimal(error.goal)}
        return [("target_amount", _refused(error.code, plan.direction, words))]
    return []


def one_decimal(share: float | None) -> str:
    """A share as a percentage with a decimal where it has one: 58.8%."""
    if share is None:
        return ""
    return f"{format_decimal(Decimal(str(round(share * 100, 6))), '0.#')}%"


def _refused(code: str, direction: str, words: dict):
    if code == "wrong_way" and direction == "up":
        return _("The measure is to go up, and %(goal)s is not above the baseline of %(start)s. Change the one or the "
                 "other", **words)  # fmt: skip
    if code == "wrong_way":
        return _("The measure is to go down, and %(goal)s is not below the baseline of %(start)s. Change the one or "
                 "the other", **words)  # fmt: skip
    return {
        "above_all": lambda: _("The target would be %(goal)s. Nothing can be above 100%%", **words),
        "below_nothing": lambda: _("The target would be %(goal)s. Nothing can be below 0%%", **words),
        "not_positive": lambda: _("Enter a number above 0; the direction says which way"),
        "of_nothing": lambda: _("The baseline is nought, and a part of nothing is nothing. Set the target in points"),
        "scale": not_a_percentage,
    }[code]()

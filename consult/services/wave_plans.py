"""The plan of a wave: when, whom and how many it asks, by which ways, for how long the words are kept.

Until it opens all of it may change. Then what people agreed to and what figures may say is fixed; it may be extended,
paused and taken up again, and words and answers may be deleted sooner than was said, never later.
"""

import datetime as dt
from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Survey, Wave
from consult.models.belonging import of_every_partnership
from consult.models.types import today
from consult.models.wave import CHANNELS, CONSENT_ROUTES, DESIGNS
from consult.services import audit, field
from consult.services.answering.surveys import may_answer

# What may still change, by the state of the wave.
CLOSED_FIELDS = ("retention_days", "answers_days")
OPEN_FIELDS = ("title", "target", "open_link", "channels", *CLOSED_FIELDS)
LONGEST_TITLE, MOST_ANSWERS, LONGEST_RETENTION = 160, 1_000_000, 3650
LONGEST_WAVE = dt.timedelta(days=2 * 366)


class PlanRefused(Exception):
    """The plan cannot be so, and nothing was changed. `problems`: (field of Plan, words), the first to mend first."""

    def __init__(self, problems: list[tuple[str, object]]):
        self.problems = problems
        super().__init__(problems)


@dataclass(frozen=True)
class Plan:
    """What an officer decides of a wave.

    design          one of consult.models.wave.DESIGNS
    open_link       whether anybody with the address may answer
    channels        other ways, of consult.models.wave.CHANNELS
    target          how many answers are wanted; None: as many as come
    consent_routes  adults who may agree for those under 16, of consult.models.wave.CONSENT_ROUTES
    retention_days  days after the end that typed words are kept; None: nobody has said yet
    answers_days    days after the end that responses are kept at all, with all else of the wave; None as above
    """

    title: str
    design: str
    opens_on: dt.date
    closes_on: dt.date
    open_link: bool
    channels: tuple[str, ...] = CHANNELS
    target: int | None = None
    consent_routes: tuple[str, ...] = CONSENT_ROUTES
    retention_days: int | None = None
    answers_days: int | None = None

    @classmethod
    def of(cls, wave: Wave) -> "Plan":
        """The plan of a wave as it stands."""
        values = {name: getattr(wave, name) for name in cls.__dataclass_fields__}
        return cls(**values | {name: tuple(values[name]) for name in ("channels", "consent_routes")})

    def columns(self) -> dict:
        """As columns of the wave."""
        return {**asdict(self), "channels": list(self.channels), "consent_routes": list(self.consent_routes)}


def add(survey: Survey, plan: Plan, actor: str) -> Wave:
    """A wave of the survey's latest questionnaire, planned and not open yet. Raises PlanRefused."""
    _check(plan, young=survey.audience == "young")
    with writing():
        new = field.NewWave(_free_slug(survey, plan), plan.title, plan.design, plan.opens_on, plan.closes_on)
        wave = field.add_wave(survey, new)
        _write(wave, plan)
        _record(actor, "plan wave", wave, **_told(plan))
    return wave


def change(wave: Wave, plan: Plan, actor: str) -> None:
    """Change what `may_change` of a plan; the rest of `plan` is passed over. Raises PlanRefused."""
    with writing() as session:
        wave = session.get(Wave, wave.id, with_for_update=True, populate_existing=True)
        before = Plan.of(wave)
        plan = Plan(**vars(before) | {name: getattr(plan, name) for name in may_change(wave)})
        _check(plan, young=wave.survey.audience == "young")
        _check_quotas(wave, plan)
        if wave.state != "draft":
            _check_sooner(before, plan)
        _write(wave, plan)
        changed = [name for name in vars(plan) if getattr(plan, name) != getattr(before, name)]
        _record(actor, "change plan", wave, **{name: _told(plan)[name] for name in changed})


def may_change(wave: Wave) -> tuple[str, ...]:
    """The fields of a wave's plan that may still change."""
    return {"draft": tuple(Plan.__dataclass_fields__), "open": OPEN_FIELDS, "closed": CLOSED_FIELDS}[wave.state]


def extend(wave: Wave, closes_on: dt.date, actor: str) -> None:
    """Let an open or paused wave run longer. Raises PlanRefused; to end it sooner is to close it."""
    with writing() as session:
        wave = session.get(Wave, wave.id, with_for_update=True, populate_existing=True)
        if wave.state == "closed":
            raise _refused("closes_on", _("The wave is closed. Open it again first, then extend it."))
        if wave.state == "draft":
            raise _refused("closes_on", _("The wave has not been open yet. Change its dates in the plan."))
        if closes_on <= wave.closes_on:
            raise _refused("closes_on", _("Choose a day after the last one so far. To end it sooner, close it."))
        if closes_on < today():
            raise _refused("closes_on", _("This day is past. Choose today or a later day."))
        if closes_on - wave.opens_on > LONGEST_WAVE:
            raise _refused("closes_on", _("A wave runs for two years at most. Plan another for later."))
        before, wave.closes_on = wave.closes_on, closes_on
        _record(actor, "extend wave", wave, before=before.isoformat(), closes_on=closes_on.isoformat())


def pause(wave: Wave, actor: str) -> bool:
    """Let nobody begin until `resume`; who has begun may finish. False, and nothing done, if it is not open."""
    with writing() as session:
        wave = session.get(Wave, wave.id, with_for_update=True, populate_existing=True)
        if wave.stage != "open" or not may_answer(wave):
            return False
        wave.paused_on = today()
        _record(actor, "pause wave", wave)
    return True


def resume(wave: Wave, actor: str) -> bool:
    """Take a paused wave up again. False, and nothing done, if it is not paused."""
    with writing() as session:
        wave = session.get(Wave, wave.id, with_for_update=True, populate_existing=True)
        if wave.stage != "paused":
            return False
        since, wave.paused_on = wave.paused_on, None
        _record(actor, "resume wave", wave, paused_on=since.isoformat())
    return True


def _check(plan: Plan, young: bool) -> None:
    problems = [*_check_words(plan), *_check_dates(plan), *_check_ways(plan)]
    if plan.target is not None and not 1 <= plan.target <= MOST_ANSWERS:
        words = _("Enter a number from 1 to %(most)s, or leave it empty.", most=f"{MOST_ANSWERS:,}")
        problems.append(("target", words))
    problems += _check_terms(plan)
    if young and set(plan.consent_routes) - set(CONSENT_ROUTES):
        problems.append(("consent_routes", _("Choose from the list who may agree.")))
    if problems:
        raise PlanRefused(problems)


def _check_terms(plan: Plan):
    for name in CLOSED_FIELDS:
        days = getattr(plan, name)
        if days is not None and not 1 <= days <= LONGEST_RETENTION:
            yield name, _("Enter a number of days from 1 to 3650, or leave it empty.")
    if plan.retention_days and plan.answers_days and plan.answers_days < plan.retention_days:
        yield "answers_days", _("The words are part of the answers. Keep these as long or longer.")


def _check_words(plan: Plan):
    if not plan.title:
        yield "title", _("Give the wave a title, such as “Autumn 2026”")
    elif len(plan.title) > LONGEST_TITLE:
        yield "title", _("Use %(max)d characters or fewer", max=LONGEST_TITLE)
    if plan.design not in DESIGNS:
        yield "design", _("Choose how people are chosen")


def _check_dates(plan: Plan):
    if plan.closes_on < plan.opens_on:
        yield "closes_on", _("The last day is before the first. Correct one of the two.")
    elif plan.closes_on - plan.opens_on > LONGEST_WAVE:
        yield "closes_on", _("A wave runs for two years at most. Choose an earlier last day.")


def _check_ways(plan: Plan):
    if set(plan.channels) - set(CHANNELS):
        yield "channels", _("Choose from the list of ways to answer.")
    elif not plan.channels and not plan.open_link:
        yield "channels", _("Choose at least one way to answer.")
    if plan.design == "probability" and plan.open_link:
        yield "channels", _(
            "In a random sample only people who were drawn may answer. Take out “Anybody with the address”, or choose "
            "another design.")  # fmt: skip


def _check_quotas(wave: Wave, plan: Plan) -> None:
    most = max((sum(row["number"] for row in quota["wanted"]) for quota in wave.quotas), default=0)
    if wave.quotas and plan.target is None:
        raise _refused("target", _("The wave has quotas, which are parts of a target. Take them out first."))
    if plan.target is not None and most > plan.target:
        raise _refused("target", _("The quotas add up to %(sum)s, more than this target. Lower them first.",
                                   sum=f"{most:,}"))  # fmt: skip


def _check_sooner(before: Plan, plan: Plan) -> None:
    for name in CLOSED_FIELDS:
        said, now = getattr(before, name), getattr(plan, name)
        if said is not None and (now is None or now > said):
            raise _refused(name, _("People answered while it said %(days)s days. Choose as many or fewer.", days=said))


def _refused(name: str, words) -> PlanRefused:
    return PlanRefused([(name, words)])


def _write(wave: Wave, plan: Plan) -> None:
    for name, value in plan.columns().items():
        setattr(wave, name, value)
    db.session.flush()


def _free_slug(survey: Survey, plan: Plan) -> str:
    """An address after the survey and the month: it is the same in every language."""
    first = f"{survey.slug[:60]}-{plan.opens_on:%Y-%m}"
    names = [first, *(f"{first}-{number}" for number in range(2, 1000))]
    taken = set(db.session.scalars(of_every_partnership(db.select(Wave.slug).where(Wave.slug.in_(names)))))
    return next(name for name in names if name not in taken)


def _told(plan: Plan) -> dict:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in plan.columns().items()}


def _record(actor: str, verb: str, wave: Wave, **detail) -> None:
    audit.record(actor, verb, wave.slug, wave.survey.partnership, **detail)

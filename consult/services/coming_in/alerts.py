"""Reasons to look twice at responses, gathered into alerts, and what people decide about them.

Nothing is ever removed by a rule. `look` flags; a person decides with a reason; what is left out stays in the database
and can be taken back in.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, String, literal
from sqlalchemy.dialects import postgresql, sqlite

from consult.database import writing
from consult.extensions import db
from consult.models import OutreachSession, Response, ResponseFlag, Wave
from consult.models.response_flag import DECISIONS, KINDS
from consult.models.types import Document, today
from consult.questionnaire import quality_checks
from consult.services import audit
from consult.services.coming_in.counts import MODES, Arrivals

# Decided at once with one statement each.
CHUNK = 500
LONGEST_REASON = 300


@dataclass(frozen=True)
class Alert:
    """Responses that are flagged for the same reason.

    kind, subject  one of consult.models.response_flag.KINDS, and what it is about: "online", "link-3-2026-03-04"
    detail         the figures that the first of them was flagged with
    waiting        how many nobody has decided about; kept, left_out: how many somebody has
    """

    kind: str
    subject: str
    detail: dict
    waiting: int
    kept: int
    left_out: int

    @property
    def total(self) -> int:
        """Every response of it."""
        return self.waiting + self.kept + self.left_out


class CannotDecide(Exception):
    """The decision is not whole; nothing was changed."""


def look(wave: Wave, arrivals: Arrivals, times: dict[str, Counter]) -> None:
    """Flag what has come since the last look. Reads an index; writes only where there is something new."""
    found = [*_speeders(times), *_days(wave, arrivals), *_sessions(wave, arrivals)]
    fresh = [one for one in found if db.session.scalar(_unflagged(wave, *one[:2]).limit(1))]
    if not fresh:
        return
    with writing() as session:
        for kind, which, subject, detail in fresh:
            session.execute(_flag(wave, kind, which, subject, detail))


def of(wave: Wave) -> list[Alert]:
    """The alerts of a wave: those that wait for a decision first, the largest first."""
    columns = (ResponseFlag.kind, ResponseFlag.subject)
    query = db.select(*columns, ResponseFlag.decided, db.func.count(), db.func.min(ResponseFlag.id))
    query = query.where(ResponseFlag.wave_id == wave.id).group_by(*columns, ResponseFlag.decided)
    counted: dict[tuple[str, str], Counter] = defaultdict(Counter)
    first: dict[tuple[str, str], int] = {}
    for kind, subject, decided, number, id_ in db.session.execute(query):
        counted[kind, subject][decided] += number
        first[kind, subject] = min(id_, first.get((kind, subject), id_))
    details = dict(db.session.execute(
        db.select(ResponseFlag.id, ResponseFlag.detail).where(ResponseFlag.id.in_(first.values()))).all())  # fmt: skip
    alerts = [
        Alert(*key, details[first[key]], numbers[None], numbers["keep"], numbers["leave_out"])
        for key, numbers in counted.items()
    ]
    return sorted(alerts, key=lambda one: (-one.waiting, -one.total, KINDS.index(one.kind), one.subject))


def waiting(wave: Wave) -> int:
    """How many responses wait for a decision."""
    query = db.select(db.func.count(ResponseFlag.response_id.distinct()))
    return db.session.scalar(query.where(ResponseFlag.wave_id == wave.id, ResponseFlag.decided.is_(None)))


def one_of(wave: Wave, kind: str, subject: str) -> Alert | None:
    """An alert of this wave; another's is not found."""
    return next((one for one in of(wave) if (one.kind, one.subject) == (kind, subject)), None)


@dataclass(frozen=True)
class Row:
    """One response of an alert, without its answers; `kinds` are all reasons that it was flagged for."""

    response: Response
    flag: ResponseFlag
    kinds: tuple[str, ...]


def rows(wave: Wave, alert: Alert, start: int, number: int) -> list[Row]:
    """So many responses of an alert: those that wait first, the fastest first among them."""
    about = (Response.id, Response.submitted_on, Response.channel, Response.language, Response.seconds)
    query = (
        db.select(Response, ResponseFlag)
        .options(db.load_only(*about, Response.left_out))
        .join(ResponseFlag, ResponseFlag.response_id == Response.id)
        .where(_of_alert(wave, alert))
        .order_by(ResponseFlag.decided.is_not(None), Response.seconds.is_(None), Response.seconds, Response.id)
    )
    found = db.session.execute(query.offset(start).limit(number)).all()
    kinds = defaultdict(list)
    ids = [response.id for response, _flag in found]
    others = db.select(ResponseFlag.response_id, ResponseFlag.kind).where(ResponseFlag.response_id.in_(ids))
    for id_, kind in db.session.execute(others.order_by(ResponseFlag.kind)):
        kinds[id_].append(kind)
    return [Row(response, flag, tuple(kinds[response.id])) for response, flag in found]


def decide(wave: Wave, alert: Alert, which: Iterable[uuid.UUID] | None, decision: str, reason: str, actor: str) -> int:
    """Keep or leave out responses of an alert, with one reason; how many.

    which     ids of responses of this alert, decided before or not; None: all that wait
    decision  one of consult.models.response_flag.DECISIONS

    It is about the response: every flag that it has is decided with it. Raises CannotDecide without a decision or a
    reason. Ids of no response of the alert are passed over.
    """
    reason = " ".join(reason.split())
    if decision not in DECISIONS or not 0 < len(reason) <= LONGEST_REASON:
        raise CannotDecide
    wanted = db.select(ResponseFlag.response_id).where(_of_alert(wave, alert)).order_by(ResponseFlag.response_id)
    with writing() as session:
        # Weightings and other decisions about this wave wait: both sides of a decision change together.
        session.execute(db.select(Wave.id).where(Wave.id == wave.id).with_for_update())
        asked = None if which is None else set(which)
        wanted = wanted.where(ResponseFlag.decided.is_(None)) if asked is None else wanted
        ids = [id_ for id_ in session.scalars(wanted) if asked is None or id_ in asked]
        _write(ids, decision, reason, actor)
        if ids:
            audit.record(actor, "decide alert", wave.slug, wave.survey.partnership, alert=alert.kind,
                         about=alert.subject, decision=decision, reason=reason, number=len(ids),
                         responses=[str(id_) for id_ in ids])  # fmt: skip
    return len(ids)


def _write(ids: list[uuid.UUID], decision: str, reason: str, actor: str) -> None:
    plain = {"synchronize_session": False}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        flags = db.update(ResponseFlag).where(ResponseFlag.response_id.in_(some))
        decided = {"decided": decision, "decided_by": actor, "decided_on": today(), "reason": reason}
        db.session.execute(flags.values(**decided), execution_options=plain)
        responses = db.update(Response).where(Response.id.in_(some)).values(left_out=decision == "leave_out")
        db.session.execute(responses, execution_options=plain)
    db.session.expire_all()


def _of_alert(wave: Wave, alert: Alert):
    return db.and_(
        ResponseFlag.wave_id == wave.id, ResponseFlag.kind == alert.kind, ResponseFlag.subject == alert.subject
    )


# What is to be flagged: (kind, which responses, subject, detail).


def _speeders(times: dict[str, Counter]):
    for mode, counted in times.items():
        limit = quality_checks.too_fast_below(counted)
        if limit and any(seconds < limit for seconds in counted):
            median = quality_checks.quartiles(counted)[1]
            which = db.and_(Response.channel.in_(MODES[mode]), Response.seconds < limit)
            yield "speeder", which, mode, {"median": median, "timed": sum(counted.values())}


def _days(wave: Wave, arrivals: Arrivals):
    """The open link's days by short link, and days with many answers from devices that had answered before."""
    online = [one for one in arrivals.groups if one.channel in MODES["online"]]
    links = [one for one in online if one.channel == "open_link"]
    for link_id in sorted({one.link_id for one in links}, key=lambda id_: id_ or 0):
        counted = _by_day(one for one in links if one.link_id == link_id)
        for day, number, others in _unusual(wave, counted):
            which = db.and_(Response.channel == "open_link", Response.submitted_on == day,
                            Response.link_id.is_(None) if link_id is None else Response.link_id == link_id)  # fmt: skip
            name = f"link-{link_id or 0}-{day.isoformat()}"
            yield "place", which, name, _detail(day, number, others, link=link_id)
    again = _by_day(one for one in online if one.same_device)
    for day, number, others in _unusual(wave, again):
        which = db.and_(Response.channel.in_(MODES["online"]), Response.submitted_on == day, Response.same_device)
        yield "device", which, f"day-{day.isoformat()}", _detail(day, number, others)


def _by_day(groups) -> Counter:
    found: Counter = Counter()
    for one in groups:
        found[one.day] += one.number
    return found


def _unusual(wave: Wave, counted: Counter):
    """(day, its number, those of the other days so far) of the days that are far above the others."""
    last = min(today(), wave.closes_on)
    past = [wave.opens_on.fromordinal(day) for day in range(wave.opens_on.toordinal(), last.toordinal() + 1)]
    for day, number in sorted(counted.items()):
        others = [counted[one] for one in past if one != day]
        if quality_checks.is_unusual_day(number, others):
            yield day, number, others


def _detail(day, number: int, others: list[int], **more) -> dict:
    usual = sorted(others)[len(others) // 2]
    return {"day": day.isoformat(), "number": number, "usual": usual, **more}


def _sessions(wave: Wave, arrivals: Arrivals):
    """Outreach sessions that brought far more than the worker expected."""
    brought: Counter = Counter()
    for one in arrivals.groups:
        if one.session_id is not None:
            brought[one.session_id] += one.number
    if not brought:
        return
    query = db.select(OutreachSession.id, OutreachSession.expected).where(OutreachSession.wave_id == wave.id)
    for id_, expected in db.session.execute(query):
        if quality_checks.is_above_expected(brought[id_], expected):
            detail = {"session": str(id_), "number": brought[id_], "expected": expected}
            yield "place", Response.session_id == id_, f"session-{id_.hex}", detail


def _unflagged(wave: Wave, kind: str, which):
    """Responses of `which` that count and have no flag of that kind yet."""
    flagged = db.select(ResponseFlag.id).where(
        ResponseFlag.response_id == Response.id, ResponseFlag.wave_id == wave.id, ResponseFlag.kind == kind)
    return db.select(Response.id).where(Response.wave_id == wave.id, ~Response.left_out, which, ~flagged.exists())


def _flag(wave: Wave, kind: str, which, subject: str, detail: dict):
    """An INSERT of the flags that are missing; two that look at the same moment both succeed."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = (
        literal(wave.id, Integer), literal(kind, String), literal(subject, String), literal(detail, Document),
        literal(today(), db.Date),
    )  # fmt: skip
    missing = _unflagged(wave, kind, which).add_columns(*values)
    columns = ["response_id", "wave_id", "kind", "subject", "detail", "found_on"]
    return insert(ResponseFlag).from_select(columns, missing).on_conflict_do_nothing()

"""Outreach sessions: taken from tablets, and what officers see of them."""

import re
import uuid
from statistics import median
from typing import Any

from consult.extensions import db
from consult.models import Area, Device, OutreachSession, Response, Wave
from consult.questionnaire import clean
from consult.services.outreach.judging import Judge, within
from consult.services.outreach.wire import read_name, read_uuid

MOST = 10_000
MOST_LANGUAGES = 40
_LANGUAGE = re.compile("[A-Za-z_-]{2,12}")


def take(device: Device, judge: Judge, sent: list) -> tuple[list[str], dict[uuid.UUID, OutreachSession | None]]:
    """Write down a tablet's sessions, in the open transaction; the last one sent wins.

    Returns the ids that are written down, and the sessions by id. One whose id or wave is not known is left out. Of a
    revoked tablet only new sessions are taken: what it said while it was trusted stays.
    """
    told, found = [], {}
    for one in sent:
        id_, wave = (read_uuid(one.get("id")), judge.wave(one.get("wave"))) if isinstance(one, dict) else (None, None)
        if id_ is None or wave is None:
            continue
        known = db.session.get(OutreachSession, id_, with_for_update=True, populate_existing=True)
        if known and (known.device_id != device.id or known.wave_id != wave.id):
            continue
        if known is None or not device.revoked:
            known = _write(known, id_, device, wave, one)
        found[id_] = known
        told.append(one["id"])
    return told, found


def _write(known: OutreachSession | None, id_: uuid.UUID, device: Device, wave: Wave, one: dict) -> OutreachSession:
    held_on, clock_off = within(wave, one.get("date"))
    fields = {
        "place": _words(one.get("place")), "worker": _words(one.get("worker")), "held_on": held_on,
        "ward_code": _ward(device, one.get("ward")), "languages": _languages(one.get("languages")),
        "finished": one.get("finished") is True,
        **{name: _count(one.get(name)) for name in ("expected", "declined", "unfinished")},
    }  # fmt: skip
    if known is None:
        known = OutreachSession(id=id_, device_id=device.id, wave_id=wave.id, clock_off=clock_off, **fields)
        db.session.add(known)
        db.session.flush()
        return known
    for name, value in fields.items():
        setattr(known, name, value)
    known.clock_off = known.clock_off or clock_off
    return known


def of_device(device: Device, id_: uuid.UUID) -> OutreachSession | None:
    """A session of this tablet; another's is not found."""
    query = db.select(OutreachSession).where(OutreachSession.id == id_, OutreachSession.device_id == device.id)
    return db.session.scalar(query)


def of(wave: Wave) -> list[OutreachSession]:
    """The sessions of a wave, the newest first."""
    query = db.select(OutreachSession).where(OutreachSession.wave_id == wave.id)
    return list(db.session.scalars(query.order_by(OutreachSession.held_on.desc(), OutreachSession.place)))


def one_of(wave: Wave, id_: uuid.UUID) -> OutreachSession | None:
    """A session of this wave; another's is not found."""
    query = db.select(OutreachSession).where(OutreachSession.wave_id == wave.id, OutreachSession.id == id_)
    return db.session.scalar(query)


def responses(wave: Wave) -> dict[uuid.UUID, int]:
    """How many responses of a wave each session brought."""
    query = db.select(Response.session_id, db.func.count()).where(Response.wave_id == wave.id, ~Response.left_out)
    return {id_: n for id_, n in db.session.execute(query.group_by(Response.session_id)) if id_ is not None}


def medians(wave: Wave) -> dict[uuid.UUID, int]:
    """The median seconds that a response took in each session; only those where the tablets measured any."""
    query = db.select(Response.session_id, Response.seconds)
    rows = db.session.execute(query.where(Response.wave_id == wave.id, Response.session_id.is_not(None)))
    measured: dict[uuid.UUID, list[int]] = {}
    for id_, seconds in rows:
        if seconds is not None:
            measured.setdefault(id_, []).append(seconds)
    return {id_: round(median(found)) for id_, found in measured.items()}


def _words(value: Any) -> str:
    """One line of at most 120 letters; empty where there is none."""
    words = clean(value) if isinstance(value, str) else None
    return " ".join(words.split())[:120] if words else ""


def _count(value: Any) -> int:
    return min(max(value, 0), MOST) if isinstance(value, int) and not isinstance(value, bool) else 0


def _languages(value: Any) -> dict[str, int]:
    pairs = list(value.items())[:MOST_LANGUAGES] if isinstance(value, dict) else []
    return {language: _count(n) for language, n in pairs if _LANGUAGE.fullmatch(language)}


def _ward(device: Device, value: Any) -> str | None:
    if read_name(value) is None:
        return None
    query = db.select(Area.code).where(Area.partnership_id == device.partnership_id, Area.kind == "ward")
    return db.session.scalar(query.where(Area.code == value))

"""Whole responses are deleted when the wave's second term ends, and with the last of them all else of the wave.

What was published stays: editions are frozen documents of figures after disclosure control.
"""

from __future__ import annotations

from consult.database import writing
from consult.extensions import db
from consult.models import (
    Draft,
    DropOff,
    ImportBatch,
    Invitation,
    InvitationBatch,
    OutreachSession,
    Permission,
    Response,
    SyncRecord,
    Telling,
    Wave,
    WaveKey,
    WeightingRun,
)
from consult.models.types import today
from consult.services import audit
from consult.services.retention.reporting import ANSWERS, VERBS
from consult.services.retention.waiting import set_free

STEP = 2_000
# In an order in which nothing points to what is gone. Flags, readings, codes, quotes and sheets went with responses.
_OF_THE_WAVE = (
    WeightingRun, Telling, SyncRecord, OutreachSession, ImportBatch, Draft, DropOff, InvitationBatch, Permission,
    WaveKey,
)  # fmt: skip


def due_waves() -> list[Wave]:
    """The waves whose responses are to be deleted by now, or to which a tablet sent something since they were."""
    query = db.select(Wave).where(Wave.answers_days.is_not(None))
    return [wave for wave in db.session.scalars(query.order_by(Wave.id)) if _is_due(wave)]


def _is_due(wave: Wave) -> bool:
    if wave.answers_kept_until is None or today() <= wave.answers_kept_until:
        return False
    return wave.answers_deleted_on is None or bool(db.session.scalar(db.select(_sent_since(wave))))


def _sent_since(wave: Wave):
    return db.select(SyncRecord.id).where(SyncRecord.wave_id == wave.id).exists()


def step(wave_id: int, actor: str) -> int | None:
    """Delete some responses with all that is theirs; how many, or None where nothing is left to do."""
    with writing() as session:
        wave = session.get(Wave, wave_id, with_for_update=True, populate_existing=True)
        if not _is_due(wave):
            return None
        ids = list(session.scalars(db.select(Response.id).where(Response.wave_id == wave.id).limit(STEP)))
        if ids:
            _delete(Response, Response.id.in_(ids))
            audit.record(actor, VERBS[ANSWERS], wave.slug, wave.survey.partnership, responses=len(ids))
            return len(ids)
        _forget_the_rest(wave, actor)
    return None


def _forget_the_rest(wave: Wave, actor: str) -> None:
    """Weightings know which combinations of answers there were, permissions name adults, sessions name workers."""
    set_free(wave, quoting=False)
    wave.chosen_run_id = None
    db.session.flush()
    # A tablet may have named a session of this wave with a record of another.
    sessions = db.select(OutreachSession.id).where(OutreachSession.wave_id == wave.id)
    for table in (SyncRecord, Response):
        _run(db.update(table).where(table.session_id.in_(sessions)).values(session_id=None))
    batches = db.select(InvitationBatch.id).where(InvitationBatch.wave_id == wave.id)
    gone = {"invitation": _delete(Invitation, Invitation.batch_id.in_(batches))}
    for table in _OF_THE_WAVE:
        gone[table.__tablename__] = _delete(table, table.wave_id == wave.id)
    wave.answers_deleted_on = wave.words_deleted_on = today()
    if gone := {name: number for name, number in gone.items() if number}:
        audit.record(actor, VERBS[ANSWERS], wave.slug, wave.survey.partnership, **gone)


def _delete(table, condition) -> int:
    return _run(db.delete(table).where(condition))


def _run(statement) -> int:
    return db.session.execute(statement, execution_options={"synchronize_session": False}).rowcount

"""Records that a tablet sent and that could not be stored: an officer takes them in or deletes them."""

import json
import uuid

from consult.database import writing
from consult.extensions import db
from consult.models import Device, Partnership, Response, SyncRecord
from consult.models.belonging import of_every_partnership
from consult.services import audit, retention
from consult.services.coming_in.noting import note_lines
from consult.services.outreach import sessions
from consult.services.outreach.judging import MAY_BE_WAIVED, Aside, Judge
from consult.services.outreach.wire import read_uuid


class CannotTakeIn(Exception):
    """The record still cannot be a response; `reason` is one of consult.models.sync_record.REASONS."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def of(partnership: Partnership) -> list[SyncRecord]:
    """The records that wait for an officer of this partnership, the oldest first."""
    query = db.select(SyncRecord).join(Device).where(Device.partnership_id == partnership.id)
    waiting = query.where(SyncRecord.state == "aside").order_by(SyncRecord.received_on, SyncRecord.id)
    return list(db.session.scalars(waiting))


def one_of(partnership: Partnership, record_id: uuid.UUID) -> SyncRecord | None:
    """A record that waits for an officer of this partnership; another's is not found."""
    query = db.select(SyncRecord).join(Device).where(Device.partnership_id == partnership.id)
    return db.session.scalar(query.where(SyncRecord.state == "aside", SyncRecord.id == record_id))


def take_in(record: SyncRecord, actor: str, server_key: str) -> None:
    """Store a record as a response, under the version it was given. Nothing if somebody has decided already.

    Raises CannotTakeIn where the answers themselves are no good, or are stored already.
    """
    with writing() as session:
        record = _locked(record)
        if record.state != "aside":
            return
        device, sent = record.device, json.loads(record.body)
        try:
            # Under an id that was made here it is still sealed with its own.
            judged = Judge(device.partnership_id, server_key).judge(sent if isinstance(sent, dict) else {},
                                                                    waived=MAY_BE_WAIVED)  # fmt: skip
        except Aside as aside:
            raise CannotTakeIn(aside.reason) from aside
        receipt = judged.row["receipt_digest"]
        if session.scalar(of_every_partnership(db.select(Response.id).where(Response.receipt_digest == receipt))):
            raise CannotTakeIn("other_body")
        session_id = read_uuid(sent.get("session"))
        held = sessions.of_device(device, session_id) if session_id else None
        session.add(Response(**judged.row, session_id=held.id if held else None))
        session.flush()
        if judged.lines:
            note_lines(session.connection(), {judged.row["id"]: (judged.row["wave_id"], judged.lines)})
        retention.came_in(judged.row["wave_id"])
        reason, record.state, record.body = record.reason, "stored", None
        record.wave_id = judged.row["wave_id"]
        audit.record(actor, "take in record", device.name, device.partnership, record=str(record.id), reason=reason)


def delete(record: SyncRecord, actor: str) -> None:
    """Throw a record away for good. Its id is kept, so that the same one sent again stays away."""
    with writing():
        record = _locked(record)
        if record.state == "aside":
            record.state, record.body = "deleted", None
            device = record.device
            audit.record(actor, "delete record", device.name, device.partnership, record=str(record.id),
                         reason=record.reason)  # fmt: skip


def _locked(record: SyncRecord) -> SyncRecord:
    return db.session.get(SyncRecord, record.id, with_for_update=True, populate_existing=True)

"""What a tablet sends back, taken in: each record once, each judged alone, a batch in one transaction."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from consult import metrics
from consult.database import writing
from consult.extensions import db
from consult.models import Device, OutreachSession, Response, SyncRecord, Wave
from consult.services.coming_in.noting import note_lines
from consult.services.outreach import devices, sessions
from consult.services.outreach.judging import Aside, Judge, Judged
from consult.services.outreach.wire import read_uuid

MOST_RECORDS = 50
MOST_SESSIONS = 200
# Two tablets with the same record at the same moment; the second finds it when it tries again.
TRIES = 5
# Of the ids that are made here for what came under another's id, or without one.
DERIVED = uuid.UUID("6d2c1f0e-8a53-4f0b-9a55-1f1d5d3f7c11")

_STORE = db.insert(Response.__table__)
_NOTE = db.insert(SyncRecord.__table__)


class Crowded(Exception):
    """Others stored the same records each time that this was tried. Nothing was kept: to be sent again."""


@dataclass
class Answer:
    """What a tablet is told.

    records   record id -> {"state": "stored"} or {"state": "aside", "reason"}; either may be deleted there
    sessions  ids of the sessions that are written down
    revoked   whether the tablet must wipe itself once it has sent what it holds
    waves     the waves that were spoken of
    """

    records: dict[str, dict] = field(default_factory=dict)
    sessions: list[str] = field(default_factory=list)
    revoked: bool = False
    waves: list[Wave] = field(default_factory=list)


def receive(device: Device, sent_sessions: list, records: list, server_key: str) -> Answer:
    """Store what a tablet sent, all in one transaction. Raises Crowded.

    Both lists are as they came, of any content: a session that is none is left out of the answer, a record that is
    none is kept aside.
    """
    device_id, partnership_id = device.id, device.partnership_id
    for _try in range(TRIES):
        try:
            with writing():
                # One batch of a tablet at a time: what the first has stored, the second finds.
                device = devices.locked(device_id)
                devices.note_contact(device)
                batch = _Batch(device, Judge(partnership_id, server_key))
                answer = batch.take(sent_sessions, records)
            batch.count(len(records))
            return answer
        except IntegrityError:
            continue
    raise Crowded


def digest(record: object) -> str:
    """What tells whether two records of the same id are the same."""
    return hashlib.sha256(_as_text(record).encode()).hexdigest()


def _as_text(record: object) -> str:
    return json.dumps(record, sort_keys=True, separators=(",", ":"))


@dataclass
class _Sent:
    """One record as it came: its id as UUID and as it was written, None where it has none that can be used."""

    record: object
    name: str | None
    id: uuid.UUID | None
    digest: str

    @classmethod
    def of(cls, record: object) -> "_Sent":
        name = record.get("id") if isinstance(record, dict) else None
        name = name if isinstance(name, str) else None
        return cls(record, name, read_uuid(name), digest(record))

    @property
    def derived_id(self) -> uuid.UUID:
        """An id for it where its own is missing or taken: the same each time it is sent."""
        return uuid.uuid5(DERIVED, f"{self.id}:{self.digest}")


class _Batch:
    def __init__(self, device: Device, judge: Judge):
        self.device, self.judge = device, judge
        self.answer = Answer(revoked=device.revoked)
        self.sessions: dict[uuid.UUID, OutreachSession | None] = {}
        # Record id -> (digest, state, reason), and the receipts that find a response.
        self.noted: dict[uuid.UUID, tuple[str, str, str | None]] = {}
        self.receipts: set[str] = set()
        self.notes: list[dict] = []
        self.responses: list[dict] = []
        self.lined: dict[uuid.UUID, tuple[int, dict]] = {}

    def take(self, sent_sessions: list, records: list) -> Answer:
        """Judge everything, store what can be stored, keep the rest aside."""
        self.answer.sessions, self.sessions = sessions.take(self.device, self.judge, sent_sessions)
        found = [_Sent.of(record) for record in records]
        self.look_up(found)
        verdicts = [self.verdict(sent) for sent in found]
        self.look_up_receipts(verdicts)
        for sent, verdict in zip(found, verdicts, strict=True):
            self.tell(sent, *self.take_one(sent, verdict))
        self.write()
        self.answer.waves = self.judge.waves()
        return self.answer

    def look_up(self, found: list[_Sent]) -> None:
        """What is noted of these records already."""
        ids = {one for sent in found for one in (sent.id, sent.derived_id) if one}
        columns = (SyncRecord.id, SyncRecord.body_digest, SyncRecord.state, SyncRecord.reason)
        rows = db.session.execute(db.select(*columns).where(SyncRecord.id.in_(ids)))
        self.noted = {row.id: (row.body_digest, row.state, row.reason) for row in rows}

    def look_up_receipts(self, verdicts: list[Judged | str]) -> None:
        """The receipts among these that find a response already."""
        sent = [one.row["receipt_digest"] for one in verdicts if isinstance(one, Judged)]
        query = db.select(Response.receipt_digest).where(Response.receipt_digest.in_(sent))
        self.receipts = set(db.session.scalars(query)) if sent else set()

    def verdict(self, sent: _Sent) -> Judged | str:
        """A response to store, or the reason to keep the record aside. One that is noted already is not opened."""
        if sent.id is None:
            return "unreadable"
        if sent.id in self.noted:
            return "other_body"
        if self.device.revoked:
            return "revoked"
        try:
            return self.judge.judge(sent.record)
        except Aside as aside:
            return aside.reason

    def take_one(self, sent: _Sent, verdict: Judged | str) -> tuple[str, str | None]:
        """The state of one record and the reason for it, noted now if it was not before."""
        known = self.noted.get(sent.id)
        if known and known[0] == sent.digest:
            return _told(known)
        if sent.id is None or known:
            again = self.noted.get(sent.derived_id)
            reason = "other_body" if known else "unreadable"
            return _told(again) if again else self.note(sent, sent.derived_id, reason)
        if isinstance(verdict, str):
            return self.note(sent, sent.id, verdict)
        receipt = verdict.row["receipt_digest"]
        if receipt in self.receipts:
            # A receipt finds one response. Another with the same is no new answer, but may not be lost either.
            return self.note(sent, sent.id, "other_body")
        self.receipts.add(receipt)
        session = self.session_of(sent)
        if session and verdict.clock_off:
            session.clock_off = True
        self.responses.append({**verdict.row, "session_id": session.id if session else None})
        if verdict.lines:
            self.lined[verdict.row["id"]] = (verdict.row["wave_id"], verdict.lines)
        return self.note(sent, sent.id, None)

    def tell(self, sent: _Sent, state: str, reason: str | None) -> None:
        """Put a record's state into the answer, under the name that the tablet gave it."""
        told = {"state": state} if state == "stored" else {"state": state, "reason": reason}
        # Two records under one name: the tablet may forget both, and learns of the one that has to wait.
        if sent.name is not None and self.answer.records.get(sent.name, {}).get("state") != "aside":
            self.answer.records[sent.name] = told

    def session_of(self, sent: _Sent) -> OutreachSession | None:
        """The session of this tablet that a record says it is of."""
        id_ = read_uuid(sent.record.get("session")) if isinstance(sent.record, dict) else None
        if id_ and id_ not in self.sessions:
            self.sessions[id_] = sessions.of_device(self.device, id_)
        return self.sessions.get(id_)

    def note(self, sent: _Sent, id_: uuid.UUID, reason: str | None) -> tuple[str, str | None]:
        """Note a record as stored, or with a reason as aside."""
        record = sent.record if isinstance(sent.record, dict) else {}
        session, wave = self.session_of(sent), self.judge.wave(record.get("wave"))
        version = self.judge.version(wave, record.get("version")) if wave else None
        state = "aside" if reason else "stored"
        self.notes.append({
            "id": id_, "device_id": self.device.id, "session_id": session.id if session else None,
            "wave_id": wave.id if wave else None, "version_sha256": version.sha256 if version else None,
            "body_digest": sent.digest, "state": state, "reason": reason,
            "body": _as_text(sent.record) if reason else None,
        })  # fmt: skip
        self.noted[id_] = (sent.digest, state, reason)
        return state, reason

    def count(self, sent: int) -> None:
        """Tell whoever is on call what became of so many records, once that is certain."""
        metrics.note_answers("outreach", len(self.responses))
        aside = sum(note["state"] == "aside" for note in self.notes)
        outcomes = {"stored": len(self.notes) - aside, "aside": aside, "known": sent - len(self.notes)}
        for outcome, number in outcomes.items():
            metrics.note_records(outcome, number)

    def write(self) -> None:
        """All at once, in the order of their ids: two tablets with the same records do not wait for one another."""
        db.session.flush()
        if self.notes:
            db.session.execute(_NOTE, sorted(self.notes, key=lambda note: note["id"]))
        if self.responses:
            # Not in the order of the notes, nor in that in which people answered.
            db.session.execute(_STORE, sorted(self.responses, key=lambda response: response["id"]))
            note_lines(db.session.connection(), self.lined)


def _told(known: tuple[str, str, str | None]) -> tuple[str, str | None]:
    """The state as the tablet is told it: that an officer has deleted the record since changes nothing for it."""
    _digest, state, reason = known
    return ("stored", None) if state == "stored" else ("aside", reason)

"""Reasons to look at a response that show when it is sent, noted with it: nobody has to search all answers again."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from consult.extensions import db
from consult.models import ResponseFlag
from consult.models.types import today

# All straight lines of a wave are one alert, and so is each of what else shows at once.
LINES = "grids"
SUBJECTS = {"unseen_field": "form", "no_work": "device"}

_NOTE = db.insert(ResponseFlag.__table__)


def note_doubts(connection: Connection, id_: uuid.UUID, wave_id: int, kinds: Iterable[str]) -> None:
    """Flag a response that is stored in the same transaction, for each of SUBJECTS that is in `kinds`."""
    found = [kind for kind in SUBJECTS if kind in kinds]
    if found:
        connection.execute(_NOTE, [
            {"response_id": id_, "wave_id": wave_id, "kind": kind, "subject": SUBJECTS[kind], "detail": {},
             "found_on": today()}
            for kind in found
        ])  # fmt: skip


def note_lines(connection: Connection, lined: Mapping[uuid.UUID, tuple[int, dict[str, Any]]]) -> None:
    """Flag responses that are stored in the same transaction: {response id: (wave id, what straight_lines found)}."""
    if lined:
        connection.execute(_NOTE, [
            {"response_id": id_, "wave_id": wave_id, "kind": "straight_line", "subject": LINES, "detail": detail,
             "found_on": today()}
            for id_, (wave_id, detail) in lined.items()
        ])  # fmt: skip

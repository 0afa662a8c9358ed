"""Straight lines, noted with the response that has them: nobody has to read all answers again to find them."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from consult.extensions import db
from consult.models import ResponseFlag
from consult.models.types import today

# All straight lines of a wave are one alert.
LINES = "grids"

_NOTE = db.insert(ResponseFlag.__table__)


def note_lines(connection: Connection, lined: Mapping[uuid.UUID, tuple[int, dict[str, Any]]]) -> None:
    """Flag responses that are stored in the same transaction: {response id: (wave id, what straight_lines found)}."""
    if lined:
        connection.execute(_NOTE, [
            {"response_id": id_, "wave_id": wave_id, "kind": "straight_line", "subject": LINES, "detail": detail,
             "found_on": today()}
            for id_, (wave_id, detail) in lined.items()
        ])  # fmt: skip

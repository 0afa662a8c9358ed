"""The open questions of a wave, how far the reading of them has come, and one text at a time.

Texts come in the order of their responses' ids, which are random: those read so far are a random part of them all.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func

from consult.database import writing
from consult.extensions import db
from consult.models import Coding, Response, TextReading, Wave
from consult.services import audit, cells, field


@dataclass(frozen=True)
class Progress:
    """How far an open question has come: texts `written`, of them `ready` (read and redacted), `held` back, `coded`
    for good, coded `twice`, and `to_settle` between two coders."""

    item: str
    written: int
    ready: int
    held: int
    coded: int
    twice: int
    to_settle: int

    @property
    def unread(self) -> int:
        """Texts that nobody has read."""
        return self.written - self.ready - self.held


@dataclass(frozen=True)
class WrittenText:
    """A text as it was written. `language` is the one its writer answered in, as far as anybody knows its own."""

    response_id: uuid.UUID
    item: str
    words: str
    language: str


class Gone(LookupError):
    """The response was withdrawn meanwhile, with its texts."""


def open_questions(wave: Wave) -> list[str]:
    """The columns that hold words: items of text, and the words beside "other", in the questionnaire's order."""
    found = []
    for item in field.questionnaire(wave.version).items.values():
        if item.type == "text":
            found.append(item.name)
        if item.other is not None:
            found.append(item.other_key)
    return found


def words_of(wave: Wave, item: str) -> ColumnElement:
    """The text of an open question as SQL over Response; an empty one is none."""
    return func.nullif(cells.expressions(wave, [item])[0], "")


def progress(wave: Wave) -> list[Progress]:
    """How far each open question has come, those to which somebody wrote first."""
    items = open_questions(wave)
    return sorted(_progress(wave, items), key=lambda one: not one.written) if items else []


def progress_of(wave: Wave, item: str) -> Progress:
    """How far one open question has come."""
    (found,) = _progress(wave, [item])
    return found


def _progress(wave: Wave, items: list[str]) -> list[Progress]:
    query = db.select(*(func.count(words_of(wave, item)) for item in items)).where(cells.in_figures(wave))
    written = dict(zip(items, db.session.execute(query).one(), strict=True))
    states, codings = _states(wave), _codings(wave)
    return [Progress(item, written[item], *states.get(item, (0, 0)), *codings.get(item, (0, 0, 0))) for item in items]


def _states(wave: Wave) -> dict[str, tuple[int, int]]:
    ready = func.count(case((TextReading.state == "ready", 1)))
    held = func.count(case((TextReading.state == "held", 1)))
    query = db.select(TextReading.item, ready, held).join(Response).where(cells.in_figures(wave))
    return {item: (one, two) for item, one, two in db.session.execute(query.group_by(TextReading.item))}


def _codings(wave: Wave) -> dict[str, tuple[int, int, int]]:
    turns = [func.count(case((Coding.turn == turn, 1))) for turn in ("first", "second", "agreed")]
    query = db.select(TextReading.item, *turns).select_from(Coding).join(TextReading).join(Response)
    rows = db.session.execute(query.where(cells.in_figures(wave)).group_by(TextReading.item))
    # Whatever was coded is agreed unless two coders differ.
    return {item: (agreed, second, first - agreed) for item, first, second, agreed in rows}


def next_unread(wave: Wave, item: str, after: uuid.UUID | None = None) -> uuid.UUID | None:
    """The response of the next text that nobody has read; from the beginning again where none comes after."""
    read = and_(TextReading.response_id == Response.id, TextReading.item == item)
    unread = ~db.select(TextReading.id).where(read).correlate(Response).exists()
    query = db.select(Response.id).where(cells.in_figures(wave), words_of(wave, item).is_not(None), unread)
    query = query.order_by(Response.id).limit(1)
    if after is not None and (found := db.session.scalar(query.where(Response.id > after))) is not None:
        return found
    return db.session.scalar(query)


def find(wave: Wave, item: str, response_id: uuid.UUID) -> WrittenText | None:
    """A text of this wave; another's is not found."""
    query = db.select(words_of(wave, item), Response.language)
    row = db.session.execute(query.where(cells.in_figures(wave), Response.id == response_id)).one_or_none()
    return WrittenText(response_id, item, row[0], row[1]) if row and row[0] else None


def record_reading(wave: Wave, text: WrittenText, actor: str) -> None:
    """Write down that somebody has opened a text as it was written."""
    with writing():
        audit.record(actor, "read text", f"{wave.slug}: {text.item}", wave.survey.partnership,
                     response=str(text.response_id))  # fmt: skip


def reading(wave: Wave, item: str, response_id: uuid.UUID) -> TextReading | None:
    """What became of a text of this wave; None where nobody has read it."""
    query = db.select(TextReading).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, TextReading.response_id == response_id)  # fmt: skip
    return db.session.scalar(query)

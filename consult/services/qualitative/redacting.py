"""A person decides what is taken out of a text. Until then it is neither coded nor quoted."""

from __future__ import annotations

from collections.abc import Iterable

from consult.database import writing
from consult.extensions import db
from consult.models import Coding, Quote, Response, TextReading, Wave
from consult.models.types import today
from consult.redaction import Found, suggestions, take_out
from consult.services import audit, cells
from consult.services.qualitative import texts
from consult.services.qualitative.texts import Gone, WrittenText


class NotSuggested(ValueError):
    """A place was accepted that is none of the text's suggestions: the page is not of this text."""


def chosen(words: str, keys: Iterable[str]) -> list[Found]:
    """The suggestions of a text with these keys. Raises NotSuggested."""
    offered = {one.key: one for one in suggestions(words)}
    if any(key not in offered for key in keys):
        raise NotSuggested
    return [offered[key] for key in dict.fromkeys(keys)]


def redact(wave: Wave, text: WrittenText, keys: Iterable[str], by_hand: Iterable[str], actor: str) -> TextReading:
    """Keep a text for coding, with what was accepted and what was marked by hand taken out of it.

    Quotes out of it are deleted where its words are now others. Raises NotSuggested, consult.redaction.NotInText,
    and Gone where it was withdrawn meanwhile; nothing is kept then.
    """
    words = take_out(text.words, chosen(text.words, keys), by_hand)
    with writing():
        found = _own(wave, text)
        if found.redacted != words:
            _delete_quotes(found)
        found.state, found.redacted = "ready", words
        _sign(wave, found, actor, "redact text")
    return found


def hold(wave: Wave, text: WrittenText, actor: str) -> TextReading:
    """Keep a text out of everything: its codes and quotes are deleted, and none can be made. Raises Gone."""
    with writing():
        found = _own(wave, text)
        _delete_quotes(found)
        db.session.execute(db.delete(Coding).where(Coding.reading_id == found.id))
        found.state, found.redacted = "held", None
        _sign(wave, found, actor, "hold text")
    return found


def _own(wave: Wave, text: WrittenText) -> TextReading:
    """The reading of a text, made if there is none. Its response is locked: it cannot be withdrawn meanwhile."""
    lock = db.select(Response.id).where(Response.id == text.response_id, cells.in_figures(wave))
    if db.session.scalar(lock.with_for_update()) is None:
        raise Gone
    found = texts.reading(wave, text.item, text.response_id)
    if found is None:
        found = TextReading(response_id=text.response_id, wave_id=wave.id, item=text.item, state="held", read_by="")
        db.session.add(found)
        db.session.flush()
    return found


def _delete_quotes(reading: TextReading) -> None:
    db.session.execute(db.delete(Quote).where(Quote.reading_id == reading.id))


def _sign(wave: Wave, reading: TextReading, actor: str, verb: str) -> None:
    reading.read_by, reading.read_on = actor, today()
    audit.record(actor, verb, f"{wave.slug}: {reading.item}", wave.survey.partnership, reading=reading.id)

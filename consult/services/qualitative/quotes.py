"""Quotes: only of those who said that they may be quoted, only redacted words, only once a person has approved."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import func

from consult.database import writing
from consult.extensions import db
from consult.models import CodedTheme, Coding, Quote, Response, TextReading, Wave
from consult.questionnaire.routing import references
from consult.services import audit, cells, disclosure, field
from consult.services.qualitative import coding

CONSENT = "quote_consent"
SHORTEST = 3
PAGE = 20

# A word, with its apostrophes: "can" is not in "can’t". Chinese is written without gaps, so any character may be first.
_WORD = re.compile("[^\\W\u3400-\u9fff]+(?:['’][^\\W\u3400-\u9fff]+)*")
_CUT = re.compile(r"\[…\]|\[\.\.\.\]")


class CannotQuote(Exception):
    """The words cannot be quoted; nothing was stored. `words` says why and what to do."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class Quoted:
    """A quote as a report may show it: the words, their language, whether of an adult or a young person, and the
    ids of the themes the text was coded to. Never an age, a ward or anything else of the person."""

    id: int
    item: str
    words: str
    language: str
    audience: str
    themes: frozenset[int]
    approved_by: str


def consent_item(wave: Wave, item: str) -> str | None:
    """The question whose yes allows quoting an open question; None where nobody was asked about it.

    It is named "quote_consent", and covers the texts that its own rule looks at; without a rule, those before it.
    """
    questionnaire, before = field.questionnaire(wave.version), []
    for page in questionnaire.pages:
        for one in page.items:
            if one.type == "consent" and CONSENT in (one.name, one.bank):
                asked_of = [name for rule in (page.section.when, page.when, one.when) for name in references(rule)]
                covered = asked_of or before
                if item in covered or item.removesuffix(".other") in covered:
                    return one.name
            before.append(one.name)
    return None


def _may_be_quoted(wave: Wave, item: str):
    """Over TextReading joined to Response: those of this question that may be quoted; None where none may."""
    consent = consent_item(wave, item)
    if consent is None:
        return None
    said_yes = cells.expressions(wave, [consent])[0] == "yes"
    enough = languages_with_enough(wave)
    return (cells.in_figures(wave), TextReading.item == item, TextReading.redacted != "", said_yes,
            Response.language.in_(enough))  # fmt: skip


def least_answers(wave: Wave) -> int:
    """How many people must have answered in a language for words in it to be quoted: they tell the language."""
    rule = disclosure.rule_of(wave)
    return max(rule.fewest, rule.least_base, rule.low + 1)


def languages_with_enough(wave: Wave) -> list[str]:
    """The languages that enough people answered in."""
    query = db.select(Response.language).where(cells.in_figures(wave)).group_by(Response.language)
    return list(db.session.scalars(query.having(func.count() >= least_answers(wave)).order_by(Response.language)))


def candidates(wave: Wave, item: str, page: int = 1) -> tuple[list[TextReading], int]:
    """A page of the texts that may be quoted, and how many there are in all."""
    allowed = _may_be_quoted(wave, item)
    if allowed is None:
        return [], 0
    query = db.select(TextReading).join(Response).where(*allowed)
    total = db.session.scalar(db.select(func.count()).select_from(query.subquery()))
    listed = query.order_by(TextReading.response_id).limit(PAGE).offset((page - 1) * PAGE)
    return list(db.session.scalars(listed.options(db.selectinload(TextReading.quotes)))), total


def candidate(wave: Wave, item: str, reading_id: int) -> TextReading | None:
    """One of those texts; any other is not found."""
    allowed = _may_be_quoted(wave, item)
    if allowed is None:
        return None
    return db.session.scalar(db.select(TextReading).join(Response).where(*allowed, TextReading.id == reading_id))


def approve(wave: Wave, item: str, reading_id: int, words: str, actor: str) -> Quote:
    """Approve words of a text for reports. A cut is written […]; nothing else may differ from what was written.

    The same words approved again are the quote that there is. Raises CannotQuote.
    """
    words = " ".join(words.split())
    with writing() as session:
        session.execute(db.select(TextReading.id).where(TextReading.id == reading_id).with_for_update())
        reading = candidate(wave, item, reading_id)
        if reading is None:
            raise CannotQuote(_("This text may not be quoted, or not any more."))
        _check_words(words, " ".join(reading.redacted.split()))
        same = next((one for one in reading.quotes if one.words == words), None)
        if same is not None:
            return same
        quote = Quote(reading_id=reading.id, wave_id=wave.id, words=words, approved_by=actor)
        reading.quotes.append(quote)
        session.flush()
        audit.record(actor, "approve quote", f"{wave.slug}: {item}", wave.survey.partnership, quote=quote.id)
    return quote


def _check_words(words: str, written: str) -> None:
    pieces = [piece.strip() for piece in _CUT.split(words)]
    if sum(map(len, pieces)) < SHORTEST:
        raise CannotQuote(_("Keep at least a few of the words."))
    place = 0
    for piece in pieces:
        place = _whole_words(piece, written, place)
        if place < 0:
            raise CannotQuote(_("“%(words)s” is not what was written. Only leave words out, and write […] in their "
                                "place; change none.", words=piece))  # fmt: skip
        place += len(piece)


def _whole_words(piece: str, written: str, start: int) -> int:
    """Where a piece stands in the text as whole words; -1 where it does not: "safe" is not in "unsafe"."""
    inside = {place for word in _WORD.finditer(written) for place in range(word.start() + 1, word.end())}
    place = written.find(piece, start)
    while piece and place >= 0 and {place, place + len(piece)} & inside:
        place = written.find(piece, place + 1)
    return place


def take_back(wave: Wave, quote: Quote, actor: str) -> None:
    """Delete a quote."""
    with writing() as session:
        session.execute(db.delete(Quote).where(Quote.id == quote.id))
        audit.record(actor, "take back quote", wave.slug, wave.survey.partnership, quote=quote.id)


def one_of(wave: Wave, item: str, quote_id: int) -> Quote | None:
    """A quote of this question, whether or not it may still be shown; another's is not found."""
    query = db.select(Quote).join(TextReading).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, Quote.id == quote_id)  # fmt: skip
    return db.session.scalar(query)


def of(wave: Wave, item: str) -> list[Quoted]:
    """The approved quotes of an open question that may be shown today, in order of approval."""
    allowed = _may_be_quoted(wave, item)
    if allowed is None:
        return []
    query = db.select(Quote, Response.language).join(TextReading, Quote.reading_id == TextReading.id).join(Response)
    rows = db.session.execute(query.where(*allowed).order_by(Quote.id)).all()
    themes = _themes([quote.reading_id for quote, _language in rows])
    return [
        Quoted(quote.id, item, quote.words, language, wave.survey.audience,
               frozenset(themes.get(quote.reading_id, ())), quote.approved_by)
        for quote, language in rows
    ]  # fmt: skip


def _themes(readings: list[int]) -> dict[int, set[int]]:
    query = db.select(Coding.reading_id, CodedTheme.theme_id).join(CodedTheme).where(
        Coding.turn == coding.COUNTING, Coding.reading_id.in_(readings))  # fmt: skip
    found: dict[int, set[int]] = {}
    for reading, theme in db.session.execute(query):
        found.setdefault(reading, set()).add(theme)
    return found

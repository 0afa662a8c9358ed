"""What is written down of translations: the state of a pair of an original and a translation at its place.

A pair keeps its state in every version that has it. What a document brings with it has none written down: its state is
what the document says of the language, or the signature for the whole version.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from consult.extensions import db
from consult.models import LanguageReview, QuestionnaireVersion, TextState
from consult.models.types import now
from consult.questionnaire.strings import SourceText, texts
from consult.services.digest import digest


@dataclass(frozen=True)
class Claim:
    """A state and who stands for it: "machine" (nobody), "draft" (who wrote it) or "reviewed" (who has read it)."""

    state: str
    person: str | None = None
    at: dt.datetime | None = None


@lru_cache(maxsize=32_768)
def text_digest(words: str) -> str:
    """SHA-256 of one text."""
    return digest(words)


def unrecorded(version: QuestionnaireVersion) -> dict[str, Claim]:
    """Language -> what holds for its texts of which nothing is written down; the master is not among them."""
    query = db.select(LanguageReview).where(LanguageReview.version_id == version.id)
    signed = {one.language: one for one in db.session.scalars(query) if one.reviewer}
    claims = {}
    for language, entry in version.document["languages"].items():
        if language in signed:
            at = dt.datetime.combine(signed[language].signed_on, dt.time())
            claims[language] = Claim("reviewed", signed[language].reviewer, at)
        elif entry["state"] != "master":
            claims[language] = Claim(entry["state"], entry.get("reviewer"))
    return claims


def put(version: QuestionnaireVersion, language: str, found: Iterable[SourceText], claim: Claim) -> None:
    """Write a state down for the pairs as they stand, in the open transaction; what was said of them before goes."""
    known = {_key(row): row for row in _rows(version, language)}
    for text in found:
        key = _pair(text, language)
        row = known.get(key)
        if row is None:
            row = TextState(survey_id=version.survey_id, source=text.source, **dict(zip(_KEY, key, strict=True)))
            db.session.add(row)
        row.state, row.person, row.at = claim.state, claim.person, claim.at or now()


def note_change(version: QuestionnaireVersion, before: dict, after: dict, actor: str) -> None:
    """Keep what is known of texts when a document changes, whoever changes it, in the open transaction.

    What was there keeps its state, to be found again where the change is undone, and so that a new original shows its
    translation to be out of date. A translation that is new or other is a draft of whoever brought it.
    """
    claims = unrecorded(version)
    former = {text.place: text for text in texts(before)}
    for language in claims.keys() & after["languages"].keys():
        known = {_key(row) for row in _rows(version, language)}
        for text in texts(after):
            was = former.get(text.place)
            if was is not None and _pair(was, language) != _pair(text, language) and _is_unknown(was, language, known):
                _keep(version, language, was, claims[language], known)
            value = text.translation(language)
            if value and (was is None or was.translation(language) != value):
                _keep(version, language, text, Claim("draft", actor, now()), known)


def _is_unknown(text: SourceText, language: str, known: set) -> bool:
    """Whether a translation has no state with any original: with another it is out of date, which is no claim's."""
    _language, place, _source, value = _pair(text, language)
    return text.translation(language) is not None and all((key[1], key[3]) != (place, value) for key in known)


def _keep(version, language: str, text: SourceText, claim: Claim, known: set) -> None:
    """Write a state down where none is."""
    key = _pair(text, language)
    if key not in known:
        known.add(key)
        db.session.add(TextState(survey_id=version.survey_id, source=text.source, state=claim.state,
                                 person=claim.person, at=claim.at, **dict(zip(_KEY, key, strict=True))))  # fmt: skip


_KEY = ("language", "place", "source_digest", "text_digest")


def _pair(text: SourceText, language: str) -> tuple[str, str, str, str]:
    value = text.translation(language) or ""
    return language, text.place, text_digest(text.source), text_digest(value)


def _key(row: TextState) -> tuple[str, str, str, str]:
    return tuple(getattr(row, name) for name in _KEY)


def _rows(version: QuestionnaireVersion, language: str) -> list[TextState]:
    query = db.select(TextState).where(TextState.survey_id == version.survey_id, TextState.language == language)
    return list(db.session.scalars(query))

"""How each translation of each text stands: missing, out of date, by a computer, a draft, or read by somebody named."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from consult.extensions import db
from consult.models import QuestionnaireVersion, TextState
from consult.questionnaire.strings import SourceText, texts
from consult.services.translating.records import Claim, text_digest, unrecorded

# In the order in which they ask for work.
STATES = ("missing", "stale", "machine", "draft", "reviewed")


@dataclass(frozen=True)
class StringState:
    """One text in one language.

    state       out of STATES
    person, at  who wrote the draft or has read it, and when where that is known
    was         of a stale one: its state with the former original, and old_source, that original
    """

    text: SourceText
    value: str | None
    state: str
    person: str | None = None
    at: dt.datetime | None = None
    was: str | None = None
    old_source: str | None = None

    @property
    def seen(self) -> str:
        """A mark of the original and the translation as they are, to tell later whether either has changed."""
        return f"{short_digest(self.text.source)}.{short_digest(self.value or '')}"


def short_digest(words: str) -> str:
    """Enough of a text's digest to tell it from another at the same place."""
    return text_digest(words)[:16]


@lru_cache(maxsize=64)
def _texts(version_id: int, _sha256: str) -> tuple[SourceText, ...]:
    return tuple(texts(db.session.get(QuestionnaireVersion, version_id).document))


def source_texts(version: QuestionnaireVersion) -> tuple[SourceText, ...]:
    """The texts of a version. Kept: a version with its hash does not change."""
    return _texts(version.id, version.sha256)


def states(version: QuestionnaireVersion, language: str) -> tuple[StringState, ...]:
    """Every text in one language of the version, in the document's order. Raises KeyError for the master and others."""
    return all_states(version)[language]


def all_states(version: QuestionnaireVersion) -> dict[str, tuple[StringState, ...]]:
    """Language -> as `states`, for all but the master."""
    columns = db.func.count(), db.func.max(TextState.id), db.func.max(TextState.at)
    stamp = db.session.execute(db.select(*columns).where(TextState.survey_id == version.survey_id)).one()
    return dict(_all_states(version.id, version.sha256, tuple(unrecorded(version).items()), tuple(stamp)))


# A page asks for several languages, and respondents' pages every other second: worked out again where anything changed.
@lru_cache(maxsize=16)
def _all_states(version_id: int, sha256: str, claims: tuple[tuple[str, Claim], ...], _stamp: tuple) -> dict:
    found = _texts(version_id, sha256)
    known = _known(db.session.get(QuestionnaireVersion, version_id))
    return {language: tuple(_state(text, language, known.get((language, text.place), {}), claim) for text in found)
            for language, claim in claims}  # fmt: skip


def progress(found: Iterable[StringState]) -> Counter:
    """State -> how many texts are in it."""
    return Counter(one.state for one in found)


def _known(version: QuestionnaireVersion) -> dict[tuple[str, str], dict]:
    """(language, place) -> text digest -> source digest -> (state, person, at, source), the oldest first."""
    columns = (TextState.language, TextState.place, TextState.text_digest, TextState.source_digest, TextState.state,
               TextState.person, TextState.at, TextState.source)  # fmt: skip
    query = db.select(*columns).where(TextState.survey_id == version.survey_id)
    known: dict[tuple[str, str], dict] = {}
    for language, place, text, source, *rest in db.session.execute(query.order_by(TextState.id)):
        known.setdefault((language, place), {}).setdefault(text, {})[source] = rest
    return known


def _state(text: SourceText, language: str, known: dict, claim: Claim) -> StringState:
    value = text.translation(language)
    if value is None:
        return StringState(text, None, "missing")
    by_source = known.get(text_digest(value), {}) if known else {}
    if not by_source:
        return StringState(text, value, claim.state, claim.person, claim.at)
    exact = by_source.get(text_digest(text.source))
    if exact is not None:
        return StringState(text, value, *exact[:3])
    was, person, at, source = list(by_source.values())[-1]
    return StringState(text, value, "stale", person, at, was, source)

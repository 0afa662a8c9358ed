"""Which languages of a questionnaire are offered, and who has read them: what the document says, and what officers do.

A language counts as reviewed where each of its texts has been read, against the original as it is now, by a person who
is named: one for all of them, or several. A signature is for the texts: it holds in a new version until one changes.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import LanguageReview, QuestionnaireVersion
from consult.models.types import today
from consult.questionnaire import Questionnaire
from consult.services import audit, field
from consult.services.translating import records
from consult.services.translating.states import StringState, all_states, source_texts


class CannotReview(Exception):
    """The language can be neither signed nor held back; `words` says why."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class LanguageState:
    """One language of one version.

    state      "master", "machine" (somebody has yet to read some of it) or "reviewed"
    reviewer   who has read and signed it, and signed_on when the last of it; the day of a document's own signature is
               not known
    held_back  the partnership does not offer it
    lacking    how many texts are missing in it; such a language is not offered either
    stale      how many texts are a translation of a former original: shown all the same, until somebody replaces them
    unread     how many texts nobody has read, or not since they or the original changed
    by_machine nobody has done anything to any of its texts
    """

    language: str
    state: str
    reviewer: str | None = None
    signed_on: dt.date | None = None
    held_back: bool = False
    lacking: int = 0
    stale: int = 0
    unread: int = 0
    by_machine: bool = False

    @property
    def offered(self) -> bool:
        """Whether respondents may choose it."""
        return not self.held_back and not self.lacking


def states(version: QuestionnaireVersion) -> dict[str, LanguageState]:
    """The state of each language that the version lists, the master first."""
    questionnaire = field.questionnaire(version)
    held = _held_back(version)
    found = all_states(version)
    lacking = {language: len(questionnaire.withheld.get(language, ())) for language in questionnaire.states}
    return {
        language: LanguageState(language=language, held_back=language in held, lacking=lacking[language],
                                **_read(found.get(language), lacking[language]))
        for language in questionnaire.states
    }  # fmt: skip


def _read(texts: tuple[StringState, ...] | None, lacking: int) -> dict:
    """What follows for a language from the states of its texts. Where easy words are missing, the plain ones stand."""
    if texts is None:
        return {"state": "master"}
    there = [one for one in texts if one.state != "missing"]
    unread = sum(one.state != "reviewed" for one in there)
    stale = sum(one.state == "stale" for one in there)
    if unread or lacking or not there:
        by_machine = all(one.state == "machine" for one in there)
        return {"state": "machine", "unread": unread, "stale": stale, "by_machine": by_machine}
    days = [one.at.date() for one in there if one.at]
    names = dict.fromkeys(one.person for one in there)
    return {"state": "reviewed", "reviewer": ", ".join(names), "signed_on": max(days, default=None)}


def _held_back(version: QuestionnaireVersion) -> set[str]:
    query = db.select(LanguageReview.language)
    return set(db.session.scalars(query.where(LanguageReview.version_id == version.id, LanguageReview.held_back)))


def offered(version: QuestionnaireVersion, questionnaire: Questionnaire) -> list[str]:
    """The languages respondents may choose: complete and not held back, the master first."""
    held = _held_back(version)
    return [language for language in questionnaire.languages if language not in held]


def sign(version: QuestionnaireVersion, language: str, reviewer: str, actor: str) -> None:
    """Record that a named person has read all of a language's text. Raises CannotReview."""
    if field.questionnaire(version).withheld.get(language):
        raise CannotReview(_("Texts are missing in this language. It can be signed once it is complete."))
    with _review(version, language) as review:
        review.reviewer, review.signed_on, review.recorded_by = reviewer, today(), actor
        there = [text for text in source_texts(version) if text.translation(language)]
        records.put(version, language, there, records.Claim("reviewed", reviewer))
        _record(actor, "sign language", version, language, reviewer=reviewer)


def hold_back(version: QuestionnaireVersion, language: str, held: bool, actor: str) -> None:
    """Offer a language no longer, or again. Raises CannotReview."""
    with _review(version, language) as review:
        review.held_back = held
        _record(actor, "hold back language" if held else "offer language", version, language)


@contextmanager
def _review(version: QuestionnaireVersion, language: str) -> Iterator[LanguageReview]:
    state = states(version).get(language)
    if state is None or state.state == "master":
        raise CannotReview(_("This is the language that the questionnaire was written in, or none of its languages."))
    with writing() as session:
        # Two officers at once: the second waits here and then finds the row of the first.
        session.get(QuestionnaireVersion, version.id, with_for_update=True)
        review = session.get(LanguageReview, (version.id, language), populate_existing=True)
        if review is None:
            review = LanguageReview(version_id=version.id, language=language, held_back=False)
            session.add(review)
        yield review


def _record(actor: str, verb: str, version: QuestionnaireVersion, language: str, **detail) -> None:
    subject = f"{version.survey.slug}, version {version.number}"
    audit.record(actor, verb, subject, version.survey.partnership, language=language, **detail)

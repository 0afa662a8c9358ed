"""Which languages of a questionnaire are offered, and who has read them: what the document says, and what officers do.

A signature is for one version's text. A new version is unsigned until somebody reads it again.
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


class CannotReview(Exception):
    """The language can be neither signed nor held back; `words` says why."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class LanguageState:
    """One language of one version.

    state      "master", "machine" (nobody has signed it) or "reviewed"
    reviewer   who has read and signed it, and signed_on when; the day of a document's own signature is not known
    held_back  the partnership does not offer it
    lacking    how many texts are missing in it; such a language is not offered either
    """

    language: str
    state: str
    reviewer: str | None = None
    signed_on: dt.date | None = None
    held_back: bool = False
    lacking: int = 0

    @property
    def offered(self) -> bool:
        """Whether respondents may choose it."""
        return not self.held_back and not self.lacking


def states(version: QuestionnaireVersion) -> dict[str, LanguageState]:
    """The state of each language that the version lists, the master first."""
    questionnaire = field.questionnaire(version)
    query = db.select(LanguageReview).where(LanguageReview.version_id == version.id)
    reviews = {one.language: one for one in db.session.scalars(query)}
    return {
        language: _state(version, questionnaire, language, reviews.get(language)) for language in questionnaire.states
    }


def _state(version, questionnaire: Questionnaire, language: str, review: LanguageReview | None) -> LanguageState:
    own = questionnaire.language_state(language)
    signed = review is not None and review.reviewer is not None
    return LanguageState(
        language=language,
        state="reviewed" if signed else own,
        reviewer=review.reviewer if signed else version.document["languages"][language].get("reviewer"),
        signed_on=review.signed_on if signed else None,
        held_back=review is not None and review.held_back,
        lacking=len(questionnaire.withheld.get(language, ())),
    )


def offered(version: QuestionnaireVersion, questionnaire: Questionnaire) -> list[str]:
    """The languages respondents may choose: complete and not held back, the master first."""
    held = {language for language, state in states(version).items() if state.held_back}
    return [language for language in questionnaire.languages if language not in held]


def sign(version: QuestionnaireVersion, language: str, reviewer: str, actor: str) -> None:
    """Record that a named person has read all of a language's text. Raises CannotReview."""
    if field.questionnaire(version).withheld.get(language):
        raise CannotReview(_("Texts are missing in this language. It can be signed once it is complete."))
    with _review(version, language) as review:
        review.reviewer, review.signed_on, review.recorded_by = reviewer, today(), actor
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

"""Keeps what translators and reviewers do: texts into the survey's draft, and who has read which.

Words go into a draft only, as every change to a questionnaire does. That somebody has read them changes no words, so it
is kept of a version that is open to answers too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError
from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import QuestionnaireVersion
from consult.questionnaire import clean
from consult.questionnaire.strings import Flaw, flaws, set_texts, unfit_character
from consult.services import audit, versions
from consult.services.translating.records import Claim, put
from consult.services.translating.states import StringState, short_digest, states

# Somebody who saves another language of the same draft at the same moment is no reason to refuse.
TRIES = 5


class CannotTranslate(Exception):
    """It cannot be done; `words` says why."""

    def __init__(self, words):
        self.words = words
        super().__init__(str(words))


@dataclass(frozen=True)
class Outcome:
    """What became of texts that were sent.

    version              the draft that they are in
    saved, unchanged     places; refused: place -> what is wrong, the text as it is being kept
    """

    version: QuestionnaireVersion
    saved: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: Mapping[str, list[Flaw]] = field(default_factory=dict)


def save_texts(version: QuestionnaireVersion, language: str, typed: Mapping[str, str], state: str, actor: str,
               person: str | None = None, seen: Mapping[str, str] | None = None, begin: bool = False) -> Outcome:
    """Keep translations (place -> words). Those that cannot be kept are refused, each with why; the others are saved.

    state   "machine", "draft" or "reviewed"; then `person` has read them, those that stay as they are too
    seen    place -> StringState.seen when the writer looked; what has changed since is refused, not written over
    begin   make a new version where this one is frozen and there is anything to save

    A blank leaves a text missing, and is refused where there is one. Raises KeyError for a language that is none of the
    version's translations, versions.Frozen, versions.Stale.
    """
    for tried in range(1, TRIES + 1):
        changed, unchanged, refused = _judged(version, language, typed, seen or {}, state == "reviewed")
        if not changed:
            break
        if begin and version.frozen_on:
            version = versions.begin(version.survey, actor)
            continue
        try:
            document = set_texts(version.document, language, changed)
            versions.save(version, document, "translate", actor, language, based_on=version.sha256)
            break
        except versions.Stale:
            if tried == TRIES:
                raise
    if state == "reviewed":
        mark_reviewed(version, language, [*changed, *unchanged], person, actor)
    elif state == "machine":
        _mark(version, language, changed, Claim("machine"), actor)
    return Outcome(version, tuple(changed), unchanged, refused)


def mark_reviewed(version: QuestionnaireVersion, language: str, places: Iterable[str], reviewer: str,
                  actor: str) -> int:  # fmt: skip
    """Record that a named person has read these texts against their originals; how many there were to read."""
    return _mark(version, language, places, Claim("reviewed", reviewer), actor)


def add_language(version: QuestionnaireVersion, language: str, actor: str) -> None:
    """List a language in a draft; it is offered once it has all its texts. Raises CannotTranslate, versions.Frozen."""
    try:
        Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        raise CannotTranslate(_("This language is not known. Choose one from the list.")) from None
    listed = version.document["languages"]
    if language in listed:
        raise CannotTranslate(_("The questionnaire has this language already."))
    document = {**version.document, "languages": {**listed, language: {"state": "machine"}}}
    versions.save(version, document, "add language", actor, language, based_on=version.sha256)


def _judged(version, language: str, typed: Mapping[str, str], seen: Mapping[str, str], reading: bool):
    """(place -> words to save, places that stay as they are, place -> what is wrong)."""
    changed, unchanged, refused = {}, [], {}
    known = {one.text.place: one for one in states(version, language)}
    for place, words in typed.items():
        if place not in known:
            refused[place] = [Flaw("unknown_place")]
            continue
        value = words if unfit_character(words) else clean(words)
        wrong = _conflict(known[place], value, seen.get(place), reading)
        if wrong is None or value == (known[place].value or ""):
            unchanged.append(place)
        elif wrong := wrong or flaws(known[place].text, value):
            refused[place] = wrong
        else:
            changed[place] = value
    return changed, tuple(unchanged), refused


def _conflict(one: StringState, value: str, seen: str | None, reading: bool) -> list[Flaw] | None:
    """What has changed since the writer looked; None where they did not touch what somebody else has changed."""
    if not seen or seen == one.seen:
        return []
    (source, _dot, text), (source_now, _dot, text_now) = seen.partition("."), one.seen.partition(".")
    same_source = source == source_now
    if same_source and (not text or text == text_now):
        return []
    if text == short_digest(value) and not reading:
        return None
    if not same_source:
        return [Flaw("source_changed", {"now": one.text.source})]
    return [Flaw("changed_meanwhile", {"now": one.value or ""})]


def _mark(version, language: str, places: Iterable[str], claim: Claim, actor: str) -> int:
    wanted = set(places)
    with writing():
        # Two officers at once: the second waits here and then finds the rows of the first.
        version = db.session.get(QuestionnaireVersion, version.id, with_for_update=True, populate_existing=True)
        found = [one.text for one in states(version, language) if one.text.place in wanted and one.value]
        put(version, language, found, claim)
        if claim.state == "reviewed" and found:
            subject = f"{version.survey.slug}, version {version.number}"
            audit.record(actor, "review texts", subject, version.survey.partnership, language=language,
                         reviewer=claim.person, texts=len(found))  # fmt: skip
    return len(found)

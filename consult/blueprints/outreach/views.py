"""Shapes what the services know into what a tablet is sent."""

from flask import current_app
from flask_babel import force_locale

from consult.blueprints.outreach.words import interface
from consult.services import field, languages
from consult.services.outreach import pack as packing
from consult.services.outreach.sync import Answer
from consult.web.locale import LANGUAGES, direction

# Under this name the survey's own pages lend their question fields: blueprints do not import one another.
QUESTIONS = "offline_questions"


def _languages(wave) -> list[dict]:
    version = wave.version
    states = languages.states(version)
    offered = languages.offered(version, field.questionnaire(version))
    return [{"code": code, "name": LANGUAGES[code], "dir": direction(code), "state": states[code].state}
            for code in offered if code in LANGUAGES]  # fmt: skip


def survey(wave) -> dict:
    """A survey that can be taken along, at a glance."""
    return {
        "survey": wave.survey.slug, "wave": wave.slug, "title": dict(field.questionnaire(wave.version).title),
        "audience": wave.survey.audience, "version": wave.version.sha256, "closes_on": wave.closes_on.isoformat(),
        "accepts_until": wave.accepts_until.isoformat(), "languages": [one["code"] for one in _languages(wave)],
    }  # fmt: skip


def pack(wave, public_key: str) -> dict:
    """All of a survey, in every language that it is offered in."""
    asked, partnership, audience = field.asked(wave), wave.survey.partnership, wave.survey.audience
    offered = _languages(wave)
    said = {
        one["code"]: current_app.extensions[QUESTIONS](asked, partnership, audience, one["code"]) for one in offered
    }
    parts = ("html", "labels", "errors", "support", "intro", "thanks", "thanks_support")
    return {
        "survey": wave.survey.slug, "wave": wave.slug, "audience": audience, "version": wave.version.sha256,
        "public_key": public_key, "closes_on": wave.closes_on.isoformat(),
        "opens_on": wave.opens_on.isoformat(), "accepts_until": wave.accepts_until.isoformat(),
        "languages": offered, "document": packing.document(asked), "permissions": [],
        "title": {language: words["title"] for language, words in said.items()},
        **{part: {language: words[part] for language, words in said.items()} for part in parts},
        "words": {language: _in(language) for language in said},
    }  # fmt: skip


def _in(language: str) -> dict[str, str]:
    with force_locale(language):
        return {key: str(words) for key, words in interface().items()}


def answer(found: Answer) -> dict:
    """What a tablet is told of what it sent."""
    return {
        "records": found.records, "sessions": found.sessions, "revoked": found.revoked,
        "waves": {wave.slug: {"open": wave.takes_answers, "accepts_until": wave.accepts_until.isoformat()}
                  for wave in found.waves},
    }  # fmt: skip

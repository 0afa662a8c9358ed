"""The forms of "You said, we did"."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from consult.blueprints.officer.channels.forms import Day
from consult.questionnaire import clean
from consult.reference import LANGUAGES


def _plain(typed: str | None) -> str:
    return (clean(typed) or "") if typed else ""


def _text() -> TextAreaField:
    return TextAreaField(filters=[_plain])


class _ByLanguage(FlaskForm):
    def by_language(self, name: str) -> dict[str, str]:
        """What was typed of one text, by language."""
        return {lang: self[f"{name}_{lang}"].data or "" for lang in LANGUAGES}

    def fill(self, name: str, words: dict[str, str]) -> None:
        """Begin with the texts that there are."""
        for lang in LANGUAGES:
            self[f"{name}_{lang}"].data = words.get(lang, "")

    def refuse(self, problems: dict) -> None:
        """Put the words of a refusal where they belong."""
        for name, words in problems.items():
            self[name].errors = [str(words)]


class ActionForm(_ByLanguage):
    """What was said, who sees to it, by when, how far it is, and why it will not be. `about` is "kind:reference"."""

    said_en = _text()
    said_ur = _text()
    said_pl = _text()
    owner = StringField(filters=[_plain])
    due_on = Day(validators=[Optional()])
    state = RadioField(choices=["planned", "doing", "done", "will_not"], validate_choice=False, default="planned")
    reason_en = _text()
    reason_ur = _text()
    reason_pl = _text()
    about = StringField()


class AnswerForm(_ByLanguage):
    """What was done, by language."""

    answer_en = _text()
    answer_ur = _text()
    answer_pl = _text()


class AboutForm(FlaskForm):
    """What an action answers, "kind:reference", or the number of a link to take away."""

    about = StringField()
    link = IntegerField(validators=[Optional()])


class PublishForm(FlaskForm):
    """Publish the answer that was read, or take it off the public page."""

    action = RadioField(choices=["publish", "unpublish"])
    # A mark of what was read: what is published is that, or nothing.
    seen = StringField()

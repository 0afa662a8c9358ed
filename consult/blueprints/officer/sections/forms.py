"""The forms of the pages on sections."""

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField

from consult.questionnaire import clean


class ActionForm(FlaskForm):
    """What a button does to the draft of a section, and the revision that its page showed."""

    based_on = HiddenField()
    do = StringField()

    @property
    def revision(self) -> int:
        """The revision that the page was made of; 0, which none is, where nobody can tell."""
        typed = self.based_on.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


class BeginForm(FlaskForm):
    """The waves that a section is to begin from, by audience."""

    adults = StringField()
    young = StringField()


class DecideForm(ActionForm):
    """What a second person decides about the document with this hash."""

    sha256 = HiddenField()


def line(typed: str | None) -> str:
    """One line of plain text; blank where there is none."""
    return " ".join((clean(typed or "") or "").split())


def box(typed: str | None) -> str:
    """Several lines of plain text; blank where there are none."""
    return clean(typed or "") or ""


def token_errors(form: FlaskForm) -> list[dict]:
    """Why a form was not taken, where its page was open for too long."""
    if form.validate_on_submit():
        return []
    return [{"text": _("This page was open for a long time. Nothing you typed is lost: press the button again."),
             "href": "#save"}]  # fmt: skip

"""The forms of the pages on words."""

import datetime as dt

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from consult.blueprints.officer.channels.forms import Day, WholeNumber
from consult.questionnaire import clean
from consult.services.qualitative.sources import LONGEST_NOTES

NONE = "none"
MOST_BY_HAND = 50


def _line(typed: str | None) -> str | None:
    """One line of plain text; None where there is none."""
    cleaned = clean(typed) if typed else None
    return " ".join(cleaned.split()) if cleaned else None


def _lines(typed: str | None) -> str:
    """Several lines of plain text."""
    return (clean(typed) or "") if typed else ""


def _most(number: int) -> Length:
    return Length(max=number, message=_("Use %(max)d characters or fewer"))


class RedactForm(FlaskForm):
    """What to take out of a text: suggestions by their place, and other words, one a line."""

    take = SelectMultipleField(validate_choice=False)
    by_hand = TextAreaField(filters=[_lines], validators=[_most(4_000)])
    action = RadioField(choices=["save", "preview", "hold"], default="save")

    @property
    def words(self) -> list[str]:
        """The words marked by hand."""
        return [line.strip() for line in self.by_hand.data.split("\n") if line.strip()]

    def validate_by_hand(self, field):
        """A text is read, not emptied by lines."""
        if len(self.words) > MOST_BY_HAND:
            raise ValidationError(_("Take out at most %(n)s things by hand", n=MOST_BY_HAND))


class ThemeForm(FlaskForm):
    """A theme's words."""

    name = StringField(filters=[_line], validators=[DataRequired(_("Give the theme a name")), _most(80)])
    description = TextAreaField(filters=[_lines], validators=[_most(400)])
    action = HiddenField()


class CodesForm(FlaskForm):
    """The themes of a text, or that it has none of them."""

    themes = SelectMultipleField(validate_choice=False)

    @property
    def chosen(self) -> list[int]:
        """The ids of the themes."""
        return [int(one) for one in self.themes.data if one != NONE and one.isascii() and one.isdigit()]

    def validate_themes(self, field):
        """A decision either way."""
        if not field.data:
            raise ValidationError(_("Tick the themes it speaks of, or “None of these”"))
        if NONE in field.data and len(field.data) > 1:
            raise ValidationError(_("Tick themes or “None of these”, not both"))
        if any(one != NONE and not (one.isascii() and one.isdigit() and len(one) < 10) for one in field.data):
            raise ValidationError(_("A theme of the page is not known any more. Choose again"))


class QuoteForm(FlaskForm):
    """The words of a quote."""

    words = TextAreaField(filters=[_lines], validators=[DataRequired(_("Keep at least a few of the words."))])


class SourceForm(FlaskForm):
    """A focus group, session notes or an interview. `survey` is a number, or empty."""

    kind = RadioField(choices=["focus_group", "session_notes", "interview"],
                      validators=[InputRequired(_("Choose what it was"))])  # fmt: skip
    survey = SelectField()
    who = StringField(filters=[_line], validators=[
        DataRequired(_("Say who was in the room, as a group, such as “Mothers of young children”")),
        _most(160)])  # fmt: skip
    place = StringField(filters=[_line], validators=[DataRequired(_("Say where it was")), _most(120)])
    held_on = Day(validators=[InputRequired(_("Say on which day it was"))])
    people = WholeNumber(validators=[
        InputRequired(_("Say how many people took part")),
        NumberRange(1, 500, _("Choose a number from %(min)s to %(max)s"))])  # fmt: skip
    language = SelectField(validators=[InputRequired(_("Choose a language"))])
    consent = RadioField(choices=["verbal", "written", "adult"], validators=[
        InputRequired(_("Say how they agreed. Without their agreement, keep nothing of what was said"))])  # fmt: skip
    notes = TextAreaField(filters=[_lines], validators=[
        DataRequired(_("Write what was said")),
        Length(max=LONGEST_NOTES,
               message=_("Use %(max)d characters or fewer. Keep longer notes as two sources"))])  # fmt: skip

    def validate_held_on(self, field):
        """Nobody has said anything tomorrow."""
        if field.data and field.data > dt.date.today():
            raise ValidationError(_("This day is still to come"))


class PressForm(FlaskForm):
    """A button alone."""

"""The forms of the pages on channels."""

import datetime as dt

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from consult.questionnaire import clean

# More would keep an officer waiting for longer than a browser does; a survey may have any number of batches.
MOST_LETTERS = 1000
MOST_YOUNG_PEOPLE = 2000


def one_line(typed: str | None) -> str | None:
    """One line of plain text; None where there is none."""
    cleaned = clean(typed) if typed else None
    return " ".join(cleaned.split()) if cleaned else None


def line(missing, most: int) -> StringField:
    """A field of one line of plain text, `most` characters at most; `missing` is said where there is none."""
    return StringField(filters=[one_line], validators=[
        DataRequired(missing), Length(max=most, message=_("Use %(max)d characters or fewer"))])  # fmt: skip


class _AsTyped:
    """A field whose page shows again what was typed, also where it is no such thing."""

    @property
    def shown(self) -> str:
        """What stands in the field."""
        return (one_line(self.raw_data[0]) or "") if self.raw_data else (self.data or "")


class Day(_AsTyped, DateField):
    """A date as the browser's own field sends it."""

    def process_formdata(self, valuelist):
        """As Field.process_formdata."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a date with year, month and day, such as 2027-01-31")) from None


class WholeNumber(_AsTyped, IntegerField):
    """A number without a fraction."""

    def process_formdata(self, valuelist):
        """As Field.process_formdata."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a whole number")) from None


class LinkForm(FlaskForm):
    """A short link; `language` is empty where the browser decides."""

    title = line(_("Say where this link will stand, such as “Library”"), 80)
    language = SelectField(validators=[InputRequired(_("Choose a language"))])


class BatchForm(FlaskForm):
    """Invitations to make and print."""

    title = line(_("Say who the letters are for, such as “Sale West, first mailing”"), 80)
    number = WholeNumber(validators=[
        InputRequired(_("Say how many letters you need")),
        NumberRange(1, MOST_LETTERS, _("Choose a number from %(min)s to %(max)s"))])  # fmt: skip
    language = SelectField(validators=[InputRequired(_("Choose a language"))])


class PermissionForm(FlaskForm):
    """An adult's agreement for a group of young people."""

    route = RadioField(
        choices=["school", "centre", "parent"], validators=[InputRequired(_("Choose who has agreed"))])
    group_name = line(_("Name the school, the club or the family"), 120)
    adult = line(_("Name the adult who has agreed"), 120)
    agreed_on = Day(validators=[InputRequired(_("Say on which day they agreed"))])
    expected = WholeNumber(validators=[
        InputRequired(_("Say how many young people you expect")),
        NumberRange(1, MOST_YOUNG_PEOPLE, _("Choose a number from %(min)s to %(max)s"))])  # fmt: skip

    def validate_agreed_on(self, field):
        """Nobody can have agreed tomorrow."""
        if field.data and field.data > dt.date.today():
            raise ValidationError(_("This day is still to come. An adult has to agree before you record it"))


class SettingsForm(FlaskForm):
    """Who may answer, and when the results are promised."""

    open_link = RadioField(choices=["yes", "no"], validators=[InputRequired(_("Choose who may answer"))])
    results_by = Day(validators=[Optional()])
    asks_work = BooleanField()


class LeftOutForm(FlaskForm):
    """Optional items that a wave does not ask."""

    left_out = SelectMultipleField()


class ExitForm(FlaskForm):
    """Whether there is an exit button, and where it leads."""

    has_exit = BooleanField()
    address = StringField(filters=[one_line])


class ReviewForm(FlaskForm):
    """Sign a language, hold it back or offer it again."""

    action = RadioField(choices=["sign", "hold", "offer"], validators=[InputRequired()])
    reviewer = StringField(filters=[one_line], validators=[
        Length(max=120, message=_("Use %(max)d characters or fewer"))])  # fmt: skip

    def validate_reviewer(self, field):
        """A signature has a name."""
        if self.action.data == "sign" and not field.data:
            raise ValidationError(_("Name the person who has read all of it"))


class PressForm(FlaskForm):
    """A button alone."""

"""The forms of the pages on paper."""

import datetime as dt
import re

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from consult.blueprints.officer.channels.forms import Day, WholeNumber
from consult.questionnaire import clean
from consult.services.sheets import LONGEST_NUMBER

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]*")


def _plain(typed: str | None) -> str | None:
    cleaned = clean(typed) if typed else None
    return cleaned.upper() if cleaned else None


class AboutForm(FlaskForm):
    """What is known of a sheet beside its answers. `who` is "own", or the number of an adult's permission."""

    number = StringField(filters=[_plain], validators=[InputRequired(_("Type the number that stands on the sheet"))])
    language = SelectField(validators=[InputRequired(_("Choose the language of the sheet"))])
    filled_on = Day(default=dt.date.today, validators=[InputRequired(_("Say on which day it was filled in"))])

    def validate_number(self, field):
        """A short name that can be found again."""
        if not field.data or len(field.data) > LONGEST_NUMBER or not _NUMBER.fullmatch(field.data):
            raise ValidationError(_("Use letters, digits and dashes, 20 at most, such as A-17"))


class YoungAboutForm(AboutForm):
    """The same of a young person's sheet."""

    who = SelectField(validators=[InputRequired(_("Choose whose sheet it is"))])


class SheetForm(FlaskForm):
    """A stored sheet that is keyed again or settled: what is asked is the sheet's own."""


class ShareForm(FlaskForm):
    """How many in a hundred sheets are keyed twice."""

    again = WholeNumber(validators=[
        InputRequired(_("Enter a whole number")), NumberRange(0, 100, _("Choose a number from %(min)s to %(max)s")),
    ])  # fmt: skip

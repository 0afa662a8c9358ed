"""The forms of the pages on which questionnaires come in."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, StopValidation

from consult.questionnaire import clean

NEW = "new"


def _line(typed: str | None) -> str:
    return " ".join((clean(typed) or "").split()) if typed else ""


class FormFileForm(FlaskForm):
    """A file that holds a questionnaire."""

    file = FileField(validators=[FileRequired(_("Choose the file that holds the questionnaire"))])


class _NeededForNew:
    """A field that a new survey needs; for one that is there already it is not looked at."""

    def __init__(self, words):
        self.words = words

    def __call__(self, form, field):
        if form.where.data != NEW:
            raise StopValidation
        if not field.data:
            raise StopValidation(self.words)


class DecideForm(FlaskForm):
    """What becomes of a questionnaire that was read: `where` is "new" or the address of a survey."""

    where = RadioField(validators=[InputRequired(_("Choose what becomes of it"))])
    title = StringField(filters=[_line], validators=[
        _NeededForNew(_("Give the survey a title")), Length(max=160, message=_("Use %(max)d characters or fewer"))])
    address = StringField(filters=[_line], validators=[_NeededForNew(_("Give the survey an address"))])
    audience = RadioField(choices=["adults", "young"], validate_choice=False, validators=[
        _NeededForNew(_("Choose who the survey is for")),
        AnyOf(["adults", "young"], message=_("Choose who the survey is for"))])

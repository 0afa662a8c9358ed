"""The forms of the officer pages."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import AnyOf, InputRequired


class StateForm(FlaskForm):
    """Open or close a wave."""

    state = RadioField(
        choices=["open", "closed"], validate_choice=False, validators=[InputRequired(), AnyOf(["open", "closed"])]
    )


class BringInForm(FlaskForm):
    """A file of answers and the mapping that reads it."""

    file = FileField(validators=[FileRequired(_("Choose the file of answers"))])
    mapping = FileField(validators=[FileRequired(_("Choose the mapping that says what the columns mean"))])

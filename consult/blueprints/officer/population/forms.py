"""The forms of the population pages."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp


class LoadForm(FlaskForm):
    """A published file."""

    file = FileField(validators=[FileRequired(_("Choose a file"))])


class DecideForm(FlaskForm):
    """The press of a button."""


class MarginForm(FlaskForm):
    """What a margin is called and where it is from. Which part of the table is which question is read beside."""

    title = StringField(
        validators=[
            InputRequired(_("Say what the margin is called")),
            Length(max=160, message=_("Use 160 letters at most")),
        ]
    )
    source = StringField(
        validators=[
            InputRequired(_("Say where the figures are from")),
            Length(max=400, message=_("Use 400 letters at most")),
        ]
    )
    address = StringField(validators=[
        Optional(), Length(max=400, message=_("Use 400 letters at most")),
        Regexp(r"https?://\S+$", message=_("Begin the address with https://")),
    ])  # fmt: skip

"""The forms of findings."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField


class PressForm(FlaskForm):
    """A button alone."""


class WordsForm(FlaskForm):
    """An officer's words in one language, and why they may say more than the figures; the service checks both."""

    language = HiddenField()
    text = TextAreaField()
    reason = TextAreaField()

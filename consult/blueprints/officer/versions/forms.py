"""The form of a note on a version."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField


class NoteForm(FlaskForm):
    """What an officer says of a version."""

    note = TextAreaField()

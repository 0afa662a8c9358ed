"""The form that gives a reason."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField


class ReasonForm(FlaskForm):
    """Why a warning may stay. What is warned of comes back as it was shown; the service checks all of it."""

    code = HiddenField()
    place = HiddenField()
    seen = HiddenField()
    reason = TextAreaField()

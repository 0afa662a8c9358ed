"""The form that takes a table out. What is chosen stands in the address; the service checks all of it."""

from flask_wtf import FlaskForm
from wtforms import StringField


class TakeOutForm(FlaskForm):
    """The table that was looked at, as a file."""

    item = StringField()
    by = StringField()
    where = StringField()
    format = StringField()

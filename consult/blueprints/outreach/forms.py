"""The one form that a tablet sends for a signed-in worker."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length

from consult.questionnaire import clean


def _words(typed: Any) -> str | None:
    """One line of plain text; None where there is none."""
    cleaned = clean(typed) if isinstance(typed, str) else None
    return " ".join(cleaned.split()) if cleaned else None


class PairForm(Form):
    """A name for a tablet. The token against forged requests comes in a header and is checked before."""

    name = StringField(validators=[
        InputRequired(_("Give the tablet a name, such as “Youth team 2”")),
        Length(max=80, message=_("Use %(max)d characters or fewer"))])  # fmt: skip

    @classmethod
    def of(cls, sent: Any) -> "PairForm":
        """The form with what was sent as JSON, of any shape."""
        name = _words(sent.get("name")) if isinstance(sent, dict) else None
        form = cls(data={"name": name})
        form.name.raw_data = [name] if name else []
        return form

"""The forms of the pages on translations."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.questionnaire import clean


def _name(typed: str | None) -> str | None:
    """One line of plain text; None where there is none."""
    cleaned = clean(typed) if typed else None
    return " ".join(cleaned.split()) if cleaned else None


class BeginForm(FlaskForm):
    """What may begin a new version. `begin` is sent by a page that has said so."""

    begin = HiddenField()


class LanguageForm(BeginForm):
    """A language to add."""

    language = SelectField(validators=[InputRequired(_("Choose a language"))])


class ReadForm(BeginForm):
    """How texts are to be kept, and who has read them."""

    state = RadioField(choices=["draft", "reviewed"], validators=[InputRequired(_("Choose how to keep the texts"))])
    reviewer = StringField(filters=[_name], validators=[
        Length(max=120, message=_("Use %(max)d characters or fewer"))])  # fmt: skip

    def validate_reviewer(self, field):
        """What is reviewed has been read by somebody."""
        if self.state.data == "reviewed" and not field.data:
            raise ValidationError(_("Name the person who has read these texts"))


class FileForm(ReadForm):
    """A file that a translator sent back."""

    file = FileField(validators=[FileRequired(_("Choose the file that the translator sent back"))])
    state = RadioField(choices=["draft", "reviewed", "machine"], default="draft",
                       validators=[InputRequired(_("Choose how to keep the texts"))])  # fmt: skip

"""The forms of the library. What is typed is judged by the service, as the rows of a file are."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField, TextAreaField

from consult.questionnaire import clean


def _plain(typed: str | None) -> str:
    return (clean(typed) or "") if typed else ""


def _line() -> StringField:
    return StringField(filters=[_plain])


def _lines() -> TextAreaField:
    return TextAreaField(filters=[_plain])


class BenchmarkForm(FlaskForm):
    """A benchmark as it is typed; the fields are those of `library.FIELDS`."""

    measure = SelectField(validate_choice=False)
    wording = _lines()
    scale = _lines()
    net = _lines()
    routed_base = _line()
    value = _line()
    lower = _line()
    upper = _line()
    base = _line()
    effective_base = _line()
    area = _line()
    population = _line()
    period_from = _line()
    period_to = _line()
    mode = SelectField(validate_choice=False)
    publisher = _line()
    title = _line()
    source_address = _line()
    note = _lines()

    def refuse(self, problems: dict) -> None:
        """Put the words of a refusal where they belong."""
        for name, words in problems.items():
            self[name].errors = [str(words)]


class StricterForm(FlaskForm):
    """A stricter verdict and why, in the languages of documents; `action` is "keep" or "take_back"."""

    action = StringField()
    verdict = RadioField(validate_choice=False)
    reason_en = _lines()
    reason_ur = _lines()
    reason_pl = _lines()


class FileForm(FlaskForm):
    """A file of benchmarks."""

    file = FileField(validators=[FileRequired(_("Choose the file that holds the benchmarks"))])


class PressForm(FlaskForm):
    """A button alone."""

"""The forms of a survey. Each question's field reads, checks and words its own answer."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import InputRequired

from consult.blueprints.respond.words import answer_error
from consult.questionnaire import AnswerError, Item, Page


class ItemField(Field):
    """A question as a form field. After validation `entries` holds what is to be kept.

    `shown` is what to show again: what was just sent, refused or not, else what was kept before.
    """

    def __init__(self, item: Item, answers: dict, **arguments):
        super().__init__(**arguments)
        self.item = item
        self.entries = item.entries(answers)
        self.failed_rows = ()
        self.shown = {name: _as_sent(item, name, answers) for name in item.fields()}

    def process(self, formdata, data=None, extra_filters=None):
        """Read the posted strings; the reading of a whole item needs all its field names at once."""
        self.process_errors = []
        if formdata:
            self.shown = {name: formdata.getlist(name) for name in self.item.fields()}

    def validate(self, form, extra_validators=()):
        """Parse by the item's own rules and put a refusal into words."""
        self.errors = []
        try:
            self.entries = self.item.read(self.shown)
        except AnswerError as error:
            self.failed_rows = error.params.get("rows", ())
            self.errors = [answer_error(error.code, error.params, self.item)]
        return not self.errors

    @property
    def first_id(self) -> str:
        """The id of the control that an error leads to."""
        row = self.failed_rows[0] if self.failed_rows else None
        return f"{self.item.name}.{row}" if row else self.item.fields()[0]


def _as_sent(item: Item, name: str, answers: dict) -> list[str]:
    """A kept answer in the shape a form would have sent it."""
    head, _dot, rest = name.partition(".")
    value = answers.get(name)
    if value is None and rest and isinstance(answers.get(head), dict):
        value = answers[head].get(rest)
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


class TokenForm(FlaskForm):
    """A form whose stale token is an error message on the same page."""

    class Meta(FlaskForm.Meta):
        csrf = True

    def token_error(self) -> str | None:
        """What to say when the page was open for too long."""
        if self.csrf_token.errors:
            return _("This page was open for a long time. Nothing is lost: press the button again.")
        return None


class PageForm(TokenForm):
    """The form of one page of a questionnaire."""

    @classmethod
    def of(cls, page: Page, answers: dict) -> "PageForm":
        """A form with a field for each item that is asked on the page."""
        fields = {f"item_{number}": ItemField(item, answers) for number, item in enumerate(page.items)}
        return type("BoundPageForm", (cls,), fields)()

    @property
    def items(self) -> list[ItemField]:
        """The question fields in their order."""
        return [field for field in self if isinstance(field, ItemField)]

    @property
    def entries(self) -> dict:
        """What was answered on this page."""
        return {name: value for field in self.items for name, value in field.entries.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """Every key that this page may write, so that an answer taken back is taken away."""
        return tuple(name for field in self.items for name in (field.item.name, field.item.other_key))


class SendForm(TokenForm):
    """The button that sends the answers."""


class ClearForm(TokenForm):
    """The button that forgets what this device has answered."""


class WithdrawForm(TokenForm):
    """The receipt of a response to delete."""

    code = StringField(_l("Your code"), validators=[InputRequired(_l("Enter the code from your thanks page"))])

    def refuse(self) -> None:
        """No response has this code."""
        self.code.errors = [
            _("We found no answers with that code. Check each letter. They may also have been deleted already.")
        ]

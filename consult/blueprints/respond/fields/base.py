"""What the field of every kind of question has in common."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

from flask import current_app
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from wtforms import Field

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.icons import icon
from consult.blueprints.respond.words import answer_error
from consult.questionnaire import AnswerError, Choice, Item, Text
from consult.web.locale import numerals


class Option(NamedTuple):
    """A choice as its control shows it. `mark` tells the language of words that are not in the page's."""

    id: str
    value: str
    words: str
    mark: Markup
    chosen: bool
    kind: str | None


def show(field: "ItemField", **_arguments) -> Markup:
    """The widget of every question: the macro `question` of the template that its field names."""
    template = current_app.jinja_env.get_template(f"respond/items/{field.template}.html")
    # A template's module is made once and kept, so its macros know nothing of the request: the field tells them.
    return template.module.question(field)


class ItemField(Field):
    """A question as a form field: its control, what it shows again, what it keeps, and its answer in words.

    `shown` is what to show, in the shape a form sends it: what was just sent, refused or not, else what was kept
    before. After validation `entries` holds what is to be kept.
    """

    template: ClassVar[str]
    # What to do where an answer is needed and there is none; the general words where this says nothing.
    required_words: ClassVar[LazyString | None] = None
    widget = staticmethod(show)

    def __init__(self, item: Item, answers: dict, asking: Asking, alone: bool, **arguments):
        super().__init__(label="", **arguments)
        self.item = item
        self.asking = asking
        # Whether it is the page's only question, and so its heading.
        self.alone = alone
        self.entries = item.entries(answers)
        self.error_code: str | None = None
        self.error_params: dict[str, Any] = {}
        self.shown = {name: self.as_sent(name, answers) for name in item.fields()}

    # From what was kept or sent

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """What a form would have sent in the control `name` for the answers kept."""
        value = answers.get(name)
        if value is None:
            return []
        return [value] if isinstance(value, str) else list(value)

    def process(self, formdata, data=None, extra_filters=None):
        """Read the posted strings; the reading of a whole item needs all its field names at once."""
        self.process_errors = []
        if formdata:
            self.shown = {name: formdata.getlist(name) for name in self.item.fields()}

    @property
    def control_names(self) -> tuple[str, ...]:
        """The names under which a form sends what is read here."""
        return tuple(self.item.fields())

    def validate(self, form, extra_validators=()):
        """Parse by the item's own rules and put a refusal into words."""
        self.errors = []
        try:
            self.entries = self.item.read(self.shown)
        except AnswerError as error:
            self.error_code, self.error_params = error.code, error.params
            self.refuse(self.refusal(error))
        return not self.errors

    def refuse(self, words: str) -> None:
        """Note what is wrong, in the respondent's words."""
        self.errors = [words]

    def refusal(self, error: AnswerError) -> str:
        """A refusal of the item in words that say what to do."""
        if error.code == "required" and self.required_words:
            return str(self.required_words)
        return numerals(answer_error(error.code, error.params, self.item, self.asking))

    # For the template

    @property
    def error(self) -> str | None:
        """What is wrong with what was sent, and what to do."""
        return self.errors[0] if self.errors else None

    @property
    def first_id(self) -> str:
        """The id of the control that an error leads to."""
        return self.item.name

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, line by line, each with the id of the control it leads to."""
        return [(self.first_id, self.error)] if self.error else []

    @property
    def heading(self) -> Markup:
        """The question, in Easy Read with its sign."""
        return icon(self.item.icon if self.asking.easy else None) + self.asking.html(self.item.text)

    @property
    def notes(self) -> list[Markup]:
        """The hint and the reason for asking, a line each."""
        return [self.asking.html(words) for words in (self.item.hint, self.item.why) if words]

    def descriptions(self) -> list[str]:
        """The ids of what describes the control: the hint, the error."""
        ids = [f"{self.item.name}-hint"] if self.item.hint or self.item.why else []
        return [*ids, f"{self.item.name}-error"] if self.errors else ids

    @property
    def described(self) -> Markup:
        """The attribute that ties the hint and the error to the control."""
        ids = " ".join(self.descriptions())
        return Markup(' aria-describedby="{}"').format(ids) if ids else Markup()

    @property
    def typed(self) -> str:
        """What stands in the text box of the item's own name."""
        return (self.shown[self.item.name] or [""])[0]

    @property
    def other(self) -> str | None:
        """The name of the text beside "other", where there is one."""
        return self.item.other_key if self.item.other else None

    @property
    def other_typed(self) -> str:
        """What was typed there."""
        return (self.shown[self.item.other_key] or [""])[0]

    def options(self, name: str | None = None, choices: Sequence[Choice] | None = None) -> list[Option]:
        """The choices as the control `name` offers them. The first has the id that an error leads to."""
        name = name or self.item.name
        chosen, options = self.shown[name], []
        for number, choice in enumerate(self.item.shuffled(self.asking.seed) if choices is None else choices, 1):
            said = self.asking.say(choice.text)
            id_ = name if number == 1 else f"{name}-{number}"
            mark = self.asking.mark(said)
            options.append(Option(id_, choice.value, said.value, mark, choice.value in chosen, choice.kind))
        return options

    # The answer in words

    @classmethod
    def written(cls, item: Item, value: Any) -> str | None:
        """A number or a month as the page's language writes it; None for any other answer."""
        return None

    @classmethod
    def summary(cls, item: Item, answers: dict, asking: Asking) -> list[Text]:
        """The answer kept in `answers`, a line each, for the page where answers are checked; [] when skipped."""
        lines = item.summary(answers.get(item.name), asking.language, answers.get(item.other_key))
        return [replace(line, value=numerals(line.value)) if line.lang == asking.language else line for line in lines]

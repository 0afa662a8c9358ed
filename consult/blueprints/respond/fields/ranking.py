"""Choices put in order, without dragging: a list to choose from for each place."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.blueprints.respond.fields.base import ItemField, Option
from consult.questionnaire import AnswerError

# Each a text of its own: numbers in order are words in some languages, endings or other signs in others.
PLACES = (
    _l("First choice"), _l("Second choice"), _l("Third choice"), _l("Fourth choice"), _l("Fifth choice"),
    _l("Sixth choice"), _l("Seventh choice"), _l("Eighth choice"), _l("Ninth choice"), _l("Tenth choice"),
)  # fmt: skip


class ShownPlace(NamedTuple):
    """One place of the order, as it is shown."""

    name: str
    label: str
    options: list[Option]
    wrong: bool


class RankingField(ItemField):
    """A list for each place, first to last, and boxes for what stands for no order."""

    template = "ranking"
    required_words = _l("Choose one for each place.")

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """As ItemField.as_sent; the answer is kept as a list in order, or holds what stands alone."""
        kept = answers.get(self.item.name) or []
        alone = [choice.value for choice in self.item.alternatives if choice.value in kept]
        if name == self.item.name:
            return alone
        place = int(name.rpartition(".")[2])
        return [kept[place - 1]] if place <= len(kept) and not alone else []

    @property
    def places(self) -> list[ShownPlace]:
        """The places in their order."""
        choices = [choice for choice in self.item.shuffled(self.asking.seed) if choice.kind is None]
        names = [self.item.field(place) for place in range(1, self.item.places + 1)]
        return [
            ShownPlace(name, str(PLACES[number]), self.options(name, choices), name == self._wrong)
            for number, name in enumerate(names)
        ]

    @property
    def alone_options(self) -> list[Option]:
        """What stands for no order."""
        return self.options(self.item.name, self.item.alternatives) if self.item.alternatives else []

    @property
    def _wrong(self) -> str | None:
        """The name of the list that the error is about."""
        return self.item.field(self.error_params.get("place", 1)) if self.errors else None

    @property
    def first_id(self) -> str:
        """The list that the error is about."""
        return self._wrong or self.item.field(1)

    def refusal(self, error: AnswerError) -> str:
        """As ItemField.refusal."""
        if error.code == "twice":
            label = self.item.label(error.params["choice"], self.asking.language)
            return _("You chose “%(choice)s” twice. Choose each answer once.", choice=label.value)
        if error.code == "gap":
            return _("There is an empty place before one you filled. Fill the places from the first on.")
        return super().refusal(error)

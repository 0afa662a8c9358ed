"""Choices put in order, without dragging: a list to choose from for each place."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from consult.blueprints.respond.fields.base import ItemField, Option

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
    """A list for each place, first to last."""

    template = "ranking"
    required_words = _l("Choose what comes first for you.")

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """As ItemField.as_sent; the answer is kept as a list in order."""
        kept, place = answers.get(self.item.name) or [], self._place(name)
        return [kept[place - 1]] if place and place <= len(kept) else super().as_sent(name, answers)

    def _place(self, name: str) -> int:
        """The place that a control is for; 0 for any other control."""
        last = name.removeprefix(f"{self.item.name}.")
        return int(last) if last.isdecimal() else 0

    @property
    def places(self) -> list[ShownPlace]:
        """The places in their order."""
        names = [name for name in self.item.fields() if self._place(name)]
        wrong = self._wrong(names)
        return [
            ShownPlace(name, str(PLACES[number]), self.options(name), name == wrong)
            for number, name in enumerate(names)
        ]

    def _wrong(self, names: list[str]) -> str | None:
        """The control that an error is about."""
        if not self.errors:
            return None
        return next((name for name in names if self._place(name) == self.error_params.get("place")), names[0])

    @property
    def first_id(self) -> str:
        """The place that the error is about."""
        return self._wrong([name for name in self.item.fields() if self._place(name)]) or self.item.fields()[0]

"""Rows answered on the same choices."""

from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from consult.blueprints.respond.fields.base import ItemField, Option


class ShownRow(NamedTuple):
    """One row as it is shown."""

    name: str
    heading: Markup
    options: list[Option]
    missing: bool


class GridField(ItemField):
    """A group of radio buttons for each row."""

    template = "grid"

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """As ItemField.as_sent; the answer is kept by row."""
        kept = answers.get(self.item.name)
        value = kept.get(name.removeprefix(f"{self.item.name}.")) if isinstance(kept, dict) else None
        return [value] if value else []

    @property
    def rows(self) -> list[ShownRow]:
        """The rows in their order, those that lack an answer marked."""
        choices, rows = self.item.choices, []
        for row in self.item.shuffled_rows(self.asking.seed):
            name, missing = self.item.field(row.value), row.value in self._missing
            rows.append(ShownRow(name, self.asking.html(row.text), self.options(name, choices), missing))
        return rows

    @property
    def problems(self) -> list[tuple[str, str]]:
        """As ItemField.problems; a line for each row that lacks an answer."""
        lines = [
            (self.item.field(row.value), _("Choose an answer for: %(rows)s", rows=self.asking.say(row.text).value))
            for row in self.item.rows
            if row.value in self._missing
        ]
        return lines or super().problems

    @property
    def error(self) -> str | None:
        """As ItemField.error; rows that lack an answer say so themselves."""
        return None if self._missing else super().error

    def descriptions(self) -> list[str]:
        """None: its groups of controls are the rows, each with its own error."""
        return []

    @property
    def first_id(self) -> str:
        """The first control of the first row that lacks an answer."""
        return self.item.field(self._missing[0]) if self._missing else self.item.fields()[0]

    @property
    def _missing(self) -> list[str]:
        return self.error_params.get("rows", [])

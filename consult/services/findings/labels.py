"""What a finding calls its question, its answers, its group of people and what it is set against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.questionnaire import Item, Text, fill, text
from consult.questionnaire.texts import QUOTE
from consult.services.phrases import Setting
from consult.services.phrases_method import area_name, short_period


@dataclass(frozen=True)
class Labels:
    """The names in one finding, in the language in force.

    told: the figures, with the question's `item`, `row`, `group` and `against`; setting: of the wave's sentences.
    """

    told: dict
    setting: Setting

    @property
    def item(self) -> Item:
        """The question as the wave asked it."""
        return self.setting.questionnaire.item(self.told["item"])

    @property
    def question(self) -> str:
        """The wording, with the row where one alone is told of."""
        return self._with_row(self.told["row"])

    def _with_row(self, row: str | None) -> str:
        whole = self._plain(text(self.item.text, self.setting.lang, self.item.master)).value
        if row is None:
            return whole
        return _("%(question)s %(row)s", question=whole, row=self.part(row).value)

    def question_of(self, part: str | None) -> str:
        """The wording that a part answers: of a grid's rows each has its own."""
        rows = part is not None and self.told["kind"] in ("rows", "problems")
        return self._with_row(part) if rows else self.question

    def part(self, value: str) -> Text:
        """A row of a grid, or else an answer."""
        item = self.item
        among = item.choices if self.told["row"] and value != self.told["row"] else (*item.rows, *item.choices)
        return self._of(among, value)

    def answers(self, values: Iterable[str]) -> str:
        """Answers, quoted, any of which counts."""
        return _(" or ").join(self.quoted(self._of(self.item.choices, value).value) for value in values)

    def quoted(self, words: str) -> str:
        """Words as somebody else's."""
        return _("“%(words)s”", words=words)

    @property
    def group(self) -> str | None:
        """The group of people; None for everybody."""
        group = self.told["group"]
        return self.category(group["dimension"], group["category"]) if group else None

    def category(self, dimension: str, value: str) -> str:
        """The name of a group by the question that tells it apart."""
        return self._of(self.setting.questionnaire.item(dimension).choices, value).value

    def asked(self, name: str) -> str:
        """The wording of another question of the questionnaire."""
        item = self.setting.questionnaire.item(name)
        return self._plain(text(item.text, self.setting.lang, item.master)).value

    def answers_of(self, name: str, values: Iterable[str]) -> str:
        """Answers of another question, quoted."""
        choices = self.setting.questionnaire.item(name).choices
        return _(" or ").join(self.quoted(self._of(choices, value).value) for value in values)

    @property
    def against(self) -> str:
        """What the figure is set against."""
        against = self.told["against"]
        if against["kind"] == "benchmark":
            record = self.setting.benchmarks[against["id"]]
            return f"{area_name(record['area'])}, {short_period(record['period'])}"
        if against["kind"] == "group":
            return self.category(self.told["group"]["dimension"], against["id"])
        return against["title"] or _("Everybody else")

    def _of(self, among: Iterable, value: str) -> Text:
        found = next((one for one in among if one.value == value), None)
        if found is None:
            return Text(value, self.setting.lang)
        return self._plain(text(found.text, self.setting.lang, self.item.master))

    def _plain(self, words: Text) -> Text:
        """A text as nobody's in particular: an earlier answer that it quotes is its fallback."""
        return Text(fill(QUOTE.sub(lambda quote: quote[2], words.value), {"area": self.setting.area}), words.lang)

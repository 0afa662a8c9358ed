"""What a scheme of weighting must be before anything is counted: its margins, base weights and groups fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from consult.models import Wave
from consult.services import field
from consult.services.bring_in import base_weight_name

if TYPE_CHECKING:
    from consult.services.weigh import Margin

# Answers that tell nothing of the dimension. They are missing values of it, unless the margin counts them.
NOT_TELLING = ("dont_know", "prefer_not")
# The types of item whose answer is one choice, so that a person belongs to one category.
ONE_ANSWER = ("single", "scale", "yes_no", "place", "postcode")


class CannotWeigh(Exception):
    """The weighting cannot be done as asked. `words` says why and what to do; nothing was stored.

    `english`: the words are the statistics library's own, which are in English only. `place`: what part of the
    scheme it is about, "margins", "merged" or "bounds".
    """

    def __init__(self, words, english: bool = False, place: str = "margins"):
        self.words, self.english, self.place = words, english, place
        super().__init__(str(words))


def check(wave: Wave, margins: list[Margin], base_weight: str | None, merged: Mapping) -> None:
    """Raise CannotWeigh for margins, base weights or merged categories that do not fit the wave's questionnaire."""
    if not margins:
        raise CannotWeigh(_("No margin is chosen. Choose at least one to weigh to."))
    items = field.questionnaire(wave.version).items
    seen = set()
    for margin in margins:
        for name in margin.dimensions:
            if name not in items or items[name].type not in ONE_ANSWER:
                raise CannotWeigh(
                    _("The margin “%(name)s” is no item of the questionnaire with one answer a person. Name it after "
                      "such an item: %(items)s.", name=name, items=", ".join(
                          item.name for item in items.values() if item.type in ONE_ANSWER)))
        if frozenset(margin.dimensions) in seen:
            raise CannotWeigh(_("Two margins are on %(name)s. Keep one of them.", name=" × ".join(margin.dimensions)))
        seen.add(frozenset(margin.dimensions))
    for name, groups in merged.items():
        _check_merged(items, margins, name, groups)
    if base_weight:
        _check_base_weight(wave, base_weight)


def _check_base_weight(wave: Wave, name: str) -> None:
    try:
        imported = base_weight_name(wave)
    except ValueError as error:
        raise CannotWeigh(
            _("The wave's files took their base weights from different columns (%(names)s). They cannot be used "
              "together.", names=", ".join(error.args[0]))) from error
    if imported != name:
        raise CannotWeigh(
            _("“%(name)s” was not brought in as the base weight of this wave.", name=name)
            + " " + (
                _("Its base weight is “%(imported)s”.", imported=imported) if imported
                else _("It has none: name it as “base_weight” in the mapping of the import, or weigh without.")))


def _check_merged(items, margins: list[Margin], name: str, groups: Sequence[Sequence[str]]) -> None:
    """Groups of one dimension: of its own choices, each in one group, and something left to tell apart."""
    if not any(name in margin.dimensions for margin in margins):
        raise _unmergeable(_("Groups of “%(name)s” are counted together, but no margin is on it.", name=name))
    choices = {choice.value for choice in items[name].choices if choice.kind not in NOT_TELLING}
    taken = [category for group in groups for category in group]
    unknown = next((category for category in taken if category not in choices), None)
    if unknown is not None:
        raise _unmergeable(_("“%(category)s” is no answer to “%(name)s” that could be counted with another.",
                             category=unknown, name=name))
    if len(set(taken)) < len(taken):
        raise _unmergeable(_("A group of “%(name)s” is counted together twice. Choose each once.", name=name))
    if any(len(group) < 2 for group in groups):
        raise _unmergeable(_("Choose at least two groups of “%(name)s” to count together, or none.", name=name))
    for margin in margins:
        if name in margin.dimensions:
            place = margin.dimensions.index(name)
            known = {categories[place] for categories in margin.targets}
            if any(known <= set(group) for group in groups):
                raise _unmergeable(
                    _("All groups of “%(name)s” are counted as one, so that nothing is left to weigh to. Leave one "
                      "apart, or do not choose the margin.", name=name))


def _unmergeable(words) -> CannotWeigh:
    return CannotWeigh(words, place="merged")

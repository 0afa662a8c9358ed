"""Whether the answers can be weighed to what is known of the population."""

from __future__ import annotations

from collections.abc import Iterator

from ..structure import Questionnaire
from .findings import WHOLE, Context, Hit


def not_asked(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Dimensions of the margins that no item asks for: the answers cannot be weighed by them."""
    for dimension in sorted({name for margin in context.margins for name in margin.categories}):
        if dimension not in asked.items:
            margins = [margin.key for margin in context.margins if dimension in margin.categories]
            yield Hit(WHOLE, dimension, {"dimension": dimension, "margins": margins})


def categories_not_offered(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Items without a choice for a category of a margin: nobody can be in it, and the weighting stops."""
    for margin in context.margins:
        for dimension, categories in margin.categories.items():
            item = asked.items.get(dimension)
            if item is None or (item.takes_areas and not item.askable):
                continue
            lacking = sorted(categories - {choice.value for choice in item.choices})
            if lacking:
                parameters = {"margin": margin.key, "categories": lacking}
                yield Hit(item.name, f"{margin.key}: {' '.join(lacking)}", parameters)

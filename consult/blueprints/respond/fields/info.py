"""A page to read."""

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.base import ItemField
from consult.questionnaire import Item, Text


class InfoField(ItemField):
    """Words without a question: nothing to answer, nothing kept, nothing to check."""

    template = "info"
    is_question = False

    @classmethod
    def summary(cls, item: Item, answers: dict, asking: Asking) -> list[Text]:
        """Nothing."""
        return []

"""A page to read."""

from markupsafe import Markup

from consult.blueprints.respond.fields.base import ItemField

# A heading is read at a glance; longer words stand under the title of their section.
LONGEST_HEADING = 100


class InfoField(ItemField):
    """Words without a question: nothing to answer, nothing kept, nothing to check."""

    template = "info"

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        said = self.asking.say(self.item.text).value
        self.alone = self.alone and len(said) <= LONGEST_HEADING and "\n" not in said

    @property
    def paragraphs(self) -> list[Markup]:
        """The words below the heading, one entry each."""
        return [] if self.alone else self.asking.paragraphs(self.item.text)

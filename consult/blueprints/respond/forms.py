"""The form of a page of questions."""

from flask import g

from consult.blueprints.respond.fields import FIELDS, Asking, ItemField
from consult.questionnaire import Page
from consult.web.tokens import DeviceForm


class TokenForm(DeviceForm):
    """A form whose stale token is an error message on the same page."""

    def __init__(self, fresh: bool = False):
        super().__init__(g.device.secret, fresh)


class PageForm(TokenForm):
    """The form of one page of a questionnaire as `path` gives it, with a field for each item that is asked on it and
    what was answered before; `fresh` as DeviceForm has it."""

    def __init__(self, page: Page, answers: dict, asking: Asking, fresh: bool = False):
        alone = len(page.items) == 1
        # Fields of this form alone: a class made for each request would cost more than the rest of the page.
        self._unbound_fields = [
            (f"item_{number}", FIELDS[item.type](item, answers, asking, alone))
            for number, item in enumerate(page.items)
        ]
        super().__init__(fresh)
        self.page, self.asking = page, asking

    @property
    def items(self) -> list[ItemField]:
        """The question fields in their order."""
        return [field for field in self if isinstance(field, ItemField)]

    @property
    def heading(self):
        """What the page is headed by: its one question, else the title of the section that its questions are in."""
        return self.asking.say(self.page.items[0].text if self.heads_itself else self.page.section.title)

    @property
    def heads_itself(self) -> bool:
        """Whether the page's one field brings its heading."""
        return self.items[0].alone

    @property
    def entries(self) -> dict:
        """What was answered on this page."""
        return {name: value for field in self.items for name, value in field.entries.items()}

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of all controls on the page, as its form sends them."""
        return tuple(name for field in self.items for name in field.control_names)

    @property
    def names(self) -> tuple[str, ...]:
        """Every key that this page may write, so that an answer taken back is taken away."""
        return tuple(name for field in self.items for name in (field.item.name, field.item.other_key))

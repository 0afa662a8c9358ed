"""One page's answers, kept: and what is said before answers are taken away."""

from dataclasses import dataclass, field

from consult.models import Wave
from consult.questionnaire import Item, Page, Questionnaire, lost, prune
from consult.services.answering import drafts
from consult.services.answering.drafts import Sheet
from consult.services.answering.surveys import may_answer


class Closed(Exception):
    """The wave takes no more answers. What was typed stays in the draft until it expires."""


class NotAgreed(Exception):
    """A young person is answered for only once they, and below 16 an adult before them, have agreed."""


class WouldLose(Exception):
    """The new answer takes questions off the way that were answered: `items`. Nothing is changed until that is said."""

    def __init__(self, items: list[Item]):
        self.items = items
        super().__init__(items)


@dataclass(frozen=True)
class Way:
    """How somebody came: the short link, the invitation code."""

    link_id: int | None = None
    invitation: str | None = None

    def onto(self, sheet: Sheet) -> None:
        """Write it on a sheet: the first link counts, and the last invitation."""
        sheet.link_id = sheet.link_id or self.link_id
        sheet.invitation = self.invitation or sheet.invitation


@dataclass(frozen=True)
class PageAnswers:
    """A page as answered: `names` are the keys it may write, `entries` those that were answered."""

    page: Page
    names: tuple[str, ...]
    entries: dict = field(default_factory=dict)
    # The respondent was told what the change takes away.
    confirmed: bool = False


def answer(wave: Wave, questionnaire: Questionnaire, secret: str, server_key: str,
           given: PageAnswers, way: Way, sheet: Sheet | None = None) -> Sheet:
    """Keep one page's answers and give the sheet as it then is. Raises Closed, NotAgreed, WouldLose.

    `sheet` is what was read of it a moment ago, if it was.
    """
    if not may_answer(wave):
        raise Closed

    def edit(sheet: Sheet) -> None:
        if not may_answer(wave, sheet.begun):
            raise Closed
        if wave.survey.audience == "young" and sheet.consent is None:
            raise NotAgreed
        kept = {name: value for name, value in sheet.answers.items() if name not in given.names}
        after = kept | given.entries
        gone = lost(questionnaire, sheet.answers, after)
        if gone and not given.confirmed:
            raise WouldLose(gone)
        sheet.answers = prune(questionnaire, after)
        way.onto(sheet)
        if given.page.id not in sheet.visited:
            sheet.visited.append(given.page.id)

    return drafts.change(wave, questionnaire, secret, server_key, edit, sheet)


def agree(wave: Wave, questionnaire: Questionnaire, secret: str, server_key: str,
          age_group: str, consent: str, way: Way) -> None:
    """Begin a young person's sheet: their age group, and who agreed. Raises Closed."""
    if not may_answer(wave):
        raise Closed

    def edit(sheet: Sheet) -> None:
        if not may_answer(wave, sheet.begun):
            raise Closed
        sheet.age_group, sheet.consent = age_group, consent
        way.onto(sheet)

    drafts.change(wave, questionnaire, secret, server_key, edit)


def come_with(wave: Wave, questionnaire: Questionnaire, secret: str, server_key: str, way: Way) -> None:
    """Give answers that are begun another way in: the invitation that was typed last."""
    drafts.change(wave, questionnaire, secret, server_key, way.onto)

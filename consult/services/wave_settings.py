"""What an officer decides of a wave beside its dates: who may answer, what is left out, where the exit leads."""

import datetime as dt
import re
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.models import Survey, Wave
from consult.questionnaire import QuestionnaireError
from consult.services import audit, field

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
LONGEST_ADDRESS = 200


class CannotChange(Exception):
    """The settings cannot be as asked; nothing was changed. `words` says why, in English only if `english`.

    `name` is the setting that is wrong, where there are several.
    """

    def __init__(self, words, english: bool = False, name: str = "results_by"):
        self.words, self.english, self.name = words, english, name
        super().__init__(words)


def change(wave: Wave, open_link: bool, results_by: dt.date | None, actor: str, asks_work: bool = False) -> None:
    """Who may answer, what their devices do first, and the day that results are promised for. Raises CannotChange."""
    if results_by is not None and results_by < wave.closes_on:
        raise CannotChange(_("The results cannot be promised for a day before the wave closes."))
    if open_link and wave.design == "probability":
        raise CannotChange(_("In a random sample only people who were drawn may answer, so it stays with invitations."),
                           name="open_link")  # fmt: skip
    with writing():
        wave.open_link, wave.results_by, wave.asks_work = open_link, results_by, asks_work
        promised = results_by.isoformat() if results_by else None
        _record(actor, "change wave", wave.slug, wave.survey, open_link=open_link, results_by=promised,
                asks_work=asks_work)  # fmt: skip


def leave_out(wave: Wave, names: list[str], actor: str) -> None:
    """Leave optional items out of a wave that has not been open yet. Raises CannotChange."""
    if wave.state != "draft":
        raise CannotChange(_("The wave has been open. What it asks can no longer change."))
    try:
        field.questionnaire(wave.version).without(names)
    except QuestionnaireError as error:
        raise CannotChange(" ".join(map(str, error.problems)), english=True) from error
    with writing():
        wave.left_out = list(names)
        _record(actor, "leave out items", wave.slug, wave.survey, items=list(names))


def set_exit(survey: Survey, address: str | None, actor: str) -> None:
    """Where "Exit this page" leads; None takes the button away. Raises CannotChange."""
    if address is not None and not _is_site(address):
        raise CannotChange(_("Enter the whole address of a public site, beginning with https://"))
    with writing():
        survey.exit_address = address
        _record(actor, "set exit address", survey.slug, survey, address=address)


def _is_site(address: str) -> bool:
    """Whether it is a plain https address. Its host stands in a header, so nothing else may hide in it."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and _HOST.fullmatch(parts.netloc) is not None


def _record(actor: str, verb: str, subject: str, survey: Survey, **detail) -> None:
    audit.record(actor, verb, subject, survey.partnership, **detail)

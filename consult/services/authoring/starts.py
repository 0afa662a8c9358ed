"""New surveys: from a template, from a survey that there is, or blank."""

import copy
import re
import unicodedata
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError

from consult.database import writing
from consult.models import Partnership, Survey
from consult.questionnaire import authoring, shipped_document
from consult.services import audit, field, setup
from consult.services.authoring import finding

TEMPLATES = ("residents", "youth")
BLANK = "blank"
# As it stands in addresses and on posters.
ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
LONGEST_ADDRESS = 60


class CannotMake(Exception):
    """The survey cannot be made; nothing was stored. `words` says why and what to do, `field` of which field."""

    def __init__(self, field: str, words):
        self.field, self.words = field, words
        super().__init__(words)


@dataclass(frozen=True)
class Start:
    """What a survey can begin from: `kind` is "template", "survey" or "blank"; audience None where it is chosen."""

    key: str
    kind: str
    title: dict[str, str]
    audience: str | None
    questions: int = 0


@dataclass(frozen=True)
class NewSurvey:
    """What an officer says of a new survey. `audience` counts for a blank one only."""

    start: str
    title: str
    address: str
    audience: str = "adults"


def starts(partnership: Partnership) -> list[Start]:
    """What this partnership's next survey can begin from."""
    found = [_start(f"template-{name}", "template", shipped_document(name)) for name in TEMPLATES]
    for one in finding.surveys(partnership):
        document = field.latest_version(one).document
        start = _start(f"survey-{one.slug}", "survey", document)
        found.append(Start(start.key, start.kind, {"": one.title}, start.audience, start.questions))
    return [*found, Start(BLANK, BLANK, {}, None)]


def _start(key: str, kind: str, document: dict) -> Start:
    questions = sum(len(page["items"]) for _section, page in authoring.pages(document))
    return Start(key, kind, document["title"], document["audience"], questions)


def suggested_address(partnership: Partnership, title: str) -> str:
    """An address for a survey of that title that no other survey has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "survey"
    stem = f"{partnership.slug}-{words}"[: LONGEST_ADDRESS - 4].rstrip("-")
    number, found = 1, stem
    while field.is_taken(found):
        number += 1
        found = f"{stem}-{number}"
    return found


def make(partnership: Partnership, new: NewSurvey, actor: str) -> Survey:
    """A survey with version 1 of its questionnaire, a draft. Raises CannotMake."""
    address = new.address or suggested_address(partnership, new.title)
    if not ADDRESS.fullmatch(address):
        raise CannotMake(
            "address", _("Use small letters, digits and hyphens only, 60 at most, such as safer-sale-2027")
        )
    document = _document(partnership, new)
    taken = CannotMake("address", _("There is a survey at this address already. Choose another address."))
    if field.is_taken(address):
        raise taken
    try:
        with writing():
            survey = setup.add_survey(partnership, document, address, new.title)
            survey.exit_address = setup.NEUTRAL_SITE
            audit.record(actor, "add survey", survey.slug, partnership, start=new.start)
    except IntegrityError as twice:
        # Two officers at the same moment: the address is unique in the database.
        raise taken from twice
    return survey


def _document(partnership: Partnership, new: NewSurvey) -> dict:
    kind, _dash, name = new.start.partition("-")
    if new.start == BLANK:
        return authoring.blank_document(new.title, new.audience)
    if kind == "template" and name in TEMPLATES:
        return {**shipped_document(name), "version": 1}
    like = finding.survey(partnership, name) if kind == "survey" else None
    if like is None:
        raise CannotMake("start", _("Choose what to begin from"))
    return {**copy.deepcopy(field.latest_version(like).document), "version": 1}

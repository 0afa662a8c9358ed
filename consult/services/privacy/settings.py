"""Whom a partnership's privacy notices name."""

import re
from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Partnership
from consult.questionnaire import clean
from consult.services import audit

# As the public register writes them: Z1234567, ZA123456, 00012345678.
_ICO_NUMBER = re.compile(r"[A-Z]{0,2}[0-9]{6,11}")
# Field -> the most characters of it.
LONGEST = {"controller": 160, "contact": 160, "dpo_contact": 160, "ico_number": 20}


class CannotName(Exception):
    """The names were not kept: `problems` are (field, words)."""

    def __init__(self, problems: list[tuple[str, object]]):
        self.problems = problems
        super().__init__(problems)


@dataclass(frozen=True)
class Named:
    """Who answers for the data; each a line of plain text, or None for what is not said."""

    controller: str | None = None
    contact: str | None = None
    dpo_contact: str | None = None
    ico_number: str | None = None

    @classmethod
    def of(cls, partnership: Partnership) -> "Named":
        """As it stands."""
        return cls(**{name: getattr(partnership, name) for name in LONGEST})


def change(partnership: Partnership, named: Named, actor: str) -> None:
    """Keep whom the notices name. Raises CannotName."""
    named = Named(**{name: _line(value) for name, value in asdict(named).items()})
    _check(named)
    with writing() as session:
        partnership = session.get(Partnership, partnership.id, with_for_update=True, populate_existing=True)
        before = Named.of(partnership)
        changed = {name: value for name, value in asdict(named).items() if value != getattr(before, name)}
        for name, value in changed.items():
            setattr(partnership, name, value)
        if changed:
            audit.record(actor, "change privacy contacts", partnership.slug, partnership, **changed)
            db.session.flush()


def _line(value: str | None) -> str | None:
    return " ".join((clean(value) or "").split()) or None if value else None


def _check(named: Named) -> None:
    problems = []
    for name, most in LONGEST.items():
        if len(getattr(named, name) or "") > most:
            problems.append((name, _("Use %(max)d characters or fewer", max=most)))
    if named.ico_number and not _ICO_NUMBER.fullmatch(named.ico_number):
        problems.append(("ico_number", _("Enter the number as the public register has it, such as Z1234567.")))
    if problems:
        raise CannotName(problems)

"""Puts the partnerships, their surveys, their Census margins and the shipped benchmarks into the database.

Run again, it changes nothing.
"""

import datetime as dt

from consult import reference
from consult.database import writing
from consult.extensions import db
from consult.models import Area, Partnership, PopulationMargin, QuestionnaireVersion, Role, Survey
from consult.questionnaire import Questionnaire, shipped_document
from consult.roles import ROLES
from consult.services.digest import digest
from consult.services.library import shipping as library

# Each partnership's two surveys: shipped questionnaire, end of the address, title.
SURVEYS = (("residents", "", "Community safety survey"), ("youth", "-youth", "Young people’s safety survey"))

# Where "Exit this page" leads unless a partnership says otherwise: a page that anybody might have open.
NEUTRAL_SITE = "https://www.bbc.co.uk/weather"


def set_up() -> None:
    """Make whatever is missing of the roles, partnerships, areas, margins, surveys and benchmarks."""
    with writing():
        for name in ROLES:
            if not db.session.scalar(db.select(Role).where(Role.name == name)):
                db.session.add(Role(name=name))
        for record in reference.partnerships():
            if not db.session.scalar(db.select(Partnership).where(Partnership.slug == record["slug"])):
                _add_partnership(record)
        library.ship()


def _add_partnership(record: dict) -> None:
    columns = ("slug", "name", "title", "lad_code", "colour")
    partnership = Partnership(**{column: record[column] for column in columns}, disclosure_rule="council")
    db.session.add(partnership)
    db.session.flush()
    _add_areas(partnership, record)
    for audience in ("adults", "young"):
        for margin in reference.margins(partnership.slug, audience):
            _add_margin(partnership, margin)
    for document, ending, title in SURVEYS:
        survey = add_survey(partnership, shipped_document(document), partnership.slug + ending, title)
        survey.exit_address = NEUTRAL_SITE


def _add_areas(partnership: Partnership, record: dict) -> None:
    neighbourhoods = {}
    for area in record["neighbourhoods"]:
        neighbourhoods[area["code"]] = Area(
            partnership_id=partnership.id, kind="neighbourhood", code=area["code"], name=area["name"]
        )
    db.session.add_all(neighbourhoods.values())
    for area in record["wards"]:
        within = neighbourhoods.get(area["neighbourhood"])
        ward = Area(partnership_id=partnership.id, kind="ward", code=area["code"], name=area["name"], within=within)
        db.session.add(ward)


def _add_margin(partnership: Partnership, margin: dict) -> None:
    columns = ("audience", "title", "dimensions", "targets", "unit", "source", "source_address", "caution")
    kept = {column: margin[column] for column in columns}
    date = dt.date.fromisoformat(margin["date"])
    db.session.add(PopulationMargin(partnership_id=partnership.id, key=margin["id"], date=date, **kept))


def add_survey(partnership: Partnership, document: dict, slug: str, title: str) -> Survey:
    """A survey with the first version of its questionnaire, in the open transaction.

    Raises QuestionnaireError for a document that cannot be used.
    """
    questionnaire = Questionnaire.from_document(document)
    survey = Survey(partnership_id=partnership.id, slug=slug, title=title, audience=questionnaire.audience)
    db.session.add(survey)
    db.session.flush()
    version = QuestionnaireVersion(survey_id=survey.id, number=1, document=document, sha256=digest(document))
    db.session.add(version)
    db.session.flush()
    return survey

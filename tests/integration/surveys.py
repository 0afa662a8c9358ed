"""Tiny surveys to answer, and what a phone does with them."""

import datetime as dt
import re

from consult.extensions import db
from consult.models import Partnership, Response
from consult.services import field

TODAY = dt.date.today()


def yes_no(name, text, **more):
    """A required question of yes or no, alone on its page."""
    choices = [{"value": "yes", "text": {"en": "Yes"}}, {"value": "no", "text": {"en": "No"}}]
    item = {"name": name, "type": "single", "required": True, "text": {"en": text}, "choices": choices, **more}
    return {"id": name, "items": [item]}


def document(*pages, audience="adults", **more):
    """A questionnaire of one section in English."""
    return {
        "id": "tiny",
        "version": 1,
        "title": {"en": "Tiny survey"},
        "audience": audience,
        "languages": {"en": {"state": "master"}},
        "intro": {"en": "A few questions about {area}."},
        "thanks": {"en": "That was all."},
        "support": ["999"],
        "sections": [{"id": "only", "title": {"en": "Only section"}, "pages": list(pages)}],
        **more,
    }


def open_survey(document, slug="tiny", partnership="trafford", **settings):
    """A survey at /s/<slug> with an open wave; settings of the wave or, as survey_..., of the survey."""
    owner = db.session.scalar(db.select(Partnership).where(Partnership.slug == partnership))
    new = field.NewWave(f"{slug}-1", "Tiny survey", "open", TODAY, TODAY + dt.timedelta(days=7))
    wave = field.add_survey_with_wave(owner, document, slug, new, "tests")
    for name, value in settings.items():
        target, name = (wave.survey, name[7:]) if name.startswith("survey_") else (wave, name)
        setattr(target, name, value)
    db.session.commit()
    field.open_(wave, "tests")
    return wave


def post(client, address, form_on=None, **data):
    """Post the form that stands on a page as a browser would, its token included."""
    return client.post(address, data={"csrf_token": client.token(form_on or address), **data})


def send(client, slug="tiny"):
    """Send the answers from the check page."""
    return post(client, f"/s/{slug}/check")


def receipt_of(client, slug="tiny"):
    """The code on the thanks page."""
    return re.search(r'class="receipt">([^<]+)<', client.get(f"/s/{slug}/thanks").text)[1]


def stored():
    """Every response in the database."""
    return list(db.session.scalars(db.select(Response)))

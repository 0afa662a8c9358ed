"""Channels, as officers set them up: short links, posters, settings, and what each role and each partnership may see."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from consult.extensions import db
from consult.models import AuditEvent, DropOff, Link, Partnership, Response, Survey, Wave
from consult.questionnaire import shipped_document
from consult.services import field, links
from tests.integration.test_officer import send, words
from tests.integration.waves import add_wave
from tests.printed import codes_in, text_of

WAVE = "/officer/trafford/waves/tiny-1/"
CHANNELS = WAVE + "channels"
# What would be code, a formula, markup or an address elsewhere.
NASTY = '#panic("x") $x$ @a =1+1 <b>&"\'` */ //x \\u{41} {area} <script>alert(1)</script>'


def slow_wave(**changed) -> Wave:
    """A wave of the shipped questionnaire for residents in Trafford, open now."""
    partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))
    today = dt.date.today()
    new = field.NewWave("tiny-1", "Tiny", "open", today, today + dt.timedelta(days=7))
    wave = field.add_survey_with_wave(partnership, {**shipped_document("residents"), **changed}, "shipped", new, "tests")
    field.open_(wave, "tests")
    return wave


@pytest.fixture
def wave(app):
    return slow_wave()


@pytest.fixture
def officer(sign_in, wave):
    return sign_in("officer", "trafford")


def make_link(client, title="Library", language="any"):
    answer = send(client, CHANNELS + "/links", title=title, language=language)
    assert answer.status_code == 303, words(answer)
    return db.session.scalar(db.select(Link).order_by(Link.id.desc()))


def test_every_page_opens(officer):
    for page in ("", "/links", "/invitations", "/settings", "/left-out", "/exit-button", "/languages"):
        answer = officer.get(CHANNELS + page)
        assert answer.status_code == 200, page
    make_link(officer)
    assert officer.get(CHANNELS + "/links/1").status_code == 200

"""What the database gives for each kind of answer, against the answers written by hand."""

import time

import pytest

from consult.extensions import db
from consult.models import Response
from consult.services import cells
from tests.integration.surveys import document, open_survey


def words(*values, **kinds):
    return [{"value": one, "text": {"en": one}, **({"kind": kinds[one]} if one in kinds else {})} for one in values]


def page(name, kind, **more):
    return {"id": name, "items": [{"name": name, "type": kind, "text": {"en": f"{name}?"}, **more}]}


PAGES = (
    page("wishes", "ranking", most=2, choices=words("lamps", "police", "parks", "dont_know", dont_know="dont_know")),
    page("years", "number", min=0, max=99, choices=words("dont_know", dont_know="dont_know")),
    page("since", "month"),
)
ANSWERS = (
    {"wishes": ["parks", "lamps"], "years": 7, "since": "2024-03"},
    {"wishes": ["lamps", "police"], "years": "dont_know"},
    {"wishes": ["dont_know"]},
    {},
)


def of_each(wave, number):
    """So many responses with each of the answers."""
    for answers in ANSWERS * number:
        db.session.add(Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en",
                                answers=answers))  # fmt: skip
    db.session.commit()


@pytest.fixture
def wave(any_app):
    wave = open_survey(document(*PAGES))
    of_each(wave, 1)
    return wave


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("wishes=lamps", [(1, 1), (2, 1), (None, 2)]),
        ("wishes=parks", [(1, 1), (None, 3)]),
        ("wishes=dont_know", [(0, 2), (1, 1), (None, 1)]),
        ("years", [(7.0, 1), (None, 3)]),
        ("years.choice", [("dont_know", 1), (None, 3)]),
        ("since", [("2024-03", 1), (None, 3)]),
    ],
)
def test_each_kind_of_answer_is_counted_as_it_was_given(wave, column, expected):
    assert cells.counts(wave, [column]) == expected


def test_a_pass_that_nobody_waits_for_rests_and_counts_the_same(pg_app, monkeypatch):
    wave = open_survey(document(*PAGES))
    of_each(wave, 25)
    monkeypatch.setattr(cells, "REST_AFTER", 1)
    began = time.monotonic()
    with pg_app.test_request_context():
        awaited, at_once = cells.counts(wave, ["since"]), time.monotonic() - began
    counted = cells.counts(wave, ["since"])
    assert awaited == counted == [("2024-03", 25), (None, 75)]
    # A hundred rests.
    assert time.monotonic() - began - at_once >= 100 * cells.REST

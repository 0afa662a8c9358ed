"""Whichever output tells a figure, the door knows it for the same one, and so protects it in all of them."""

import pytest

from consult.extensions import db
from consult.services import demo, disclosure, findings, publish, success, tables, weigh
from consult.services.findings import blocks
from tests.integration.telling import add_wave, published
from tests.integration.test_findings import trafford

GRID, SEVERAL, SCALE = "asb", "reasons_unsafe", "safe_area"


@pytest.fixture
def wave(app):
    """A wave whose section is published: many answers, so that next to nothing is small."""
    wave = add_wave("told", "trafford", "quota")
    demo.simulate(wave, 900)
    db.session.commit()
    weigh.weigh(wave, [weigh.margin_of(weigh.stored_margins(wave)[0])], "tests")
    return wave


def of_everybody(asked, item):
    return {count for one in asked for count in one.counts if count.item == item and not count.group}


def as_told(call):
    with disclosure.release() as asked:
        call()
    return asked


@pytest.mark.parametrize("item", [SEVERAL, SCALE])
def test_a_table_tells_what_the_section_told(wave, item):
    section = of_everybody(as_told(lambda: publish.draft(trafford(), [wave])), item)
    table = of_everybody(as_told(lambda: tables.make(wave, item, "sex")), item)
    assert len(table) > 5 and table <= section


@pytest.mark.parametrize("item", [SEVERAL, SCALE, GRID])
def test_a_finding_tells_what_the_section_told(wave, item):
    section = of_everybody(as_told(lambda: publish.draft(trafford(), [wave])), item)
    wanted = findings.Wanted(trafford(), wave, item)
    finding = of_everybody(as_told(lambda: blocks.automatic(wanted, ["en"])), item)
    assert finding and finding <= section


@pytest.mark.parametrize("item", [SCALE, GRID])
def test_a_measure_tells_what_the_section_told(wave, item):
    section = of_everybody(as_told(lambda: publish.draft(trafford(), [wave])), item)
    plan = success.Plan(title={"en": "A measure"}, direction="up", survey=wave.survey, item=item)
    measure = success.make(trafford(), plan, "tests")
    told = of_everybody(as_told(lambda: success.block(measure, ["en"])), item)
    assert told and told <= section


def test_what_is_published_is_not_withheld_from_a_table(wave):
    edition = published(trafford(), [wave])
    reasons = next(one for one in edition.document["blocks"] if one["id"].startswith(SEVERAL))
    told = {part["id"]: part["value"] for part in reasons["parts"] if part["value"] is not None}
    rows = tables.make(wave, SEVERAL, "sex")["table"]["rows"]
    shown = {row["id"]: row["cells"]["=all"] for row in rows}
    assert len(told) > 8 and all(shown[one]["value"] == pytest.approx(told[one], abs=1e-5) for one in told)

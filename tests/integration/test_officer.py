"""The officer pages, as each role meets them."""

import io
import json
import re
from urllib.parse import urljoin

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Response, WeightingRun
from consult.questionnaire import shipped_document
from consult.services import field, preflight, weigh
from tests.addresses import sealed
from tests.integration.test_import import as_csv, changed
from tests.integration.waves import MAPPING, add_margin, add_people, add_wave, fifteen

HOME = "/officer/trafford/"
WAVE = "/officer/trafford/waves/tiny-1/"
CHANGE = WAVE + "weighting/change"


@pytest.fixture
def wave(app):
    """A wave with fifteen people, and a margin of sex and one of sex by age."""
    wave = add_wave()
    fifteen(wave)
    add_margin(wave, "sexes", ["sex"], [("female", 52), ("male", 48)])
    add_margin(wave, "joint", ["sex", "age_band"], [
        ("female", "16-44", 10), ("female", "45+", 20), ("male", "16-44", 30), ("male", "45+", 40)])
    return wave


def send(client, address, **data):
    """Post a form as the page at the address would."""
    return client.post(address, data={"csrf_token": client.token(address), **data})


def state():
    """The wave's state as it stands in the database."""
    db.session.expire_all()
    return field.wave_by_slug("tiny-1").state


def words(page):
    """The text of a page, as read."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.split("</head>", 1)[1]).split())


def upload(content, mapping=MAPPING, name="answers.csv"):
    return {"file": (io.BytesIO(content), name), "mapping": (io.BytesIO(json.dumps(mapping).encode()), "m.json")}


def test_home_leads_to_the_one_partnership_or_offers_several(app, sign_in):
    assert sign_in("viewer", "trafford").get("/officer/").location.endswith(HOME)
    page = sign_in("officer", "trafford", "stockport").get("/officer/")
    assert "Safer Trafford" in words(page) and "/officer/stockport/" in page.text and "manchester" not in page.text


def test_the_overview_shows_every_wave_with_its_counts(app, sign_in, wave):
    add_people(wave, (2, {}), channel="outreach", language="ur")
    page = sign_in("viewer", "trafford").get(HOME)
    said = words(page)
    assert "17 responses" in said and "Open link: 15 · Outreach session: 2" in said
    assert "English: 15 · Urdu: 2" in said and "Not weighted yet" in said and "Open survey" in said
    assert "2 March 2026 to 12 April 2026" in said and "simulated" not in said


def test_simulated_answers_are_said_to_be_on_every_page_that_shows_them(app, sign_in, wave):
    add_people(wave, (2, {"sex": "male", "age_band": "45+"}), simulated=True)
    weigh.weigh(wave, [weigh.margin_of(weigh.stored_margins(wave)[0])], "tests")
    client = sign_in("officer", "trafford")
    run = f"weighting/{sealed('run', weigh.latest(wave).id)}"
    for address in (HOME, *(WAVE + end for end in ("", "weighting", run, "export"))):
        page = client.get(address)
        assert "Simulated answers" in page.text and "2 of the responses behind this page" in words(page), address


def test_fieldwork_puts_the_sample_beside_the_population(app, sign_in, wave):
    said = words(sign_in("viewer", "trafford").get(WAVE))
    # 6 of 15 women against 52 of 100: 40.0% and 52.0%, 12 points under.
    assert "Female 6 40.0% 52.0% −12.0" in said and "Male 9 60.0% 48.0% +12.0" in said
    assert "Female, 45+ 2 13.3% 20.0% −6.7" in said
    assert "Base: 15 people; 0 more did not say" in said


def test_fieldwork_names_groups_that_nobody_has_answered_from(app, sign_in):
    wave = add_wave()
    add_people(wave, (3, {"sex": "male", "age_band": "45+"}))
    add_margin(wave, "sexes", ["sex"], [("female", 52), ("male", 48)])
    assert "Nobody has answered yet from: Female." in words(sign_in("viewer", "trafford").get(WAVE))


def test_a_wave_is_opened_and_closed(app, sign_in, wave):
    client = sign_in("officer", "trafford")
    preflight.explain(wave, preflight.of(wave), "A survey for a test, asked of nobody.", "tests")
    page = client.get(send(client, WAVE, state="open").location)
    assert "The wave is open." in page.text and state() == "open"
    # Posted twice it stays as it is.
    assert send(client, WAVE, state="open").status_code == 302 and state() == "open"
    assert send(client, WAVE, state="closed").status_code == 302 and state() == "closed"
    assert send(client, WAVE, state="burnt").status_code == 400 and state() == "closed"


def test_the_questionnaire_is_read_with_its_routing_in_words(app, sign_in, wave):
    said = words(sign_in("viewer", "trafford").get(WAVE + "questionnaire"))
    assert "What about reasons? Only if “dark” is Unsafe" in said
    assert "For each of: Litter; Noise" in said and "one answer a row" in said and "counts as the net" in said


def test_the_shipped_questionnaires_can_be_read_too(app, sign_in):
    client = sign_in("viewer", "trafford")
    for survey, document in (("trafford", "residents"), ("trafford-youth", "youth")):
        add_wave(f"read-{survey}", document=shipped_document(document))
        page = client.get(f"/officer/trafford/waves/read-{survey}/questionnaire")
        assert page.status_code == 200 and "Only if" in page.text and "Source:" in page.text


def test_a_file_is_brought_in(app, sign_in):
    add_wave()
    client = sign_in("officer", "trafford")
    page = send(client, WAVE + "import", **upload(as_csv()))
    assert page.status_code == 200 and "4 responses from answers.csv are stored" in words(page)
    assert "dark 3 no answer : 1" in words(page)
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 4
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "import")).actor.startswith("officer")
    again = send(client, WAVE + "import", **upload(as_csv()))
    assert again.status_code == 422 and "brought into the wave before" in words(again)


def test_a_refused_file_is_told_row_by_row_and_nothing_is_kept(app, sign_in):
    add_wave()
    rows = [*changed(q1=5, w=0), ["e", 1, "s", "p", "<b>", *[None] * 4, 1, 1, 1, 30, None]]
    page = send(sign_in("officer", "trafford"), WAVE + "import", **upload(as_csv(rows)))
    said = words(page)
    assert page.status_code == 422 and "<title>Error: " in page.text.replace("\n", "")
    assert "Nothing was stored. 2 of 5 rows are refused." in said
    assert "Row 2, q1 , “ 5 ”: The mapping does not say what this value means." in said
    assert "Row 2, w , “ 0 ”: A base weight is a number above 0" in said
    assert "&lt;b&gt;" in page.text and "<b>" not in page.text
    assert db.session.scalar(db.select(Response)) is None


def test_an_import_without_its_files_leads_to_what_is_missing(app, sign_in):
    add_wave()
    page = send(sign_in("officer", "trafford"), WAVE + "import")
    assert page.status_code == 422 and 'href="#file"' in page.text and 'href="#mapping"' in page.text


def test_an_officer_weighs_and_sees_what_it_did(app, sign_in, wave):
    client = sign_in("officer", "trafford")
    answer = send(client, CHANGE, margins=["sexes"], missing="spread", bounds="none")
    assert answer.status_code == 303
    said = words(client.get(answer.location))
    # By hand: effective base 10000 / (52^2 / 6 + 48^2 / 9) = 14.2 of 15.
    assert "People weighed 15 0 left out" in said and "Effective base 14 " in said and "Efficiency 94.3%" in said
    assert "Female 6 40.0% 52.0% 52.0%" in said and "Design effect 1.060" in said
    assert "Weightings so far" in words(client.get(WAVE + "weighting"))


def test_a_weighting_that_cannot_be_done_says_why_and_keeps_what_was_chosen(app, sign_in, wave):
    add_margin(wave, "darks", ["dark"], [("safe", 50), ("unsafe", 40), ("dont_know", 10)])
    client = sign_in("officer", "trafford")
    page = send(client, CHANGE, margins=["sexes", "darks"], missing="leave_out", bounds="none")
    assert page.status_code == 422 and "nobody in the sample is in that category" in words(page)
    assert re.search(r'value="darks" checked', page.text) and re.search(r'value="leave_out" checked', page.text)
    assert 'lang="en"' in page.text and db.session.scalar(db.select(WeightingRun)) is None
    page = send(client, CHANGE, missing="spread", bounds="none")
    assert page.status_code == 422 and "Choose at least one margin" in words(page)
    # A margin that is not offered is not weighed to.
    assert send(client, CHANGE, margins=["shoes"], missing="spread", bounds="none").status_code == 422


def test_base_weights_that_were_brought_in_are_offered_and_used(app, sign_in):
    wave = add_wave()
    add_margin(wave, "sexes", ["sex"], [("female", 52), ("male", 48)])
    client = sign_in("officer", "trafford")
    send(client, WAVE + "import", **upload(as_csv()))
    assert "the base weights that were brought in (w)" in words(client.get(CHANGE))
    send(client, CHANGE, margins=["sexes"], missing="leave_out", bounds="none", base_weight="y")
    assert weigh.latest(wave).scheme["base_weight"] == "w"
    send(client, CHANGE, margins=["sexes"], missing="leave_out", bounds="none")
    assert weigh.latest(wave).scheme["base_weight"] is None


def test_a_weighting_that_answers_have_left_behind_says_so(app, sign_in, wave):
    run = weigh.weigh(wave, [weigh.margin_of(weigh.stored_margins(wave)[-1])], "tests")
    client, address = sign_in("officer", "trafford"), f"{WAVE}weighting/{sealed('run', run.id)}"
    assert "Weigh the wave again" not in client.get(address).text
    add_people(wave, (1, {"sex": "male"}))
    assert "Weigh the wave again before you export or publish." in client.get(address).text


def test_a_viewer_reads_and_neither_imports_nor_exports_nor_weighs(app, sign_in, wave):
    client = sign_in("viewer", "trafford")
    page = client.get(WAVE)
    assert "Bring in answers" not in page.text and "Open the wave" not in page.text
    page = client.get(WAVE + "weighting")
    assert "Export" not in page.text and "<form" not in page.text and "Propose" not in page.text
    assert client.get(CHANGE).status_code == client.get(WAVE + "weighting/propose").status_code == 403
    assert client.get(WAVE + "import").status_code == 403
    token = client.token("/account/")
    for address in (WAVE, CHANGE, WAVE + "import", WAVE + "export/check", WAVE + "export/download"):
        data = {"csrf_token": token, "state": "open", "margins": ["sexes"], "missing": "spread", "bounds": "none",
                "run": "none", "format": "csv"}
        assert client.post(address, data=data).status_code == 403, address
    assert state() == "draft" and not db.session.scalar(db.select(WeightingRun))


def test_an_outreach_worker_is_shown_the_field_only(app, sign_in, wave):
    page = sign_in("outreach", "trafford").get(WAVE)
    assert "Fieldwork" in page.text and WAVE + "weighting" not in page.text and "/findings" not in page.text


def test_the_weighting_of_another_wave_is_not_found(app, sign_in, wave):
    other = add_wave("tiny-2")
    fifteen(other)
    run = weigh.weigh(other, [weigh.margin_of(weigh.stored_margins(other)[-1])], "tests")
    client = sign_in("officer", "trafford")
    assert client.get(f"/officer/trafford/waves/tiny-2/weighting/{sealed('run', run.id)}").status_code == 200
    assert client.get(f"{WAVE}weighting/{sealed('run', run.id)}").status_code == 404


@pytest.mark.parametrize("lang", ["ur", "pl"])
def test_every_page_opens_in_every_language(app, sign_in, wave, lang):
    run = weigh.weigh(wave, [weigh.margin_of(weigh.stored_margins(wave)[-1])], "tests")
    client = sign_in("officer", "trafford")
    ends = ("", "questionnaire", "import", "weighting", f"weighting/{sealed('run', run.id)}", "weighting/propose",
            "weighting/change", "export")
    for address in (HOME, *(WAVE + end for end in ends)):
        page = client.get(f"{address}?lang={lang}")
        assert page.status_code == 200 and f'lang="{lang}"' in page.text, address


def test_a_refused_form_can_be_read_in_another_language(app, sign_in, wave):
    client = sign_in("officer", "trafford")
    page = send(client, CHANGE, missing="spread", bounds="none")
    link = re.search(r'href="([^"]*lang=ur)"', page.text)[1]
    assert client.get(urljoin(CHANGE, link.replace("&amp;", "&"))).status_code == 200

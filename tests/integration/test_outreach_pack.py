"""What a tablet takes along: complete in every language, without a text in its rules, and nothing secret."""

import base64
import gzip
import json

import html5lib
import pytest

from consult.extensions import db
from consult.models import WaveKey
from consult.questionnaire import shipped_document
from consult.services import field
from consult.services.outreach import keys
from tests.integration.surveys import document, open_survey, stored, yes_no
from tests.integration.tablets import Tablet

# In the order of y^2 = x^3 - 3x + b over the field of P-256, from the standard (SP 800-186).
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


@pytest.fixture
def shipped(app):
    """Both shipped questionnaires, open in Trafford, and a tablet."""
    for name in ("residents", "youth"):
        open_survey(shipped_document(name), slug=name)
    return Tablet(app.test_client())


def parsed(html):
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def test_every_question_is_there_in_every_language(shipped):
    for name in ("residents", "youth"):
        pack = shipped.take_along(name)
        languages = [one["code"] for one in pack["languages"]]
        assert languages[0] == "en" and len(languages) >= 3
        pages = {page["id"]: page for page in pack["document"]["pages"]}
        for language in languages:
            assert set(pack["html"][language]) == set(pages)
            for page_id, html in pack["html"][language].items():
                tree = parsed(html)
                controls = {one.get("name") for one in tree.iter() if one.tag in ("input", "select", "textarea")}
                for item in pages[page_id]["items"]:
                    if item.get("askable") and item.get("asks"):
                        assert any(one and one.split(".")[0] == item["name"] for one in controls), item["name"]
                        assert pack["labels"][language]["items"][item["name"]]
                assert not [one for one in tree.iter() if one.get("checked") is not None]
            for part in ("title", "intro", "thanks", "words"):
                assert pack[part][language]
        assert "<form" not in json.dumps(pack) and "csrf" not in json.dumps(pack)


def test_its_fields_are_those_of_the_site(shipped, client):
    html = shipped.take_along("residents")["html"]["ur"]["safe_area"]
    page = client.get("/s/residents/q/safe_area?lang=ur").text
    tags = [(one.tag, one.get("name"), one.get("value"), (one.text or "").strip()) for one in parsed(html).iter()
            if one.tag in ("input", "label", "h1")]  # fmt: skip
    there = [(one.tag, one.get("name"), one.get("value"), (one.text or "").strip())
             for one in html5lib.parse(page, namespaceHTMLElements=False).iter()]  # fmt: skip
    assert len(tags) > 8 and all(one in there for one in tags)


def test_two_surveys_stay_under_three_megabytes_in_ten_languages(shipped):
    size = 0
    for name in ("residents", "youth"):
        pack = shipped.take_along(name)
        # As large as it would be with all ten, each as large as the largest there is.
        for content in pack.values():
            by_language = isinstance(content, dict) and set(content) == {one["code"] for one in pack["languages"]}
            sizes = [len(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode())
                     for one in (content.values() if by_language else [content])]  # fmt: skip
            size += 10 * max(sizes) if by_language else sizes[0]
    assert size < 3_000_000


def test_the_rules_come_without_texts(app):
    open_survey(document(yes_no("safe", "SECRET WORDS?")))
    pack = Tablet(app.test_client()).take_along()
    assert "SECRET" not in json.dumps(pack["document"])
    item = pack["document"]["pages"][0]["items"][0]
    assert item["name"] == "safe" and item["type"] == "single" and item["required"] is True
    assert item["choices"] == [{"value": "yes"}, {"value": "no"}]


def test_what_the_officer_left_out_is_not_taken_along(app):
    optional = {**yes_no("more", "More?")}
    optional["items"][0]["required"] = False
    open_survey(document(yes_no("safe", "Safe?"), optional), left_out=["more"])
    pack = Tablet(app.test_client()).take_along()
    assert [page["id"] for page in pack["document"]["pages"]] == ["safe"] == list(pack["html"]["en"])


def test_a_wave_has_one_key_and_the_private_half_is_not_to_be_read_in_the_database(app):
    wave = open_survey(document(yes_no("safe", "Safe?")))
    tablet = Tablet(app.test_client())
    pack = tablet.take_along()
    assert tablet.take_along()["public_key"] == pack["public_key"]
    point = base64.b64decode(pack["public_key"])
    x, y = int.from_bytes(point[1:33]), int.from_bytes(point[33:])
    assert len(point) == 65 and point[0] == 4 and (y * y - (x**3 - 3 * x + B)) % P == 0
    row = db.session.get(WaveKey, wave.id)
    scalar = keys.opener(wave.id, app.config["DRAFT_KEY"]).private_numbers().private_value.to_bytes(32)
    assert scalar not in row.private_sealed and keys.opener(wave.id, "another key" * 4) is None


def test_without_the_servers_key_answers_are_kept_aside_and_not_lost(app, monkeypatch):
    open_survey(document(yes_no("safe", "Safe?")))
    tablet = Tablet(app.test_client())
    record, _code = tablet.record(tablet.take_along(), {"safe": "yes"})
    monkeypatch.setitem(app.config, "DRAFT_KEY", "another key" * 4)
    assert tablet.told([record])[record["id"]] == {"state": "aside", "reason": "unreadable"}
    assert stored() == []
    # Nor is anything more sealed to a key that nobody can open with.
    refused = tablet.client.get("/outreach/pack/tiny.json", headers=tablet.headers)
    assert refused.status_code == 503 and "earlier key" in refused.json["words"]


def test_a_survey_that_is_closed_is_not_taken_along(app):
    wave = open_survey(document(yes_no("safe", "Safe?")))
    tablet = Tablet(app.test_client())
    field.close(wave, "tests")
    answer = tablet.client.get("/outreach/pack/tiny.json", headers=tablet.headers)
    assert answer.status_code == 404 and answer.json["words"]
    assert tablet.client.get("/outreach/surveys.json", headers=tablet.headers).json["surveys"] == []


def test_it_is_sent_compressed_where_that_is_understood(app):
    open_survey(document(yes_no("safe", "Safe?")))
    tablet = Tablet(app.test_client())
    plain = tablet.client.get("/outreach/pack/tiny.json", headers=tablet.headers)
    packed = tablet.client.get("/outreach/pack/tiny.json", headers={**tablet.headers, "Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Cache-Control"] == "no-store"


def test_the_app_and_its_parts_hold_no_data(app, client, sign_in):
    pages = [one.get("/outreach/").text for one in (client, sign_in("officer", "trafford"))]
    assert [page.count("officer-trafford") for page in pages] == [0, 0]
    manifest = client.get("/outreach/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.json["start_url"] == manifest.json["scope"] == "/outreach/"

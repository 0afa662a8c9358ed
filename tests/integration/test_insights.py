"""The public pages, their files, and the officer's way to them."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from consult.extensions import db
from consult.services import editions, files
from tests.integration.telling import add_wave, answer, known_wave, published, weigh_by_sex

SECTION = "/trafford/what-our-communities-tell-us"
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def edition(app):
    return published(editions.partnership("trafford"), [known_wave()])


def test_home_leads_to_every_partnership(client):
    page = client.get("/").text
    for slug in ("trafford", "stockport", "manchester"):
        assert f'href="/{slug}/' in page
    assert client.get("/trafford/").status_code == 200
    assert client.get("/trafford").status_code == 200
    assert client.get("/atlantis/").status_code == 404


def test_nothing_published_yet_is_said(client):
    answer = client.get(SECTION)
    assert answer.status_code == 200 and "Nothing has been published yet" in answer.text
    assert client.get(f"{SECTION}/edition-1").status_code == 404
    assert client.get(f"{SECTION}.csv").status_code == 404
    assert client.get(f"{SECTION}/editions").status_code == 200


@pytest.mark.parametrize("lang, direction", [("en", "ltr"), ("ur", "rtl"), ("pl", "ltr")])
def test_the_section_in_each_language(client, edition, lang, direction):
    page = client.get(f"{SECTION}?lang={lang}").text
    assert f'<html lang="{lang}" dir="{direction}"' in page
    assert "68%" in page and "88%" in page and "12" in page
    for finding in edition.document["blocks"]:
        assert f'id="{finding["id"]}"' in page


def test_the_number_the_sentence_the_picture_and_how_we_know(client, edition):
    page = client.get(SECTION).text
    article = re.search(r'<article class="finding" id="safe_area".*?</article>', page, re.S)[0]
    assert ">68%</span>" in article
    assert "68% of the 100 residents who answered said that they feel very safe or fairly safe" in article
    for words in ("How we know", "Table", "Base 100, effective base", "Quota sample", "Similar, not the same"):
        assert words in article
    assert "2019/20" in article
    pictures = re.findall(r"<svg class=\"chart\".*?</svg>", article, re.S)
    assert len(pictures) == 2
    for picture in pictures:
        assert re.search(r"<title [^>]*>[^<]+</title>", picture) and re.search(r"<desc [^>]*>[^<]*\d+%", picture)


def test_a_right_to_left_picture_is_the_mirror_of_the_other(client, edition):
    def bars(lang):
        page = client.get(f"{SECTION}/edition-1?lang={lang}").text
        picture = re.search(r'aria-labelledby="safe_area-stack-title.*?</svg>', page, re.S)[0]
        return [(float(x), float(width)) for x, width in re.findall(r'x="([\d.]+)%" width="([\d.]+)%"', picture)]

    left_to_right, right_to_left = bars("en"), bars("ur")
    assert left_to_right and len(left_to_right) == len(right_to_left)
    for (x, width), (mirrored, same) in zip(left_to_right, right_to_left, strict=True):
        assert width == same and mirrored == pytest.approx(100 - x - width, abs=0.02)


def test_an_open_survey_shows_no_interval_and_no_arrow(client, app):
    published(editions.partnership("trafford"), [known_wave(design="open")])
    page = client.get(SECTION).text
    assert "Open survey" in page and "People chose to answer" in page
    assert "chart__interval" not in page and "chart__whisker" not in page
    assert not re.search(r"[▲▼●]", page)
    assert "<th scope=\"col\" class=\"num\">Lower limit</th>" not in page


def test_an_older_edition_keeps_its_address_and_says_that_there_is_a_newer(client, app):
    wave = known_wave()
    partnership = editions.partnership("trafford")
    published(partnership, [wave])
    assert "newer edition" not in client.get(f"{SECTION}/edition-1").text
    weigh_by_sex(wave, 100, 100)
    published(partnership, [wave])
    old = client.get(f"{SECTION}/edition-1").text
    assert "There is a newer edition" in old and f'href="{SECTION}/edition-2"' in old and ">68%<" in old
    newest = client.get(SECTION).text
    assert ">65%<" in newest and "newer edition" not in newest
    listed = client.get(f"{SECTION}/editions").text
    assert listed.index("Edition 2") < listed.index("Edition 1")


def test_the_files_come_from_the_same_document(client, edition):
    data = client.get(f"{SECTION}/edition-1.json")
    assert hashlib.sha256(data.data).hexdigest() == edition.sha256
    document = json.loads(data.data)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{SECTION}/edition-1.csv").data.decode("utf-8-sig"))))
    for finding in document["blocks"]:
        if finding["kind"] == "profile":
            continue
        for part in finding["parts"]:
            row = next(one for one in rows if (one["finding"], one["row"], one["id"]) == (
                finding["id"], "answer", part["id"]))  # fmt: skip
            assert row["state"] == part["state"]
            assert row["percent"] == ("" if part["value"] is None else str(round(part["value"] * 100, 1)))
    assert client.get(f"{SECTION}.json").headers["Location"].endswith("/edition-1.json")
    headline = next(one for one in rows if one["row"] == "finding" and one["finding"] == "safe_area")
    assert (headline["percent"], headline["base"]) == ("68.0", "100")


def test_what_is_withheld_is_said_and_is_in_no_file(client, app):
    wave = add_wave("few")
    answer(wave, 40, sex="female", primary_concern="asb")
    answer(wave, 38, sex="male", primary_concern="drugs")
    answer(wave, 2, sex="male", primary_concern="hate")
    answer(wave, 20, sex="male", primary_concern="theft")
    weigh_by_sex(wave, 100, 100)
    published(editions.partnership("trafford"), [wave])
    page = client.get(SECTION).text
    assert "Withheld, as too few people gave the answer" in page
    rows = list(csv.DictReader(io.StringIO(client.get(f"{SECTION}/edition-1.csv").data.decode("utf-8-sig"))))
    hate = next(row for row in rows if row["id"] == "hate")
    assert (hate["state"], hate["percent"], hate["base"]) == ("withheld", "", "")
    shares = [float(row["percent"]) for row in rows if row["finding"] == "primary_concern" and row["row"] == "answer"
              and row["percent"]]  # fmt: skip
    # Two people of 60 men weigh 50 x 2 / 60 = 1.7%: no subtraction from 100 gives it.
    assert round(100 - sum(shares), 1) > 3


def test_a_simulated_edition_says_so_on_every_page_and_in_the_file(client, app):
    published(editions.partnership("trafford"), [known_wave(simulated=True)])
    for address in (SECTION, f"{SECTION}/edition-1", f"{SECTION}/editions", "/", "/trafford/"):
        assert "Simulated answers" in client.get(address).text, address
    assert "a computer made them up" in client.get(f"{SECTION}/edition-1").text
    rows = csv.DictReader(io.StringIO(client.get(f"{SECTION}/edition-1.csv").data.decode("utf-8-sig")))
    assert {row["simulated"] for row in rows} == {"yes"}


def test_given_answers_carry_no_such_mark(client, edition):
    assert "Simulated" not in client.get(SECTION).text


def test_no_cell_of_the_file_is_taken_for_a_formula(app, edition):
    document = json.loads(json.dumps(edition.document))
    label = document["blocks"][0]["words"]["en"]["labels"]["very_safe"]
    label["text"] = '=HYPERLINK("http://example.test")'
    rows = csv.DictReader(io.StringIO(files.csv(document, "en").decode("utf-8-sig")))
    cell = next(row["label"] for row in rows if row["id"] == "very_safe")
    assert cell.startswith("'=")


def test_no_cache_shows_an_edition_that_was_replaced(client, edition):
    kept = client.get(f"{SECTION}/edition-1")
    assert kept.headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Language" in kept.headers["Vary"]
    data = client.get(f"{SECTION}/edition-1.csv")
    again = client.get(f"{SECTION}/edition-1.csv", headers={"If-None-Match": data.headers["ETag"]})
    assert again.status_code == 304


def test_another_partnerships_edition_is_not_at_this_ones_address(client, edition):
    assert client.get("/stockport/what-our-communities-tell-us/edition-1").status_code == 404
    assert "Nothing has been published yet" in client.get("/stockport/what-our-communities-tell-us").text


def test_the_pages_are_served_without_pandas_numpy_or_scipy(app, edition, tmp_path):
    """In a fresh interpreter, as a web worker: the frozen document is all that it needs."""
    db.session.commit()
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    program = f"""
import sys
from pathlib import Path
from consult import create_app
app = create_app({{"SQLALCHEMY_DATABASE_URI": {address!r}, "INSTANCE": Path({str(tmp_path)!r}), "TESTING": True,
                  "SECRET_KEY": "test-" * 8}})
client = app.test_client()
for path in ("/", "/trafford/", {SECTION!r}, {SECTION!r} + "/editions", {SECTION!r} + "/edition-1?lang=ur",
             {SECTION!r} + "/edition-1/card/safe_area",
             {SECTION!r} + "/edition-1.csv", {SECTION!r} + "/edition-1.json"):
    assert client.get(path).status_code == 200, path
parts = ("pandas", "numpy", "scipy", "docx", "xlsxwriter", "openpyxl", "resvg_py", "typst",
         "authlib", "joserfc", "requests", "webauthn")
heavy = [name for name in parts if name in sys.modules]
assert not heavy, heavy
print("light")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "light", done.stderr


def test_an_officer_looks_at_the_findings_and_goes_on_to_a_section(app, sign_in):
    wave = known_wave()
    officer = sign_in("officer", "trafford")
    preview = officer.get("/officer/trafford/findings")
    assert preview.status_code == 200 and "68%" in preview.text
    assert f"/officer/trafford/publish/what-our-communities-tell-us/begin?adults={wave.slug}" in preview.text
    assert editions.latest(editions.partnership("trafford")) is None


def test_a_wave_without_weights_is_refused_with_words_on_the_page(app, sign_in):
    wave = add_wave("unweighed")
    answer(wave, 40, sex="female", safe_area="very_safe")
    officer = sign_in("officer", "trafford")
    preview = officer.get(f"/officer/trafford/findings?adults={wave.slug}&young=")
    assert "has no weights. Weigh it first" in preview.text
    assert "No wave is chosen" in officer.get("/officer/trafford/findings?adults=&young=").text
    assert "not there any more" in officer.get("/officer/trafford/findings?adults=of-somebody-else").text


def test_a_viewer_looks_and_does_not_publish_and_others_find_nothing(app, sign_in):
    known_wave()
    viewer = sign_in("viewer", "trafford")
    findings = viewer.get("/officer/trafford/findings")
    assert "68%" in findings.text and "Go on to publish" not in findings.text
    assert viewer.get("/officer/trafford/publish").status_code == 403
    begin = "/officer/trafford/publish/what-our-communities-tell-us/begin"
    assert viewer.get(begin).status_code == 403 and viewer.post(begin, data={}).status_code in (400, 403)
    stranger = sign_in("officer", "stockport")
    assert stranger.get("/officer/trafford/findings").status_code == 404
    assert stranger.get("/officer/trafford/publish").status_code == 404
    assert app.test_client().get("/officer/trafford/findings").status_code == 302
    assert editions.latest(editions.partnership("trafford")) is None


def test_a_partnership_that_has_nothing_yet_is_told_what_comes_and_no_error(sign_in, app):
    officer = sign_in("officer", "stockport")
    page = officer.get("/officer/stockport/findings").text
    assert "No wave has weights yet" in page and "There is a problem" not in page
    assert "<title>Findings" in page
    actions = officer.get("/officer/stockport/actions/").text
    assert "Nothing has been published yet." in actions and "has an answer" not in actions

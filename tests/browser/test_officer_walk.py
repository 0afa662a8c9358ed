"""An officer goes the whole way in a real browser: looks at fieldwork, brings a file in, weighs, takes the file out."""

import csv
import json

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in

WAVE = "/officer/stockport/waves/stockport-second/"


@pytest.fixture
def officer(live, browser):
    """A browser signed in as Stockport's officer: (page, address of the site)."""
    address, _password = live
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    sign_in(page, live, "officer@stockport.example")
    assert page.url.endswith("/officer/stockport/")
    yield page, address
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(officer, language, width):
    page, address = officer
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + WAVE.replace("second", "first") + "weighting")
    if page.query_selector("th a") is None:
        page.check("input[name=margins] >> nth=0")
        page.check("#unmatched_missing")
        press(page, "main form button")
    else:
        press(page, "th a")
    run = page.url.split("?")[0]
    ends = ("", "questionnaire", "import", "weighting", "export")
    pages = ["/officer/stockport/", *(WAVE + end for end in ends), run.removeprefix(address)]
    for place in pages:
        page.goto(f"{address}{place}?lang={language}")
        assert not axe.violations(page), place
        assert not axe.overflows(page), place


def test_an_error_is_where_the_officer_lands(officer):
    page, address = officer
    page.goto(address + WAVE + "weighting?lang=en")
    press(page, "main form button")
    assert page.title().startswith("Error: Weighting") and not axe.violations(page)
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.click(".govuk-error-summary a")
    assert page.evaluate("document.activeElement.name") == "margins"


def test_from_a_file_to_a_weighted_file(officer, tmp_path):
    page, address = officer
    mapping = {"id": "nr", "items": {
        "sex": {"column": "s", "codes": {"1": "male", "2": "female"}},
        "age_band": {"column": "a", "ranges": [
            {"from": int(band[:2]), "to": int(band[3:] or 120), "choice": band}
            for band in ("16-24", "25-34", "35-44", "45-54", "55-64", "65-74")
        ] + [{"from": 75, "choice": "75+"}]},
        "safe_dark": {"column": "d", "codes": {"1": "very_safe", "4": "very_unsafe"}, "missing": {"9": "no answer"}},
    }}
    (tmp_path / "mapping.json").write_text(json.dumps(mapping))
    rows = [[f"p{n}", n % 2 + 1, 16 + n, 9 if n == 3 else 1] for n in range(70)]

    def bring_in(rows):
        with open(tmp_path / "paper.csv", "w", newline="") as file:
            csv.writer(file).writerows([["nr", "s", "a", "d"], *rows])
        page.goto(address + WAVE + "import?lang=en")
        page.set_input_files("#file", tmp_path / "paper.csv")
        page.set_input_files("#mapping", tmp_path / "mapping.json")
        press(page, "main form button")

    bring_in([*rows, ["p70", 3, 16, 1]])
    assert page.title().startswith("Error: ") and not axe.violations(page)
    assert "1 of 71 rows are refused" in page.inner_text(".govuk-error-summary")
    bring_in(rows)
    assert "70 responses from paper.csv are stored" in page.inner_text(".done") and not axe.violations(page)

    page.goto(address + WAVE + "weighting?lang=en")
    page.check("input[value=sex_age_16plus]")
    page.check("#unmatched_missing")
    press(page, "main form button")
    assert page.title().startswith("Weighting ") and "People weighed" in page.inner_text("main")
    page.goto(address + WAVE + "export?lang=en")
    with page.expect_download() as download:
        page.click("main form button")
    with open(download.value.path(), encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    ours = [row for row in found if row["channel"] == "import"]
    assert len(ours) == 70 and all(float(row["weight"]) > 0 for row in found)
    assert next(row for row in ours if row["external_id"] == "p3")["safe_dark"] == ""

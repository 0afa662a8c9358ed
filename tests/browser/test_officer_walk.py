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
def test_every_page_is_accessible_and_fits(officer, language):
    page, address = officer
    sizes = [{"width": width, "height": 800} for width in (360, 1280)]
    weighting = address + WAVE.replace("second", "first") + "weighting"
    page.goto(weighting)
    while len(runs := page.query_selector_all("tbody th a")) < 2:
        page.goto(weighting + "/propose")
        press(page, "main form button")
        page.goto(weighting)
    run, other = (one.get_attribute("href") for one in runs[:2])
    both = "&".join(f"run={one.rsplit('/', 1)[1]}" for one in (run, other))
    ends = ("", "questionnaire", "import", "weighting", "export")
    first = weighting.removeprefix(address)
    pages = ["/officer/stockport/", *(WAVE + end for end in ends), run,
             first, f"{first}/propose", f"{first}/change", f"{first}/compare?{both}"]  # fmt: skip
    for place in pages:
        page.goto(f"{address}{place}{'&' if '?' in place else '?'}lang={language}")
        assert not axe.wrong_with(page, sizes=sizes), place


def test_an_error_is_where_the_officer_lands(officer):
    page, address = officer
    page.goto(address + WAVE + "weighting/change?lang=en")
    for box in page.query_selector_all("input[name=margins]:checked"):
        box.uncheck()
    press(page, "main form button")
    assert page.title().startswith("Error: How to weigh") and not axe.violations(page)
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
    press(page, "main a.govuk-button")
    assert page.title().startswith("A proposed weighting") and not axe.violations(page)
    press(page, "main form button")
    assert page.title().startswith("Weighting ") and "People weighed" in page.inner_text("main")
    page.goto(address + WAVE + "export?lang=en")
    assert "admin@consult.example" in page.inner_text("main"), "who may take answers out of Stockport"


def test_weightings_are_proposed_changed_compared_and_named_by_keyboard(officer):
    page, address = officer
    weighting = address + WAVE.replace("second", "first") + "weighting"
    page.goto(weighting + "/propose?lang=en")
    page.focus("main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    first = page.url.rsplit("/", 1)[1]
    page.goto(weighting + "/change?lang=en")
    page.focus("input[value='ethnic_group']")
    page.keyboard.press("Space")
    page.focus("summary:has-text('Tenure')")
    page.keyboard.press("Enter")
    page.focus("input[value='tenure:social_rent']")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.focus("main form button.govuk-button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    second = page.url.rsplit("/", 1)[1]
    assert "were counted as one" in page.inner_text("main")
    page.goto(weighting + "?lang=en")
    # An address names a weighting by a token, its page and the form by its number.
    numbers = [page.locator(f"tr:has(a[href$='{token}']) input[name=run]").input_value() for token in (first, second)]
    for number in numbers:
        page.focus(f"input[name=run][value='{number}']")
        page.keyboard.press("Space")
    page.focus("main form button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title().startswith("Compare weightings") and not axe.violations(page)
    told = page.inner_text(".told")
    assert "effective base" in told and "Ethnic group" in told
    page.focus(f"button:has-text('Name weighting {numbers[1]}')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"Weighting {numbers[1]} is now the wave's weighting." in page.inner_text(".done")

"""Loading a table in a real browser: each page by keyboard, without fault for those who cannot see it, on two sizes."""

import pytest

from tests.browser import axe
from tests.browser.steps import sign_in
from tests.integration.test_population import ethnic, lookup

SIZES = ({"width": 1280, "height": 800}, {"width": 768, "height": 1024})
WAIT = 20_000


@pytest.fixture
def page(live, browser):
    context = browser.new_context(viewport=SIZES[0])
    context.set_default_timeout(WAIT)
    found = context.new_page()
    sign_in(found, live)
    yield found
    context.close()


def look(page):
    """What is wrong on this page, on each size."""
    wrong = []
    for size in SIZES:
        page.set_viewport_size(size)
        wrong += axe.wrong_with(page)
    return wrong


def upload(page, live, content, name="table.csv"):
    page.goto(f"{live[0]}/officer/trafford/population/load")
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
    # By keyboard: from the file to the button, and press it.
    page.focus("#file")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_table_is_checked_and_worked_out_without_a_mouse(live, page):
    upload(page, live, ethnic())
    assert page.locator("h1").inner_text() == "A Census table, one figure a row" and not look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Adults, 16 and over").press("Enter")
    assert page.locator("h1").inner_text() == "Make a margin" and not look(page)
    page.get_by_label("Other ethnic group: Arab").select_option("white")
    with page.expect_navigation():
        page.get_by_role("button", name="Work it out again").press("Enter")
    assert "zero" not in page.inner_text("main") and "820" in page.inner_text("main"), "700 + 100 + 20 are White now"
    assert "Nobody is counted in the answer “Another ethnic group”" in page.inner_text("main")
    page.get_by_label("What the margin is called").fill("")
    with page.expect_navigation():
        page.get_by_role("button", name="Store the margin").press("Enter")
    assert page.title().startswith("Error: ") and not look(page)
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.get_by_role("link", name="Say what the margin is called").press("Enter")
    assert page.evaluate("document.activeElement.id") == "title"
    with page.expect_navigation():
        page.get_by_role("link", name="table.csv").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Forget the file").press("Enter")
    assert "Nothing was changed" in page.inner_text("main")


def test_a_refusal_and_a_lookup(live, page):
    upload(page, live, b"name,lat\nSale,53.4\n")
    assert "No column holds area codes" in page.inner_text("main") and not look(page)
    upload(page, live, lookup("wd23cd", 2), "lookup.csv")
    assert "by best fit" in page.locator("h1").inner_text() and not look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Forget the file").press("Enter")
    assert not look(page)

"""Keying sheets of paper with the keyboard alone, and the pages on paper looked at by the accessibility checker."""

import pytest

from tests.browser import axe
from tests.browser.steps import sign_in

PAPER = "/officer/trafford/waves/trafford-second/channels/paper"
YOUNG = "/officer/trafford/waves/trafford-youth-first/channels/paper"


@pytest.mark.parametrize(("language", "size"), [("en", (1280, 800)), ("ur", (768, 1024)), ("en", (320, 640))])
def test_nothing_is_found_wrong(live, browser, language, size):
    address, _password = live
    context = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)))
    page = context.new_page()
    sign_in(page, live)
    found = {}
    for path in (PAPER, f"{PAPER}/key", f"{YOUNG}/key"):
        page.goto(f"{address}{path}?lang={language}")
        found[path] = axe.wrong_with(page)
    assert not {path: wrong for path, wrong in found.items() if wrong}
    context.close()


def test_a_sheet_is_keyed_without_a_mouse(live, browser):
    address, _password = live
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}{PAPER}/key")
    page.wait_for_selector("#number:focus")
    page.keyboard.type("K-9")
    for _field in ("number", "language", "day"):
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-safe_area"
    page.keyboard.type("1")
    assert page.inner_text(".keying__codes .is-typed") == "1 Very safe"
    page.keyboard.press("Enter")
    # A slip, and its way back.
    page.keyboard.type("99")
    latest = 80
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Control+Enter")
        latest -= 1
        assert latest, "the button is never reached"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".govuk-error-summary").count() and not axe.violations(page)
    assert page.input_value("#number") == "K-9" and page.input_value("#f-safe_area") == "1"
    page.click(".govuk-error-summary a")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    with page.expect_navigation():
        page.click("#keying > .govuk-button")
    assert "Sheet K-9 is stored." in page.inner_text(".done")
    assert page.input_value("#number") == "K-10"
    page.wait_for_selector("#f-safe_area:focus")
    context.close()

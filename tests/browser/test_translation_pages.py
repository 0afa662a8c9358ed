"""The pages on translations in a real browser: accessible, in one column where there is no room, usable by keyboard."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in

PAGE = "/officer/manchester/questionnaires/manchester-youth/translations"
PART = f"{PAGE}/ur/texts/_ends"
PAGES = (PAGE, f"{PAGE}/ur", f"{PAGE}/ur?show=unread", PART, f"{PAGE}/pl/texts/_ends", f"{PAGE}/ur/files")
# Controls that are less than 24 pixels high. In a sentence they may be.
SMALL = """[...document.querySelectorAll('main a, main button, main textarea, main select')]
    .filter(one => one.offsetParent && !one.closest('p, .govuk-error-summary, [aria-hidden]'))
    .filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML.slice(0, 90))"""
SIZES = {"tablet": {"width": 768, "height": 1024}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"])
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def wrong_with(page):
    return axe.wrong_with(page, sizes=SIZES.values()) + page.evaluate(SMALL)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_are_accessible_with_their_errors(live, page, language):
    address, _password = live
    sign_in(page, live, "officer@manchester.example")
    found = {}
    for path in PAGES:
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        found[path] = wrong_with(page)
    assert page.locator("html").get_attribute("lang") == language
    press(page, "main form button")
    assert page.locator(".govuk-error-summary").count() == 1
    found["no file"] = wrong_with(page)
    page.goto(f"{address}{PART}?lang={language}")
    page.locator("textarea").nth(1).fill("x")
    press(page, "#save > button")
    found["a lost placeholder"] = wrong_with(page)
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.click(".govuk-error-summary a")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert page.locator("textarea").nth(1).input_value() == "x"
    assert not {path: wrong for path, wrong in found.items() if wrong}


def test_no_page_has_a_hundred_controls(live, page):
    address, _password = live
    sign_in(page, live)
    start = f"{address}/officer/trafford/questionnaires/trafford/translations/ur"
    page.goto(start)
    parts = page.eval_on_selector_all(".chapters a", "links => links.map(one => one.href)")
    assert len(parts) == 32
    for part in parts:
        page.goto(part)
        assert 4 <= page.locator("main textarea").count() < 40, part
        assert page.locator("main a, main button, main input:visible, main textarea").count() < 50, part


def test_by_keyboard_alone_and_without_scripts(live, browser):
    address, _password = live
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, live, "officer@stockport.example")
    page.goto(f"{address}/officer/stockport/questionnaires/stockport-youth/translations/pl/texts/_ends")
    page.locator("#reviewer").focus()
    page.keyboard.type("Maria Nowak")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "texts are marked as reviewed" in page.inner_text(".done")
    assert page.locator(".state--reviewed").count() == page.locator("main textarea").count() > 0
    with page.expect_download() as download:
        page.goto(f"{address}/officer/stockport/questionnaires/stockport-youth/translations/pl/files")
        page.click("ul.files a")
    assert download.value.suggested_filename == "stockport-youth-v1-pl.xlsx"
    context.close()

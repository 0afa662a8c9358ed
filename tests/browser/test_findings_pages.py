"""An officer comes to a finding by keyboard and without JavaScript, rewords it, and every page of it is accessible."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in

NEW = "/officer/trafford/findings/new/trafford-first"
SAFE = "measure=safe_dark&dimension=sex&category=female"
PATHS = (
    NEW,
    f"{NEW}?q=nothing+of+the+kind",
    f"{NEW}/figure?measure=asb",
    f"{NEW}/group?{SAFE}",
    f"{NEW}/comparison?{SAFE}",
    f"{NEW}/preview?{SAFE}&comparison=group&against=male",
    f"{NEW}/preview?measure=asb",
    f"{NEW}/preview?measure=anything_else",
)
SIZES = {"desk": {"width": 1280, "height": 800}, "tablet": {"width": 768, "height": 1024}}


def wrong_with(page):
    found = axe.violations(page)
    return [*found, "asks for sideways scrolling"] if axe.overflows(page) else found


@pytest.fixture(params=SIZES)
def page(request, browser):
    context = browser.new_context(viewport=SIZES[request.param])
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_step_is_accessible(live, page, language):
    address, _password = live
    sign_in(page, live)
    found = {}
    for path in PATHS:
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        found[path] = wrong_with(page)
    assert not {path: wrong for path, wrong in found.items() if wrong}


def test_without_a_script_from_the_wave_to_own_words(live, browser):
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"], java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}/officer/trafford/findings")
    press(page, "text=Findings of your own choice")
    press(page, "main .govuk-button")
    press(page, ".onward a:has-text('First wave') >> nth=0")
    page.fill("#q", "after dark")
    press(page, "main form button")
    for words in ("after dark", "“Very safe” or “Fairly safe”", "Everybody who answered", "None: the figure alone"):
        press(page, f".onward a:has-text('{words}')")
    press(page, "text=Keep this finding")
    page.click(".own-words summary >> nth=0")
    page.fill("#text-en", "Safety rose because of us.")
    press(page, ".own-words[open] button")
    assert "“rose” needs a wave before" in page.inner_text("#flags-en")
    assert page.input_value("#text-en") == "Safety rose because of us."
    context.close()


def test_by_keyboard_the_error_leads_to_the_reason(live, page):
    address, _password = live
    sign_in(page, live)
    page.goto(f"{address}{NEW}/preview?measure=safe_area")
    press(page, "text=Keep this finding")
    page.locator(".own-words summary").first.focus()
    page.keyboard.press("Enter")
    page.fill("#text-en", "Nearly all feel safe, 100%.")
    page.locator("#text-en").focus()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reason-en"
    assert not wrong_with(page)

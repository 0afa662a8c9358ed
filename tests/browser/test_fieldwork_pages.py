"""The fieldwork pages: accessible in both directions on a desk and a tablet, errors too; and a wave walked through."""

import datetime as dt

import pytest

from tests.browser import axe
from tests.browser.steps import explain_warnings, press, sign_in

WAVES = "/officer/trafford/waves"
WAVE = f"{WAVES}/trafford-second"
NEW = "/officer/trafford/surveys/trafford-youth/plan-a-wave"
PAGES = (f"{WAVE}/", f"{WAVE}/plan", f"{WAVE}/quotas", f"{WAVE}/quotas/sex_age_16plus", f"{WAVE}/alerts", NEW,
         f"{WAVES}/trafford-first/plan")  # fmt: skip
SIZES = {"desk": {"width": 1280, "height": 800}, "tablet": {"width": 768, "height": 1024}}
WAIT = 20_000


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"])
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_and_their_errors(live, page, language):
    address, _password = live
    sign_in(page, live)
    found = {}
    for path in PAGES:
        page.goto(f"{address}{path}?lang={language}")
        found[path] = axe.wrong_with(page, language, SIZES.values())
    for path in (NEW, f"{WAVE}/plan"):
        page.goto(f"{address}{path}?lang={language}")
        press(page, "main form button")
        assert page.locator(".govuk-error-summary").count() == 1, path
        found[f"{path} refused"] = axe.wrong_with(page, language, SIZES.values())
    assert not {path: wrong for path, wrong in found.items() if wrong}


def test_a_wave_from_plan_to_pause(live, browser):
    """Stockport's own wave: planned, given quotas, opened, paused, and what a resident then sees."""
    address, password = live
    context = browser.new_context(viewport=SIZES["desk"])
    context.set_default_timeout(WAIT)
    page = context.new_page()
    sign_in(page, (address, password), "officer@stockport.example")
    page.goto(f"{address}/officer/stockport/")
    page.locator("a", has_text="Plan a wave").first.click()
    today = dt.date.today()
    page.fill("#title", "Walked through")
    page.check("input[name=design][value=quota]")
    page.fill("#opens_on", today.isoformat())
    page.fill("#closes_on", (today + dt.timedelta(days=30)).isoformat())
    page.check("input[name=ways][value=open_link]")
    page.fill("#target", "500")
    press(page, "main form button")
    assert "Not yet open" in page.inner_text("main")
    page.click("main a:has-text('Quotas')")
    page.click("main a:has-text('ex by age')")
    press(page, "main form button:has-text('Keep')")
    assert "500 answers are wanted" in page.inner_text("main")
    page.go_back()
    page.goto(page.url.split("/quotas")[0] + "/")
    explain_warnings(page)
    press(page, "button:has-text('Open the wave')")
    press(page, "button:has-text('Pause the wave')")
    assert "Paused" in page.inner_text("main") and not axe.violations(page)
    resident = browser.new_context().new_page()
    resident.goto(f"{address}/s/stockport")
    assert resident.inner_text("h1") == "This survey is having a break" and not axe.violations(resident)
    press(page, "button:has-text('Take answers again')")
    resident.reload()
    assert resident.inner_text("h1") != "This survey is having a break"
    context.close()

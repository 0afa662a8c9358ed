"""An officer's first survey, by the handbook alone: from a template to a resident's first answer."""

import datetime as dt
import time

from tests.browser import axe
from tests.browser.steps import explain_warnings, press, sign_in

# What the handbook promises, in seconds; a person reads meanwhile, a test does not.
TEN_MINUTES = 600


def test_from_a_template_to_an_open_wave(live, browser):
    address, _password = live
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    began = time.monotonic()
    sign_in(page, live, "officer@manchester.example")
    page.goto(f"{address}/officer/manchester/")
    press(page, "main a:has-text('Make a survey')")
    page.locator("input[name=start]").first.check()
    page.fill("#title", "Safer Hulme")
    press(page, "#save")
    assert not axe.violations(page)
    press(page, "main a:has-text('Plan a wave')")
    today = dt.date.today()
    page.fill("#title", "First weeks")
    page.check("input[name=design][value=open]")
    page.fill("#opens_on", today.isoformat())
    page.fill("#closes_on", (today + dt.timedelta(days=21)).isoformat())
    page.check("input[name=ways][value=open_link]")
    press(page, "main form button")
    assert "Not yet open" in page.inner_text("main")
    explain_warnings(page)
    press(page, "button:has-text('Open the wave')")
    assert "The wave is open." in page.inner_text(".done")
    took = time.monotonic() - began
    print(f"from a template to an open wave in {took:.0f} s")
    assert took < TEN_MINUTES
    link = page.locator("main a[href*='/s/']").first.get_attribute("href")
    resident = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    resident.goto(link if link.startswith("http") else address + link)
    press(resident, "main .govuk-button")
    assert "/q/" in resident.url
    context.close()

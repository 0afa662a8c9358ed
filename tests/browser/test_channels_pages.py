"""The officers' pages on channels: accessible and in one column on a phone, with errors too; and the whole way once."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in
from tests.printed import codes_in

WAVE = "/officer/trafford/waves/trafford-second/channels"
YOUNG = "/officer/trafford/waves/trafford-youth-first/channels"
PAGES = (WAVE, f"{WAVE}/links", f"{WAVE}/invitations", f"{WAVE}/settings", f"{WAVE}/left-out", f"{WAVE}/exit-button",
         f"{WAVE}/languages", YOUNG, f"{YOUNG}/permissions")  # fmt: skip
# Forms that refuse to be sent empty.
FORMS = (f"{WAVE}/links", f"{WAVE}/invitations", f"{YOUNG}/permissions", f"{WAVE}/languages")
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"])
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
    for path in FORMS:
        page.goto(f"{address}{path}?lang={language}")
        press(page, "main form:has(input[type=text], input:not([type])) button")
        assert page.locator(".govuk-error-summary").count() == 1, path
        found[f"{path} refused"] = axe.wrong_with(page, language, SIZES.values())
    assert not {path: wrong for path, wrong in found.items() if wrong}


def test_from_a_form_to_a_poster_to_a_phone(live, browser):
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}{WAVE}/links")
    page.fill("#title", "Sale library")
    page.select_option("#language", "ur")
    press(page, "main form button")
    assert "Sale library" in page.inner_text("h1") and not axe.violations(page)
    # The picture is shown: the policy lets it in.
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    with page.expect_download() as download:
        page.click("ul.posters a")
    with open(download.value.path(), "rb") as file:
        (leads_to,) = codes_in(file.read())
    assert leads_to.startswith(f"{address}/r/")
    phone = browser.new_context(viewport=SIZES["phone"]).new_page()
    phone.goto(leads_to)
    assert phone.locator("html").get_attribute("lang") == "ur" and "/s/trafford" in phone.url
    context.close()

"""Every page of the public and of officers, in every language, on a phone and on a desk."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in

PUBLIC = ("/", "/trafford/", "/stockport/", "/trafford/what-our-communities-tell-us", "/account/sign-in", "/nowhere")
WAVE = "/officer/trafford/waves/trafford-first"
TRANSLATIONS = "/officer/trafford/questionnaires/trafford/translations"
OFFICER = (
    "/account/",
    "/officer/",
    "/officer/trafford/",
    "/officer/trafford/population",
    "/officer/trafford/population/load",
    "/officer/trafford/population/margins/ethnic_group",
    "/officer/trafford/findings",
    "/officer/trafford/publish",
    "/officer/trafford/hidden",
    "/officer/trafford/questionnaires/new",
    "/officer/trafford/questionnaires/trafford/",
    "/officer/trafford/exchange",
    "/officer/trafford/exchange/in",
    f"{WAVE}/",
    f"{WAVE}/questionnaire",
    f"{WAVE}/preflight",
    f"{WAVE}/versions",
    TRANSLATIONS,
    f"{TRANSLATIONS}/ur",
    f"{TRANSLATIONS}/ur/texts/safe_dark",
    f"{TRANSLATIONS}/ur/files",
    f"{WAVE}/import",
    f"{WAVE}/weighting",
    f"{WAVE}/weighting/propose",
    f"{WAVE}/weighting/change",
    f"{WAVE}/export",
    f"{WAVE}/plan",
    f"{WAVE}/quotas",
    f"{WAVE}/quotas/sex_age_16plus",
    f"{WAVE}/alerts",
)
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture(params=SIZES)
def page(request, browser):
    context = browser.new_context(viewport=SIZES[request.param])
    yield context.new_page()
    context.close()


def look_at(page, live, paths, language):
    """What is wrong on each page: accessibility, sideways scrolling, the wrong language."""
    address, _password = live
    found = {}
    for path in paths:
        page.goto(f"{address}{path}?lang={language}")
        wrong = axe.violations(page)
        if axe.overflows(page):
            wrong.append("asks for sideways scrolling")
        if page.locator("html").get_attribute("lang") != language:
            wrong.append("is in another language")
        if wrong:
            found[path] = wrong
    return found


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
def test_public_pages(live, page, language):
    assert not look_at(page, live, PUBLIC, language)


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
def test_officers_pages(live, page, language):
    sign_in(page, live)
    assert not look_at(page, live, OFFICER, language)


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
def test_an_administrators_pages(live, page, language):
    sign_in(page, live, "admin@consult.example")
    assert not look_at(page, live, ("/officer/trafford/log", "/officer/trafford/"), language)


def test_a_resident_answers_an_officer_weighs_the_public_reads(live, browser):
    """The whole house, through the front doors."""
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}/officer/stockport/")
    assert page.locator("h1").inner_text() == "Page not found"
    page.goto(f"{address}{WAVE}/weighting/change")
    for box in page.query_selector_all("input[name=margins]"):
        box.check()
    press(page, "main form button")
    assert "Effective base" in page.inner_text("main") or "effective base" in page.inner_text("main")
    page.goto(f"{address}/officer/trafford/publish")
    press(page, "main form button")
    page.goto(f"{address}/trafford/what-our-communities-tell-us")
    assert "edition 2" in page.inner_text("body").lower() or "edition 1" in page.inner_text("body").lower()
    with page.expect_download() as download:
        page.goto(f"{address}{WAVE}/export")
        page.click("main form button")
    assert download.value.suggested_filename.endswith((".csv", ".xlsx"))
    context.close()

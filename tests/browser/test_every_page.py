"""Every page of the public and of officers, in every language, on a phone and on a desk."""

import pytest

from tests.addresses import in_folder
from tests.browser import axe
from tests.browser.steps import press, sign_in

SECTION = "/trafford/what-our-communities-tell-us"
PUBLIC = (
    "/", "/trafford/", "/stockport/", SECTION, f"{SECTION}/edition-1/card/safe_area", "/trafford/you-said-we-did",
    f"{SECTION}/editions", "/stockport/you-said-we-did", "/trafford/measuring-success",
    "/account/sign-in", "/nowhere",
)  # fmt: skip
WAVE = "/officer/trafford/waves/trafford-first"
TRANSLATIONS = "/officer/trafford/questionnaires/trafford/translations"
OFFICER = (
    "/account/",
    "/officer/",
    "/officer/trafford/",
    "/officer/trafford/population",
    "/officer/trafford/population/load",
    "/officer/trafford/population/margins/ethnic_group",
    "/officer/trafford/measures",
    "/officer/trafford/measures/<measure 1>",
    "/officer/trafford/measures/<measure 5>",
    "/officer/trafford/measures/<measure 1>/change",
    "/officer/trafford/measures/new",
    "/officer/trafford/measures/new/target?suggestion=safety",
    "/officer/trafford/measures/board",
    "/officer/trafford/measures/board?by=neighbourhood",
    "/officer/trafford/findings",
    "/officer/trafford/findings/kept",
    "/officer/trafford/findings/new",
    "/officer/trafford/publish",
    "/officer/trafford/publish/lived-experience/begin",
    "/officer/trafford/publish/how-the-boroughs-compare/begin",
    "/officer/trafford/publish/what-our-communities-tell-us/editions/1/correct",
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
    f"{WAVE}/impact",
    "/officer/trafford/privacy",
    "/officer/trafford/data-kept",
    "/officer/trafford/subject-requests",
    f"{WAVE}/quotas",
    f"{WAVE}/quotas/sex_age_16plus",
    f"{WAVE}/alerts",
    "/officer/trafford/benchmarks/",
    "/officer/trafford/benchmarks/<benchmark 1>",
    "/officer/trafford/benchmarks/new",
    "/officer/trafford/benchmarks/in",
    "/officer/trafford/benchmarks/<benchmark 1>/verdicts/residents.safe_area",
    "/officer/trafford/benchmarks/boroughs/recorded_crime_2014_15",
    "/officer/trafford/actions/",
    "/officer/trafford/actions/new",
    f"{WAVE}/tables",
    f"{WAVE}/tables?item=safe_dark&by=neighbourhood",
)
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"])
    yield context.new_page()
    context.close()


# What the checker sees of a page beside its width is its parts, sizes and direction: those of Polish are English.
CHECKED = {"en": ("phone", "desk"), "ur": ("phone",), "pl": ()}


def look_at(page, live, paths, language):
    """What is wrong on each page in each size: accessibility, sideways scrolling, the wrong language."""
    address, _password = live
    checked = [SIZES[name] for name in CHECKED[language]]
    others = [size for size in SIZES.values() if size not in checked]
    found = {}
    for path in paths:
        answer = page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        wrong = axe.wrong_with(page, language, checked, others)
        # The page of an error is as well made as the others.
        if answer.status >= 500:
            wrong.append(f"answered {answer.status}")
        if wrong:
            found[path] = wrong
    return found


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
def test_public_pages(live, page, language):
    assert not look_at(page, live, PUBLIC, language)


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
def test_officers_pages(live, live_folder, page, language):
    sign_in(page, live)
    assert not look_at(page, live, [in_folder(live_folder, one) for one in OFFICER], language)


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
def test_an_administrators_pages(live, page, language):
    sign_in(page, live, "admin@consult.example")
    pages = ("/officer/trafford/log", "/officer/trafford/", f"{WAVE}/export", "/officer/trafford/people")
    assert not look_at(page, live, pages, language)


def test_a_section_from_its_beginning_to_its_page(live, browser):
    """Each page that a section has on its way, in both directions, and the published one with every fold open."""
    address, _password = live
    context, other = (browser.new_context(viewport=SIZES["desk"]) for _who in range(2))
    page, second = context.new_page(), other.new_page()
    for one in (page, second):
        one.set_default_timeout(60_000)
    sign_in(page, live)
    sign_in(second, live, "admin@consult.example")
    section = "/officer/trafford/publish/quarterly-headlines"
    page.goto(f"{address}{section}/begin?adults=trafford-first&young=trafford-youth-first")
    press(page, "main form button")
    found = {}
    for language in ("en", "ur"):
        found |= look_at(page, live, (section, f"{section}/add", f"{section}/preview"), language)
    press(page, "#save")
    found |= look_at(second, live, (f"{section}/review",), "ur")
    press(second, "#save")
    for language in ("en", "ur"):
        page.goto(f"{address}/trafford/quarterly-headlines?lang={language}")
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        found[language] = axe.wrong_with(page, language, SIZES.values())
    assert not {path: wrong for path, wrong in found.items() if wrong}
    context.close()
    other.close()


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
    section = f"{address}/officer/trafford/publish/what-our-communities-tell-us"
    page.goto(f"{section}/begin?adults=trafford-first&young=trafford-youth-first")
    press(page, "main form button")
    page.goto(f"{section}/preview")
    press(page, "#save")
    assert "You submitted this yourself" in page.inner_text("main")
    other = browser.new_context(viewport=SIZES["desk"])
    second = other.new_page()
    sign_in(second, live, "admin@consult.example")
    second.goto(f"{section}/review")
    press(second, "#save")
    other.close()
    page.goto(f"{address}/trafford/what-our-communities-tell-us")
    assert "edition 2" in page.inner_text("body").lower()
    context.close()


@pytest.mark.parametrize("size", [(1280, 900), (768, 1024)])
def test_an_analyst_looks_how_alike_people_are_and_takes_answers_out(live, browser, size):
    context = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)))
    page = context.new_page()
    sign_in(page, live, "analyst@trafford.example")
    page.goto(f"{live[0]}{WAVE}/export?lang=en")
    page.check("input[name=format][value=sav]")
    press(page, "main form button")
    assert page.title().startswith("Error: ") and "ten letters" in page.inner_text(".govuk-error-summary")
    page.fill("#reason", "A test of the pages")
    press(page, "main form button")
    assert "k = " in page.inner_text(".verdict") and not axe.violations(page) and not axe.overflows(page)
    page.fill("#risk_reason", "All of it is simulated")
    with page.expect_download() as download:
        page.click("button:has-text('Download')")
    assert download.value.suggested_filename == "trafford-first-sav.zip"
    context.close()

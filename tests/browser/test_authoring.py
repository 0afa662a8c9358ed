"""An officer makes a questionnaire by keyboard alone, and every page of it is accessible."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in

NEW = "/officer/trafford/questionnaires/new"
WAIT = 20_000
PAGES = (
    "", "settings", "sections/safety", "sections/safety/bank", "sections/safety/bank/youth.bought_knife",
    "sections/safety/add", "questions/safe_dark", "questions/asb/lines", "questions/safe_dark/answers/very_safe",
    "questions/safe_area/place", "who/question/anything_else?of=change", "preview/first", "preview/last",
    "preview/pages/safe_dark",
)  # fmt: skip


@pytest.fixture
def officer(live, browser):
    """A browser signed in as Trafford's officer: (page, address of the site)."""
    address, _password = live
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    sign_in(page, live)
    yield page, address
    context.close()


def make(page, address, name):
    """A survey from the template for residents: the address of its draft."""
    page.goto(address + NEW + "?lang=en")
    page.check("input[value=template-residents]")
    page.fill("#title", name)
    press(page, "#save")
    return page.url


def tab_to(page, selector, most=120):
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with the keyboard")


def enter(page, selector):
    """Go to a control with the keyboard and press Enter, which leads to another page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_by_keyboard_from_a_template_to_a_changed_question_with_a_rule(officer):
    page, address = officer
    page.goto(f"{address}/officer/trafford/?lang=en")
    enter(page, "a[href$='/questionnaires/new']")
    tab_to(page, "input[name=start]")
    page.keyboard.press("Space")
    tab_to(page, "#title")
    page.keyboard.type("Made by keyboard")
    enter(page, "#save")
    draft = page.url
    assert "Make the questionnaire" in page.inner_text("h1")

    enter(page, "a[href$='/questions/anything_else']")
    tab_to(page, "#hint")
    page.keyboard.press("Control+A")
    page.keyboard.type("In a few words.")
    frame = page.frame(name="preview")
    frame.wait_for_selector("text=In a few words.", timeout=WAIT)
    enter(page, "#save")
    assert "Saved" in page.inner_text(".done")

    enter(page, ".tabs a[href*='/who/question/']")
    tab_to(page, "#of")
    page.keyboard.type("How safe or")
    enter(page, ".picked button")
    tab_to(page, "input[name=values][value=very_unsafe]")
    page.keyboard.press("Space")
    enter(page, "#save")
    rule = page.inner_text("#rule")
    assert rule == "Asked only if “How safe or unsafe do you feel in your local area?” is Very unsafe"

    page.goto(draft)
    enter(page, "#save")
    assert "Undone: Changed who is asked" in page.inner_text(".done")
    assert not axe.violations(page)


def test_every_page_is_accessible_and_fits(officer):
    page, address = officer
    sizes = [{"width": width, "height": 900} for width in (768, 1280)]
    draft = make(page, address, "Looked at")
    found = {}
    for language in ("en", "ur"):
        for place in (draft, *(draft + end for end in PAGES if end), address + NEW):
            page.goto(place + ("&" if "?" in place else "?") + f"lang={language}")
            if wrong := axe.wrong_with(page, sizes=sizes):
                found[f"{place} {language}"] = wrong
    page.goto(draft + "questions/safe_dark?lang=en")
    page.fill("#text", "")
    press(page, "#save")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    found["an error"] = axe.violations(page)
    page.fill("#text", "Other words?")
    press(page, "#save")
    assert "This change ends comparisons" in page.inner_text("h1")
    found["a loss"] = axe.violations(page)
    assert not {place: wrong for place, wrong in found.items() if wrong}


def test_the_phone_beside_the_form_speaks_each_language_and_holds_the_officers_words(officer):
    page, address = officer
    draft = make(page, address, "With a phone")
    page.goto(draft + "questions/safe_dark?lang=en")
    frame = page.frame(name="preview")
    frame.wait_for_selector("text=Fairly safe", timeout=WAIT)
    box = page.locator("#preview").bounding_box()
    assert (round(box["width"]) - 2, round(box["height"]) - 2) == (360, 640)
    page.select_option("#preview-language", "ur")
    page.click(".phone__languages button")
    frame.wait_for_selector("html[lang=ur][dir=rtl]", timeout=WAIT)
    assert page.locator("html").get_attribute("lang") == "en", "the officer's own page stays as it is"
    page.select_option("#preview-language", "en")
    page.click(".phone__languages button")
    frame.wait_for_selector("html[lang=en]", timeout=WAIT)
    page.fill("#text", "What is typed is shown?")
    frame.wait_for_selector("text=What is typed is shown?", timeout=WAIT)
    page.reload()
    assert page.input_value("#text").startswith("How safe do you feel"), "nothing was kept"


def test_without_scripts_a_button_shows_what_is_typed(live, browser):
    address, _password = live
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    sign_in(page, live)
    draft = make(page, address, "Without scripts")
    page.goto(draft + "questions/safe_dark?lang=en")
    page.fill("#text", "Shown by the button?")
    page.click(".phone__try")
    page.frame(name="preview").wait_for_selector("text=Shown by the button?", timeout=WAIT)
    assert page.input_value("#text") == "Shown by the button?"
    press(page, "#save")
    assert "This change ends comparisons" in page.inner_text("h1")
    context.close()

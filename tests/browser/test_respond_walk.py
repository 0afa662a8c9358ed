"""A person with a phone answers a survey from its first page to its last, in a real browser."""

import pytest

from tests.browser import axe
from tests.browser.steps import press

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def phone(browser):
    """A page on a phone whose browser runs no scripts of ours."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser):
    """A page on a phone with scripts, for the accessibility checker."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def give_first_answers(page, choose):
    """Answer what is on the page: of each group of radio buttons the one `choose` says, of boxes the first."""
    names = page.eval_on_selector_all("input[type=radio]", "all => [...new Set(all.map(one => one.name))]")
    for name in names:
        buttons = page.query_selector_all(f'input[name="{name}"]')
        buttons[min(choose(name), len(buttons) - 1)].check()
    if box := page.query_selector("input[type=checkbox]"):
        box.check()


def unsafe(name):
    return 2 if name.startswith("safe") else 0


def walk(page, each=lambda name: None):
    """From the first page to the check page, calling `each` on every question before it is answered."""
    press(page, ".govuk-button--continue")
    seen = []
    while "/q/" in page.url:
        name = page.url.split("/q/")[1]
        assert name not in seen, f"led round in a circle: {seen}"
        seen.append(name)
        each(name)
        give_first_answers(page, unsafe)
        press(page, "#continue")
    return seen


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
@pytest.mark.parametrize("survey", ["trafford", "trafford-youth"])
def test_a_whole_survey_without_scripts(live, phone, survey, language):
    address, _password = live
    phone.goto(f"{address}/s/{survey}?lang={language}")

    def fits(name):
        assert phone.locator("html").get_attribute("lang") == language
        assert not axe.overflows(phone), name
        assert not axe.small_targets(phone), name

    seen = walk(phone, fits)
    assert "reasons_unsafe" in seen, "somebody who feels unsafe is asked why"
    assert phone.url.endswith("/check")
    assert not axe.overflows(phone)
    press(phone, "#send")
    assert phone.url.endswith("/thanks")
    code = phone.inner_text(".receipt")
    press(phone, "main a[href$='/withdraw']")
    phone.fill("#code", code)
    press(phone, "form .govuk-button--continue")
    assert phone.locator("form").count() == 0, "deleted: there is no code to ask for any more"


@pytest.mark.parametrize("language", ["en", "ur", "pl"])
@pytest.mark.parametrize("survey", ["trafford", "trafford-youth"])
def test_nothing_is_found_wrong_on_any_page(live, scripted, survey, language):
    address, _password = live
    found = {}

    def check(name):
        if wrong := axe.violations(scripted):
            found[name] = wrong

    scripted.goto(f"{address}/s/{survey}?lang={language}")
    check("start")

    def each(name):
        check(name)
        if name in ("safe_dark", "reasons_unsafe", "asb"):
            press(scripted, "#continue")
            check(f"{name} with an error")

    walk(scripted, each)
    check("check")
    press(scripted, "#send")
    check("thanks")
    scripted.goto(f"{address}/s/{survey}/withdraw")
    press(scripted, "form .govuk-button--continue")
    check("withdraw with an error")
    scripted.goto(f"{address}/s/{survey}/q/nowhere")
    check("off the way")
    assert not found


def test_the_keyboard_alone_answers_and_errors_take_the_focus(live, scripted):
    address, _password = live
    scripted.goto(f"{address}/s/trafford/q/safe_area")
    scripted.focus("#continue")
    scripted.keyboard.press("Enter")
    scripted.wait_for_selector(".govuk-error-summary")
    assert scripted.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    scripted.keyboard.press("Tab")
    scripted.keyboard.press("Enter")
    assert scripted.evaluate("document.activeElement.id") == "safe_area"
    scripted.keyboard.press("Space")
    scripted.keyboard.press("Tab")
    scripted.keyboard.press("Enter")
    scripted.wait_for_url("**/q/safe_day")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_usual_question_needs_no_scrolling(live, phone, language):
    address, _password = live
    for name in ("safe_area", "safe_day", "safe_dark", "worry_knife"):
        phone.goto(f"{address}/s/trafford/q/{name}?lang={language}")
        box = phone.locator("#continue").bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], (name, box)


def test_the_first_page_is_light(live, browser):
    """Quality's bar: 45 KB or less over the wire, compressed, and nothing from anywhere else."""
    address, _password = live
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: response.request.sizes()["responseBodySize"]}))
    page.goto(f"{address}/s/trafford", wait_until="networkidle")
    context.close()
    assert all(url.startswith(address) or url.startswith("data:") for url in sizes)
    assert sum(sizes.values()) <= 45 * 1024, sizes

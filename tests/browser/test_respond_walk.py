"""A person with a phone answers a survey from its first page to its last, in a real browser."""

import sqlite3
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from consult.web.locale import LANGUAGES
from tests.browser import axe
from tests.browser.steps import another, press

PHONE = {"width": 360, "height": 640}
# The smallest phone; also what 400% of zoom leaves of a screen of 1280.
NARROW = {"width": 320, "height": 568}
SURVEYS = ("trafford", "trafford-youth")
# What the checker sees of a page is its direction and the height of its letters; every language is walked above it.
CHECKED = [("trafford", "en"), ("trafford", "ur"), ("trafford-youth", "en"), ("trafford-youth", "pa")]
WITH_ERRORS = ("safe_dark", "reasons_unsafe", "asb", "age", "agree", "quote_consent")


@pytest.fixture
def phone(browser):
    """A page on the smallest phone, whose browser runs no scripts of ours."""
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
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
    names = page.eval_on_selector_all("main input[type=radio]", "all => [...new Set(all.map(one => one.name))]")
    for name in names:
        buttons = page.query_selector_all(f'main input[name="{name}"]')
        buttons[min(choose(name), len(buttons) - 1)].check()
    if box := page.query_selector("main input[type=checkbox]"):
        box.check()
    if box := page.query_selector("main textarea"):
        box.fill("Mend the lamps")


def unsafe(name):
    return {"age": 1}.get(name, 2 if name.startswith("safe") else 0)


def agree(page, each):
    """Of a young person: the age group, and a yes."""
    each("age")
    give_first_answers(page, unsafe)
    press(page, "main form button")
    each("agree")
    press(page, "#yes")


def walk(page, each=lambda name: None):
    """From the first page to the check page, calling `each` on every page before it is answered."""
    press(page, "main .govuk-button--continue")
    if page.url.endswith("/age"):
        agree(page, each)
    seen = []
    while "/q/" in page.url:
        name = page.url.split("/q/")[1]
        assert name not in seen, f"led round in a circle: {seen}"
        seen.append(name)
        each(name)
        give_first_answers(page, unsafe)
        press(page, "#continue")
    return seen


def fits(page, language, name):
    """The page is in its language, no wider than the phone, and a finger finds what is on it."""
    assert axe.language_of(page) == language
    assert not axe.overflows(page), name
    assert not axe.small_targets(page), name


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("survey", SURVEYS)
def test_a_whole_survey_without_scripts(live, phone, survey, language):
    address, _password = live
    phone.goto(f"{address}/s/{survey}?lang={language}")
    fits(phone, language, "start")
    seen = walk(phone, lambda name: fits(phone, language, name))
    assert "reasons_unsafe" in seen, "somebody who feels unsafe is asked why"
    assert phone.url.endswith("/check")
    fits(phone, language, "check")
    press(phone, "#send")
    assert phone.url.endswith("/thanks")
    fits(phone, language, "thanks")
    code = phone.inner_text(".receipt")
    press(phone, "main a[href$='/withdraw']")
    phone.fill("#code", code)
    press(phone, "main form button[value='see']")
    fits(phone, language, "kept")
    press(phone, "main form button[value='delete']")
    assert phone.locator("main form").count() == 0, "deleted: there is no code to ask for any more"


@pytest.mark.parametrize("survey", SURVEYS)
def test_every_page_fits_the_smallest_phone_in_every_language(live, phone, survey):
    address, _password = live
    phone.goto(f"{address}/s/{survey}?lang=en")
    # A language is changed on any page and keeps what was answered, so that one walk leads to all pages.
    pages = ["", *(f"/q/{name}" for name in walk(phone)), "/check"]
    for number, language in enumerate(LANGUAGES):
        # Young people's pages are made as adults' are: of them every third is looked at in each language, by turns.
        for page in pages if survey == SURVEYS[0] else pages[number % 3 :: 3]:
            phone.goto(f"{address}/s/{survey}{page}?lang={language}")
            fits(phone, language, page)
    phone.goto(f"{address}/s/{survey}/check")
    press(phone, "#send")
    fits(phone, language, "thanks")


@pytest.mark.parametrize(("survey", "language"), CHECKED)
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
        if name in WITH_ERRORS:
            # Past the browser's own refusal of an empty form, which has no words of ours.
            with another(scripted):
                scripted.evaluate("document.querySelector('main form').submit()")
            check(f"{name} with an error")

    walk(scripted, each)
    check("check")
    press(scripted, "main a[href$='/later']")
    check("later")
    press(scripted, "#words")
    check("later, with words")
    scripted.goto(f"{address}/s/{survey}/check")
    press(scripted, "#send")
    check("thanks")
    for page in ("privacy", "accessibility"):
        scripted.goto(f"{address}/s/{survey}/{page}")
        check(page)
    for page in ("withdraw", "resume", "invitation"):
        scripted.goto(f"{address}/s/{survey}/{page}")
        press(scripted, "main form .govuk-button--continue")
        check(f"{page} with an error")
    scripted.goto(f"{address}/s/{survey}/q/nowhere")
    check("off the way")
    assert not found


@pytest.mark.parametrize("language", ["en", "ur"])
def test_before_a_child_is_asked_anything(live, scripted, language):
    address, _password = live
    found = {}
    scripted.goto(f"{address}/s/trafford-youth/age?lang={language}")
    scripted.check("#age-0")
    press(scripted, "main form button")
    assert scripted.url.endswith("/permission")
    press(scripted, "main form button")
    found["permission"] = axe.violations(scripted)
    for page in ("not-for-you/under_11", "not-for-you/over_17", "declined"):
        scripted.goto(f"{address}/s/trafford-youth/{page}")
        found[page] = axe.violations(scripted)
    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["en", "ur"])
def test_easy_read_has_a_picture_a_question_and_larger_letters(live, scripted, language):
    address, _password = live
    scripted.goto(f"{address}/s/trafford?lang={language}")
    usual = size_of_text(scripted)
    press(scripted, "main a[href*='easy=1']")
    assert size_of_text(scripted) > usual
    found = {}

    def each(name):
        assert scripted.locator("main svg").count() >= 1, name
        if wrong := axe.violations(scripted):
            found[name] = wrong

    walk(scripted, each)
    assert not found


def size_of_text(page):
    return page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")


def test_a_change_of_language_keeps_what_was_typed_and_not_sent(live, phone):
    address, _password = live
    phone.goto(f"{address}/s/trafford?lang=en")
    press(phone, "main .govuk-button--continue")
    phone.check("main input[value=very_unsafe]")
    phone.click("details.languages summary")
    press(phone, "details.languages button[lang=ur]")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert phone.is_checked("main input[value=very_unsafe]")


def reach(page, stop):
    """Press Tab until the element in focus satisfies the script `stop`; give it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"({stop})(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard never came to {stop} on {page.url}")


@pytest.mark.parametrize(("survey", "language"), [("trafford", "en"), ("trafford-youth", "ur")])
def test_the_keyboard_alone_is_enough(live, scripted, survey, language):
    address, _password = live
    page = scripted
    page.goto(f"{address}/s/{survey}?lang={language}")

    def enter(stop):
        reach(page, stop)
        with another(page):
            page.keyboard.press("Enter")

    enter("element => element.matches('main .govuk-button--continue')")
    while not page.url.endswith("/check"):
        if page.url.endswith("/agree"):
            enter("element => element.id === 'yes'")
            continue
        for _ in range(page.locator("main fieldset:has(input[type=radio])").count()):
            reach(page, "element => element.type === 'radio' && !document.querySelector("
                        "`main input[name='${element.name}']:checked`)")  # fmt: skip
            page.keyboard.press("Space")
            if page.url.endswith("/age"):
                page.keyboard.press("ArrowDown")
        if page.locator("main input[type=checkbox]").count():
            reach(page, "element => element.type === 'checkbox'")
            page.keyboard.press("Space")
        enter("element => element.matches('main form button:not([form])') && element.type === 'submit'")
    enter("element => element.id === 'send'")
    assert page.url.endswith("/thanks")


@pytest.fixture
def neutral(live, live_folder):
    """The address of a neutral site, to which Stockport's survey leads from now on."""
    class Weather(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<h1>The weather</h1>")

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with closing(sqlite3.connect(live_folder / "live.sqlite", timeout=30)) as database, database:
        database.execute("UPDATE survey SET exit_address = ? WHERE slug = 'stockport'", (address,))
    # The server looks again after two seconds.
    time.sleep(2.5)
    yield address
    server.shutdown()


def test_shift_three_times_leaves_at_once_and_back_leads_away(live, scripted, neutral):
    address, _password = live
    scripted.goto(f"{address}/s/stockport?lang=en")
    press(scripted, "main .govuk-button--continue")
    scripted.check("main input[value=very_unsafe]")
    press(scripted, "#continue")
    for _ in range(3):
        scripted.keyboard.press("Shift")
    scripted.wait_for_url(neutral)
    scripted.go_back()
    scripted.wait_for_url(neutral)
    scripted.goto(f"{address}/s/stockport")
    assert scripted.locator("main form").count() == 0, "nothing is begun: there is nothing to start again"


def test_the_exit_button_works_without_scripts(live, phone, neutral):
    address, _password = live
    phone.goto(f"{address}/s/stockport?lang=en")
    press(phone, "main .govuk-button--continue")
    press(phone, ".exit__button")
    assert phone.url == neutral
    phone.go_back()
    assert phone.url == neutral

"""Every kind of question in a real browser: looked over by the checker, by keyboard alone, without scripts."""

import json
import os
import subprocess
import sys

import pytest

from tests import commands
from tests.browser import axe
from tests.browser.steps import another, press
from tests.conftest import ROOT, _address
from tests.integration.surveys import document
from tests.integration.test_items import EXTRACT, PAGES

PHONE = {"width": 360, "height": 640}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 800}
NAMES = ("single", "scale", "yes_no", "consent", "several", "grid", "ranking", "number", "month", "short", "long",
         "ward", "home", "info")  # fmt: skip
# What a page cannot be sent with, where nothing given is no answer to refuse.
WRONG = {"long": {"#long": "x" * 501}}


def in_urdu(part):
    """A part of a document with every text in Urdu too."""
    if isinstance(part, dict) and isinstance(part.get("en"), str):
        return {"en": part["en"], "ur": f"اردو میں: {part['en']}"}
    if isinstance(part, dict):
        return {key: in_urdu(value) for key, value in part.items()}
    return [in_urdu(one) for one in part] if isinstance(part, list) else part


def outlines(folder):
    """A square for each of Trafford's wards."""
    codes = [f"E050152{number}" for number in range(39, 60)]
    features = []
    for place, code in enumerate(codes):
        west, south = -2.4 + 0.02 * (place % 5), 53.4 + 0.01 * (place // 5)
        ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.01], [west, south + 0.01], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"WD23CD": code}, "geometry": geometry})
    file = folder / "wards.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a survey with a page for each kind of question, then one with all of them."""
    folder = tmp_path_factory.mktemp("items")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'live.sqlite'}", "CONSULT_INSTANCE": str(folder)}
    everything = {"id": "all", "items": [{**PAGES[name]["items"][0], "name": f"{name}_2"} for name in NAMES]}
    survey = in_urdu(document(*(PAGES[name] for name in NAMES), everything))
    survey["languages"] = {"en": {"state": "master"}, "ur": {"state": "machine"}}
    (folder / "survey.json").write_text(json.dumps(survey))
    (folder / "postcodes.csv").write_text(EXTRACT)
    commands.run(
        environment,
        ["setup"],
        ["areas", "postcodes", "trafford", folder / "postcodes.csv"],
        ["areas", "outlines", "trafford", outlines(folder)],
        *commands.open_survey(folder / "survey.json", "items", "Items", "items"),
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--threads", "8", "--worker-class", "gthread",
         "--error-logfile", str(folder / "log"), "wsgi:app"],
        cwd=ROOT, env=environment,
    )
    yield f"{_address(folder / 'log')}/s/items"
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture
def open_page(browser, site):
    """open_page("ward", PHONE, script=False, before=...) -> that question's page in a browser of its own."""
    contexts = []

    def open_page(name, size=PHONE, script=True, language="en", before=None, context=None):
        if context is None:
            context = browser.new_context(viewport=size, java_script_enabled=script)
            contexts.append(context)
            if before:
                context.add_init_script(before)
        page = context.new_page()
        page.goto(f"{site}/q/{name}?lang={language}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def wrong_with(page):
    """What is wrong with a page as it stands."""
    found = axe.wrong_with(page)
    low = page.evaluate(
        """() => [...document.querySelectorAll('main :is(input:not([type]), select, textarea, button,'
                + ' .govuk-radios__item, .govuk-checkboxes__item)')]
            .filter(one => one.offsetParent)
            .filter(one => one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 100))"""
    )
    return found + [f"too small for a finger: {one}" for one in low]


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_wrong_as_it_is_shown_and_as_it_is_refused(open_page, name, language):
    page = open_page(name, NARROW, language=language)
    found = wrong_with(page)
    if name != "info":
        for control, typed in WRONG.get(name, {}).items():
            page.fill(control, typed)
        press(page, "#continue")
        assert page.title().startswith("Error: ") or language == "ur"
        assert page.locator(".govuk-error-summary").count() == 1
        found += [f"refused: {one}" for one in wrong_with(page)]
    page.set_viewport_size(DESK)
    assert not found + [f"on a desk: {one}" for one in wrong_with(page)]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_is_found_wrong_on_the_map_and_in_an_open_list(open_page, language):
    page = open_page("ward", NARROW, language=language)
    page.click("#ward")
    assert page.locator("[role=option]").count() == 22
    assert not wrong_with(page)
    page.keyboard.press("Escape")
    press(page, ".respond__map a")
    assert not wrong_with(page)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "grid"])
def test_a_usual_question_needs_no_scrolling_and_nothing_moves(open_page, name):
    page = open_page(name)
    box = page.locator("#continue").bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    moved = page.evaluate(
        """() => new Promise(done => { let moved = 0;
            new PerformanceObserver(list => list.getEntries().forEach(one => moved += one.value))
                .observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(moved), 500); })"""
    )
    # A slow machine paints while it still reads the page, and the foot, which fills up, counts; web.dev calls less
    # than 0.1 good.
    assert moved < 0.1


CHECKED = [
    "One", "Safe", "Yes", "Yes, ask me", "Home", "Litter: Big", "Noise: Big", "1. Litter", "2. Drugs", "3. Noise",
    "3 times", "March 2021", "in short", "at length", "Altrincham", "Bowdon",
]  # fmt: skip


def checked(page, site):
    """The answers on the check page, in words, of the page with everything on it."""
    page.goto(f"{site}/check?lang=en")
    return page.locator(".govuk-summary-list dd bdi").all_inner_texts()


def test_everything_is_answered_without_scripts(open_page, site):
    page = open_page("all", script=False)
    for name in ("single_2", "scale_2", "yes_no_2", "consent_2", "several_2", "grid_2.litter", "grid_2.noise"):
        page.check(f"[id='{name}']")
    for place, choice in enumerate(("litter", "drugs", "noise"), 1):
        page.select_option(f"[id='ranking_2.{place}']", choice)
    page.fill("#number_2", "3")
    page.select_option("[id='month_2.month']", "3")
    page.fill("[id='month_2.year']", "2021")
    page.fill("#short_2", "in short")
    page.fill("#long_2", "at length")
    page.select_option("#ward_2", "E05015239")
    page.fill("[id='home_2.postcode']", "wa14 2bb")
    assert page.is_visible("[id='single_2.other']"), "the text beside “other” can be written in without a script"
    press(page, "#continue")
    assert page.url.endswith("/check") or "/q/" in page.url and not page.locator(".govuk-error-summary").count()
    assert checked(page, site) == CHECKED


def test_everything_is_answered_by_the_keyboard_alone(open_page, site):
    page = open_page("all")
    keys = {
        "single_2": ["Space"], "scale_2": ["Space"], "yes_no_2": ["Space"], "consent_2": ["Space"],
        "several_2": ["Space"], "grid_2.litter": ["Space"], "grid_2.noise": ["Space"],
        "ranking_2.1": ["ArrowDown"], "ranking_2.2": ["d"], "ranking_2.3": ["n"],
        "number_2": ["3"], "month_2.month": ["m", "a", "r"], "month_2.year": list("2021"),
        "short_2": list("in short"), "long_2": list("at length"), "ward_2": [*"altr", "ArrowDown", "Enter"],
        "home_2.postcode": list("WA142BB"), "continue": ["Enter"],
    }  # fmt: skip
    page.focus("main")
    with another(page):
        for _ in range(80):
            page.keyboard.press("Tab")
            here = page.evaluate("document.activeElement.id")
            for key in keys.pop(here, []):
                page.keyboard.press(key)
            if not keys:
                break
    assert keys == {}
    assert checked(page, site) == CHECKED


@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_box_goes_on_and_changes_no_language(open_page, script):
    page = open_page("short", script=script)
    page.fill("#short", "done")
    with another(page):
        page.press("#short", "Enter")
    assert page.url.split("?")[0].endswith("/q/long") and page.locator("html").get_attribute("lang") == "en"


def test_an_error_takes_the_focus_and_leads_to_the_control(open_page):
    page = open_page("month")
    page.select_option("[id='month.month']", "3")
    press(page, "#continue")
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "month.year"
    assert page.input_value("[id='month.month']") == "3"


# What scripts add


def test_the_text_beside_other_is_shown_once_that_is_chosen_and_sent_only_then(open_page, site):
    page = open_page("several")
    assert page.is_hidden("[id='several.other']")
    page.check("[value=other]")
    page.fill("[id='several.other']", "the canal")
    page.uncheck("[value=other]")
    assert page.is_hidden("[id='several.other']")
    page.check("[value=park]")
    press(page, "#continue")
    page.goto(f"{site}/check?lang=en")
    assert page.locator("dd bdi").all_inner_texts() == ["Park"]


def test_a_box_that_stands_alone_clears_the_others_and_gives_back_what_was_typed(open_page):
    page = open_page("several")
    page.check("[value=home]")
    page.check("[value=none]")
    assert not page.is_checked("[value=home]")
    page.check("[value=dk]")
    assert not page.is_checked("[value=none]")
    page.check("[value=park]")
    assert not page.is_checked("[value=dk]")
    page = open_page("number")
    page.fill("#number", "7")
    page.check("[value=dk]")
    assert page.input_value("#number") == ""
    page.uncheck("[value=dk]")
    assert page.input_value("#number") == "7"


def test_the_characters_left_are_counted_and_told_once_the_writing_pauses(open_page):
    page = open_page("long")
    assert page.inner_text("#long-count") == "You can write 500 characters."
    page.fill("#long", "x" * 490 + "🙂")
    assert page.inner_text("#long-count") == "Characters left: 9"
    page.get_by_role("status").filter(has_text="Characters left: 9").wait_for(state="attached")
    page.fill("#long", "x" * 503)
    assert page.inner_text("#long-count") == "Characters too many: 3"


def test_a_place_is_found_by_typing_and_read_out_as_a_combobox(open_page):
    page = open_page("ward")
    box = page.get_by_role("combobox", name="Which ward?")
    box.press_sequentially("TIMP")
    names = ["Hale Barns & Timperley South", "Timperley Central", "Timperley North"]
    assert page.get_by_role("option").all_inner_texts() == names
    assert page.locator(".search [role=status]").inner_text() == "Found: 3"
    assert box.get_attribute("aria-expanded") == "true"
    for key, chosen in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 2)):
        box.press(key)
        active = page.locator(f"[id='{box.get_attribute('aria-activedescendant')}']")
        assert active.inner_text() == names[chosen] and active.get_attribute("aria-selected") == "true"
    box.press("Enter")
    assert box.input_value() == "Timperley North" and box.get_attribute("aria-expanded") == "false"
    box.fill("")
    box.press("Escape")
    assert page.get_by_role("option").count() == 0
    page.get_by_role("combobox").fill("Flixton")
    press(page, "#continue")
    assert "/q/home" in page.url, "typed in full it need not be picked"


def test_a_ward_is_chosen_on_the_map_by_the_keyboard(open_page):
    page = open_page("ward")
    press(page, ".respond__map a")
    page.locator("svg a").first.focus()
    with another(page):
        page.keyboard.press("Enter")
    assert page.input_value("#ward") == "Altrincham"


VOICES = """
  window.said = [];
  speechSynthesis.getVoices = () => [{lang: "%s", name: "a voice"}];
  speechSynthesis.speak = (words) => { said.push([words.lang, words.text]); };
  speechSynthesis.cancel = () => { said.push("stopped"); };
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_the_page_is_read_aloud_where_there_is_a_voice_for_it_and_never_unasked(open_page):
    page = open_page("several", before=VOICES % "en-GB")
    button = page.get_by_role("button", name="Read this page aloud")
    assert page.evaluate("said") == []
    button.click()
    said = page.evaluate("said")
    assert [words for _, words in said] == ["Which of these?", "Home", "Park", "Elsewhere", "or", "None of these",
                                            "Don't know"]  # fmt: skip
    assert {language for language, _ in said} == {"en"}
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("said.at(-1)") == "stopped"
    button.wait_for()
    assert not wrong_with(page)
    other = open_page("several", before=VOICES % "fr-FR")
    assert other.get_by_role("button", name="Read this page aloud").count() == 0

"""The tablet in real Chromium: handed over without a network, clean for the next person, and nothing in it to steal."""

import json
import statistics
import subprocess
from pathlib import Path

import pytest

from consult.questionnaire import Questionnaire
from consult.services.outreach.pack import document as offline
from tests.browser import axe
from tests.browser.tablet import EVERYTHING, OPENED, PIN, SECRET, Site, Tablet, prepare
from tests.unit.test_routing_vectors_js import CASES, NODE, load

UPRIGHT, ACROSS = (820, 1180), (1180, 820)
SEAL_MS, CLEAN_MS = 5, 1000


# Makes the last wrong PIN so many milliseconds older.
AGE = f"""async (age) => {{ {OPENED}
  const settings = database.transaction('settings', 'readwrite').objectStore('settings');
  const {{wrong, at}} = await asked(settings.get('wrong'));
  await asked(settings.put({{wrong, at: at - age}}, 'wrong'));
  database.close();
}}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, demonstration):
    site = Site(tmp_path_factory.mktemp("site"), demonstration)
    yield site
    site.stop()


@pytest.fixture
def make(whole_browser, playwright, tmp_path, site):
    """make(size) -> a tablet with a profile of its own."""
    made = []

    def make(size=UPRIGHT):
        folder = tmp_path / f"profile{len(made)}"
        folder.mkdir()
        made.append(Tablet(playwright, whole_browser, folder, site.address, size))
        return made[-1]

    yield make
    for tablet in made:
        tablet.context.close()


@pytest.fixture
def paired(make, site):
    """A tablet that is paired, prepared, and may start a session."""
    tablet = make()
    tablet.pair(site.password)
    return tablet


def kept_anywhere(page):
    return "\n".join(page.evaluate(EVERYTHING))


def assert_holds_no_answer(page):
    """Neither the words nor the numbers nor the choices, in the clear or as the browser's own encodings of them."""
    everything = kept_anywhere(page)
    assert "Broomwood centre" in everything, "the stores were read"
    assert SECRET not in everything and "lamp is broken" not in everything
    assert '"answers"' not in everything and '"visits":7' not in everything and '"safe":"yes"' not in everything


def test_answers_are_sealed_and_nothing_of_them_is_kept_in_the_clear(paired, site):
    paired.session()
    paired.context.set_offline(True)
    paired.answer(until="words")
    assert_holds_no_answer(paired.page)
    asked = paired.page.inner_text("h1").replace("\u2068", "").replace("\u2069", "")
    assert asked == "After 7 visits, safe: Yes. What else?"
    paired.page.click("#continue")
    assert_holds_no_answer(paired.page)
    paired.page.click("main .govuk-button--continue")
    code = paired.page.inner_text(".receipt")
    assert_holds_no_answer(paired.page)
    everything = kept_anywhere(paired.page)
    assert code not in everything and code.replace("-", "") not in everything
    on_disk = [file for file in paired.folder.rglob("*") if file.is_file()]
    assert on_disk and not any(b"lamp is broken" in file.read_bytes() for file in on_disk)
    paired.page.click("main .govuk-button--continue")
    paired.take_back()
    assert "1 answer sheet kept" in paired.page.inner_text("[data-part=kept]")
    assert "sealed" in paired.page.inner_text("[data-part=safe]")
    paired.context.set_offline(False)
    # The tablet may have sent by itself by now, and the button be gone: pressed all the same.
    paired.page.evaluate("document.querySelector('[data-part=send]').click()")
    paired.page.wait_for_selector("[data-part=send]", state="hidden")
    assert "You can put the tablet away" in paired.page.inner_text("[data-part=safe]")
    [(answers, language, place)] = site.rows(
        "SELECT answers, response.language, place FROM response"
        " JOIN outreach_session ON session_id = outreach_session.id WHERE answers LIKE '%lamp is broken%'"
    )
    assert json.loads(answers) == {"safe": "yes", "visits": 7, "words": SECRET}
    assert (language, place) == ("en", "Broomwood centre")
    # The code works where any other does.
    paired.page.goto(f"{site.address}/s/tiny/withdraw")
    paired.page.fill("#code", code)
    with paired.page.expect_navigation():
        paired.page.click("main form button[value='delete']")
    assert not site.rows("SELECT 1 FROM response WHERE answers LIKE '%lamp is broken%'")


def test_the_next_person_finds_nothing_of_the_last(paired):
    paired.session()
    paired.answer()
    page = paired.page
    took = page.evaluate(
        """() => new Promise(done => { const start = performance.now();
            new MutationObserver(() => document.querySelector('.outreach__language') && done(performance.now() - start))
                .observe(document.getElementById('main'), {childList: true, subtree: true});
            document.querySelector('main .govuk-button--continue').click(); })"""
    )
    assert took < CLEAN_MS
    length = page.evaluate("history.length")
    paired.answer(until="check")
    page.click("main .govuk-summary-list__row:nth-child(3) button")
    assert page.input_value("#words") == SECRET, "one's own answers can be changed"
    page.click(".outreach__stop")
    page.wait_for_selector(".outreach__language")
    assert page.evaluate("history.length") == length, "no page to go back to"
    page.click(".outreach__language[lang=en]")
    page.click("main .govuk-button--continue")
    assert not page.locator("main input:checked").count()
    page.check("#safe")
    page.click("#continue")
    assert page.input_value("#visits") == ""
    boxes = page.eval_on_selector_all("main form, main input", "all => all.map(one => one.autocomplete)")
    assert set(boxes) == {"off"}
    page.reload()
    page.wait_for_selector(".outreach__language")
    page.go_back()
    page.go_forward()
    page.wait_for_selector(".outreach__language, #email")
    assert SECRET not in page.content()
    paired.app()
    page.wait_for_selector(".outreach__language")
    assert not page.locator("#bar:visible, #steps:visible").count(), "still handed over"


def test_idle_for_a_minute_asks_and_then_wipes(paired):
    page = paired.page
    page.clock.install()
    paired.app()
    paired.session()
    paired.answer(until="words")
    page.clock.run_for(58_000)
    assert not page.locator("dialog").count()
    page.clock.run_for(4_000)
    page.click("dialog .govuk-button >> nth=0")
    assert page.input_value("#words") == SECRET, "somebody is there: nothing is lost"
    page.clock.run_for(62_000)
    assert page.locator("dialog[open]").count() == 1
    assert not axe.violations(page)
    page.clock.run_for(21_000)
    page.wait_for_selector(".outreach__language")
    assert SECRET not in page.content() and not page.locator("dialog").count()
    paired.take_back()
    assert "0 answer sheets kept" in page.inner_text("[data-part=kept]")
    assert "1 stopped" in page.inner_text("[data-part=sessions]")


def test_wrong_pins_slow_down_and_a_reload_does_not_help(paired):
    paired.session()
    page = paired.page
    page.click(".outreach__worker button")
    # The last wait is long enough for a slow machine to see that a reload does not end it.
    for seconds in (1, 2, 4, 8, 16, 32):
        page.fill("#pin", "0000")
        page.click("[data-part=take]")
        page.wait_for_selector("[data-part=said]:not(:empty)")
        assert str(seconds) in page.inner_text("[data-part=said]")
        assert page.is_disabled("[data-part=take]")
        if seconds == 32:
            break
        # The others are over sooner: the last wrong one was longer ago.
        page.evaluate(AGE, 1000 * seconds)
        page.wait_for_selector("[data-part=take]:enabled")
    page.reload()
    page.click(".outreach__worker button")
    assert page.is_disabled("[data-part=take]"), "the wait goes on"
    page.fill("#pin", PIN)
    page.press("#pin", "Enter")
    assert page.is_visible("#pin"), "even the right one is not looked at"
    page.evaluate(AGE, 32_000)
    page.wait_for_selector("[data-part=take]:enabled")
    page.fill("#pin", PIN)
    page.click("[data-part=take]")
    page.wait_for_selector("[data-part=sessions]")


def test_a_private_window_starts_no_session_and_says_why(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/account/sign-in")
    page.fill("#email", "outreach@trafford.example")
    page.fill("#password", site.password)
    with page.expect_navigation():
        page.click("main button")
    page.goto(f"{site.address}/outreach/?lang=en")
    page.fill("#device-name", "Private")
    prepare(page)
    page.reload()
    page.click("[data-step=session]")
    page.wait_for_selector("[data-part=said]:not(:empty)")
    assert "private window" in page.inner_text("[data-part=said]")
    assert not page.is_visible("#session-place")
    page.goto(f"{site.address}/account/")
    assert page.url.startswith(f"{site.address}/account/sign-in"), "pairing signed the worker out"
    context.close()


def test_a_full_tablet_says_so_and_keeps_what_it_has(paired):
    paired.session()
    paired.context.set_offline(True)
    page = paired.page
    paired.answer(words="first")
    page.click("main .govuk-button--continue")
    paired.answer(until="check")
    full = "throw new DOMException('', 'QuotaExceededError')"
    page.evaluate(f"() => {{ IDBObjectStore.prototype.add = () => {{ {full}; }}; }}")
    page.click("main .govuk-button--continue")
    page.wait_for_selector("main [role=alert]:not(:empty)")
    assert "full" in page.inner_text("main [role=alert]")
    assert SECRET in page.inner_text("dl"), "the answers are still there to be sent"
    page.reload()
    page.wait_for_selector(".outreach__language")
    paired.take_back()
    assert "1 answer sheet kept" in page.inner_text("[data-part=kept]")


@pytest.mark.parametrize(("language", "size"), [("en", UPRIGHT), ("ur", ACROSS)])
def test_nothing_is_found_wrong_on_any_screen(make, site, language, size):
    tablet = make(size)
    found = {}

    def look(name):
        wrong = axe.violations(tablet.page)
        if axe.overflows(tablet.page):
            wrong.append("asks for sideways scrolling")
        if small := axe.small_targets(tablet.page):
            wrong.append(f"small: {small}")
        if wrong:
            found[name] = wrong

    page = tablet.app(language)
    look("pair, signed out")
    page = tablet.pair(site.password, language)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
    page.wait_for_selector("main fieldset")
    look("prepare")
    page.click("[data-step=session]")
    page.select_option("#session-survey", "trafford-youth")
    page.click("main form .outreach__big")
    page.wait_for_selector(".govuk-error-summary")
    look("session with errors")
    tablet.session("trafford-youth", "school", adult="Ms Okafor")
    look("languages")
    page.click(f".outreach__language[lang={language}]")
    look("intro")
    page.click("main .govuk-button--continue")
    look("age")
    page.click(".outreach__choice li:first-child button")
    look("assent")
    page.click(".respond__either button:first-child")
    seen = 0
    while page.locator("#question").count():
        look(f"question {seen}")
        if not seen:
            page.click("#continue")
            look("question with an error")
        asked = page.inner_text("h1")
        choices = page.eval_on_selector_all("main input[type=radio], main input[type=checkbox]",
                                            "all => [...new Set(all.map(one => one.name))]")  # fmt: skip
        for name in choices:
            page.check(f'main input[name="{name}"] >> nth=0')
        page.click("#continue")
        assert page.inner_text("h1") != asked, f"no way past: {asked}"
        seen += 1
    look("check")
    page.click("main .govuk-button--continue")
    page.wait_for_selector(".receipt")
    look("receipt")
    page.click("main .govuk-button--continue")
    page.click(".outreach__worker button")
    page.wait_for_selector("#pin")
    look("pin")
    page.fill("#pin", PIN)
    page.click("[data-part=take]")
    page.wait_for_selector("[data-part=sessions] li")
    look("take back")
    assert not found
    assert seen > 10


def test_a_child_without_permission_is_not_asked_and_one_who_says_no_is_counted(paired):
    page = paired.page
    paired.session("trafford-youth")

    def begin(group):
        page.click(".outreach__language[lang=en]")
        page.click("main .govuk-button--continue")
        page.click(f".outreach__choice li:nth-child({group}) button")

    for group in (1, 3, 4):
        begin(group)
        assert not page.locator("#question, .respond__either").count()
        page.click("main .govuk-button--continue")
    begin(2)
    page.click(".respond__either button:last-child")
    page.click("main .govuk-button--continue")
    paired.take_back()
    assert "1 said no" in page.inner_text("[data-part=sessions]")
    assert "0 answer sheets kept" in page.inner_text("[data-part=kept]")


def bundle(tmp_path, source):
    """A module for the browser of tests alone, as the site's own is built."""
    assets = Path(__file__).resolve().parents[2] / "consult" / "assets"
    entry = assets / "node_modules" / f".{tmp_path.name}.js"
    entry.write_text(source)
    try:
        done = subprocess.run([NODE, assets / "node_modules" / "esbuild" / "bin" / "esbuild", entry, "--bundle",
                               "--format=iife"], capture_output=True, text=True, check=True)  # fmt: skip
    finally:
        entry.unlink()
    return done.stdout


def test_the_vectors_pass_and_sealing_is_quick_in_the_browser(browser, site, tmp_path):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/outreach/?lang=en")
    page.evaluate(bundle(tmp_path, "import { path } from '../js/outreach/engine/routing.js';\n"
                                   "import * as sealing from '../js/outreach/sealing.js';\n"
                                   "Object.assign(window, { routed: path, sealing });"))  # fmt: skip
    questionnaires: list[Questionnaire] = [load(case["document"], case.get("areas")) for case in CASES]
    cases = [[offline(one), case["answers"]] for one, case in zip(questionnaires, CASES, strict=True)]
    ways = page.evaluate("all => all.map(([document, answers]) => routed(document, answers).map(one => one.id))", cases)
    assert {case["name"]: way for case, way in zip(CASES, ways, strict=True) if way != case["pages"]} == {}
    times = page.evaluate(
        """async () => {
          const pair = await crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'}, true, ['deriveBits']);
          const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
          const pack = {wave: 'w', version: 'v', public_key: btoa(String.fromCharCode(...raw))};
          const key = await sealing.publicKey(pack), times = [];
          const plain = {answers: {words: 'x'.repeat(4000)}};
          for (let n = 0; n < 200; n++) {
            const start = performance.now();
            await sealing.seal(pack, key, 'session', plain);
            times.push(performance.now() - start);
          }
          return times; }"""
    )
    print(f"sealing: median {statistics.median(times):.2f} ms, 95% under {sorted(times)[189]:.2f} ms")
    assert statistics.median(times) < SEAL_MS
    context.close()

"""The pages on words in a real browser: by keyboard, without scripts, in both directions, at three widths."""

import sqlite3
from contextlib import closing

import pytest

from tests.addresses import in_folder
from tests.browser import axe
from tests.browser.steps import press, sign_in

WAVE = "/officer/trafford/waves/trafford-first"
ITEM = f"{WAVE}/words/anything_else"
SOURCES = "/officer/trafford/sources/"
SIZES = {"phone": {"width": 360, "height": 740}, "tablet": {"width": 768, "height": 1024},
         "desk": {"width": 1280, "height": 800}}  # fmt: skip
TEXTS = (
    "The alley behind 12 Barton Road is too dark. Ask Mrs Khan, she rings me on 07700 900123.",
    "Broken street lights, I do not walk there at night. More police please.",
    "Street lights out again near the tram stop.", "More police on foot in the evening.",
    "Mopeds on the path every night.", "Street lights.",
)  # fmt: skip
URDU = "گلی میں بتیاں نہیں ہیں، رات کو اندھیرا ہوتا ہے۔"


@pytest.fixture(scope="module")
def written(live, live_folder):
    """Words in eighteen responses of a wave that has weights, one of them in Urdu."""
    with closing(sqlite3.connect(live_folder / "live.sqlite", timeout=30)) as database, database:
        rows = "SELECT r.id FROM response r JOIN wave w ON w.id = r.wave_id WHERE w.slug = 'trafford-first'"
        ids = [id_ for (id_,) in database.execute(f"{rows} ORDER BY r.id LIMIT 18")]
        for place, id_ in enumerate(ids):
            database.execute(
                "UPDATE response SET answers = json_set(answers, '$.anything_else', ?, '$.quote_consent', ?), "
                "language = ? WHERE id = ?",
                (URDU if place == 1 else TEXTS[place % 6], "yes" if place % 2 == 0 else "no",
                 "ur" if place == 1 else "en", id_))  # fmt: skip
    return ids


@pytest.fixture(scope="module")
def coded(live, live_folder, browser, written):
    """All of it once by its buttons, with scripts switched off: the addresses of the pages on the way."""
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"], java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}{ITEM}/read")
    first = page.url
    assert page.locator("mark.found").count() == 3 and page.locator("input[name=take]:checked").count() == 3
    page.fill("#by_hand", "behind")
    press(page, "button[value=preview]")
    assert "The alley [taken out] [address] is too dark. Ask [name]" in page.inner_text("#preview")
    for _text in written:
        press(page, "button[value=save]")
    assert "Every text of this question has been read" in page.inner_text("body")
    for name in ("Street lighting", "Police on foot"):
        page.goto(f"{address}{ITEM}/themes")
        page.fill("#name", name)
        press(page, "section form button")
    page.goto(f"{address}{ITEM}/code?mode=new")
    text = page.url
    for _text in written:
        about = page.inner_text("blockquote")
        page.check("text=Street lighting" if "light" in about or "بتیاں" in about else "text=None of these")
        press(page, "main form button")
    _second(browser, live, address)
    page.goto(f"{address}{ITEM}/quotes")
    press(page, "a[href*='/quotes/from/']")
    quote = page.url
    press(page, "main form button")
    source = _source(page, address)
    page.goto(f"{address}{ITEM}/agreement")
    settle = page.locator("a[href*='/agreement/']").first.get_attribute("href")
    context.close()
    shown = [one.removeprefix(address) for one in (first, text, quote, source, settle)]
    theme = in_folder(live_folder, "themes/<theme 1>")
    return [f"{WAVE}/words", *shown, SOURCES, SOURCES + "new",
            *(f"{ITEM}/{one}" for one in ("themes", theme, "suggestions", "code", "agreement", "quotes",
                                          "figures"))]  # fmt: skip


def _second(browser, live, address):
    """Another coder, who says of two texts something else."""
    context = browser.new_context(viewport=SIZES["desk"], java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live, "admin@consult.example")
    page.goto(f"{address}{ITEM}/code?mode=second")
    for place in range(6):
        about = page.inner_text("blockquote")
        lit = "light" in about or "بتیاں" in about
        page.check("text=Street lighting" if lit and place > 1 else "text=None of these")
        press(page, "main form button")
    context.close()


def _source(page, address):
    page.goto(f"{address}{SOURCES}new")
    page.check("text=Focus group")
    page.fill("#who", "Nine Year 9 pupils")
    page.fill("#place", "Broomwood community centre")
    page.fill("#held_on", "2026-03-04")
    page.fill("#people", "9")
    page.check("text=They said so")
    page.fill("#notes", "Tom said that the lights are out. All agreed that they walk the long way round.")
    press(page, "main form button")
    press(page, "button[value=save]")
    page.check("text=Street lighting")
    press(page, "text=Keep the themes")
    assert "[name] said that the lights are out" in page.inner_text("blockquote")
    return page.url


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_checker_finds_nothing(live, browser, coded, language):
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    sign_in(page, live)
    found = {}
    for path in coded:
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        found[path] = axe.wrong_with(page, sizes=SIZES.values())
    page.goto(f"{address}{ITEM}/themes")
    press(page, "section form button")
    assert page.locator(".govuk-error-summary").count() == 1
    found["refused"] = axe.violations(page)
    assert not {path: wrong for path, wrong in found.items() if wrong}
    context.close()


def test_a_text_is_redacted_by_keyboard_alone(live, browser, coded):
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    sign_in(page, live)
    page.goto(address + coded[1])
    first = page.locator("input[name=take]").first
    assert first.is_checked()
    first.focus()
    page.keyboard.press("Space")
    assert not first.is_checked()
    for _step in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "by_hand"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "12 Barton Road" in page.inner_text("#preview") and "[name]" in page.inner_text("#preview")
    context.close()

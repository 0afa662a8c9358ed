"""Tables in a real browser: by keyboard, without scripts, in both directions, at three widths, in print."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in

TABLES = "/officer/trafford/waves/trafford-first/tables"
YOUNG = "/officer/trafford/waves/trafford-youth-first/tables"
SIZES = {"phone": {"width": 360, "height": 740}, "tablet": {"width": 768, "height": 1024},
         "desk": {"width": 1280, "height": 800}}  # fmt: skip
SHOWN = (
    TABLES, f"{TABLES}?item=safe_dark&by=age_band", f"{TABLES}?item=reasons_unsafe&by=sex&where=tenure~mortgage",
    f"{TABLES}?item=condition_limits&by=tenure", f"{TABLES}?item=nothing", f"{YOUNG}?item=worry_knife&by=sex",
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_checker_finds_nothing(live, browser, size, language):
    address, _password = live
    context = browser.new_context(viewport=SIZES[size])
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(page, live)
    found = {}
    for path in SHOWN:
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        found[path] = axe.violations(page) + (["asks for sideways scrolling"] if axe.overflows(page) else [])
    assert not {path: wrong for path, wrong in found.items() if wrong}
    context.close()


def test_a_table_is_made_and_taken_out_by_keyboard_without_scripts(live, browser):
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"], java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}{TABLES}")
    page.focus("#item")
    page.keyboard.type("How safe do you feel walking alone in your local area after")
    page.keyboard.press("Tab")
    page.keyboard.type("What is your sex")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "item=safe_dark&by=sex&where=" in page.url and page.locator("svg.chart").count() == 1
    page.focus(".made__table")
    with page.expect_download() as download:
        press_download(page)
    assert download.value.suggested_filename == "trafford-first-safe_dark-sex.xlsx"
    context.close()


def press_download(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_the_heads_stay_in_sight_and_the_table_scrolls_alone(live, browser):
    address, _password = live
    context = browser.new_context(viewport=SIZES["phone"])
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}{TABLES}?item=safe_dark&by=age_band")
    before = page.locator(".made__table tbody th").first.bounding_box()["x"]
    page.focus(".made__table")
    page.evaluate("document.querySelector('.made__table').scrollLeft = 200")
    assert page.evaluate("document.querySelector('.made__table').scrollLeft") > 100
    assert page.locator(".made__table tbody th").first.bounding_box()["x"] == pytest.approx(before, abs=1)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.made__table')).overflow") == "visible"
    page.emulate_media(media="screen", forced_colors="active")
    paper = page.evaluate("getComputedStyle(document.querySelector('svg.chart')).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    context.close()


def test_the_wave_leads_to_its_tables(live, browser):
    address, _password = live
    context = browser.new_context(viewport=SIZES["desk"])
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(page, live)
    page.goto(f"{address}/officer/trafford/waves/trafford-first/")
    press(page, ".way__steps a[href$='/tables']")
    assert page.inner_text("h1") == "Tables"
    context.close()

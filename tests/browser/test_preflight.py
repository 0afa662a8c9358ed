"""An officer reads what is found in a questionnaire, explains it and opens the wave, by keyboard too."""

import json
import os
import subprocess
import sys

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in
from tests.conftest import ROOT
from tests.integration.surveys import document, yes_no

SIZES = {"desk": {"width": 1280, "height": 800}, "tablet": {"width": 768, "height": 1024}}
WHY = "It was tried on twelve people, who understood it as one thing."


def plan(folder, slug, asked):
    """A survey with a planned wave on the live server, added from the shell."""
    file = folder / f"{slug}.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'live.sqlite'}", "CONSULT_INSTANCE": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "surveys", "add", str(file), "--partnership", "trafford",
         "--survey", slug, "--wave", f"{slug}-1", "--title", "Tried", "--design", "open", "--opens", "2026-01-01",
         "--closes", "2036-01-01"], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return f"/officer/trafford/waves/{slug}-1/"


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"])
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_pages_and_their_errors_are_accessible(live, live_folder, page, language):
    address, _password = live
    bad = yes_no("hurt", "Have you been attacked?")
    wave = plan(live_folder, f"faults-{language}", document(bad, yes_no("way", "Do you walk or cycle?")))
    sign_in(page, live)
    found = {}
    for path in (wave, f"{wave}preflight", f"{wave}versions", f"{wave}questionnaire"):
        page.goto(f"{address}{path}?lang={language}")
        found[path] = axe.wrong_with(page, sizes=SIZES.values())
    page.goto(f"{address}{wave}preflight?lang={language}")
    page.locator(".found summary").first.click()
    press(page, ".found details[open] button")
    assert page.locator(".govuk-error-summary").count() == 1
    found["refused"] = axe.wrong_with(page, sizes=SIZES.values())
    assert not {path: wrong for path, wrong in found.items() if wrong}


def test_from_a_warning_to_an_open_wave_by_keyboard(live, live_folder, page):
    address, _password = live
    wave = plan(live_folder, "tried", document(yes_no("way", "Do you walk or cycle to the shops?")))
    sign_in(page, live)
    page.goto(f"{address}{wave}")
    assert page.get_by_role("button", name="Open the wave").count() == 0
    page.locator("#left a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/preflight")
    while (left := page.locator("#explain details")).count():
        number = left.count()
        left.first.locator("summary").focus()
        page.keyboard.press("Enter")
        left.first.locator("textarea").focus()
        page.keyboard.type(WHY)
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert left.count() == number - 1
    assert "Nothing is left" in page.inner_text("main")
    page.get_by_role("link", name="The wave can be opened").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Open the wave").click()
    assert "The wave is open." in page.inner_text("main")
    page.goto(f"{address}/s/tried")
    assert page.get_by_role("heading", level=1).inner_text() == "Tiny survey"

"""The report on a form that was brought in, and its decision, in a real browser, with axe."""

import pytest

from tests.browser import axe
from tests.browser.steps import press, sign_in
from tests.integration.test_exchange_pages import CHOICES, SURVEY, workbook

SIZES = {"tablet": {"width": 768, "height": 1024}, "desk": {"width": 1280, "height": 800}}
FORM = workbook(
    survey=[
        *SURVEY,
        ["note", "read", "Thank you, ${Safe?}", None, None],
        ["text", "why", "A second time?", "today() > 3", "yes"],
    ],
    choices=CHOICES, notes=[["Nothing"]],
)  # fmt: skip


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"], reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_report_is_read_and_decided_on(live, page, language, tmp_path):
    address, _password = live
    sign_in(page, live)
    file = tmp_path / "street.xlsx"
    file.write_bytes(FORM)
    page.goto(f"{address}/officer/trafford/exchange/in?lang={language}")
    page.set_input_files("input[type=file]", file)
    press(page, "main form button")
    assert page.locator(".said li").count() >= 5
    assert not axe.wrong_with(page, sizes=SIZES.values())
    press(page, ".become button")
    page.goto(f"{address}/officer/trafford/exchange?lang=en")
    assert "street.xlsx" in page.inner_text("main")
    assert not axe.wrong_with(page, sizes=SIZES.values())

"""The officers' pages on outreach in a real browser: the checker, both directions, a phone and a desk."""

import uuid

import pytest

from tests.browser import axe
from tests.browser.steps import sign_in
from tests.browser.test_every_page import look_at
from tests.integration.tablets import seal

OFFICER = "/officer/trafford/"
PATHS = (f"{OFFICER}waves/trafford-second/outreach", f"{OFFICER}tablets/", f"{OFFICER}kept-aside/")


@pytest.fixture(scope="module")
def sent(live, browser):
    """A tablet that has sent a session, something that cannot be opened, and something that does not fit."""
    address, _password = live
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live)
    http = context.request
    token = http.get(f"{address}/outreach/pair").json()["csrf_token"]
    device = http.post(f"{address}/outreach/pair/trafford", headers={"X-CSRFToken": token},
                       data={"name": "Youth team 2"}).json()  # fmt: skip
    header = {"Authorization": f"Bearer {device['device']}.{device['token']}"}
    pack = http.get(f"{address}/outreach/pack/trafford.json", headers=header).json()
    session = {"id": str(uuid.uuid4()), "wave": pack["wave"], "place": "Broomwood community centre",
               "ward": None, "date": "2020-01-01", "worker": "آمنہ", "expected": 30, "declined": 2, "unfinished": 1,
               "languages": {"ur": 3, "en": 2}, "finished": True}  # fmt: skip
    id_ = str(uuid.uuid4())
    empty = {"id": id_, "session": session["id"], "wave": pack["wave"], "version": pack["version"],
             **seal(pack, id_, {"answers": {}, "language": "en"})}  # fmt: skip
    broken = {**empty, "id": str(uuid.uuid4())}
    answer = http.post(f"{address}/outreach/sync", headers=header,
                       data={"sessions": [session], "records": [empty, broken]}).json()  # fmt: skip
    assert sorted(one["reason"] for one in answer["records"].values()) == ["invalid", "unreadable"]
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_checker_finds_nothing(live, browser, sent, language):
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live)
    assert not look_at(page, live, PATHS, language)
    context.close()


def test_a_refused_decision_says_so_and_a_deleted_record_is_gone(live, browser, sent):
    address, _password = live
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, live)
    page.goto(address + PATHS[2])
    rows = page.locator("tbody tr")
    assert rows.count() == 2
    rows.first.get_by_role("button", name="Take in").click()
    page.wait_for_selector(".govuk-error-summary")
    assert "cannot be taken in" in page.inner_text(".govuk-error-summary")
    assert not axe.violations(page)
    page.locator("tbody tr summary").first.click()
    page.locator("tbody tr").first.get_by_role("button", name="Delete for good").click()
    page.wait_for_selector(".done")
    assert page.locator("tbody tr").count() == 1
    context.close()

"""With scripts the next question comes in the answer to the last. Back, forward, a reload, the address and the language
are as if a redirect had led there."""

import pytest

from tests.browser.steps import another, press
from tests.browser.test_respond_walk import walk

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def phone(browser):
    """A page on a phone with scripts."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def asked(phone):
    """What the page asks of the server for its own sake: "METHOD /path", as it comes."""
    seen = []

    def note(request):
        if request.is_navigation_request():
            seen.append(f"{request.method} {request.url.split('/s/stockport')[1]}")

    phone.on("request", note)
    return seen


def begin(live, page):
    address, _password = live
    page.goto(f"{address}/s/stockport?lang=en")
    press(page, "main .govuk-button--continue")


def answer(page, value="very_unsafe"):
    page.check(f"main input[value={value}]")
    press(page, "#continue")


def name_of(page):
    return page.evaluate("location.pathname").rsplit("/", 1)[1] + page.evaluate("location.search")


def test_one_way_to_the_server_a_question(live, phone, asked):
    begin(live, phone)
    first = name_of(phone)
    asked.clear()
    answer(phone)
    second = name_of(phone)
    assert asked == [f"POST /q/{first}"] and second != first
    assert phone.evaluate("document.activeElement === document.body"), "read from its beginning, as any new page"
    assert phone.evaluate("scrollY") == 0
    answer(phone)
    assert asked == [f"POST /q/{first}", f"POST /q/{second}"]


def test_back_forward_and_reload_ask_for_the_page_and_send_nothing_again(live, phone, asked):
    begin(live, phone)
    first, length = name_of(phone), phone.evaluate("history.length")
    answer(phone)
    second = name_of(phone)
    answer(phone, "fairly_safe")
    third = name_of(phone)
    assert phone.evaluate("history.length") == length + 2, "a step for each page, as with redirects"
    asked.clear()
    phone.go_back()
    assert name_of(phone) == second and phone.is_checked("main input[value=fairly_safe]")
    phone.reload()
    assert name_of(phone) == second and phone.is_checked("main input[value=fairly_safe]")
    phone.go_back()
    assert name_of(phone) == first and phone.is_checked("main input[value=very_unsafe]")
    phone.go_forward()
    phone.go_forward()
    assert name_of(phone) == third and phone.locator("main input:checked").count() == 0
    phone.reload()
    assert name_of(phone) == third
    assert asked and not [one for one in asked if one.startswith("POST")]


def test_an_error_stands_at_the_address_of_its_page(live, phone):
    begin(live, phone)
    answer(phone)
    here = name_of(phone)
    # Past the browser's own refusal of an empty form, which has no words of ours.
    with another(phone):
        phone.evaluate("document.querySelector('main form').requestSubmit()")
    assert name_of(phone) == here and phone.locator(".govuk-error-summary").count() == 1
    assert phone.evaluate("document.activeElement.className") == "govuk-error-summary"
    answer(phone)
    phone.go_back()
    assert phone.is_checked("main input[value=very_unsafe]")


def test_the_language_changes_on_a_page_that_came_so_and_keeps_what_was_chosen(live, phone):
    begin(live, phone)
    answer(phone)
    here = name_of(phone)
    phone.check("main input[value=very_unsafe]")
    phone.click("details.languages summary")
    press(phone, "details.languages button[lang=ur]")
    assert name_of(phone) == f"{here}?lang=ur" and phone.locator("html").get_attribute("dir") == "rtl"
    assert phone.is_checked("main input[value=very_unsafe]")
    press(phone, "#continue")
    assert here not in name_of(phone) and phone.locator("html").get_attribute("dir") == "rtl"


def test_a_script_that_does_not_arrive_costs_nothing(live, phone, asked):
    begin(live, phone)
    phone.route("**/static/main*.js", lambda route: route.abort())
    answer(phone)
    here = name_of(phone)
    asked.clear()
    answer(phone, "fairly_safe")
    there = name_of(phone)
    assert asked == [f"POST /q/{here}", f"GET /q/{there}"], "by a redirect again"
    phone.go_back()
    assert name_of(phone) == here and phone.is_checked("main input[value=fairly_safe]")


def test_nothing_is_told_against_the_policy(live, phone):
    told = []
    phone.on("console", lambda message: told.append(message.text))
    begin(live, phone)
    answer(phone)
    assert told == []


def test_the_thanks_come_at_once_and_stay(live, phone, asked):
    address, _password = live
    phone.goto(f"{address}/s/stockport?lang=en")
    walk(phone)
    asked.clear()
    phone.reload()
    assert asked == ["GET /check"], "what was sent last is not sent again, and nothing is sent that nobody sent"
    asked.clear()
    press(phone, "#send")
    code = phone.inner_text(".receipt")
    assert name_of(phone) == "thanks" and asked == ["POST /check"]
    asked.clear()
    phone.reload()
    assert phone.inner_text(".receipt") == code and asked == ["GET /thanks"]
    phone.go_back()
    assert name_of(phone) == "thanks", "there is nothing to send any more"

"""An administrator asks somebody in, who joins, is given less to do, and is taken out again."""

from tests.browser import axe
from tests.browser.steps import press, sign_in
from tests.browser.test_every_page import SIZES, look_at


def test_asked_in_joined_demoted_and_taken_out(live, browser):
    address, _password = live
    people, found = f"{address}/officer/trafford/people", {}
    context, other = (browser.new_context(viewport=SIZES["desk"]) for _who in range(2))
    page, guest = context.new_page(), other.new_page()

    def look(where, one):
        if wrong := axe.wrong_with(one, "en", [SIZES["phone"]], [SIZES["desk"]]):
            found[where] = wrong

    sign_in(page, live, "admin@consult.example")
    page.goto(f"{address}/officer/trafford/")
    press(page, "nav.way >> text=People")
    page.fill("#email", "noor@council.example")
    page.check("input[value=officer]")
    press(page, "main button:text-is('Invite')")
    assert page.inner_text("h1") == "Hand this link on"
    link = page.inner_text("main .typed").strip()
    look("link", page)
    guest.goto(link)
    assert "You are invited to" in guest.inner_text("h1") and "Officer" in guest.inner_text("main")
    look("invited", guest)
    found |= look_at(guest, live, (link.removeprefix(address).partition("?")[0],), "ur")
    guest.goto(link)
    guest.fill("#name", "Noor Ahmed")
    guest.fill("#password", "short")
    press(guest, "main form button")
    assert "12 characters" in guest.inner_text(".govuk-error-summary") and guest.input_value("#name") == "Noor Ahmed"
    look("refused", guest)
    guest.fill("#password", "kettle-orbit-violin-9")
    press(guest, "main form button")
    assert guest.url == f"{address}/officer/trafford/" and "You belong to" in guest.inner_text("main")
    assert guest.locator("nav.way >> text=People").count() == 0
    page.goto(people)
    assert "Noor Ahmed" in page.inner_text("main")
    look("people", page)
    press(page, "tr:has-text('noor@council.example') a")
    look("person", page)
    member = page.url.removeprefix(address)
    found |= look_at(page, live, (member, "/officer/trafford/people"), "ur")
    page.goto(f"{address}{member}?lang=en")
    page.check("input[value=viewer]")
    press(page, "main button:text-is('Save')")
    assert "may do is changed" in page.inner_text("main")
    guest.goto(f"{address}/officer/trafford/publish")
    assert guest.inner_text("h1") == "You may not open this page"
    press(page, "tr:has-text('noor@council.example') a")
    page.click("summary:has-text('Take out')")
    press(page, "main button:has-text('Take out of the partnership')")
    assert "noor@council.example" not in page.inner_text("main table")
    guest.goto(link)
    assert "accepted already" in guest.inner_text("main")
    look("over", guest)
    assert not found
    context.close()
    other.close()

"""Passkeys in a real browser with an authenticator of its own, and every page of an account looked at."""

import re

import pytest

from consult import create_app
from consult.extensions import db
from consult.services import accounts, setup
from tests.browser import axe
from tests.browser.steps import press
from tests.integration import authenticator

PASSWORD = "purple kettle under bridges"
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def site(live):
    """The server under the name that passkeys work on: browsers give none to an address in numbers."""
    return live[0].replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def emails(live_folder):
    """Accounts of these tests' own, one after the other."""
    app = create_app({"INSTANCE": live_folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{live_folder / 'live.sqlite'}"})
    made = [f"passkeys-{number}@test.example" for number in range(8)]
    with app.app_context():
        trafford = db.session.scalar(db.select(setup.Partnership).where(setup.Partnership.slug == "trafford"))
        for email in made:
            accounts.add(email, "Pat Keys", PASSWORD, [(trafford, "officer")], "tests")
        db.session.remove()
        db.engine.dispose()
    return iter(made)


@pytest.fixture
def email(emails):
    """An account of the test's own."""
    return next(emails)


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=SIZES["desk"])
    yield context.new_page()
    context.close()


def with_authenticator(page, **differs):
    """Give the page's browser an authenticator: a fingerprint reader of the device that always knows the finger."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True, **differs}  # fmt: skip
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp, made["authenticatorId"]


def sign_in(page, site, email, goal="/account/second-factor"):
    page.goto(f"{site}/account/sign-in?next={goal}")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    press(page, "main form >> nth=0 >> button")


def sign_out(page, site):
    page.goto(f"{site}/account/")
    press(page, "main form button")


def add_passkey(page, name="My phone"):
    page.fill("#name", name)
    press(page, "form[data-passkey=create] button")


def test_a_passkey_signs_in_without_a_password_and_after_one(site, email, page):
    with_authenticator(page)
    sign_in(page, site, email)
    add_passkey(page)
    assert page.locator("h1").inner_text() == "Keep your recovery codes"
    assert page.locator(".codes li").count() == 10
    press(page, "main a.govuk-button")
    assert "My phone" in page.locator("dl").inner_text()
    sign_out(page, site)
    page.goto(f"{site}/account/sign-in?next=/officer/trafford/")
    press(page, "form[data-passkey] button")
    assert page.url == f"{site}/officer/trafford/"
    sign_out(page, site)
    sign_in(page, site, email, "/officer/trafford/")
    assert page.locator("h1").inner_text() == "Show your second factor"
    page.goto(f"{site}/officer/trafford/")
    assert "/account/sign-in" in page.url, "half signed in is not signed in"
    sign_in(page, site, email, "/officer/trafford/")
    press(page, "form[data-passkey] button")
    assert page.url == f"{site}/officer/trafford/"


def test_a_key_that_knows_no_finger_is_a_second_factor_and_no_first(site, email, page):
    with_authenticator(page, protocol="u2f", transport="usb", hasResidentKey=False, hasUserVerification=False,
                       isUserVerified=False)  # fmt: skip
    sign_in(page, site, email)
    add_passkey(page, "USB key")
    sign_out(page, site)
    sign_in(page, site, email, "/officer/trafford/")
    press(page, "form[data-passkey] button")
    assert page.url == f"{site}/officer/trafford/"


def test_a_passkey_is_deleted_and_opens_nothing_after(site, email, page):
    with_authenticator(page)
    sign_in(page, site, email)
    add_passkey(page, "First")
    page.goto(f"{site}/account/second-factor")
    page.locator("form[action$='/delete'] button").click()
    assert "The passkey is deleted" in page.locator("[role=status]").inner_text()
    sign_out(page, site)
    page.goto(f"{site}/account/sign-in")
    press(page, "form[data-passkey] button")
    assert "The passkey was not accepted" in page.locator(".govuk-error-summary").inner_text()


@pytest.mark.refusal(part="Accounts", comes="the proof of a passkey a second time, or for another session's challenge",
                     gets="words, and no sign-in")  # fmt: skip
def test_a_proof_is_good_once_and_in_the_session_it_was_asked_in(site, email, page, browser):
    with_authenticator(page)
    sign_in(page, site, email)
    add_passkey(page)
    sign_out(page, site)
    page.goto(f"{site}/account/sign-in")
    cookies = page.context.cookies()
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    with page.expect_response(lambda response: "/sign-in/passkey/sign-in" in response.url) as given:
        press(page, "form[data-passkey] button")
    assert "/officer/" in page.url and sent
    before = re.search(r"session=([^;]+)", given.value.all_headers()["set-cookie"])[1]
    # The very bytes, with the very cookie that the challenge is in: as whoever recorded both would send them.
    thief = browser.new_context()
    thief.add_cookies([{**one, "value": before if one["name"] == "session" else one["value"]} for one in cookies])
    other = thief.new_page()
    answer = other.request.post(f"{site}/account/sign-in/passkey", data=sent[0], headers={
        "Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0)  # fmt: skip
    assert answer.status == 422 and "was not accepted" in answer.text()
    # And in a session with another challenge.
    fresh = browser.new_context()
    stranger = fresh.new_page()
    stranger.goto(f"{site}/account/sign-in")
    token = stranger.locator("input[name=csrf_token]").first.input_value()
    forged = re.sub(r"csrf_token=[^&]+", f"csrf_token={token}", sent[0])
    answer = stranger.request.post(f"{site}/account/sign-in/passkey", data=forged, headers={
        "Content-Type": "application/x-www-form-urlencoded"}, max_redirects=0)  # fmt: skip
    assert answer.status == 422
    thief.close()
    fresh.close()


def test_a_browser_that_gives_none_says_so_and_the_password_still_works(site, email, page):
    cdp, id_ = with_authenticator(page)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": id_, "isUserVerified": False})
    page.goto(f"{site}/account/sign-in")
    page.click("form[data-passkey] button")
    page.locator("form[data-passkey] [role=alert]:not([hidden])").wait_for()
    sign_in(page, site, email, "/officer/trafford/")
    assert page.url == f"{site}/officer/trafford/"


def test_without_a_script_the_page_says_that_passkeys_need_one(site, browser):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{site}/account/sign-in")
    assert plain.get_by_text("Passkeys need JavaScript").is_visible()
    assert not plain.locator("form[data-passkey]").is_visible()
    context.close()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_of_an_account(site, email, page, language):
    found = {}

    def look(name):
        if wrong := axe.wrong_with(page, language, [SIZES["phone"]], [SIZES["desk"]]):
            found[name] = wrong

    def go(path):
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
        look(path)

    for path in ("/account/sign-in", "/account/forgotten", "/account/way-back/none"):
        go(path)
    with_authenticator(page)
    sign_in(page, site, email)
    add_passkey(page)
    look("recovery codes")
    go("/account/second-factor/app")
    page.fill("#code", "000000")
    press(page, "main form button")
    look("a wrong code")
    page.fill("#code", authenticator.code(page.locator("code").inner_text()))
    press(page, "main form button")
    for path in ("/account/", "/account/second-factor", "/account/sessions", "/account/password", "/account/verify"):
        go(path)
    page.fill("#password", "not it")
    press(page, "main form button")
    look("not proved")
    sign_out(page, site)
    sign_in(page, site, email)
    look("second factor asked")
    assert not found

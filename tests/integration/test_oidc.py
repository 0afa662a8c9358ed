"""Single sign-on at a real provider, a process of its own, which also lies."""

import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from consult import config
from consult.extensions import db
from consult.models import SignOnIdentity, User
from consult.services import accounts, joining
from tests.conftest import PASSWORD, ROOT
from tests.integration.members import belonging, deeds, make, partnership
from tests.postgres import free_port

CLIENT, SECRET = "consult-test", "a-secret-of-the-provider"
SAM = "sam@council.example"


@pytest.fixture(scope="module")
def provider():
    """The address of a provider that listens."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, "-m", "tests.oidc_provider", str(port), CLIENT, SECRET], cwd=ROOT,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(300):
        with suppress(requests.ConnectionError):
            requests.get(f"{address}/keys", timeout=5)
            break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def site(app, provider):
    """The application with this provider, which says the truth until it is told to lie."""
    app.config.update(OIDC_ISSUER=provider, OIDC_CLIENT_ID=CLIENT, OIDC_CLIENT_SECRET=SECRET, OIDC_NAME="Council ID",
                      OIDC_ONLY=False, OIDC_ACR=None)  # fmt: skip
    app.extensions.pop("sign_on", None)
    say(provider)
    yield app
    app.extensions.pop("sign_on", None)


def say(provider, **switches):
    requests.post(f"{provider}/switches", json=switches, timeout=10).raise_for_status()


def at_provider(client, **query):
    """The way out, as a browser follows it: the address that the provider sends back to."""
    away = client.get("/account/sign-on", query_string=query)
    assert away.status_code == 302, away.text
    back = requests.get(away.location, allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    split = urlsplit(back.headers["Location"])
    return f"{split.path}?{split.query}"


def sign_on(app, **query):
    """(the client, the answer to coming back)."""
    client = app.test_client()
    return client, client.get(at_provider(client, **query))


def is_in(client):
    return client.get("/account/").status_code == 200


def identities():
    db.session.rollback()
    return [(one.user.email, one.subject) for one in db.session.scalars(db.select(SignOnIdentity))]


def test_an_account_is_found_by_its_verified_address_and_from_then_on_by_the_providers_number(site, provider):
    make(SAM, "viewer", "trafford")
    say(provider, email="Sam@Council.Example")
    client, answer = sign_on(site)
    assert answer.status_code in (302, 303) and client.get("/officer/trafford/").status_code == 200
    assert identities() == [(SAM, "person-1")]
    # Their address changes at the provider, even to somebody else's account: the number is who they are.
    make("boss@council.example", "admin", "trafford")
    say(provider, email="boss@council.example")
    client, _answer = sign_on(site)
    assert SAM in client.get("/account/").text and identities() == [(SAM, "person-1")]
    assert [one.actor for one in deeds("link sign on")] == [SAM]


def test_what_is_asked_of_the_provider(site):
    client = site.test_client()
    asked = parse_qs(urlsplit(client.get("/account/sign-on").location).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16 and len(asked["nonce"][0]) >= 16
    assert asked["redirect_uri"] == ["http://localhost/account/signed-on"]
    other = parse_qs(urlsplit(client.get("/account/sign-on").location).query)
    assert all(asked[name] != other[name] for name in ("state", "nonce", "code_challenge"))


LIES = ["nonce", "audience", "issuer", "expired", "none", "hmac", "other_key", "no_id_token", "userinfo"]


@pytest.mark.refusal(part="Accounts", comes="an ID token with a wrong nonce, audience, issuer or key, or expired",
                     gets="nobody is signed in; words, and the reason in the log")  # fmt: skip
@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_lies_signs_nobody_in(site, provider, lie):
    make(SAM, "admin", "trafford")
    say(provider, lie=lie)
    client, answer = sign_on(site)
    assert answer.status_code == 400 and "could not be checked" in answer.text
    assert not is_in(client) and identities() == []


@pytest.mark.refusal(part="Accounts", comes="a provider that calls itself by another issuer’s name",
                     gets="words: the sign-on does not answer as one")
def test_a_provider_of_another_name_is_not_asked(site, provider):
    say(provider, lie="metadata")
    answer = site.test_client().get("/account/sign-on")
    assert answer.status_code == 503 and "does not answer" in answer.text


@pytest.mark.refusal(part="Accounts", comes="an address that the provider has not verified",
                     gets="words; no account is linked or made")
@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_unverified_address_links_nothing(site, provider, verified):
    make(SAM, "admin", "trafford")
    joining.invite(partnership(), "new@council.example", "admin", "en", "shell")
    for email in (SAM, "new@council.example"):
        say(provider, email=email, email_verified=verified)
        client, answer = sign_on(site)
        assert answer.status_code == 403 and "verified" in answer.text and not is_in(client)
    assert identities() == [] and accounts.find("new@council.example") is None


def test_the_claim_by_which_entra_says_that_an_address_is_verified(site, provider):
    make(SAM, "viewer", "trafford")
    say(provider, email_verified=None, xms_edov=False)
    assert sign_on(site)[1].status_code == 403
    say(provider, email_verified=None, xms_edov=True)
    assert is_in(sign_on(site)[0])


@pytest.mark.refusal(part="Accounts", comes="somebody whom the provider knows and nobody invited",
                     gets="words: ask an administrator; no account")
def test_whom_nobody_invited_gets_no_account(site, provider):
    before = db.session.scalar(db.select(db.func.count()).select_from(User))
    client, answer = sign_on(site)
    assert answer.status_code == 403 and "Ask an administrator" in answer.text and not is_in(client)
    assert db.session.scalar(db.select(db.func.count()).select_from(User)) == before


def test_an_open_invitation_becomes_an_account_at_the_first_sign_on(site, provider):
    joining.invite(partnership(), SAM, "officer", "en", "shell")
    _found, late = joining.invite(partnership("stockport"), SAM, "viewer", "en", "shell")
    client, answer = sign_on(site)
    assert answer.status_code in (302, 303) and client.get("/officer/trafford/publish").status_code == 200
    assert client.get("/officer/stockport/publish").status_code == 403
    assert belonging(SAM).user.name == "Sam Jones" and identities() == [(SAM, "person-1")]
    assert site.test_client().get(f"/account/invited/{late}").status_code == 410


@pytest.mark.refusal(part="Accounts", comes="an address that was given to another person at the provider",
                     gets="words; the account stays its owner’s")
def test_an_address_that_changed_hands_does_not_take_the_account_along(site, provider):
    make(SAM, "admin", "trafford")
    sign_on(site)
    say(provider, sub="person-2")
    client, answer = sign_on(site)
    assert answer.status_code == 403 and "another person" in answer.text and not is_in(client)
    assert identities() == [(SAM, "person-1")]
    # Whoever runs the site parts them, and the next sign-on links anew.
    assert site.test_cli_runner().invoke(args=["accounts", "unlink", SAM]).exit_code == 0
    assert is_in(sign_on(site)[0]) and identities() == [(SAM, "person-2")]


def test_a_closed_account_stays_closed(site, provider):
    make(SAM, "viewer", "trafford")
    sign_on(site)
    accounts.find(SAM).active = False
    db.session.commit()
    client, answer = sign_on(site)
    assert answer.status_code == 403 and "closed" in answer.text and not is_in(client)


@pytest.mark.refusal(part="Accounts", comes="a return from the provider that this browser did not ask for, or twice",
                     gets="nobody is signed in; words")  # fmt: skip
def test_a_return_that_was_not_asked_for(site, provider):
    make(SAM, "admin", "trafford")
    attacker = site.test_client()
    back = at_provider(attacker)
    victim = site.test_client()
    # The attacker's code in the victim's browser, without and with an attempt of the victim's own.
    assert victim.get(back).status_code == 400 and not is_in(victim)
    own = at_provider(victim)
    mixed = back.split("&state=")[0] + "&state=" + own.split("&state=")[1]
    assert victim.get(mixed).status_code == 400 and not is_in(victim)
    again = at_provider(victim)
    assert victim.get(again).status_code in (302, 303)
    assert victim.get(again).status_code == 400
    for odd in ("", "?error=access_denied", "?code=x", "?state=x", "?code=x&state=%00"):
        assert site.test_client().get(f"/account/signed-on{odd}").status_code == 400


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_signing_on_leads_to_no_other_site(site, onward):
    make(SAM, "viewer", "trafford", "stockport")
    _client, answer = sign_on(site, next=onward)
    assert answer.status_code in (302, 303) and answer.location == "/officer/"


def test_signing_on_leads_on_to_the_page_that_was_asked_for(site):
    make(SAM, "viewer", "trafford")
    page = site.test_client().get("/account/sign-in?next=/officer/trafford/findings").text
    assert "Sign on with Council ID" in page and "next=/officer/trafford/findings" in page
    _client, answer = sign_on(site, next="/officer/trafford/findings")
    assert answer.location == "/officer/trafford/findings"


@pytest.mark.refusal(part="Accounts", comes="single sign-on while the provider is down",
                     gets="words; the way by password stays, unless it is switched off")
def test_the_provider_being_down_leaves_the_password(site):
    site.config["OIDC_ISSUER"] = f"http://127.0.0.1:{free_port()}"
    make(SAM, "viewer", "trafford")
    client = site.test_client()
    answer = client.get("/account/sign-on")
    assert answer.status_code == 503 and "sign in with it meanwhile" in answer.text
    client.sign_in(SAM, PASSWORD)
    assert is_in(client)
    site.config["OIDC_ONLY"] = True
    assert "meanwhile" not in site.test_client().get("/account/sign-on").text


@pytest.mark.refusal(part="Accounts", comes="a password where passwords are switched off",
                     gets="words: use the button to sign on")
def test_passwords_can_be_switched_off(site, provider):
    make(SAM, "viewer", "trafford")
    client = site.test_client()
    token = client.token("/account/sign-in")
    site.config["OIDC_ONLY"] = True
    assert "password" not in client.get("/account/sign-in").text.lower()
    answer = client.post("/account/sign-in", data={"email": SAM, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 403 and not is_in(client)
    _found, link = joining.invite(partnership(), "new@council.example", "viewer", "en", "shell")
    page = client.get(f"/account/invited/{link}").text
    assert 'type="password"' not in page and "Sign on with Council ID" in page
    answer = client.post(f"/account/invited/{link}", data={
        "csrf_token": token, "name": "New", "password": "kettle-orbit-violin-9"})  # fmt: skip
    assert answer.status_code == 422 and accounts.find("new@council.example") is None
    assert is_in(sign_on(site)[0])


@pytest.mark.refusal(part="Accounts", comes="a sign-on without the second factor that is demanded of the provider",
                     gets="nobody is signed in; words")
def test_a_second_factor_that_is_demanded_must_have_been_shown(site, provider):
    make(SAM, "viewer", "trafford")
    site.config["OIDC_ACR"] = "mfa phr"
    assert "acr_values=mfa" in site.test_client().get("/account/sign-on").location
    for acr in (None, "password"):
        say(provider, acr=acr)
        assert sign_on(site)[1].status_code == 400
    say(provider, acr="phr")
    assert is_in(sign_on(site)[0])


def test_a_second_factor_here_is_asked_for_unless_the_provider_answers_for_one(site, provider):
    make(SAM, "viewer", "trafford").totp_secret = "sealed"
    db.session.commit()
    client, answer = sign_on(site)
    assert "/account/sign-in/second" in answer.location and not is_in(client)
    site.config["OIDC_ACR"] = "mfa"
    say(provider, acr="mfa")
    assert is_in(sign_on(site)[0])
    assert [one.detail["means"] for one in deeds("sign in")] == ["sign-on"]


def test_without_a_provider_there_is_no_button(app):
    client = app.test_client()
    assert "sign-on" not in client.get("/account/sign-in").text
    assert client.get("/account/sign-on").status_code == client.get("/account/signed-on").status_code == 404


@pytest.mark.parametrize("settings, words", [
    ({"OIDC_ISSUER": "login.council.example"}, "OIDC_ISSUER is 'login.council.example'"),
    ({"OIDC_ISSUER": "https://login.council.example"}, "OIDC_CLIENT_ID is not set"),
    ({"OIDC_ISSUER": "https://login.council.example", "OIDC_CLIENT_ID": "a"}, "OIDC_CLIENT_SECRET is not set"),
    ({"OIDC_ONLY": "yes"}, "OIDC_ONLY is set but OIDC_ISSUER is not"),
    ({"OIDC_ISSUER": "https://a.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", "OIDC_ONLY": "true"},
     "OIDC_ONLY is 'true'"),
])  # fmt: skip
def test_settings_of_sign_on_that_cannot_be_are_refused_at_start(monkeypatch, tmp_path, settings, words):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(config.ConfigError, match=words):
        config.settings(tmp_path)

"""What every answer says of itself to a browser, over every route; forged forms, other hosts, other methods."""

import re
import uuid
from urllib.parse import urljoin

import pytest
from werkzeug.http import parse_cookie
from werkzeug.routing import AnyConverter, UUIDConverter

from consult import config
from consult.extensions import db
from consult.services import setup
from consult.web import limits
from tests.conftest import PASSWORD
from tests.integration.surveys import document, open_survey, yes_no
from tests.integration.test_abuse import another, from_, plain_client
from tests.pages import CheckedClient

SAFE = yes_no("safe", "Do you feel safe?")
VALUES = {
    "survey_slug": "tiny", "page_id": "safe", "name": "ward", "group": "under_11", "code": "AAAAAAAA", "token": "abc",
    "partnership_slug": "trafford", "number": 1, "section": "what-our-communities-tell-us", "filename": "built.json",
    "kind": "csv", "card": "b1", "form": "csv", "block": "b1", "wave_slug": "tiny-1",
    "part": "answers",
}  # fmt: skip
# The one that a stranger's page may send: it forgets what was typed and leads away, and no cookie comes along.
LEAVE = "respond.leave"


def address(rule):
    """An address of a rule, whether or not there is anything at it."""
    return rule.build({name: _value(name, way) for name, way in rule._converters.items()})[1]


def _value(name, way):
    if isinstance(way, UUIDConverter):
        return uuid.UUID(int=1)
    if isinstance(way, AnyConverter) and VALUES.get(name) not in way.items:
        return min(way.items)
    return VALUES.get(name, 1)


def rules(app, method):
    found = {}
    for rule in app.url_map.iter_rules():
        if method in rule.methods:
            found.setdefault(rule.endpoint, rule)
    return found.values()


@pytest.fixture
def admin(app, sign_in):
    open_survey(document(SAFE))
    client = sign_in("admin", "trafford")
    plain = plain_client(app)
    plain.set_cookie("session", client.get_cookie("session").value)
    return plain


# Headers.


def policy(response):
    said = response.headers.getlist("Content-Security-Policy")
    assert len(said) == 1
    return dict(part.strip().split(" ", 1) for part in said[0].split(";"))


def check(response, where):
    found, headers = policy(response), response.headers
    for directive, sources in found.items():
        assert "unsafe" not in sources and "*" not in sources.replace("frame-ancestors *", ""), f"{where}: {directive}"
        assert not re.search(r"https?:|//", sources), f"{where}: {directive} names another site"
    assert found["default-src"] == "'self'" and found["object-src"] == "'none'" and found["base-uri"] == "'none'", where
    assert found["frame-ancestors"] in ("'none'", "'self'"), where
    assert re.fullmatch(r"'self' 'nonce-[\w-]{22}'", found["script-src"]), where
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin", where
    assert "camera=()" in headers["Permissions-Policy"], where
    kept = headers["Cache-Control"]
    assert kept in ("no-store", "private, no-cache", "no-cache") or "insights" in where or "static" in where, where


def test_every_address_sends_the_policy(app):
    open_survey(document(SAFE))
    stranger, checked = plain_client(app), 0
    for rule in rules(app, "GET"):
        # The first may stand on other sites; the second is served without the application.
        if rule.endpoint in ("insights.card", "static"):
            continue
        response = stranger.get(address(rule))
        check(response, f"{rule.endpoint} ({response.status_code})")
        checked += 1
    assert checked > 100


# One of each kind: a page, a form, a picture, a PDF, a workbook, text, JSON, and one that is not there.
OFFICERS = ["", "/waves/tiny-1", "/waves/tiny-1/import", "/waves/tiny-1/alerts", "/waves/tiny-1/channels/paper",
            "/benchmarks.csv", "/log", "/population", "/no-such-page"]  # fmt: skip


def test_officers_pages_send_it_too(admin):
    for page in OFFICERS:
        response = admin.get(f"/officer/trafford{page}")
        check(response, page)
        assert response.headers["Cache-Control"] == "no-store", page


def test_a_card_alone_may_stand_on_other_sites_and_takes_nothing_in(app):
    open_survey(document(SAFE))
    with app.test_request_context():
        from consult.web.headers import may_be_framed_anywhere

        may_be_framed_anywhere()
        response = app.process_response(app.response_class("x"))
    assert policy(response)["frame-ancestors"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert policy(response)["form-action"] == "'self'"


def test_personal_pages_are_kept_by_no_cache(app, admin):
    for page in ("/s/tiny", "/s/tiny/q/safe", "/s/tiny/check", "/officer/trafford", "/account/", "/account/sign-in"):
        assert admin.get(page).headers["Cache-Control"] == "no-store", page


def test_a_nonce_is_used_once(client):
    open_survey(document(SAFE))
    nonces = {policy(client.get("/s/tiny"))["script-src"] for _ in range(5)}
    assert len(nonces) == 5


def test_a_static_file_is_what_it_says(client):
    response = client.get("/static/built.json")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


# In production.


@pytest.fixture
def production(monkeypatch, tmp_path, sqlite_template):
    for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY"):
        monkeypatch.setenv(name, "x" * 40)
    monkeypatch.setenv("CONSULT_ENV", "production")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")
    monkeypatch.setenv("SECOND_FACTOR_FOR", "nobody")
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://survey.example.gov.uk")
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    app = another(tmp_path, sqlite_template)
    with app.app_context():
        open_survey(document(SAFE), survey_exit_address="https://www.bbc.co.uk/weather")
        partnership = db.session.scalar(db.select(setup.Partnership).where(setup.Partnership.slug == "trafford"))
        setup_account(partnership)
        yield app
        db.session.remove()
        db.engine.dispose()


def setup_account(partnership):
    from consult.services import accounts

    accounts.add("a@test.example", "Admin", PASSWORD, [(partnership, "admin")], "tests")


SITE = "https://survey.example.gov.uk"


def test_every_cookie_is_for_this_site_alone_over_https(production):
    client = CheckedClient(production, production.response_class)
    said = []

    def note(response):
        said.extend(response.headers.getlist("Set-Cookie"))
        return response

    def token(page):
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]

    def go(where, **data):
        form = note(client.get(where, base_url=SITE))
        if data:
            headers = {"Referer": f"{SITE}/"}
            sent = {"csrf_token": token(form), **data}
            note(client.post(where, base_url=SITE, data=sent, headers=headers))

    go("/account/sign-in", email="a@test.example", password=PASSWORD, remember="y")
    go("/s/tiny?lang=en&easy=1")
    go("/s/tiny/q/safe", safe="yes")
    go("/s/tiny/check", website="")
    note(client.post("/s/tiny/leave", base_url=SITE))
    names = {re.sub(r"\d+", "N", next(iter(parse_cookie(one.split(";")[0])))) for one in said}
    assert names == {"__Host-session", "known-device", "lang", "easy", "draft-N", "way-N", "answered-N", "left-N"}
    for one in said:
        flags = {part.strip().lower() for part in one.split(";")[1:]}
        assert {"secure", "httponly"} <= flags and flags & {"samesite=lax", "samesite=strict"}, one
        assert not any(flag.startswith("domain") for flag in flags), one


def test_browsers_are_told_to_come_by_https(production):
    response = plain_client(production).get("/s/tiny", base_url=SITE)
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.refusal(part="Abuse", comes="a request under another site's name",
                     gets="words, and no link that leads there")  # fmt: skip
@pytest.mark.parametrize("host", ["evil.example", "survey.example.gov.uk.evil.example", "evil.example:443", "", "a b"])
def test_the_site_answers_under_its_own_name_alone(production, host):
    headers = {"Host": host, "X-Forwarded-Host": "evil.example"}
    response = plain_client(production).get("/account/sign-in", headers=headers)
    assert response.status_code == 400 and "evil" not in response.text
    assert "not reached by that name" in response.text


def test_a_proxy_says_who_asks_and_not_under_which_name(production):
    client = plain_client(production)
    told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example"}  # fmt: skip
    assert client.get("/health/live", headers={"Host": "localhost", **told}).status_code == 200
    seen = []
    production.before_request_funcs[None].insert(0, lambda: seen.append(limits.request.remote_addr))
    page = client.get("/s/tiny", headers={"Host": "survey.example.gov.uk", **told})
    assert seen == ["203.0.113.9"], "the last that was told, which the proxy told itself"
    assert page.status_code == 200 and "evil.example" not in page.text


def test_without_a_proxy_nobody_says_who_asks(app, caplog):
    open_survey(document(SAFE))
    seen = []
    hook = lambda: seen.append(limits.request.remote_addr)  # noqa: E731
    app.before_request_funcs[None].insert(0, hook)
    try:
        plain_client(app).get("/s/tiny", headers={"X-Forwarded-For": "203.0.113.9"}, **from_("192.0.2.1"))
    finally:
        app.before_request_funcs[None].remove(hook)
    assert seen == ["192.0.2.1"] and "203.0.113.9" not in caplog.text


def test_printed_addresses_are_the_sites_own(production):
    client = CheckedClient(production, production.response_class)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/sign-in", base_url=SITE).text)[1]
    data = {"email": "a@test.example", "password": PASSWORD, "csrf_token": token}
    client.post("/account/sign-in", base_url=SITE, data=data, headers={"Referer": f"{SITE}/"})
    page = client.get("/officer/trafford/waves/tiny-1/channels/links", base_url="https://localhost")
    assert page.status_code in (200, 302) and "https://localhost" not in page.text


# Forged forms, other methods, other sites.


@pytest.mark.refusal(part="Abuse", comes="a form that another site sends for somebody who is signed in",
                     gets="words, and nothing changed")  # fmt: skip
def test_every_form_refuses_what_it_did_not_make(app, admin):
    before = _everything()
    checked = 0
    for rule in rules(app, "POST"):
        if rule.endpoint == LEAVE:
            continue
        response = admin.post(address(rule), data={"anything": "at all"})
        # A batch is told by its tablet's token, a survey's form by the secret of the device that it was made for, and
        # what is exempt so that it can keep what was typed looks at the token itself.
        wanted = {"outreach.sync": (401,)}.get(rule.endpoint, (303, 400, 404, 422))
        if rule.endpoint.startswith(("respond.", "preview.")):
            wanted = (200, 302, 404, 422)
        assert response.status_code in wanted, f"{rule.endpoint}: {response.status_code}"
        checked += 1
    assert checked > 100 and _everything() == before


def _everything():
    """Every row of every table."""
    return {name: db.session.execute(db.select(table)).all() for name, table in db.metadata.tables.items()}


def test_no_header_or_field_changes_the_method(app, admin):
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}, {"X-HTTP-Method": "PUT"}):
        assert admin.get("/s/tiny/clear", headers=headers).status_code == 405
        assert admin.get("/s/tiny/clear?_method=POST", headers=headers).status_code == 405


def test_methods_that_no_page_has(app, client):
    open_survey(document(SAFE))
    for method in ("TRACE", "TRACK", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND"):
        assert plain_client(app).open("/s/tiny", method=method).status_code == 405


NEXT = ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
        "/%2fevil.example/..//evil.example", "javascript:alert(1)", "\thttps://evil.example"]  # fmt: skip


def test_signing_in_leads_to_no_other_site(app, sign_in):
    sign_in("viewer", "trafford")
    for target in NEXT:
        client = CheckedClient(app, app.response_class)
        token = client.token("/account/sign-in")
        data = {"email": "viewer-trafford@test.example", "password": PASSWORD, "csrf_token": token, "next": target}
        answer = client.post("/account/sign-in", data=data, query_string={"next": target})
        leads = answer.headers.get("Location", "/").replace("\\", "/").strip()
        assert urljoin(f"{SITE}/account/sign-in", leads).startswith(f"{SITE}/"), f"{target}: {leads}"


def test_a_session_planted_before_signing_in_is_nobodys(app, client):
    open_survey(document(SAFE))
    client.get("/account/sign-in")
    planted = client.get_cookie("session").value
    partnership = db.session.scalar(db.select(setup.Partnership).where(setup.Partnership.slug == "trafford"))
    setup_account(partnership)
    client.sign_in("a@test.example", PASSWORD)
    assert client.get_cookie("session").value != planted
    attacker = plain_client(app)
    attacker.set_cookie("session", planted)
    assert attacker.get("/officer/").status_code == 302


def test_settings_for_hosts(monkeypatch, tmp_path):
    monkeypatch.setenv("TRUSTED_HOSTS", "10.0.0.7, .internal.example")
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://Survey.Example.gov.uk")
    found = config.settings(tmp_path)["TRUSTED_HOSTS"]
    assert found == ["survey.example.gov.uk", "localhost", "127.0.0.1", "10.0.0.7", ".internal.example"]

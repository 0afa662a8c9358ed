"""Ways back for those who forgot their password: letters, and addresses that administrators hand on."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from consult.extensions import db
from consult.models import AuditEvent
from consult.services import accounts
from consult.services.signing_in import proofs, recovery
from tests.conftest import PASSWORD
from tests.integration.authenticator import set_up

OFFICER = "officer-trafford@test.example"
NEW = "purple kettle under bridges"


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", "trafford")


def ask(client, email):
    """Ask for a letter. What host a request names is its sender's to choose."""
    data = {"email": email, "csrf_token": client.token("/account/forgotten")}
    return client.post("/account/forgotten", data=data, headers={"X-Forwarded-Host": "evil.example"})


def arrived(box, number):
    """The letters, once so many have come."""
    for _look in range(100):
        if len(box.letters) >= number:
            break
        time.sleep(0.05)
    return box.letters


def link_in(letter):
    return re.search(r"https?://\S+", letter.get_content()[letter.get_content().index("works once"):])[0]


def use(client, path, password=NEW):
    return client.post(path, data={"password": password, "csrf_token": client.token(path)})


def is_in(client):
    return client.get("/officer/trafford/").status_code == 200


def test_a_letter_leads_back_once(app, officer, letterbox):
    app.config["PUBLIC_ADDRESS"] = "https://survey.example.gov.uk"
    stranger = app.test_client()
    assert "a letter is on its way" in ask(stranger, OFFICER.upper()).text
    (_sender, readers, letter), = arrived(letterbox, 1)  # fmt: skip
    assert readers == [OFFICER] and link_in(letter).startswith("https://survey.example.gov.uk/account/way-back/")
    path = link_in(letter).removeprefix("https://survey.example.gov.uk")
    assert use(stranger, path).location == "/account/sign-in"
    assert not is_in(stranger) and not is_in(officer), "a way back signs nobody in, and everybody out"
    gone = stranger.get(path)
    assert gone.status_code == 410 and "good no longer" in gone.text
    stranger.sign_in(OFFICER, NEW)
    assert is_in(stranger)
    verbs = list(db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.actor == OFFICER)))
    assert "new password by way back" in verbs


def test_whoever_has_an_account_is_not_told(app, officer, letterbox):
    pages = []
    for email in (OFFICER, "nobody@gov.example", "no address", "", "\0"):
        page = ask(app.test_client(), email)
        pages.append((page.status_code, re.sub(r'nonce="[^"]+"|value="[^"]+"', "", page.text)))
    assert len(set(pages)) == 1
    arrived(letterbox, 1)
    ask(app.test_client(), OFFICER)
    assert [readers for _from, readers, _letter in arrived(letterbox, 2)] == [[OFFICER], [OFFICER]]


@pytest.mark.refusal(part="Accounts", comes="a stranger who asks for letter after letter for somebody",
                     gets="the same words, and no more letters for a while")  # fmt: skip
def test_a_stranger_fills_nobodys_letterbox(app, officer, letterbox):
    pages = {re.sub(r'nonce="[^"]+"|value="[^"]+"', "", ask(app.test_client(), OFFICER).text) for _ask in range(6)}
    assert len(pages) == 1
    arrived(letterbox, 3)
    recovery._background().submit(int).result()
    assert len(letterbox.letters) == 3


def test_a_closed_account_gets_no_letter(app, officer, letterbox):
    user = accounts.find(OFFICER)
    path = accounts.way_back(user)
    user.active = False
    db.session.commit()
    ask(app.test_client(), OFFICER)
    recovery._background().submit(int).result()
    assert letterbox.letters == [] and app.test_client().get(path).status_code == 410


@pytest.mark.refusal(part="Accounts", comes="a way back that was used, is old or forged",
                     gets="words, and how to get another")  # fmt: skip
def test_ways_back_that_are_none(app, officer, monkeypatch):
    user = accounts.find(OFFICER)
    handed_on = accounts.way_back(user)
    client = app.test_client()
    for forged in (handed_on[:-3] + "abc", "/account/way-back/x", "/account/way-back/a.b.c", handed_on + "%00"):
        assert client.get(forged).status_code == 410, forged
    present = time.time()
    for hours, alive in ((0.9, [True, True]), (1.1, [False, True]), (23.9, [False, True]), (24.1, [False, False])):
        with monkeypatch.context() as clock:
            clock.setattr("itsdangerous.timed.time.time", lambda hours=hours: present - hours * 3600)
            made = [recovery.path(user, recovery.SENT), accounts.way_back(user)]
        assert [client.get(path).status_code == 200 for path in made] == alive, hours


def test_a_way_back_ends_with_a_change_of_the_password(app, officer):
    user = accounts.find(OFFICER)
    path = accounts.way_back(user)
    proofs.change_password(user, NEW)
    assert app.test_client().get(path).status_code == 410


def test_a_way_back_keeps_the_rules_and_the_second_factor(app, officer):
    set_up(officer)
    path, client = accounts.way_back(accounts.find(OFFICER)), app.test_client()
    refused = use(client, path, "Manchester2027!")
    assert refused.status_code == 422 and "tried first" in refused.text
    assert use(client, path).status_code == 303
    token = client.token("/account/sign-in")
    asked = client.post("/account/sign-in", data={"email": OFFICER, "password": NEW, "csrf_token": token})
    assert asked.location.startswith("/account/sign-in/second")


def test_a_way_back_frees_from_the_wait_a_stranger_made(app, officer):
    stranger, owner = app.test_client(), app.test_client()
    token = stranger.token("/account/sign-in")
    for _try in range(7):
        stranger.post("/account/sign-in", data={"email": OFFICER, "password": "wrong", "csrf_token": token})
    use(owner, accounts.way_back(accounts.find(OFFICER)))
    owner.sign_in(OFFICER, NEW)
    assert is_in(owner)


def test_two_who_use_it_at_once_are_one(any_app):
    user = accounts.add(OFFICER, "Officer", PASSWORD, [], "tests")
    token = accounts.way_back(user).removeprefix(recovery.PATH)

    def one(number):
        with any_app.app_context():
            used = recovery.use(token, f"{NEW} {number}") is not None
            db.session.remove()
        return used

    with ThreadPoolExecutor(4) as crowd:
        assert sorted(crowd.map(one, range(4))) == [False, False, False, True]


def test_without_a_mail_server_an_administrator_is_named(app, officer):
    page = app.test_client().get("/account/forgotten")
    assert "This site sends no letters. Ask an administrator" in page.text


def test_the_shell_makes_a_way_back_and_lets_somebody_begin_anew(app, officer):
    set_up(officer)
    shell = app.test_cli_runner()
    made = shell.invoke(args=["accounts", "way-back", OFFICER])
    assert app.test_client().get(made.output.strip()).status_code == 200
    assert shell.invoke(args=["accounts", "begin-anew", OFFICER]).exit_code == 0
    assert not is_in(officer)
    for command in ("way-back", "begin-anew"):
        refused = shell.invoke(args=["accounts", command, "nobody@gov.example"])
        assert refused.exit_code == 1 and "There is no account for nobody@gov.example" in refused.output
    short = shell.invoke(args=["accounts", "add", "new@gov.example", "--name", "New", "--partnership", "trafford",
                               "--role", "viewer", "--password", "Trafford2027!"])  # fmt: skip
    assert short.exit_code == 1 and "tried first" in short.output
    assert "users" not in shell.invoke(args=["--help"]).output, "the accounts library's own commands are not there"

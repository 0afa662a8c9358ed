"""Invitations: one link, once, for seven days, and nothing told about other partnerships' accounts."""

import datetime as dt
import html
import re
import threading

import pytest

from consult.extensions import db
from consult.models import AccountInvitation, AuditEvent
from consult.models.types import now
from consult.services import accounts, joining
from tests.addresses import sealed
from tests.integration.members import HERS, PEOPLE, administrators, belonging, deeds, make, partnership, signed_in

NEW_PASSWORD = "kettle-orbit-violin-9"


@pytest.fixture
def administrator(app):
    """A client signed in as an administrator of Trafford, HERS."""
    return administrators(app)


def invite(client, email="new@council.example", role="officer", language="en"):
    token = client.token(PEOPLE)
    return client.post(PEOPLE, data={"csrf_token": token, "email": email, "role": role, "language": language})


def link_in(text):
    """The link of an invitation in a page or a letter, without its host."""
    return re.search(r"/account/invited/[A-Za-z0-9_-]{43}", html.unescape(text))[0]


def join(client, link, **data):
    return client.post(link, data={"csrf_token": client.token(link), **data})


def join_new(app, link, name="Noor Ahmed", password=NEW_PASSWORD):
    client = app.test_client()
    return client, join(client, link, name=name, password=password)


def only():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(AccountInvitation)).one()


def test_invited_by_letter_joins_and_works(app, administrator, letterbox):
    answer = invite(administrator, " New@Council.Example ")
    assert answer.status_code == 303 and "/account/invited/" not in administrator.get(PEOPLE).text
    (_sender, to, letter), = letterbox.letters  # fmt: skip
    assert to == ["new@council.example"] and HERS in letter.get_content()
    link = link_in(letter.get_content())
    page = app.test_client().get(link).text
    assert partnership().title in page and "Officer" in page and "publishing" in page
    client, answer = join_new(app, link)
    assert answer.status_code == 303 and client.get("/officer/trafford/publish").status_code == 200
    assert belonging("new@council.example").user.name == "Noor Ahmed"
    (deed,) = deeds("accept invitation")
    assert deed.actor == "new@council.example" and deed.detail == {"role": "officer", "invited_by": HERS}
    assert [(one.actor, one.subject) for one in deeds("invite")] == [(HERS, "new@council.example")]
    # And signs in again with the password.
    assert signed_in(app, "new@council.example", NEW_PASSWORD).get("/officer/trafford/").status_code == 200


def test_without_a_mail_server_the_link_is_shown_once(app, administrator):
    shown = invite(administrator)
    link = link_in(shown.text)
    assert shown.headers["Cache-Control"] == "no-store" and link not in administrator.get(PEOPLE).text
    _client, answer = join_new(app, link)
    assert answer.status_code == 303 and belonging("new@council.example") is not None


def test_a_mail_server_that_refuses_loses_no_invitation(app, administrator):
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=9, MAIL_FROM="a@b.example", MAIL_STARTTLS=False)
    answer = invite(administrator)
    assert answer.status_code == 502 and "could not be sent" in answer.text
    assert app.test_client().get(link_in(answer.text)).status_code == 200


def test_the_letter_and_its_page_are_in_the_language_that_was_chosen(app, administrator, letterbox):
    invite(administrator, language="ur")
    link = re.search(r"/account/invited/\S+", letterbox.letters[0][2].get_content())[0]
    assert '<html lang="ur" dir="rtl"' in app.test_client().get(link).text


def test_a_copy_of_the_database_opens_no_invitation(app, administrator):
    token = link_in(invite(administrator).text).rpartition("/")[2]
    stored = db.session.execute(db.text("SELECT * FROM account_invitation")).one()
    logged = db.session.scalars(db.select(AuditEvent)).all()
    assert all(token not in str(value) for value in stored)
    assert all(token not in f"{one.subject} {one.detail}" for one in logged)


@pytest.mark.refusal(part="Accounts", comes="a link of an invitation that was used before",
                     gets="words: sign in if that was you")
def test_a_link_works_once(app, administrator):
    link = link_in(invite(administrator).text)
    other = app.test_client()
    token = other.token(link)
    join_new(app, link)
    late = other.post(link, data={"csrf_token": token, "name": "Thief", "password": NEW_PASSWORD})
    assert late.status_code == 410 and "accepted already" in late.text
    assert belonging("new@council.example").user.name == "Noor Ahmed"


@pytest.mark.refusal(part="Accounts", comes="a link of an invitation after seven days",
                     gets="words: ask for it to be sent again")
def test_a_link_runs_out(app, administrator):
    link = link_in(invite(administrator).text)
    left = only().expires_at - now()
    assert dt.timedelta(days=6, hours=23) < left <= dt.timedelta(days=7)
    only().expires_at = now() - dt.timedelta(seconds=1)
    db.session.commit()
    gone = app.test_client().get(link)
    assert gone.status_code == 410 and "ran out" in gone.text


@pytest.mark.refusal(part="Accounts", comes="a link of an invitation that was called back, or of none",
                     gets="words, and what to do")
def test_a_link_that_was_called_back_is_dead(app, administrator):
    link = link_in(invite(administrator).text)
    token = administrator.token(PEOPLE)
    administrator.post(f"{PEOPLE}/invitations/{only().id}/call-back", data={"csrf_token": token})
    assert app.test_client().get(link).status_code == 410
    assert "called back" in app.test_client().get(link).text
    unknown = app.test_client().get(link[:-4] + "AAAA")
    assert unknown.status_code == 404 and "newest letter" in unknown.text
    # The address may be asked again.
    assert link_in(invite(administrator).text) != link


def test_sent_again_the_old_link_is_dead(app, administrator, letterbox):
    invite(administrator)
    half_way = app.test_client()
    first = link_in(letterbox.letters[0][2].get_content())
    stale = half_way.token(first)
    administrator.post(f"{PEOPLE}/invitations/{only().id}/again", data={"csrf_token": administrator.token(PEOPLE)})
    second = link_in(letterbox.letters[1][2].get_content())
    assert second != first and app.test_client().get(first).status_code == 404
    answer = half_way.post(first, data={"csrf_token": stale, "name": "Thief", "password": NEW_PASSWORD})
    assert answer.status_code == 404 and belonging("new@council.example") is None
    assert join_new(app, second)[1].status_code == 303


@pytest.mark.refusal(part="Accounts", comes="an invitation for who belongs to the partnership already",
                     gets="words, whatever the case of the address")
def test_a_member_is_not_invited_again(app, administrator):
    make("sam@council.example", "viewer", "trafford")
    answer = invite(administrator, "SAM@Council.example")
    assert answer.status_code == 422 and "belongs to the partnership already" in answer.text
    assert joining.open_ones(partnership()) == []


@pytest.mark.refusal(part="Accounts", comes="a second invitation for an address that has an open one",
                     gets="words: send that one again")
def test_an_address_has_one_open_invitation(app, administrator):
    invite(administrator)
    answer = invite(administrator, "NEW@council.example", role="admin")
    assert answer.status_code == 422 and "open invitation" in answer.text and only().role.name == "officer"


@pytest.mark.refusal(part="Accounts", comes="an invitation without an address that can be one, or without a role",
                     gets="words at the field")
@pytest.mark.parametrize("email", ["", "sam", "sam@", "sam@council.example\r\nBcc: evil@x.example",
                                   "a" * 400 + "@b.example"])  # fmt: skip
def test_an_address_that_is_none_is_refused(app, administrator, letterbox, email):
    answer = invite(administrator, email)
    assert answer.status_code == 422 and 'href="#email"' in answer.text
    answer = invite(administrator, role="")
    assert answer.status_code == 422 and "Choose a role" in answer.text
    assert letterbox.letters == [] and joining.open_ones(partnership()) == []


def test_whether_an_address_has_an_account_elsewhere_is_not_told(app, administrator):
    make("known@council.example", "officer", "stockport")
    plain = [invite(administrator, email).text for email in ("known@council.example", "never@council.example")]
    links = [link_in(text) for text in plain]
    # The pages behind the links too: an administrator without a mail server sees them.
    plain += [app.test_client().get(link).text for link in links]

    def bare(text):
        for email in ("known@council.example", "never@council.example"):
            text = text.replace(email, "X")
        return re.sub(r'[A-Za-z0-9_.-]{22,}', "-", html.unescape(text))

    assert bare(plain[0]) == bare(plain[1]) and bare(plain[2]) == bare(plain[3])


@pytest.mark.refusal(part="Accounts", comes="a new account for an address that has one",
                     gets="words: sign in with it, then join")
def test_who_has_an_account_joins_with_it_and_keeps_its_password(app, administrator):
    make("known@council.example", "viewer", "stockport")
    link = link_in(invite(administrator, "Known@Council.example").text)
    _client, answer = join_new(app, link)
    assert answer.status_code == 422 and "Sign in with it" in answer.text
    assert belonging("known@council.example") is None
    known = signed_in(app, "known@council.example")
    assert join(known, link).status_code == 303
    assert belonging("known@council.example").role.name == "officer"
    assert belonging("known@council.example", "stockport").role.name == "viewer"
    assert accounts.find("known@council.example").name == "Known"


def test_who_is_signed_in_with_another_address_joins_with_that_account(app, administrator):
    make("sam@stockport.example", "viewer", "stockport")
    link = link_in(invite(administrator, "sam@trafford.example").text)
    sam = signed_in(app, "sam@stockport.example")
    assert "one person needs one account" in sam.get(link).text
    assert join(sam, link).status_code == 303
    assert belonging("sam@stockport.example").role.name == "officer"
    assert accounts.find("sam@trafford.example") is None
    (deed,) = deeds("accept invitation")
    assert (deed.actor, deed.subject) == ("sam@stockport.example", "sam@trafford.example")


@pytest.mark.refusal(part="Accounts", comes="a member who accepts somebody else's invitation to a higher role",
                     gets="words: an administrator changes what you may do")
def test_an_invitation_raises_nobody_who_belongs_already(app, administrator):
    make("sam@council.example", "viewer", "trafford")
    link = link_in(invite(administrator, "new@council.example", role="admin").text)
    answer = join(signed_in(app, "sam@council.example"), link)
    assert answer.status_code == 422 and "belong to this partnership already" in answer.text
    assert belonging("sam@council.example").role.name == "viewer" and only().ended_as is None


def test_who_was_taken_out_comes_back_by_an_invitation_and_by_nothing_else(app, administrator):
    make("second@council.example", "admin", "trafford")
    make("sam@council.example", "officer", "trafford")
    before = accounts.find("sam@council.example").id
    token = administrator.token("/account/")
    address = f"{PEOPLE}/{sealed('member', belonging('sam@council.example').id)}"
    administrator.post(address, data={"csrf_token": token, "do": "remove"})
    link = link_in(invite(administrator, "sam@council.example", role="viewer").text)
    _client, answer = join_new(app, link, name="Sam Again")
    assert answer.status_code == 303
    found = belonging("sam@council.example").user
    # The same person as before: what they submitted they still cannot approve.
    assert (found.id, found.active, found.name) == (before, True, "Sam Again")
    assert signed_in(app, "sam@council.example", NEW_PASSWORD).get("/officer/trafford/").status_code == 200


@pytest.mark.refusal(part="Accounts", comes="an account without a name or with a password that is too short",
                     gets="words at the field; the link stays good")
@pytest.mark.parametrize("name, password, place", [("", NEW_PASSWORD, "name"), ("Noor", "short", "password"),
                                                   ("x" * 200, NEW_PASSWORD, "name")])  # fmt: skip
def test_a_refused_account_leaves_the_link_good(app, administrator, name, password, place):
    link = link_in(invite(administrator).text)
    _client, answer = join_new(app, link, name, password)
    assert answer.status_code == 422 and f'href="#{place}"' in answer.text and password not in answer.text
    assert join_new(app, link)[1].status_code == 303


def test_another_partnerships_invitations_are_out_of_reach(app, administrator):
    found, token = joining.invite(partnership("stockport"), "new@council.example", "viewer", "en", "shell")
    assert "new@council.example" not in administrator.get(PEOPLE).text
    for deed in ("again", "call-back"):
        data = {"csrf_token": administrator.token(PEOPLE)}
        answer = administrator.post(f"{PEOPLE}/invitations/{found.id}/{deed}", data=data)
        assert answer.status_code == 404
    assert app.test_client().get(f"/account/invited/{token}").status_code == 200


def test_the_shell_makes_the_first_administrator(app, monkeypatch):
    app.config["PUBLIC_ADDRESS"] = "https://survey.example.gov.uk"
    run = app.test_cli_runner().invoke(args=["accounts", "invite", "first@council.example", "--partnership", "trafford",
                                             "--role", "admin"])  # fmt: skip
    assert run.exit_code == 0 and "https://survey.example.gov.uk/account/invited/" in run.output, run.output
    client, answer = join_new(app, link_in(run.output))
    assert answer.status_code == 303 and client.get(PEOPLE).status_code == 200
    again = app.test_cli_runner().invoke(args=["accounts", "invite", "first@council.example", "--partnership",
                                               "trafford", "--role", "admin"])  # fmt: skip
    assert again.exit_code == 1 and "belongs to the partnership already" in again.output


def test_an_invitation_is_taken_once_by_two_at_once(pg_app):
    _found, token = joining.invite(partnership(), "new@council.example", "viewer", "en", "shell")
    make("one@council.example", "viewer", "stockport")
    make("two@council.example", "viewer", "stockport")
    ready, outcomes = threading.Barrier(2), []

    def take(email):
        with pg_app.app_context():
            found, user = joining.by_token(token), accounts.find(email)
            ready.wait()
            try:
                joining.join_as(found, user)
                outcomes.append("in")
            except joining.Refused:
                outcomes.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=take, args=(email,)) for email in ("one@council.example", "two@council.example")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused"]

"""Who belongs to a partnership: an administrator says it, within what keeps the partnership governed."""

import re
import threading

import pytest

from consult.extensions import db
from consult.models import Membership, SignOnIdentity, User
from consult.roles import DUTIES, ROLES
from consult.services import accounts, joining, people
from tests.addresses import sealed
from tests.conftest import PASSWORD
from tests.integration.members import HERS, PEOPLE, administrators, belonging, deeds, make, partnership, signed_in


@pytest.fixture
def administrator(app):
    """A client signed in as an administrator of Trafford, HERS."""
    return administrators(app)


def page_of(email):
    return f"{PEOPLE}/{sealed('member', belonging(email).id)}"


def decide(client, email, **data):
    address = page_of(email)
    return client.post(address, data={"csrf_token": client.token("/account/"), **data})


def test_an_administrator_sees_everybody_who_belongs_here_and_nobody_else(app, administrator):
    make("sam@council.example", "viewer", "trafford")
    make("stranger@council.example", "viewer", "stockport")
    page = administrator.get(PEOPLE).text
    assert "sam@council.example" in page and "Viewer" in page and "stranger@council.example" not in page


def test_a_change_of_role_holds_at_once_where_they_are_signed_in(app, administrator):
    make("sam@council.example", "officer", "trafford")
    sam = signed_in(app, "sam@council.example")
    assert sam.get("/officer/trafford/publish").status_code == 200
    assert decide(administrator, "sam@council.example", do="role", role="viewer").status_code == 303
    assert sam.get("/officer/trafford/publish").status_code == 403
    assert sam.get("/officer/trafford/").status_code == 200
    (deed,) = deeds("change role")
    assert (deed.actor, deed.subject, deed.detail) == (
        HERS, "sam@council.example", {"before": "officer", "role": "viewer"})  # fmt: skip


def test_who_is_taken_out_opens_nothing_here_any_more_and_keeps_the_other_partnership(app, administrator):
    make("sam@council.example", "officer", "trafford", "stockport")
    sam = signed_in(app, "sam@council.example")
    assert sam.get("/officer/trafford/").status_code == 200
    assert decide(administrator, "sam@council.example", do="remove").status_code == 303
    assert sam.get("/officer/trafford/").status_code == 404
    assert sam.get("/officer/stockport/").status_code == 200
    assert accounts.find("sam@council.example").active
    (deed,) = deeds("remove member")
    assert (deed.actor, deed.subject, deed.partnership_id) == (HERS, "sam@council.example", partnership().id)
    assert deeds("close account") == []


def test_an_account_that_belongs_nowhere_else_is_closed_with_its_sessions(app, administrator):
    make("sam@council.example", "officer", "trafford")
    sam = signed_in(app, "sam@council.example")
    decide(administrator, "sam@council.example", do="remove")
    assert "/account/sign-in" in sam.get("/account/").location
    again = app.test_client()
    token = again.token("/account/sign-in")
    answer = again.post("/account/sign-in", data={
        "email": "sam@council.example", "password": PASSWORD, "csrf_token": token})  # fmt: skip
    assert answer.status_code == 422 and "could not sign you in" in answer.text
    # No partnership reads whether somebody belonged to another.
    assert [one.partnership_id for one in deeds("close account")] == [None]


@pytest.mark.refusal(part="Accounts", comes="taking out or demoting the last administrator of a partnership",
                     gets="words: make somebody else an administrator first")
@pytest.mark.parametrize("change", [{"do": "remove"}, {"do": "role", "role": "viewer"}])
def test_the_last_administrator_stays(app, administrator, change):
    # One whose account is closed looks after nobody.
    make("gone@council.example", "admin", "trafford")
    accounts.find("gone@council.example").active = False
    db.session.commit()
    answer = decide(administrator, HERS, **change)
    assert answer.status_code == 409 and "last administrator" in answer.text
    assert belonging(HERS).role.name == "admin" and deeds("change role") == deeds("remove member") == []


def test_the_last_but_one_may_go_and_then_the_last_stays(app, administrator):
    make("second@council.example", "admin", "trafford")
    assert decide(administrator, HERS, do="role", role="officer").status_code == 303
    assert administrator.get(PEOPLE).status_code == 403
    second = signed_in(app, "second@council.example")
    assert "last administrator" in decide(second, "second@council.example", do="remove").text


@pytest.mark.refusal(part="Accounts", comes="somebody who would raise their own role, or anybody’s without the right",
                     gets="words; who may change roles has every right already")
def test_nobody_raises_their_own_role(app):
    make("sam@council.example", "officer", "trafford")
    make("boss@council.example", "admin", "trafford")
    for email in ("sam@council.example", "boss@council.example"):
        with pytest.raises(people.Refused) as refused:
            people.change_role(belonging(email), "viewer", "sam@council.example")
        with app.test_request_context():
            assert "not an administrator" in str(refused.value.words)
    everything = set.union(*DUTIES.values())
    assert all(duties == everything for duties in DUTIES.values() if people.MANAGE in duties)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_administrators_decide_who_belongs(app, sign_in, role):
    make("sam@council.example", "viewer", "trafford")
    client = sign_in(role, "trafford")
    assert client.get(PEOPLE).status_code == 403 and "/people" not in client.get("/officer/trafford/").text
    address, token = page_of("sam@council.example"), client.token("/account/")
    assert client.post(address, data={"csrf_token": token, "do": "role", "role": "admin"}).status_code == 403
    assert client.post(PEOPLE, data={"csrf_token": token, "email": "x@y.example", "role": "admin"}).status_code == 403
    assert belonging("sam@council.example").role.name == "viewer" and joining.open_ones(partnership()) == []


def test_people_of_another_partnership_cannot_be_changed_from_here(app, administrator):
    make("sam@council.example", "viewer", "stockport")
    theirs = belonging("sam@council.example", "stockport").id
    assert administrator.get(f"{PEOPLE}/{sealed('member', theirs)}").status_code == 404
    token = administrator.token("/account/")
    taken_out = administrator.post(f"{PEOPLE}/{sealed('member', theirs)}", data={"csrf_token": token, "do": "remove"})
    assert taken_out.status_code == 404
    assert belonging("sam@council.example", "stockport") is not None


@pytest.mark.refusal(part="Accounts", comes="a role that does not exist", gets="words, and nothing is changed")
def test_a_role_that_does_not_exist_is_given_to_nobody(app, administrator):
    make("sam@council.example", "viewer", "trafford")
    for role in ("superuser", "", "admin' --"):
        answer = decide(administrator, "sam@council.example", do="role", role=role)
        assert answer.status_code == 409 and "Choose a role" in answer.text
    assert belonging("sam@council.example").role.name == "viewer"


def test_two_administrators_who_take_each_other_out_at_once_leave_one(pg_app):
    make("one@council.example", "admin", "trafford")
    make("other@council.example", "admin", "trafford")
    ready, outcomes = threading.Barrier(2), []

    def take_out(email, actor):
        with pg_app.app_context():
            found = db.session.scalar(db.select(Membership).join(User).where(User.email == email))
            ready.wait()
            try:
                people.remove(found, actor)
                outcomes.append("done")
            except people.Refused:
                outcomes.append("refused")
            finally:
                db.session.remove()

    pairs = [("one@council.example", "other@council.example"), ("other@council.example", "one@council.example")]
    threads = [threading.Thread(target=take_out, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    left = db.session.scalars(db.select(Membership).where(Membership.partnership_id == partnership().id)).all()
    assert [one.role.name for one in left] == ["admin"]


def test_one_person_has_a_role_in_each_partnership(app):
    user = make("sam@council.example", "viewer", "trafford")
    _invitation, token = joining.invite(partnership("stockport"), user.email, "officer", "en", "shell")
    joining.join_as(joining.by_token(token), user)
    sam = signed_in(app, user.email)
    home = re.sub(r"<[^>]+>", " ", sam.get("/officer/").text)
    for slug, role in (("trafford", "Viewer"), ("stockport", "Officer")):
        assert re.search(rf"{re.escape(partnership(slug).title)}\s+{role}", home)
    assert sam.get("/officer/trafford/publish").status_code == 403
    assert sam.get("/officer/stockport/publish").status_code == 200


def test_the_invitations_of_somebody_taken_out_are_called_back(app, administrator):
    make("second@council.example", "admin", "trafford")
    sock, _token = joining.invite(partnership(), "sock@puppet.example", "admin", "en", "second@council.example")
    other, _token = joining.invite(partnership(), "fine@council.example", "viewer", "en", HERS)
    decide(administrator, "second@council.example", do="remove")
    assert [one.email for one in joining.open_ones(partnership())] == [other.email]


def link_of(text):
    return re.search(r"/account/way-back/[A-Za-z0-9_.-]+", text)[0]


def test_a_member_without_mail_gets_a_way_back_from_an_administrator(app, administrator):
    make("sam@council.example", "officer", "trafford")
    shown = decide(administrator, "sam@council.example", do="way_back")
    link = link_of(shown.text)
    sam = app.test_client()
    sam.post(link, data={"csrf_token": sam.token(link), "password": "kettle-orbit-violin-9"})
    assert signed_in(app, "sam@council.example", "kettle-orbit-violin-9").get("/officer/trafford/").status_code == 200
    assert app.test_client().get(link).status_code == 410
    assert [(one.actor, one.subject) for one in deeds("give way back")] == [(HERS, "sam@council.example")]


def test_a_member_who_lost_their_second_factor_begins_anew(app, administrator):
    sam = make("sam@council.example", "officer", "trafford")
    sam.totp_secret = "sealed"
    db.session.commit()
    assert re.search(r"sam@council.example.*?Officer</td><td[^>]*>yes<", administrator.get(PEOPLE).text, re.S)
    assert decide(administrator, "sam@council.example", do="set_up_anew").status_code == 303
    assert belonging("sam@council.example").user.totp_secret is None
    assert signed_in(app, "sam@council.example").get("/officer/trafford/").status_code == 200
    (deed,) = deeds("take down second factors")
    assert (deed.actor, deed.partnership_id) == (HERS, partnership().id)


@pytest.mark.refusal(part="Accounts", comes="a way back for somebody who works for another partnership too",
                     gets="words: whoever runs the site does it")
@pytest.mark.parametrize("deed", ["way_back", "set_up_anew"])
def test_no_administrator_opens_another_partnership_by_a_members_account(app, administrator, deed):
    sam = make("sam@council.example", "officer", "trafford", "stockport")
    sam.totp_secret = "sealed"
    db.session.commit()
    answer = decide(administrator, "sam@council.example", do=deed)
    assert answer.status_code == 409 and "another partnership too" in answer.text
    assert "/account/way-back/" not in answer.text
    assert belonging("sam@council.example").user.totp_secret == "sealed" and deeds("give way back") == []


def test_whoever_is_taken_out_takes_no_second_factor_or_sign_on_along(app, administrator):
    sam = make("sam@council.example", "officer", "trafford")
    sam.totp_secret = "sealed"
    db.session.add(SignOnIdentity(user_id=sam.id, issuer="https://login.example", subject="1"))
    db.session.commit()
    decide(administrator, "sam@council.example", do="remove")
    closed = accounts.find("sam@council.example")
    db.session.refresh(closed)
    assert (closed.active, closed.totp_secret) == (False, None)
    assert db.session.scalar(db.select(SignOnIdentity)) is None

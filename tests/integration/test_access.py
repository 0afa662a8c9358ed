"""Who may use what, and how people sign in. test_tenants.py tries every route."""

import pytest

from consult import create_app
from consult.extensions import db
from consult.models import Membership, Partnership
from consult.services import setup
from consult.web import access

SLUGS = ("trafford", "stockport")


def test_every_route_says_who_may_use_it_and_nothing_else_is_listed(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(access.ACCESS)


def test_a_route_nobody_listed_stops_the_application(tmp_path, monkeypatch):
    listed = {name: rule for name, rule in access.ACCESS.items() if name != "respond.start"}
    monkeypatch.setattr(access, "ACCESS", listed)
    with pytest.raises(access.UnlistedRoute, match="respond.start"):
        create_app({"INSTANCE": tmp_path, "TESTING": True})


def test_a_role_in_two_partnerships_is_a_role_in_each(app, sign_in):
    client = sign_in("viewer", "trafford", "stockport")
    for slug in SLUGS:
        assert client.get(f"/officer/{slug}/").status_code == 200
    assert client.get("/officer/manchester/").status_code == 404


def test_an_account_that_was_closed_can_no_longer_sign_in(app, sign_in):
    client = sign_in("officer", "trafford")
    member = db.session.scalar(db.select(Membership))
    member.user.active = False
    db.session.commit()
    assert "/account/sign-in" in client.get("/officer/trafford/").location


def test_a_wrong_password_and_an_unknown_address_are_told_alike(app, client, sign_in):
    sign_in("officer", "trafford")
    pages = []
    for email in ("officer-trafford@test.example", "nobody@test.example"):
        data = {"email": email, "password": "not-the-password", "csrf_token": client.token("/account/sign-in")}
        page = client.post("/account/sign-in", data=data)
        assert "We could not sign you in" in page.text
        pages.append(page.text.count(email))
    assert pages[0] == pages[1]


def test_signing_in_leads_to_no_other_site(app, client, sign_in):
    sign_in("officer", "trafford")
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        token = client.token("/account/sign-in")
        data = {"email": "officer-trafford@test.example", "password": "a-password-for-tests", "csrf_token": token}
        answer = app.test_client().post("/account/sign-in", query_string={"next": target}, data=data)
        assert "evil.example" not in (answer.location or "")


def test_partnerships_are_three_with_trafford_by_neighbourhood(app):
    partnerships = {one.slug: one for one in db.session.scalars(db.select(Partnership))}
    assert set(partnerships) == {"trafford", "stockport", "manchester"}
    areas = partnerships["trafford"].areas
    assert sorted(area.name for area in areas if area.kind == "neighbourhood") == ["Central", "North", "South", "West"]
    wards = [area for area in areas if area.kind == "ward"]
    assert len(wards) == 21 and all(ward.within for ward in wards)


def test_setting_up_again_changes_nothing(app):
    def everything():
        return {
            table.name: db.session.execute(table.select().order_by(*table.primary_key)).all()
            for table in db.metadata.sorted_tables
        }

    before = everything()
    setup.set_up()
    assert everything() == before and before["population_margin"]

"""Every route against everybody who might ask for it."""

import uuid

import pytest

from consult import create_app
from consult.extensions import db
from consult.models import Edition, Membership, Partnership
from consult.roles import ROLES
from consult.services import field, setup
from consult.web import access
from tests.integration.test_respond import open_tiny

SLUGS = ("trafford", "stockport")
# What belongs to one partnership, and is named in an address.
OWNED = {"wave_slug", "survey_slug"}
NOBODY = uuid.UUID(int=1)


def test_every_route_says_who_may_use_it_and_nothing_else_is_listed(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(access.ACCESS)


def test_a_route_nobody_listed_stops_the_application(tmp_path, monkeypatch):
    listed = {name: rule for name, rule in access.ACCESS.items() if name != "respond.start"}
    monkeypatch.setattr(access, "ACCESS", listed)
    with pytest.raises(access.UnlistedRoute, match="respond.start"):
        create_app({"INSTANCE": tmp_path, "TESTING": True})


def officer_routes(app):
    """(rule, duty) of every route that names a partnership and is not public."""
    for rule in app.url_map.iter_rules():
        if "partnership_slug" in rule.arguments and access.ACCESS[rule.endpoint] != access.PUBLIC:
            yield rule, access.ACCESS[rule.endpoint]


def address(rule, slug, wave):
    """An address of the rule that would exist for the right person."""
    values = {"partnership_slug": slug, "wave_slug": wave, "run_id": 1, "number": 1, "link_id": 1, "batch_id": 1,
              "permission_id": 1, "language": "ur", "device_id": NOBODY, "record_id": NOBODY, "survey_slug": "tiny",
              "section_id": "only", "name": "safe", "part": "answers", "value": "yes", "key": "residents.safe_dark",
              "kind": "question", "part_id": "safe", "page_id": "safe"}  # fmt: skip
    values |= {"section": "what-our-communities-tell-us", "block": "b1"}
    if "translat" in rule.endpoint:
        values |= {"part": "safe", "kind": "xlsx"}
    values |= {"item": "comment", "response_id": NOBODY, "theme_id": 1, "reading_id": 1, "quote_id": 1, "source_id": 1}
    values |= {"finding_id": 1}
    values |= {"margin_key": "sex_age_16plus", "alert_kind": "speeder", "alert_subject": "online"}
    values |= {"file_id": 1} | ({"key": "tenure"} if "margin" in rule.endpoint else {})
    values |= {"job_id": NOBODY}
    values |= {"measure_id": 1, "figure_id": 1}
    values |= {"brought_id": 1} | ({"kind": "json", "survey_slug": "trafford"} if "take_out" in rule.endpoint else {})
    values |= {"membership_id": 1, "invitation_id": NOBODY}
    values |= {"benchmark_id": 1, "action_id": 1, "measure": "recorded_crime_2014_15"}
    return rule.build({name: values[name] for name in rule.arguments})[1]


def test_there_are_officer_routes_to_test(app):
    assert len(list(officer_routes(app))) >= 8


def test_a_stranger_is_sent_to_sign_in(app, client):
    open_tiny()
    for rule, _duty in officer_routes(app):
        for method in rule.methods & {"GET", "POST"}:
            answer = client.open(address(rule, "trafford", "tiny-1"), method=method)
            # A form without a token is refused before anybody is asked who they are.
            assert answer.status_code == 400 or "/account/sign-in" in answer.location, rule


@pytest.mark.parametrize("role", ROLES)
def test_another_partnership_does_not_exist(app, sign_in, role):
    open_tiny()
    client = sign_in(role, "stockport")
    for rule, _duty in officer_routes(app):
        if "GET" in rule.methods:
            assert client.get(address(rule, "trafford", "tiny-1")).status_code == 404, rule
            # Nor can its wave be had by way of one's own partnership.
            if rule.arguments & OWNED:
                assert client.get(address(rule, "stockport", "tiny-1")).status_code in (403, 404), rule
        if "POST" in rule.methods:
            token = client.token("/account/")
            for slug in SLUGS if rule.arguments & OWNED else SLUGS[:1]:
                answer = client.post(address(rule, slug, "tiny-1"), data={"csrf_token": token})
                assert answer.status_code in (403, 404), rule
    assert field.wave_by_slug("tiny-1").state == "open"
    assert db.session.scalar(db.select(db.func.count()).select_from(Edition)) == 0


# By hand, from what each is for: a viewer reads figures, an outreach worker sees whom to look for, an officer works.
# How people come to a survey, and in which languages, all of them see.
CHANNELS = {
    "channels", "links", "link", "link_qr", "link_poster", "invitations", "permissions", "permission_sheet",
    "wave_settings", "left_out", "exit_button", "languages", "paper", "paper_sheet",
}  # fmt: skip
OUTREACH = {"overview", "wave", "wave_plan", "quotas", "quota", "outreach", "tablets"} | CHANNELS
DRAFT = {"draft", "preview.first", "preview.question", "preview.last"}
TRANSLATIONS = {"translations", "translation", "translation_part"}
VIEWER = OUTREACH | DRAFT | TRANSLATIONS | {
    "measures", "measure", "measure_board", "measure_board_file",
    "action", "actions", "alert", "alerts", "benchmark", "benchmarks", "boroughs", "compare", "exchange", "export",
    "finding", "finding_list", "findings", "job",
    "population", "population_margin", "preflight", "questionnaire", "run",
    "tables", "take_out", "take_out_benchmarks", "theme_figures", "versions", "weighting", "words",
    "data_kept", "impact", "impact_file", "privacy",
}
MAKING = ("settings", "section", "bank", "bank_item", "add", "question", "place", "answers", "answer", "rule")
AUTHORING = {"make_survey", *(f"draft_{page}" for page in MAKING)}
COLLECT = {"key_sheet", "key_again"}
WORKED = {
    "new_wave",
    "bring_questionnaire", "brought", "bring_in", "publish", "kept_aside", "two_keyings", "translation_files",
    "begin_section", "section_draft", "add_section_block", "section_block", "section_preview", "review_section",
    "correct_section", "export_translation", "propose", "hidden", "new_measure", "set_measure", "change_measure",
    "change_weighting", "load_population", "population_file", "make_margin",
    "finding_wave", "finding_question", "finding_figure", "finding_group", "finding_comparison", "finding_preview",
    "new_benchmark", "edit_benchmark", "stricter_verdict", "bring_benchmarks", "new_action", "edit_action",
    "write_answer", "subject_requests",
}  # fmt: skip
# Only who works with the answers reads what people wrote.
WORDS = {
    "read_next", "read_text", "themes", "theme", "suggested_themes", "code", "code_text", "agreement", "settle",
    "quotes", "new_quote", "sources", "new_source", "source",
}  # fmt: skip
OPENS = {
    "viewer": VIEWER, "analyst": VIEWER, "outreach": OUTREACH | COLLECT,
    "officer": VIEWER | AUTHORING | COLLECT | WORKED | WORDS,
}  # fmt: skip
OPENS["admin"] = OPENS["officer"] | {"log", "people", "person"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_may_and_nothing_else(app, sign_in, role):
    open_tiny()
    client = sign_in(role, "trafford")
    opened = set()
    for rule, _duty in officer_routes(app):
        if "GET" in rule.methods and client.get(address(rule, "trafford", "tiny-1")).status_code != 403:
            opened.add(rule.endpoint.removeprefix("officer."))
    assert opened == OPENS[role]


@pytest.mark.parametrize("role", ["viewer", "outreach", "analyst"])
def test_a_role_changes_nothing_that_is_not_its_own(app, sign_in, role):
    open_tiny()
    client = sign_in(role, "trafford")
    for rule, duty in officer_routes(app):
        # To take answers in is an outreach worker's own: test_outreach_officer.py and test_paper.py say who may. A
        # preview is read, and a table that no small number is in may be taken out by whoever may see it.
        if "POST" in rule.methods and duty != "collect":
            token = client.token("/account/")
            answer = client.post(address(rule, "trafford", "tiny-1"), data={"csrf_token": token})
            reads = {"preview": 200, "officer.take_out_table": 422} if role in ("viewer", "analyst") else {}
            if role == "analyst":
                reads |= dict.fromkeys(("officer.check_export", "officer.download_export"), 422)
                # A file is there for whoever asked for it.
                reads |= {"officer.job_file": 404}
            name = "preview" if rule.endpoint.startswith("preview.") else rule.endpoint
            assert answer.status_code == reads.get(name, 403), rule
    assert field.wave_by_slug("tiny-1").state == "open"


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

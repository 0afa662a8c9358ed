"""Four eyes: every way by which something becomes public needs a second person, who is one."""

import re

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Edition
from consult.services import accounts, people, said_did, second_person, sections
from tests.addresses import sealed
from tests.conftest import ROOT, filled_sqlite, on_sqlite
from tests.integration.members import belonging, make, partnership, signed_in
from tests.integration.telling import known_wave
from tests.integration.test_said_did import DID, given

ANN, BEN, BOSS = "ann@council.example", "ben@council.example", "boss@council.example"
REVIEW = "/officer/trafford/publish/what-our-communities-tell-us/review"


def _submitted():
    """A section that Ann submitted, with Ben and an administrator beside her."""
    make(ANN, "officer", "trafford")
    make(BEN, "officer", "trafford")
    make(BOSS, "admin", "trafford")
    draft = sections.begin(partnership(), sections.by_id("communities"), [known_wave()], ANN)
    sections.submit(draft, draft.revision, ANN)


@pytest.fixture(scope="module")
def template(sqlite_app, sqlite_template, tmp_path_factory):
    return filled_sqlite(sqlite_app, sqlite_template, tmp_path_factory.mktemp("submitted"), _submitted)


@pytest.fixture
def app(sqlite_app, template, tmp_path):
    with on_sqlite(sqlite_app, template, tmp_path) as app, app.test_request_context(), force_locale("en"):
        yield app


def approve(actor):
    """What came of it: "published", or why not."""
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    try:
        sections.approve(draft, draft.sha256, draft.revision, actor)
    except (sections.CannotApprove, sections.CannotChange) as refusal:
        assert db.session.scalar(db.select(Edition)) is None
        return str(refusal.words)
    return "published"


def test_a_second_person_publishes(app):
    assert approve(BEN) == "published"


@pytest.mark.refusal(part="Accounts", comes="one person who approves what they submitted, also by another account of "
                     "the same mailbox", gets="words: ask another officer")  # fmt: skip
@pytest.mark.parametrize("actor", [ANN, "ANN@council.example", "ann+second@council.example"])
def test_one_mailbox_is_one_person(app, actor):
    if accounts.find(actor) is None:
        make(actor, "admin", "trafford")
    assert "submitted this section yourself" in approve(actor)
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    with pytest.raises(sections.CannotApprove):
        sections.send_back(draft, "No", draft.revision, actor)


def test_other_people_of_one_house_are_other_people():
    assert not second_person.is_same("ann@council.example", "ann@other.example")
    assert not second_person.is_same("ann@council.example", "anne@council.example")
    assert not second_person.is_same("ann.lee@council.example", "annlee@council.example")


@pytest.mark.refusal(part="Accounts", comes="an approval by somebody who was taken out or demoted while they read",
                     gets="words; nothing is published")
@pytest.mark.parametrize("change", ["taken out", "demoted", "closed"])
def test_who_was_taken_out_or_demoted_while_they_read_approves_nothing(app, change):
    if change == "taken out":
        people.remove(belonging(BEN), BOSS)
    elif change == "demoted":
        people.change_role(belonging(BEN), "viewer", BOSS)
    else:
        accounts.find(BEN).active = False
        db.session.commit()
    assert "do not work with the answers" in approve(BEN)


@pytest.mark.refusal(part="Accounts", comes="the approval of a section whose submitter was taken out or demoted since",
                     gets="words: send it back, have it submitted by somebody who works here")
@pytest.mark.parametrize("change", ["taken out", "demoted"])
def test_a_submitter_who_is_gone_is_no_first_person(app, change):
    if change == "taken out":
        people.remove(belonging(ANN), BOSS)
    else:
        people.change_role(belonging(ANN), "viewer", BOSS)
    assert "Send it back" in approve(BOSS) and "Send it back" in approve(BEN)
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    sections.send_back(draft, "Whose is it?", draft.revision, BEN)
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    sections.submit(draft, draft.revision, BEN)
    assert approve(BOSS) == "published"


@pytest.mark.refusal(part="Accounts", comes="an approval by an account that the other person was just let into",
                     gets="words: somebody else has to decide")
def test_an_administrator_does_not_approve_by_an_account_that_they_opened(app):
    # The administrator submits, opens Ben's account for themselves, and approves as Ben.
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    sections.send_back(draft, "Mine now", draft.revision, BOSS)
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    sections.submit(draft, draft.revision, BOSS)
    people.give_way_back(belonging(BEN), BOSS)
    assert "way into their account" in approve(BEN)
    assert approve(ANN) == "published"


def test_a_way_back_of_long_ago_which_its_owner_would_have_noticed_is_none(app):
    db.session.add(AuditEvent(actor=BEN, verb="give way back", subject=ANN, partnership_id=partnership().id, detail={},
                              at=second_person.now() - second_person.NOTICED * 1.01))  # fmt: skip
    db.session.commit()
    assert approve(BEN) == "published"


def test_an_account_that_is_not_of_this_partnership_approves_nothing(app):
    make("stranger@council.example", "admin", "stockport")
    assert "do not work with the answers" in approve("stranger@council.example")


def test_the_page_says_who_may_and_how_to_come_by_a_second_person(app):
    ann = signed_in(app, ANN)
    page = ann.get(REVIEW).text
    assert "Who may:" in page and "Ben" in page and "Boss" in page
    people.remove(belonging(BEN), BOSS)
    # An administrator who is alone is led to where they invite somebody.
    people.remove(belonging(ANN), BOSS)
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    sections.send_back(draft, "Mine now", draft.revision, BOSS)
    draft = sections.open_draft(partnership(), sections.by_id("communities"))
    sections.submit(draft, draft.revision, BOSS)
    page = signed_in(app, BOSS).get(REVIEW).text
    assert "Nobody else of this partnership may decide" in page and 'href="/officer/trafford/people"' in page


def test_an_answer_to_what_people_said_needs_one_too(app):
    action = said_did.make(partnership(), given(), ANN)
    said_did.answer(action, DID, ANN)
    make("ann+b@council.example", "officer", "trafford")
    for actor, why in (("ann+b@council.example", "You wrote it"), (ANN, "You wrote it")):
        with pytest.raises(said_did.CannotPublish) as refused:
            said_did.publish(action, said_did.seen(action), actor)
        assert why in str(refused.value.words)
    people.change_role(belonging(BEN), "viewer", BOSS)
    with pytest.raises(said_did.CannotPublish) as refused:
        said_did.publish(action, said_did.seen(action), BEN)
    assert "do not work with the answers" in str(refused.value.words)
    page = signed_in(app, ANN).get(f"/officer/trafford/actions/{sealed('action', action.id)}").text
    assert re.search(r"Who may:.*Boss", page) and "Ben<" not in page
    said_did.publish(action, said_did.seen(action), BOSS)
    assert action.published is not None


def test_there_is_no_other_way_for_a_figure_to_become_public(app):
    """Whatever the public pages show of figures is an edition: nothing but an approval makes one."""
    makers = [file.relative_to(ROOT).as_posix() for file in (ROOT / "consult").rglob("*.py")
              if re.search(r"(?<![\w.])Edition\((?!db\.Model)", file.read_text(encoding="utf-8"))]  # fmt: skip
    assert makers == ["consult/services/sections/approving.py"]
    writers = [file.relative_to(ROOT).as_posix() for file in (ROOT / "consult").rglob("*.py")
               if re.search(r"\.published\s*=(?!=)\s*public", file.read_text(encoding="utf-8"))]  # fmt: skip
    assert writers == ["consult/services/said_did/keeping.py"]

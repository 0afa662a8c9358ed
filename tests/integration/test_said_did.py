"""You said, we did: what is kept, who publishes, what has no answer yet, what the public reads."""

import datetime as dt

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Edition, Partnership
from consult.services import findings, said_did, sections
from consult.services.qualitative import frames, sources
from tests.integration.telling import known_wave, published

AMINA, BEN = "amina@trafford.example", "ben@trafford.example"
SAID = {"en": "The path by the canal is dark.", "pl": "Ścieżka nad kanałem jest ciemna."}
DID = {"en": "Twelve lamps stand there since March.", "ur": "مارچ سے وہاں بارہ چراغ لگے ہیں۔"}


def trafford(slug="trafford"):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def given(**more):
    return said_did.Given(**{"said": SAID, "owner": "Street lighting", "due_on": dt.date(2027, 3, 1),
                             "state": "doing", **more})  # fmt: skip


@pytest.fixture
def english(app):
    with force_locale("en"):
        yield


def answered(partnership=None, **more):
    """An action that Amina wrote and Ben published."""
    action = said_did.make(partnership or trafford(), given(**more), AMINA)
    said_did.answer(action, DID, AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    return action


# What is kept and what is refused

REFUSED = {
    "nobody owns it": ({"owner": "  "}, {"owner"}, "Say who sees to it"),
    "it will not be done, without a reason": ({"state": "will_not"}, {"reason_en"}, "Say why it will not be done"),
    "a reason without English": ({"state": "will_not", "reason": {"pl": "Za drogo."}}, {"reason_en"}, "in English"),
    "nothing was said": ({"said": {"ur": "راستہ"}}, {"said_en"}, "Write what was said"),
    "it names somebody": ({"said": {"en": "Call me on 07700 900123."}}, {"said_en"}, "07700 900123"),
    "no day": ({"due_on": None}, {"due_on"}, "by which day"),
    "a state that is none": ({"state": "perhaps"}, {"state"}, "how far it is"),
    "too long": ({"said": {"en": "x" * 301}}, {"said_en"}, "300 characters"),
}


@pytest.mark.refusal(
    part="You said, we did",
    comes="an action that nobody owns, without a day, without what was said",
    gets="at the field, what to give; everything typed stays",
)
@pytest.mark.refusal(
    part="You said, we did",
    comes="“will not be done” without a reason",
    gets="refused: the reason is what people read",
)
@pytest.mark.refusal(
    part="You said, we did",
    comes="a name, a telephone number or an address in what was said",
    gets="which words to take out",
)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_action_is_refused_at_its_place(english, case):
    changes, places, said = REFUSED[case]
    with pytest.raises(said_did.CannotKeep) as refused:
        said_did.make(trafford(), given(**changes), AMINA)
    assert set(refused.value.problems) == places
    assert said in " ".join(str(words) for words in refused.value.problems.values())
    assert said_did.listed(trafford()) == []


@pytest.mark.refusal(part="You said, we did", comes="“will not be done” without a reason")
@pytest.mark.refusal(part="You said, we did", comes="a name, a telephone number or an address in what was said")
@pytest.mark.refusal(part="You said, we did", comes="an answer published by whoever wrote it")
@pytest.mark.parametrize("change", [
    "owner = ''", "state = 'will_not'", "state = 'perhaps'", "published_by = 'x'",
    "published = '{}', published_by = 'x', answered_by = 'x'",
])  # fmt: skip
def test_the_table_itself_refuses(any_app, change):
    said_did.make(trafford(), given(), AMINA)
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.execute(db.text(f"UPDATE action SET {change}"))


# Four eyes

@pytest.mark.refusal(
    part="You said, we did",
    comes="an answer published by whoever wrote it",
    gets="refused, by the database too",
)
def test_whoever_wrote_an_answer_does_not_publish_it(any_app):
    action = said_did.make(trafford(), given(), AMINA)
    said_did.answer(action, DID, AMINA)
    assert not said_did.may_publish(action, AMINA) and said_did.may_publish(action, BEN)
    with pytest.raises(said_did.CannotPublish), force_locale("en"):
        said_did.publish(action, said_did.seen(action), AMINA)
    assert said_did.published(trafford()) == []
    said_did.publish(action, said_did.seen(action), BEN)
    (one,) = said_did.published(trafford())
    assert (one.published["said"], one.published["did"], one.published_by) == (SAID, DID, BEN)
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "publish answer"))
    assert event.actor == BEN and event.detail == {"written_by": AMINA}


def test_who_changes_a_word_last_has_written_it(english):
    action = answered()
    said_did.answer(action, {"en": "Thirteen lamps."}, BEN)
    assert not said_did.may_publish(action, BEN)
    # The owner is not published, so naming another one is no writing.
    said_did.change(action, given(owner="Highways"), AMINA)
    assert action.written_by == BEN and said_did.may_publish(action, AMINA)


def test_of_two_who_wrote_neither_publishes(english):
    action = said_did.make(trafford(), given(), AMINA)
    said_did.answer(action, DID, AMINA)
    said_did.change(action, given(state="done"), BEN)
    # Ben has said that it is done: the answer's words are Amina's all the same.
    assert not said_did.may_publish(action, BEN) and not said_did.may_publish(action, AMINA)
    said_did.publish(action, said_did.seen(action), "cara@trafford.example")


def test_what_is_published_stays_until_somebody_else_publishes_again(english):
    action = answered()
    said_did.answer(action, {"en": "No lamps after all."}, AMINA)
    assert said_did.published(trafford())[0].published["did"] == DID
    said_did.unpublish(action, AMINA)
    assert said_did.published(trafford()) == [] and action.published_by is None


@pytest.mark.refusal(
    part="You said, we did",
    comes="an answer changed between reading and publishing",
    gets="refused: read it again",
)
def test_only_what_was_read_is_published(english):
    action = said_did.make(trafford(), given(), AMINA)
    said_did.answer(action, DID, AMINA)
    read = said_did.seen(action)
    said_did.answer(action, {"en": "Something that Ben has not read."}, AMINA)
    with pytest.raises(said_did.CannotPublish) as refused:
        said_did.publish(action, read, BEN)
    assert "changed just now" in str(refused.value.words)
    assert said_did.published(trafford()) == []


def test_nothing_to_publish_is_said(english):
    action = said_did.make(trafford(), given(), AMINA)
    with pytest.raises(said_did.CannotPublish) as refused:
        said_did.publish(action, said_did.seen(action), BEN)
    assert "no answer" in str(refused.value.words)


def test_why_it_will_not_be_done_is_its_answer(english):
    reason = {"en": "The land is not the council's."}
    action = said_did.make(trafford(), given(state="will_not", due_on=None, reason=reason), AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    assert said_did.published(trafford())[0].published["did"] == reason


# What has no answer

@pytest.fixture
def edition(english):
    wave = known_wave()
    published(trafford(), [wave])
    return wave


def test_published_findings_without_an_answer_are_told_the_oldest_first(edition):
    """Every finding that the edition shows; an action under way is no answer; a published one is."""
    document = db.session.scalar(db.select(Edition)).document
    shown = {one["id"] for one in document["blocks"] if one["type"] == "finding" and one["state"] == "shown"}
    waiting = said_did.unanswered(trafford())
    assert {one.heard.block for one in waiting} == shown and shown
    first = waiting[0].heard
    action = said_did.make(trafford(), given(), AMINA)
    said_did.link(action, first.kind, first.reference, AMINA)
    again = {one.heard.block: one.actions for one in said_did.unanswered(trafford())}
    assert set(again) == shown and again[first.block] == (action,)
    said_did.answer(action, DID, AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    assert {one.heard.block for one in said_did.unanswered(trafford())} == shown - {first.block}
    assert said_did.unanswered(trafford("stockport")) == []


def test_the_next_edition_of_an_answered_finding_is_answered(edition):
    first = said_did.unanswered(trafford())[0].heard
    action = answered()
    said_did.link(action, first.kind, first.reference, AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    before = {one.heard.block for one in said_did.unanswered(trafford())}
    old = db.session.scalar(db.select(Edition))
    newer = Edition(partnership_id=old.partnership_id, section=old.section, number=2, sha256="0" * 64,
                    document={**old.document, "number": 2}, published_at=old.published_at + dt.timedelta(days=90))
    db.session.add(newer)
    db.session.commit()
    after = said_did.unanswered(trafford())
    assert {one.heard.block for one in after} == before
    # It is told of the newest edition, and since when it is known.
    assert {one.heard.number for one in after} == {2}
    assert {one.heard.since for one in after} == {old.published_at.date()}


def test_a_colleague_who_links_an_answer_does_not_let_its_writer_publish_it(edition):
    first = said_did.unanswered(trafford())[0].heard
    action = said_did.make(trafford(), given(), AMINA)
    said_did.answer(action, DID, AMINA)
    said_did.link(action, first.kind, first.reference, BEN)
    assert not said_did.may_publish(action, AMINA) and said_did.may_publish(action, BEN)
    said_did.unlink(action, action.links[0].id, BEN)
    assert not said_did.may_publish(action, AMINA)


def test_a_theme_that_was_heard_waits_for_an_answer(edition):
    survey = edition.survey
    frames.add_theme(survey, "comment", "Dark paths", "", AMINA)
    (theme,) = frames.themes_of(survey, "comment")
    assert "theme" not in {one.heard.kind for one in said_did.unanswered(trafford())}, "nobody has spoken of it"
    new = sources.NewSource("focus_group", "Eight mothers", "A hall", dt.date(2026, 3, 2), 8, "verbal", "en")
    source = sources.add(trafford(), survey, new, "They spoke of dark paths.", AMINA)
    sources.redact(source, [], [], AMINA)
    sources.code(source, [theme.id], AMINA)
    (heard,) = [one.heard for one in said_did.unanswered(trafford()) if one.heard.kind == "theme"]
    assert heard.label == "Dark paths"
    action = answered()
    said_did.link(action, heard.kind, heard.reference, AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    assert "theme" not in {one.heard.kind for one in said_did.unanswered(trafford())}


def with_kept(wave, template):
    """A draft of a section that ends with a finding of an officer's own choice."""
    kept = findings.make(findings.Wanted(trafford(), wave, "safe_area", dimension="sex", category="female"), AMINA)
    draft = sections.begin(trafford(), sections.by_id(template), [wave], AMINA)
    sections.add_block(draft, "kept", str(kept.id), draft.revision, AMINA)
    return kept, draft


def test_the_same_finding_in_another_section_waits_once_and_is_answered_with_it(english):
    """Whichever section tells it: the one published last is where it is read."""
    wave = known_wave()
    published(trafford(), [wave])
    before = {one.heard.block for one in said_did.unanswered(trafford())}
    draft = sections.begin(trafford(), sections.by_id("measuring-success"), [wave], AMINA)
    sections.add_block(draft, "finding", f"{wave.slug}/safe_area", draft.revision, AMINA)
    sections.submit(draft, draft.revision, AMINA)
    sections.approve(draft, draft.sha256, draft.revision, BEN)
    waiting = {one.heard.block: one.heard for one in said_did.unanswered(trafford())}
    assert set(waiting) == before and len(said_did.unanswered(trafford())) == len(before)
    assert waiting["safe_area"].section == "measuring-success"
    assert waiting["safe_dark"].section == "what-our-communities-tell-us"
    action = answered()
    said_did.link(action, said_did.EDITION, "what-our-communities-tell-us/1/safe_area", AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    assert {one.heard.block for one in said_did.unanswered(trafford())} == before - {"safe_area"}


def test_a_kept_finding_is_linked_from_its_draft_and_has_an_address_once_it_is_published(english):
    wave = known_wave()
    kept, draft = with_kept(wave, "lived-experience")
    assert said_did.unanswered(trafford()) == [], "nothing of it is published"
    (offered,) = said_did.linkable(trafford())
    assert (offered.kind, offered.reference) == (said_did.FINDING, str(kept.id))
    assert "Female" in offered.label and "%" not in offered.label
    action = said_did.make(trafford(), given(), AMINA)
    said_did.link(action, offered.kind, offered.reference, AMINA)
    link = (offered.kind, offered.reference)
    assert said_did.places(trafford(), [link]) == {}
    assert said_did.linkable(trafford("stockport")) == [], "another partnership's draft"
    sections.submit(draft, draft.revision, AMINA)
    sections.approve(draft, draft.sha256, draft.revision, BEN)
    block = f"finding-{kept.id}"
    assert said_did.places(trafford(), [link]) == {link: said_did.Place("lived-experience", 1, block)}
    (waiting,) = said_did.unanswered(trafford())
    assert (waiting.heard.section, waiting.heard.block, waiting.actions) == ("lived-experience", block, (action,))
    assert [one.kind for one in said_did.linkable(trafford())] == [said_did.EDITION], "it is offered once"
    said_did.answer(action, DID, AMINA)
    said_did.publish(action, said_did.seen(action), BEN)
    assert said_did.unanswered(trafford()) == []


def test_a_kept_finding_that_stands_nowhere_cannot_be_linked(edition):
    kept = findings.make(findings.Wanted(trafford(), edition, "safe_area"), AMINA)
    action = said_did.make(trafford(), given(), AMINA)
    with pytest.raises(said_did.CannotKeep):
        said_did.link(action, said_did.FINDING, str(kept.id), AMINA)


@pytest.mark.refusal(
    part="You said, we did",
    comes="a link to a finding that is not there, or another partnership's",
    gets="refused",
)
@pytest.mark.parametrize(("kind", "reference"), [
    ("finding", "1"), ("finding", "x"),
    ("edition", "what-our-communities-tell-us/1/none_such"), ("edition", "what-our-communities-tell-us/9/safe_area"),
    ("edition", "x"), ("theme", "999"), ("theme", "x"), ("gossip", "1"), ("", ""),
])  # fmt: skip
def test_a_link_to_what_is_not_there_is_refused(edition, kind, reference):
    action = said_did.make(trafford(), given(), AMINA)
    with pytest.raises(said_did.CannotKeep):
        said_did.link(action, kind, reference, AMINA)


@pytest.mark.refusal(part="You said, we did", comes="a link to a finding that is not there, or another partnership's")
def test_a_finding_of_another_partnership_cannot_be_linked(edition):
    first = said_did.unanswered(trafford())[0].heard
    action = said_did.make(trafford("stockport"), given(), AMINA)
    with pytest.raises(said_did.CannotKeep):
        said_did.link(action, first.kind, first.reference, AMINA)
    assert said_did.find(trafford(), action.id) is None


# The block

def test_the_block_tells_said_and_did_in_each_language_with_the_language_of_each_text(app):
    action = answered()
    block = said_did.block(trafford(), ["en", "ur", "pl"])
    assert (block["type"], block["state"]) == ("said_did", "shown")
    (row,) = block["tables"][0]["rows"]
    assert set(block["words"]) == {"en", "ur", "pl"}
    urdu = block["words"]["ur"]["labels"]
    assert urdu[row["cells"]["did"]] == {"text": DID["ur"], "lang": "ur"}
    assert urdu[row["cells"]["said"]] == {"text": SAID["en"], "lang": "en"}, "nobody has written it in Urdu"
    assert "1 March 2027" in block["words"]["en"]["labels"][row["cells"]["date"]]["text"]
    assert block["rows"][0] == {"id": str(action.id), "state": "doing", "due_on": "2027-03-01",
                                "published_on": action.published_on.isoformat()}
    assert "Street lighting" not in str(block) and AMINA not in str(block), "who sees to it is for officers"


def test_a_block_of_nothing_says_so(app):
    block = said_did.block(trafford(), ["en"])
    assert block["tables"][0]["rows"] == [] and block["words"]["en"]["sentences"]

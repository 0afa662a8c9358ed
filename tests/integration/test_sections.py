"""Sections: made of blocks, submitted, approved by another, corrected; and what is refused on the way."""

import copy
import datetime as dt
import hashlib
import json
from contextlib import contextmanager

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Edition, QualitativeSource, Response, SectionDraft, Telling
from consult.reference import LANGUAGES
from consult.services import demo, editions, publish, sections, weigh
from consult.services.qualitative import coding, quotes, redacting, texts
from consult.services.sections.kinds import ranking
from consult.services.sections.kinds.ranking import AVERAGE
from consult.services.sections.kinds.text import paragraphs
from tests.integration.telling import (
    ONE,
    OTHER,
    SAFE,
    UNSAFE,
    add_wave,
    answer,
    known_wave,
    published,
    published_before,
    submitted,
    weigh_by_sex,
)
from tests.integration.test_qualitative import keep, make_themes, words_wave, write


def trafford():
    return editions.partnership("trafford")


def begun(name, waves=(), by=ONE):
    return sections.begin(trafford(), sections.by_id(name), list(waves), by)


def block_of(document, id):
    return next(one for one in document["blocks"] if one["id"] == id)


@contextmanager
def refused(kind, why):
    with force_locale("en"), pytest.raises(kind, match=why) as caught:
        yield caught


@contextmanager
def changed(draft, kind, why):
    """Refused, and the draft as it was."""
    before = (draft.revision, draft.state, copy.deepcopy(draft.items))
    with refused(kind, why):
        yield
    db.session.expire_all()
    assert (draft.revision, draft.state, draft.items) == before


@pytest.mark.refusal(
    part="Publishing",
    comes="a finding that nobody could tell",
    gets="the edition says that it is not in it",
)
def test_the_communities_begin_with_all_that_somebody_answered(any_app):
    wave = known_wave()
    draft = begun("communities", [wave])
    assert [(one["kind"], one["ref"]) for one in draft.items] == [
        ("finding", "known/safe_area"), ("finding", "known/safe_dark"), ("finding", "known/reasons_unsafe"),
        ("finding", "known/reasons_safe"), ("profile", "known")]  # fmt: skip
    document = sections.compose(draft)
    assert (document["format"], document["template"]) == (2, "communities")
    # 0.6 x 0.8 + 0.4 x 0.5.
    assert block_of(document, "safe_area")["value"] == 0.68
    assert list(document["waves"]) == ["known"] and document["words"]["en"]["groups"] == {"known": "Residents"}
    assert any("Main concern" in one for one in document["words"]["en"]["missing"])
    # Begun again it is the same draft.
    assert begun("communities", [wave], OTHER).id == draft.id


def test_a_second_person_publishes_what_they_read_and_nothing_else(any_app):
    wave = known_wave()
    draft = submitted(trafford(), [wave])
    read, sha256 = copy.deepcopy(draft.document), draft.sha256
    edition = sections.approve(draft, sha256, draft.revision, OTHER)
    stamped = {"number", "published_on", "approved"}
    assert {key for key in read if read[key] != edition.document[key]} == stamped
    assert edition.document["approved"] == {"submitted_by": "ann", "approved_by": "bob",
                                            "on": dt.date.today().isoformat()}  # fmt: skip
    assert (edition.number, edition.submitted_by, edition.approved_by) == (1, ONE, OTHER)
    canonical = json.dumps(edition.document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == edition.sha256
    events = list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.partnership_id == trafford().id)))
    assert [(one.verb, one.actor) for one in events][-3:] == [
        ("begin section", ONE), ("submit section", ONE), ("publish", OTHER)]  # fmt: skip
    assert "@" not in json.dumps(edition.document["approved"]), "nobody's address to sign in with is published"


@pytest.mark.refusal(
    part="Publishing",
    comes="one's own section approved or sent back",
    gets="Ask another officer of the partnership",
)
def test_nobody_approves_or_sends_back_their_own(any_app):
    draft = submitted(trafford(), [known_wave()])
    with changed(draft, sections.CannotApprove, "You submitted this section yourself"):
        sections.approve(draft, draft.sha256, draft.revision, ONE)
    with changed(draft, sections.CannotApprove, "You submitted this section yourself"):
        sections.send_back(draft, "Why", draft.revision, ONE)
    assert editions.latest(trafford()) is None


@pytest.mark.refusal(part="Publishing", comes="another document than the one that was read", gets="Read it again")
def test_only_the_document_with_the_hash_that_was_read_is_published(app):
    draft = submitted(trafford(), [known_wave()])
    with changed(draft, sections.CannotApprove, "not the one that you read"):
        sections.approve(draft, "0" * 64, draft.revision, OTHER)
    # Changed in the database itself, it is not what its hash says.
    draft.document = {**draft.document, "simulated": True}
    db.session.commit()
    with refused(sections.CannotApprove, "not the one that you read"):
        sections.approve(draft, draft.sha256, draft.revision, OTHER)
    assert editions.latest(trafford()) is None


@pytest.mark.refusal(
    part="Publishing",
    comes="a wave weighed again between submission and approval",
    gets="said to the second person; frozen is frozen",
)
def test_weighed_again_between_submission_and_approval_it_is_said_and_what_was_read_stays(app):
    wave = known_wave()
    draft = submitted(trafford(), [wave])
    assert sections.weighed_since(draft) == []
    weigh_by_sex(wave, 100, 100)
    assert sections.weighed_since(draft) == ["Wave known"]
    edition = sections.approve(draft, draft.sha256, draft.revision, OTHER)
    # 65% by the new weights.
    assert block_of(edition.document, "safe_area")["value"] == 0.68


def test_sent_back_it_can_be_changed_and_submitted_again(any_app):
    draft = submitted(trafford(), [known_wave()])
    with changed(draft, sections.CannotApprove, "Say what is to be changed"):
        sections.send_back(draft, "", draft.revision, OTHER)
    sections.send_back(draft, "Leave the last one out", draft.revision, OTHER)
    assert (draft.state, draft.document, draft.sent_back_words) == ("sent_back", None, "Leave the last one out")
    with changed(draft, sections.CannotChange, "not waiting for approval"):
        sections.approve(draft, "0" * 64, draft.revision, OTHER)
    sections.remove(draft, draft.items[-1]["key"], draft.revision, ONE)
    assert draft.state == "working"
    document = sections.submit(draft, draft.revision, ONE)
    assert "who_answered_adults" not in [one["id"] for one in document["blocks"]]


@pytest.mark.refusal(part="Publishing", comes="a change to what waits for approval", gets="Take it back first")
def test_what_waits_for_approval_does_not_change_until_it_is_taken_back(app):
    draft = submitted(trafford(), [known_wave()])
    key = draft.items[0]["key"]
    with changed(draft, sections.CannotChange, "waiting for approval and does not change"):
        sections.remove(draft, key, draft.revision, ONE)
    with changed(draft, sections.CannotChange, "waiting for approval already"):
        sections.submit(draft, draft.revision, ONE)
    with changed(draft, sections.CannotChange, "waiting for approval and does not change"):
        sections.throw_away(draft, draft.revision, OTHER)
    with changed(draft, sections.CannotChange, "Somebody else submitted"):
        sections.take_back(draft, draft.revision, OTHER)
    assert db.session.scalar(db.select(db.func.count()).select_from(Telling)) > 0
    sections.take_back(draft, draft.revision, ONE)
    assert db.session.scalar(db.select(db.func.count()).select_from(Telling)) == 0
    sections.remove(draft, key, draft.revision, ONE)
    assert draft.document is None and draft.items[0]["key"] != key


def test_a_draft_that_somebody_else_changed_meanwhile_is_not_overwritten(any_app):
    draft = begun("communities", [known_wave()])
    seen = draft.revision
    sections.move(draft, "b1", False, seen, OTHER)
    assert [one["key"] for one in draft.items][:2] == ["b2", "b1"]
    for deed in (lambda: sections.move(draft, "b1", False, seen, ONE), lambda: sections.remove(draft, "b1", seen, ONE),
                 lambda: sections.write(draft, "b1", {}, seen, ONE), lambda: sections.submit(draft, seen, ONE),
                 lambda: sections.throw_away(draft, seen, ONE)):  # fmt: skip
        with changed(draft, sections.Stale, "Somebody else changed this section"):
            deed()


def test_blocks_move_and_stay_at_the_ends(app):
    draft = begun("communities", [known_wave()])

    def keys():
        return [one["key"] for one in draft.items]

    sections.move(draft, "b1", True, draft.revision, ONE)
    assert keys() == ["b1", "b2", "b3", "b4", "b5"]
    sections.move(draft, "b5", True, draft.revision, ONE)
    assert keys() == ["b1", "b2", "b3", "b5", "b4"]
    sections.remove(draft, "b5", draft.revision, ONE)
    with changed(draft, sections.CannotChange, "not in the section any more"):
        sections.move(draft, "b5", True, draft.revision, ONE)
    with force_locale("en"):
        assert sections.add_block(draft, "profile", "known", draft.revision, ONE) == "b5"
    with changed(draft, sections.CannotChange, "in the section already"):
        sections.add_block(draft, "profile", "known", draft.revision, ONE)
    for kind, ref in (("ranking", "recorded_crime_2014_15"), ("finding", "known/nothing"), ("magic", "")):
        with changed(draft, sections.CannotChange, "not offered any more"):
            sections.add_block(draft, kind, ref, draft.revision, ONE)


@pytest.mark.refusal(
    part="Publishing",
    comes="another partnership's wave or block",
    gets="It belongs to another partnership; not offered",
)
def test_another_partnerships_wave_is_in_no_section(any_app):
    theirs = known_wave("theirs", survey="stockport")
    with refused(sections.CannotCompose, "belongs to another partnership"):
        begun("communities", [theirs])
    draft = begun("communities", [known_wave()])
    with changed(draft, sections.CannotChange, "not offered any more"):
        sections.add_block(draft, "finding", "theirs/safe_area", draft.revision, ONE)
    # Put there by another way it is told of no more.
    draft.items = [{"key": "b1", "kind": "finding", "ref": "theirs/safe_area", "typed": {}}]
    db.session.commit()
    with refused(sections.CannotCompose, "belongs to another partnership") as caught:
        sections.submit(draft, draft.revision, ONE)
    assert caught.value.key == "b1" and draft.document is None


@pytest.mark.refusal(
    part="Publishing",
    comes="no wave chosen",
    gets="Choose a wave of residents, of young people, or one of each",
)
@pytest.mark.refusal(
    part="Publishing",
    comes="answers came in or were taken back since the weighting",
    gets="The weights are of so many answers; there are now so many",
)
@pytest.mark.refusal(
    part="Publishing",
    comes="a question that nobody answered; an empty section; a wave that is gone",
    gets="Take the block out; add a block",
)
def test_what_cannot_be_made_names_the_block_and_what_to_do(app):
    wave = known_wave()
    with refused(sections.CannotCompose, "No wave is chosen"):
        begun("communities")
    draft = begun("communities", [wave])
    answer(wave, 1, sex="male", safe_area=UNSAFE)
    with refused(sections.CannotCompose, "are of 100 answers; there are now 101"):
        sections.submit(draft, draft.revision, ONE)
    weigh_by_sex(wave)
    draft.items = [{"key": "b9", "kind": "finding", "ref": "known/high_asb", "typed": {}}]
    db.session.commit()
    with refused(sections.CannotCompose, "nobody answered this question") as caught:
        sections.compose(draft)
    assert caught.value.key == "b9"
    draft.items = []
    db.session.commit()
    with refused(sections.CannotCompose, "The section is empty"):
        sections.compose(draft)
    assert db.session.scalar(db.select(db.func.count(Edition.id))) == 0


@pytest.mark.refusal(part="Publishing", comes="a wave without weights", gets="Weigh it first")
def test_a_wave_without_weights_begins_nothing(app):
    wave = add_wave("unweighed")
    answer(wave, 40, sex="female", safe_area=SAFE)
    with refused(sections.CannotCompose, "has no weights. Weigh it first"):
        begun("communities", [wave])
    assert db.session.scalar(db.select(db.func.count(SectionDraft.id))) == 0


def test_residents_come_before_young_people_and_two_surveys_keep_their_names(app):
    young = add_wave("young", "trafford-youth")
    answer(young, 20, sex="female", worry_knife="very")
    answer(young, 20, sex="male", worry_knife="not_very")
    weigh_by_sex(young)
    north, west = known_wave("north"), known_wave("west")
    document = sections.compose(begun("communities", [young, north, west]))
    assert list(document["waves"]) == ["north", "west", "young"]
    assert document["words"]["en"]["groups"]["west"].startswith("Residents: ")
    assert document["words"]["en"]["groups"]["young"] == "Young people"
    # The same question of two surveys is two findings, never one.
    ids = [one["id"] for one in document["blocks"]]
    assert len(set(ids)) == len(ids) and sum(one.startswith("safe_area") for one in ids) == 2


def earlier(slug, safe, **more):
    """A wave of a year before of which `safe` of 100 women feel safe in their area."""
    wave = add_wave(slug, **more)
    wave.opens_on, wave.closes_on = dt.date(2025, 3, 2), dt.date(2025, 4, 12)
    answer(wave, safe, sex="female", safe_area=SAFE)
    answer(wave, 100 - safe, sex="female", safe_area=UNSAFE)
    answer(wave, 50, sex="male", safe_area=SAFE)
    answer(wave, 50, sex="male", safe_area=UNSAFE)
    weigh_by_sex(wave)
    return wave


def test_headlines_say_now_before_and_what_may_be_said_of_the_change(app):
    # 0.6 x 0.1 + 0.4 x 0.5 = 26% a year ago, 68% now.
    earlier("a-year-ago", 10)
    document = sections.compose(begun("headlines", [known_wave()]))
    sheet = block_of(document, "headlines-known")
    area, dark = (next(one for one in sheet["headlines"] if one["id"] == id) for id in ("safe_area", "safe_dark"))
    assert (area["now"]["value"], area["before"]["value"], area["change"]) == (0.68, 0.26, 0.42)
    assert area["verdict"] == "better" and area["lower"] > 0
    words = sheet["words"]["en"]
    assert "68% of the 100 residents" in words["sentences"][0]
    assert "That is 42 percentage points more than the 26% of “Wave a-year-ago”." in words["sentences"][0]
    # Nobody was asked about the dark a year ago.
    assert (dark["change"], dark["verdict"]) == (None, "no_wave_before")
    assert words["labels"]["safe_dark-verdict"]["text"] == "Nothing to compare with"
    line = sheet["tables"][0]["rows"][0]
    assert line["cells"]["change"]["value"] == 0.42 and line["cells"]["verdict"] == "safe_area-verdict"


def test_a_change_that_rounded_percentages_do_not_give_says_so(app):
    # 51 of 250 are 20.4%, 154 of 250 are 61.6%: read as 20% and 62%, and 41.2 points apart.
    for slug, safe, opens in (("then", 51, dt.date(2025, 3, 3)), ("now", 154, dt.date(2026, 3, 2))):
        wave = add_wave(slug)
        wave.opens_on, wave.closes_on = opens, opens + dt.timedelta(days=30)
        answer(wave, safe, sex="female", safe_area=SAFE)
        answer(wave, 250 - safe, sex="female", safe_area=UNSAFE)
        weigh.weigh(wave, [weigh.Margin(("sex",), {("female",): 250}, title="Sex", source="made up")], "tests")
    document = sections.compose(begun("headlines", [wave]))
    assert block_of(document, "headlines-now")["words"]["en"]["sentences"][0].endswith(
        "That is 41 percentage points more than the 20% of “Wave then”. "
        "Differences are worked out before figures are rounded."
    )


def test_people_who_answered_in_another_way_are_no_change_in_views(app):
    """A year ago all of them told a worker with a tablet; now all answer by themselves."""
    then = earlier("a-year-ago", 10)
    db.session.execute(db.update(Response).where(Response.wave_id == then.id).values(channel="outreach"))
    db.session.commit()
    wave = known_wave()
    row = block_of(sections.compose(begun("headlines", [wave])), "headlines-known")["headlines"][0]
    assert (row["change"], row["verdict"]) == (None, "asked_otherwise")
    area = publish.draft(trafford(), [wave])["findings"][0]
    assert (area["before"]["effect"], area["before"]["kinds"]) == ("breaks", ["mode"])
    assert "people answered in another way" in area["words"]["en"]["before"]["sentence"]


def test_the_sheet_leads_to_the_question_bases_weights_and_runs_of_its_figures(app):
    before = earlier("a-year-ago", 10)
    wave = known_wave()
    sheet = block_of(sections.compose(begun("headlines", [wave])), "headlines-known")
    told = [(row["term"], row["text"]) for row in sheet["words"]["en"]["how"]]
    asked = told.index(("Feeling safe in the local area", "How safe or unsafe do you feel in your local area?"))
    assert told[asked + 1] == ("Answers counted", "Very safe, Fairly safe")
    # 60 women and 40 men now; a hundred of each a year ago.
    base, words = told[asked + 3]
    assert base == "Base" and words.startswith("Base 100, ") and words.endswith("In “Wave a-year-ago”: base 200.")
    runs = [weigh.current(one).id for one in (wave, before)]
    assert any(term == "Weights" and f"Run {runs[0]} of" in text for term, text in told)
    assert any(term == "Wave a-year-ago" and f"Weighted by run {runs[1]} of" in text for term, text in told)


def test_an_open_survey_has_no_verdict_and_no_change(app):
    earlier("a-year-ago", 10)
    document = sections.compose(begun("headlines", [known_wave(design="open")]))
    row = block_of(document, "headlines-known")["headlines"][0]
    assert (row["change"], row["verdict"]) == (None, "open_sample")
    assert "percentage point" not in block_of(document, "headlines-known")["words"]["en"]["sentences"][0]


def test_boroughs_stand_in_the_order_of_the_published_figures(app):
    """The update to the Scrutiny Committee of 18 November 2015, typed here by hand from its table."""
    typed = [("Trafford", 52.994), ("Stockport", 56.836), ("Wigan", 60.868), ("Salford", 65.197), ("Bury", 65.690),
             ("Bolton", 69.239), ("Greater Manchester Police force area", 74.884), ("Tameside", 77.077),
             ("Oldham", 80.594), ("Rochdale", 81.675), ("Manchester", 108.031)]  # fmt: skip
    document = sections.compose(begun("boroughs"))
    (block,) = document["blocks"]
    assert [(one["area"], one["value"]) for one in block["ranking"]] == typed
    assert [one["rank"] for one in block["ranking"]] == [1, 2, 3, 4, 5, 6, None, 7, 8, 9, 10]
    said = block["words"]["en"]["sentences"]
    assert said[0] == ("Trafford has the lowest figure of 10 boroughs: 53.0 per 1,000 residents. The average as it was "
                       "published is 74.9 per 1,000 residents.")  # fmt: skip
    assert "years old" in said[1]
    assert "Scrutiny Committee, 18 November 2015" in json.dumps(block["words"]["en"]["how"])
    assert [row["strong"] for row in block["tables"][0]["rows"]] == [True] + [False] * 10
    assert document["waves"] == {} and document["simulated"] is False
    # The picture tells the same figures, to the decimal of the table.
    assert block["words"]["en"]["charts"]["map"]["desc"].startswith("Trafford 53.0; Stockport 56.8; Wigan 60.9; ")
    manchester = sections.begin(editions.partnership("manchester"), sections.by_id("boroughs"), [], ONE)
    assert "Manchester is number 10 of 10 boroughs: 108.0" in str(
        sections.compose(manchester)["blocks"][0]["words"]["en"]["sentences"])  # fmt: skip


def test_the_average_stands_after_those_that_equal_it():
    rows = [{"name": name, "value": value, "rank": rank} for name, value, rank in (
        ("C", 1, 1), ("A", 2, 2), ("B", 2, 2), ("D", 3, 4))]
    record = {"average": {"name": "All", "value": 2}, "rows": rows}
    assert [(one["area"], one["rank"]) for one in ranking.in_order(record)] == [
        ("C", 1), ("A", 2), ("B", 2), ("All", None), ("D", 4)]  # fmt: skip
    falling = [one["area"] for one in ranking.in_order({**record, "rows": rows[::-1]})]
    assert falling == ["D", "B", "A", "All", "C"]
    assert AVERAGE not in [one["id"] for one in ranking.in_order({**record, "average": None})]


def spoken(number=6, words="It is dark by the canal", **more):
    """A weighed wave with approved quotes of an open question, each coded to a theme."""
    wave = words_wave(**more)
    (light,) = make_themes(wave, "Light")
    ids = [write(wave, words, sex="male" if place % 2 else "female") for place in range(number)]
    for id_ in ids:
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
        quotes.approve(wave, "comment", reading.id, words, "ann")
    for place in range(6):
        write(wave, "", consent=None, sex="male" if place % 2 else "female")
    weigh_by_sex(wave, 50, 50)
    return wave


def lived(wave):
    return sections.begin(wave.survey.partnership, sections.by_id("lived-experience"), [wave], ONE)


def test_lived_experience_begins_with_themes_and_quotes(any_app):
    wave = spoken()
    draft = lived(wave)
    assert [one["kind"] for one in draft.items] == ["themes", "quotes"]
    document = sections.compose(draft)
    themes, quoted = document["blocks"]
    assert themes["base"] == 6 and themes["design"] == "open"
    known = {row["term"]: row["text"] for row in themes["words"]["en"]["how"]}
    assert "raked to" in known["Weights"].lower() and f"Run {weigh.current(wave).id} of" in known["Weights"]
    assert [one["words"] for one in quoted["quotes"]] == ["It is dark by the canal"] * 3
    # Neither the draft nor its history holds the words themselves.
    assert "canal" not in json.dumps(draft.items)
    events = db.session.scalars(db.select(AuditEvent)).all()
    assert "canal" not in json.dumps([one.detail for one in events])


@pytest.mark.refusal(
    part="Publishing",
    comes=(
        "a quote whose words were redacted otherwise, that was taken back, whose writer withdrew or agrees no longer: "
        "before submission"
    ),
    gets="Pick again",
)
@pytest.mark.parametrize("how", ["taken back", "redacted otherwise", "consent gone", "withdrawn"])
def test_a_quote_that_may_not_be_shown_any_more_is_not_submitted(app, how):
    wave = spoken()
    draft = lived(wave)
    lose(wave, how)
    # A withdrawal makes the weights of the themes stale, which is said first.
    weigh_by_sex(wave, 50, 50)
    with refused(sections.CannotCompose, "may not be shown any more") as caught:
        sections.submit(draft, draft.revision, ONE)
    assert caught.value.key == "b2"


@pytest.mark.refusal(part="Publishing", comes="the same between submission and approval", gets="Send the section back")
@pytest.mark.parametrize("how", ["taken back", "redacted otherwise", "consent gone", "withdrawn"])
def test_nor_is_it_approved(app, how):
    wave = spoken()
    draft = lived(wave)
    sections.submit(draft, draft.revision, ONE)
    lose(wave, how)
    with changed(draft, sections.CannotApprove, "Send the section back"):
        sections.approve(draft, draft.sha256, draft.revision, OTHER)
    sections.send_back(draft, "A quote is gone", draft.revision, OTHER)
    assert draft.document is None and editions.newest(trafford()) == {}


def lose(wave, how):
    """The first approved quote of a wave may not be shown from now on."""
    first = quotes.one_of(wave, "comment", quotes.of(wave, "comment")[0].id)
    response = first.reading.response
    if how == "taken back":
        quotes.take_back(wave, first, "ann")
    elif how == "redacted otherwise":
        text = texts.find(wave, "comment", response.id)
        redacting.redact(wave, text, [], ["canal"], "ann")
    elif how == "consent gone":
        response.answers = {**response.answers, "quote_consent": "no"}
    else:
        db.session.delete(response)
    db.session.commit()


def test_another_quote_with_the_same_number_does_not_slip_in(app):
    """SQLite gives numbers out again: what was picked is known by the hash of its words too."""
    wave = spoken()
    draft = lived(wave)
    items = copy.deepcopy(draft.items)
    items[1]["typed"]["quotes"][0]["sha256"] = hashlib.sha256(b"other words").hexdigest()
    draft.items = items
    db.session.commit()
    with refused(sections.CannotCompose, "may not be shown any more"):
        sections.compose(draft)


def source(partnership, people=8, state="ready", who="Young people of a youth club"):
    found = QualitativeSource(
        partnership_id=partnership.id, kind="focus_group", who=who, place="Cheetham Hill library", people=people,
        held_on=dt.date(2026, 5, 3), consent="adult", language="en", state=state, notes="n", recorded_by="ann",
    )  # fmt: skip
    db.session.add(found)
    db.session.commit()
    return found


def test_what_groups_asked_for_tells_neither_the_place_nor_a_small_number(app):
    big, small = source(trafford()), source(trafford(), 3, who="Carers")
    draft = begun("lived-experience", [known_wave()])
    (item,) = draft.items
    asks = {"en": ["Earlier help", "Work in schools"], "ur": ["پہلے مدد"]}
    sections.write(draft, item["key"], {"sources": [big.id, small.id], "asks": asks}, draft.revision, ONE)
    (block,) = sections.compose(draft)["blocks"]
    assert block["words"]["en"]["sentences"] == ["Earlier help", "Work in schools"]
    assert block["words"]["ur"]["sentences"] == ["پہلے مدد"] and block["words"]["ur"]["lang"] is None
    polish = block["words"]["pl"]
    assert polish["sentences"] == block["words"]["en"]["sentences"] and polish["lang"] == "en"
    text = json.dumps(block, ensure_ascii=False)
    assert "Cheetham" not in text and "2026-05-03" not in text and "fewer than 5" in text
    assert [one["people"] for one in block["sources"]] == [8, None]


@pytest.mark.refusal(
    part="Publishing",
    comes="a group that is gone, another's, or whose notes nobody has read",
    gets="Pick again",
)
def test_groups_that_are_unread_gone_or_anothers_are_refused(app):
    unread, theirs = source(trafford(), state="unread"), source(editions.partnership("stockport"))
    gone = source(trafford())
    draft = begun("lived-experience", [known_wave()])
    db.session.delete(gone)
    db.session.commit()
    for picked in ([unread.id], [theirs.id], [gone.id]):
        sections.write(draft, "b1", {"sources": picked, "asks": {"en": ["Help"]}}, draft.revision, ONE)
        with refused(sections.CannotCompose, "not there any more, or its notes are still to be read"):
            sections.compose(draft)


def test_actions_stand_row_by_row_in_each_language_that_was_written(app):
    draft = begun("actions")
    with refused(sections.CannotCompose, "has no rows yet"):
        sections.compose(draft)
    words = {"theme": "Routes to school", "issue": "Dark in winter", "action": "Wardens from November",
             "principle": "Prevention", "area": "Adswood"}  # fmt: skip
    rows = [{"id": "r1", "words": {"en": words, "pl": {**words, "theme": "Droga do szkoły"}}},
            {"id": "r2", "words": {"en": {**words, "theme": "Someone to talk to", "area": ""}}}]  # fmt: skip
    sections.write(draft, "b1", {"rows": rows}, draft.revision, ONE)
    (block,) = sections.compose(draft)["blocks"]
    assert [one["id"] for one in block["tables"][0]["columns"]] == ["theme", "issue", "action", "principle", "area"]
    polish = block["words"]["pl"]["labels"]
    assert polish["r1-theme"] == {"text": "Droga do szkoły", "lang": None}
    assert polish["r2-theme"] == {"text": "Someone to talk to", "lang": "en"}


def test_a_draft_of_simulated_answers_says_so_and_goes_with_them(app):
    wave = known_wave(simulated=True)
    draft = submitted(trafford(), [wave])
    assert draft.simulated and draft.document["simulated"]
    demo.empty()
    assert db.session.scalar(db.select(db.func.count(SectionDraft.id))) == 0


@pytest.mark.refusal(
    part="Publishing",
    comes="a correction without words, or with too many",
    gets="Say in a sentence what was wrong",
)
@pytest.mark.refusal(
    part="Publishing",
    comes="two drafts of one section",
    gets="the one that is open is opened; a correction says so",
)
def test_a_correction_says_what_it_corrects_and_the_old_document_stays(any_app):
    wave = known_wave()
    first = published(trafford(), [wave])
    frozen, hashed = copy.deepcopy(first.document), first.sha256
    words = {"en": "The weights were of the wrong year.", "ur": "وزن غلط سال کے تھے۔", "pl": ""}
    with refused(sections.CannotChange, "Say in a sentence what was wrong"):
        sections.begin_correction(first, {"en": "", "ur": "x"}, ONE)
    with refused(sections.CannotChange, "Use 1000 characters or fewer; these are 1001"):
        sections.begin_correction(first, {"en": "x" * 1001}, ONE)
    draft = sections.begin_correction(first, words, ONE)
    assert [one["ref"] for one in draft.items][0] == "known/safe_area" and draft.corrects == 1
    with refused(sections.CannotChange, "A draft of this section is open already"):
        sections.begin_correction(first, words, OTHER)
    with changed(draft, sections.CannotChange, "Nothing has changed since edition 1"):
        sections.submit(draft, draft.revision, ONE)
    weigh_by_sex(wave, 100, 100)
    sections.submit(draft, draft.revision, ONE)
    second = sections.approve(draft, draft.sha256, draft.revision, OTHER)
    assert (second.number, second.corrects) == (2, 1)
    assert second.document["corrects"] == {"number": 1, "words": {key: words[key] for key in ("en", "ur")}}
    db.session.expire_all()
    assert (first.document, first.sha256) == (frozen, hashed)
    assert editions.correction_of(first).number == 2 and editions.correction_of(second) is None


def test_an_edition_of_one_person_can_be_corrected_too(app):
    wave = known_wave()
    old = published_before(trafford(), [wave])
    draft = sections.begin_correction(old, {"en": "One finding should not be there."}, ONE)
    assert [one["ref"] for one in draft.items] == [
        "known/safe_area", "known/safe_dark", "known/reasons_unsafe", "known/reasons_safe", "known"]  # fmt: skip


def test_numbers_count_each_section_by_itself(app):
    wave = known_wave()
    assert published(trafford(), [wave]).number == 1
    assert published(trafford(), [wave], "headlines").number == 1
    assert published(trafford(), [], "boroughs").number == 1
    assert set(editions.newest(trafford())) == {
        "what-our-communities-tell-us", "quarterly-headlines", "how-the-boroughs-compare"}  # fmt: skip
    assert editions.newest(editions.partnership("stockport")) == {}


def test_every_block_has_words_in_every_language_and_an_id_of_its_own(app):
    earlier("a-year-ago", 50)
    wave = known_wave()
    for name in ("communities", "headlines", "boroughs", "measuring-success"):
        document = sections.compose(begun(name, [wave]))
        ids = [one["id"] for one in document["blocks"]]
        assert len(set(ids)) == len(ids)
        for block in document["blocks"]:
            assert set(block["words"]) == set(LANGUAGES) == set(document["words"])
            for words in block["words"].values():
                assert words["heading"]
                for table in block["tables"]:
                    told = words["tables"][table["id"]]
                    assert set(told["columns"]) >= {one["id"] for one in table["columns"]} and told["caption"]


def test_paragraphs_are_divided_by_blank_lines_alone():
    assert paragraphs("One\nand the same.\n\n \nAnother.\n") == ["One and the same.", "Another."]


def test_the_database_itself_holds_one_open_draft_and_a_document_only_while_it_waits(any_app):
    wave = known_wave()
    draft = begun("communities", [wave])
    twin = SectionDraft(partnership_id=draft.partnership_id, template="communities", items=[], begun_by=ONE,
                        changed_by=ONE)  # fmt: skip
    db.session.add(twin)
    with pytest.raises(Exception, match="(?i)unique"):
        db.session.commit()
    db.session.rollback()
    with pytest.raises(Exception, match="(?i)check"):
        db.session.execute(db.text("UPDATE section_draft SET state = 'submitted'"))
    db.session.rollback()


@pytest.mark.refusal(part="Publishing", comes="a question that nobody answered; an empty section; a wave that is gone")
def test_a_wave_that_is_not_there_any_more_is_said(app):
    draft = begun("headlines", [known_wave()])
    draft.items = [{**draft.items[0], "ref": "no-such-wave"}]
    db.session.commit()
    with refused(sections.CannotCompose, "not there any more"):
        sections.compose(draft)

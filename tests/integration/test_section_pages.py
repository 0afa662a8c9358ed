"""The officer pages on sections, and the public pages of what they publish."""

import csv
import datetime as dt
import io
import json
import re

import pytest

from consult.extensions import db
from consult.models import SectionDraft, Telling
from consult.services import editions, sections, success
from tests.integration.surveys import post
from tests.integration.telling import (
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
from tests.integration.test_sections import source, spoken, trafford
from tests.integration.test_success import measured

PUBLISH = "/officer/trafford/publish"
COMMUNITIES = f"{PUBLISH}/what-our-communities-tell-us"
ACTIONS = f"{PUBLISH}/themes-issues-and-actions"
PUBLIC = "/trafford/what-our-communities-tell-us"


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", "trafford")


def revision(client, page):
    return re.search(r'name="based_on" value="(\d+)"', client.get(page).text)[1]


def press(client, page, do, to=None, **data):
    """Press a button of a page: its token and its revision go along."""
    return post(client, to or page, page, do=do, based_on=revision(client, page), **data)


def draft_of(name="communities"):
    db.session.expire_all()
    return sections.open_draft(trafford(), sections.by_id(name))


def test_two_people_publish_through_the_pages(app, officer, sign_in):
    wave = known_wave()
    assert "What our communities tell us" in officer.get(PUBLISH).text
    done = post(officer, f"{COMMUNITIES}/begin", f"{COMMUNITIES}/begin?adults={wave.slug}", adults=wave.slug)
    assert done.status_code == 303 and done.location.endswith(COMMUNITIES)
    page = officer.get(COMMUNITIES).text
    assert page.index("Feeling safe in the local area") < page.index("Feeling safe walking alone after dark")
    press(officer, COMMUNITIES, "down:b1")
    page = officer.get(COMMUNITIES).text
    assert page.index("Feeling safe walking alone after dark") < page.index("Feeling safe in the local area")
    assert "68%" in officer.get(f"{COMMUNITIES}/preview").text
    assert "Nothing has been published yet" in app.test_client().get(PUBLIC).text
    press(officer, f"{COMMUNITIES}/preview", "submit", COMMUNITIES)
    own = officer.get(f"{COMMUNITIES}/review").text
    assert "You submitted this yourself" in own and "Approve and publish" not in own
    second = sign_in("admin", "trafford")
    read = second.get(f"{COMMUNITIES}/review").text
    sha256 = re.search(r'name="sha256" value="(\w+)"', read)[1]
    assert "68%" in read and "Approve and publish" in read
    assert press(second, f"{COMMUNITIES}/review", "approve", sha256=sha256).status_code == 303
    listed = second.get(PUBLISH).text
    assert "submitted by officer-trafford@test.example, approved by admin-trafford@test.example" in listed
    public = app.test_client().get(PUBLIC).text
    assert public.index('id="safe_dark"') < public.index('id="safe_area"') and "test.example" not in public


@pytest.mark.refusal(part="Publishing", comes="one's own section approved or sent back")
def test_ones_own_approval_posted_by_hand_is_refused_in_words(officer):
    draft = submitted(trafford(), [known_wave()])
    draft.submitted_by = "officer-trafford@test.example"
    db.session.commit()
    page = f"{COMMUNITIES}/review"
    answer = post(officer, page, do="approve", based_on=draft.revision, sha256=draft.sha256)
    assert answer.status_code == 409 and "You submitted this section yourself" in answer.text
    assert editions.latest(trafford()) is None


def test_sending_back_needs_words_and_keeps_them(officer):
    submitted(trafford(), [known_wave()])
    page = f"{COMMUNITIES}/review"
    empty = press(officer, page, "send_back", words=" ")
    assert empty.status_code == 409 and "Say what is to be changed" in empty.text and 'href="#words"' in empty.text
    long = press(officer, page, "send_back", words="x" * 2001)
    assert "Use 2000 characters or fewer; these are 2001" in long.text and "x" * 2001 in long.text
    press(officer, page, "send_back", words="<b>Leave out</b> the last block")
    shown = officer.get(COMMUNITIES).text
    assert "&lt;b&gt;Leave out&lt;/b&gt; the last block" in shown and "Sent back by officer-trafford" in shown


def test_a_decision_on_what_was_decided_meanwhile_keeps_what_was_typed(officer):
    draft = submitted(trafford(), [known_wave()])
    page = f"{COMMUNITIES}/review"
    token, based_on = officer.token(page), revision(officer, page)
    sections.send_back(draft, "Earlier", draft.revision, OTHER)
    typed = {"do": "send_back", "words": "My words"}
    answer = officer.post(page, data={"csrf_token": token, "based_on": based_on, **typed})
    assert answer.status_code == 409 and "My words" in answer.text and "decided this section meanwhile" in answer.text


def test_reweighed_meanwhile_the_second_person_is_told(officer):
    wave = known_wave()
    submitted(trafford(), [wave])
    assert "other weights" not in officer.get(f"{COMMUNITIES}/review").text
    weigh_by_sex(wave, 100, 100)
    told = officer.get(f"{COMMUNITIES}/review").text
    assert "“Wave known” has other weights since this was submitted" in told and ">68%<" in told


@pytest.mark.refusal(
    part="Publishing",
    comes="paragraphs, asks or rows that are half, blank or too long; a page open for too long",
    gets="what is lacking, beside its field",
)
def test_paragraphs_are_kept_with_every_error_and_shown_as_plain_text(officer):
    sections.begin(trafford(), sections.by_id("communities"), [known_wave()], OTHER)
    added = press(officer, f"{COMMUNITIES}/add", "text:")
    block = added.location
    assert block.endswith("/blocks/b6")
    half = press(officer, block, "save", **{"heading-en": "Ours", "body-en": "", "heading-ur": "ہمارا"})
    assert half.status_code == 422 and 'value="Ours"' in half.text and "ہمارا" in half.text
    assert 'href="#body-en"' in half.text or 'href="#body-ur"' in half.text
    long = press(officer, block, "save", **{"heading-en": "Ours", "body-en": "y" * 6001})
    assert "Use 6000 characters or fewer; these are 6001" in long.text and "y" * 6001 in long.text
    words = "First <script>alert(1)</script>\n\nSecond\u202e, said."
    assert press(officer, block, "save", **{"heading-en": "Ours", "body-en": words}).status_code == 303
    preview = officer.get(f"{COMMUNITIES}/preview").text
    assert "<p>First &lt;script&gt;alert(1)&lt;/script&gt;</p>" in preview and "<p>Second, said.</p>" in preview
    urdu = officer.get(f"{COMMUNITIES}/preview?lang=ur").text
    assert re.search(r'<p lang="en" dir="ltr">Second, said.</p>', urdu)


@pytest.mark.refusal(
    part="Publishing",
    comes="a draft that somebody else changed meanwhile",
    gets="what was typed is still there; the change is made at the next press",
)
def test_what_was_typed_outlives_somebody_elses_change_and_an_old_token(officer):
    draft = sections.begin(trafford(), sections.by_id("communities"), [known_wave()], OTHER)
    block = press(officer, f"{COMMUNITIES}/add", "text:").location
    token, based_on = officer.token(block), revision(officer, block)
    db.session.refresh(draft)
    sections.move(draft, "b1", False, draft.revision, OTHER)
    typed = {"heading-en": "Ours", "body-en": "Words of mine"}
    stale = officer.post(block, data={"csrf_token": token, "based_on": based_on, "do": "save", **typed})
    assert stale.status_code == 422 and "Somebody else changed this section" in stale.text
    assert "Words of mine" in stale.text and draft_of().items[-1]["typed"] == {}
    # The page that says so is of the section as it is now: pressed again it is kept.
    now = re.search(r'name="based_on" value="(\d+)"', stale.text)[1]
    old = officer.post(block, data={"csrf_token": "stale", "based_on": now, "do": "save", **typed})
    assert old.status_code == 422 and "Nothing you typed is lost" in old.text and "Words of mine" in old.text
    assert officer.post(block, data={"csrf_token": token, "based_on": now, "do": "save", **typed}).status_code == 303
    assert draft_of().items[-1]["typed"]["words"]["en"]["body"] == "Words of mine"


def test_an_error_of_ones_own_does_not_hide_somebody_elses_change(officer):
    draft = sections.begin(trafford(), sections.by_id("communities"), [known_wave()], OTHER)
    block = press(officer, f"{COMMUNITIES}/add", "text:").location
    token, based_on = officer.token(block), revision(officer, block)
    db.session.refresh(draft)
    sections.move(draft, "b1", False, draft.revision, OTHER)
    data = {"csrf_token": token, "based_on": based_on, "do": "save", "heading-en": "Ours"}
    half = officer.post(block, data=data)
    assert f'name="based_on" value="{based_on}"' in half.text
    data |= {"body-en": "Words"}
    assert "Somebody else changed this section" in officer.post(block, data=data).text


def test_a_preview_hides_what_the_section_will_hide(officer):
    """Two blocks that are each harmless: all of 104 less the 100 women would leave the four men."""
    made = add_wave("few")
    for sex, people in (("female", 50), ("male", 2)):
        answer(made, people, sex=sex, safe_area=SAFE)
        answer(made, people, sex=sex, safe_area=UNSAFE)
    weigh_by_sex(made)
    for title, sex in (("Everybody", None), ("Women", "female")):
        measured(title={"en": title}, group=sex and {"dimension": "sex", "category": sex})
    draft = sections.begin(trafford(), sections.by_id("measuring-success"), [made], OTHER)
    for key in [item["key"] for item in draft.items if item["kind"] != "measure"]:
        sections.remove(draft, key, draft.revision, OTHER)
    said = officer.get(f"{PUBLISH}/measuring-success/preview").text
    assert "Women: the figure of “Wave few” is withheld" in said


def test_a_move_made_to_another_order_is_refused_and_shows_this_one(officer):
    draft = sections.begin(trafford(), sections.by_id("communities"), [known_wave()], OTHER)
    token, based_on = officer.token(COMMUNITIES), revision(officer, COMMUNITIES)
    sections.remove(draft, "b2", draft.revision, OTHER)
    for data in ({"do": "up:b3"}, {"do": "remove:b3"}, {"do": "submit"}, {"do": "throw_away"}):
        answer = officer.post(COMMUNITIES, data={"csrf_token": token, "based_on": based_on, **data})
        assert answer.status_code == 409 and "your change was not made" in answer.text
    assert [one["key"] for one in draft_of().items] == ["b1", "b3", "b4", "b5"]
    for based_on in ("", "x", "9" * 30, "-1"):
        data = {"csrf_token": token, "based_on": based_on, "do": "up:b3"}
        assert officer.post(COMMUNITIES, data=data).status_code == 409


def test_rows_of_actions_are_written_moved_and_taken_out(officer):
    post(officer, f"{ACTIONS}/begin")
    block = f"{ACTIONS}/blocks/b1"
    row = {"theme-en": "Routes to school", "issue-en": "Dark", "action-en": "Lamps"}
    lacking = press(officer, block, "save", **{**row, "action-en": ""})
    assert lacking.status_code == 422 and "A row needs a theme, an issue and an action" in lacking.text
    assert 'value="Routes to school"' in lacking.text and 'href="#action-en"' in lacking.text
    # An action to a theme alone does not say what it answers: the place is named and nothing typed is lost.
    lacking = press(officer, block, "save", **{**row, "issue-en": "", "theme-pl": "Droga do szkoły"})
    assert lacking.status_code == 422 and "A row needs a theme, an issue and an action" in lacking.text
    assert 'href="#issue-en"' in lacking.text and "Lamps" in lacking.text and "Droga do szkoły" in lacking.text
    press(officer, block, "save", **row)
    press(officer, block, "save", **{**row, "theme-en": "Somebody to talk to"})
    press(officer, block, "up:r2")
    page = officer.get(block).text
    assert page.index("Somebody to talk to") < page.index("Routes to school")
    changing = f"{block}?row=r1"
    assert 'value="Routes to school"' in officer.get(changing).text
    press(officer, changing, "save", **{**row, "area-en": "Adswood"})
    press(officer, block, "remove:r2")
    (kept,) = draft_of("actions").items[0]["typed"]["rows"]
    assert kept["words"]["en"]["area"] == "Adswood" and kept["id"] == "r1"
    assert "The row is not in the table any more" in press(officer, block, "up:r2").text
    assert "Adswood" in officer.get(f"{ACTIONS}/preview").text


def test_quotes_are_picked_from_those_that_may_be_shown(officer):
    wave = spoken()
    lived = f"{PUBLISH}/lived-experience"
    draft = sections.begin(trafford(), sections.by_id("lived-experience"), [wave], OTHER)
    block = f"{lived}/blocks/b2"
    page = officer.get(block).text
    assert page.count('name="quotes"') == 6 and page.count("checked") == 3
    none = press(officer, block, "save")
    assert none.status_code == 422 and "Pick at least one quote" in none.text and 'href="#quotes"' in none.text
    assert "may not be shown any more" in press(officer, block, "save", quotes=["1", "999"]).text
    assert press(officer, block, "save", quotes=["4", "2"]).status_code == 303
    db.session.refresh(draft)
    assert [one["id"] for one in draft.items[1]["typed"]["quotes"]] == [2, 4]
    preview = officer.get(f"{lived}/preview").text
    assert preview.count("It is dark by the canal") == 2 and "no measure of how many think so" in preview


def test_asks_of_groups_are_typed_line_by_line(officer):
    source(trafford())
    lived = f"{PUBLISH}/lived-experience"
    sections.begin(trafford(), sections.by_id("lived-experience"), [known_wave()], OTHER)
    preview = officer.get(f"{lived}/preview").text
    assert "Nothing is written yet of what they asked for" in preview and f'href="{lived}#b1"' in preview
    block = f"{lived}/blocks/b1"
    none = press(officer, block, "save", **{"asks-en": "Earlier help\n\n Work in schools "})
    assert "Pick the groups whose asks these are" in none.text and "Work in schools" in none.text
    press(officer, block, "save", **{"asks-en": "Earlier help\n\n Work in schools ", "sources": "1"})
    preview = officer.get(f"{lived}/preview").text
    assert "<li>Earlier help</li>\n<li>Work in schools</li>" in preview and "Cheetham" not in preview


def test_what_is_not_there_is_not_found(officer):
    wave = known_wave()
    assert officer.get(f"{PUBLISH}/no-such-section").status_code == 404
    # Without a draft the overview, from where one is begun.
    assert officer.get(COMMUNITIES).location.endswith("/publish")
    sections.begin(trafford(), sections.by_id("communities"), [wave], OTHER)
    for block in ("b99", "b1", "x"):
        assert officer.get(f"{COMMUNITIES}/blocks/{block}").status_code == 404
    assert officer.get(f"{COMMUNITIES}/editions/1/correct").status_code == 404
    assert officer.get("/trafford/no-such-section").status_code == 404
    assert officer.get("/trafford/quarterly-headlines/edition-1").status_code == 404


def test_a_draft_is_thrown_away_and_what_is_published_stays(officer):
    published(trafford(), [known_wave()])
    sections.begin(trafford(), sections.by_id("headlines"), [known_wave("other")], OTHER)
    headlines = f"{PUBLISH}/quarterly-headlines"
    assert press(officer, headlines, "throw_away").status_code == 303
    assert draft_of("headlines") is None and editions.latest(trafford()).number == 1
    assert db.session.scalar(db.select(db.func.count(SectionDraft.id))) == 1


def test_a_correction_is_begun_with_words_and_the_old_edition_says_so(app, officer, client):
    wave = known_wave()
    published(trafford(), [wave])
    correct = f"{COMMUNITIES}/editions/1/correct"
    blank = post(officer, correct, **{"words-ur": "غلط"})
    assert blank.status_code == 422 and "Say in a sentence what was wrong" in blank.text and "غلط" in blank.text
    post(officer, correct, **{"words-en": "The weights were of the wrong year.", "words-ur": "وزن غلط سال کے تھے۔"})
    weigh_by_sex(wave, 100, 100)
    draft = draft_of()
    sections.submit(draft, draft.revision, "ann")
    assert "been corrected" not in client.get(f"{PUBLIC}/edition-1").text
    sections.approve(draft, draft.sha256, draft.revision, "bob")
    old, new = client.get(f"{PUBLIC}/edition-1").text, client.get(PUBLIC).text
    assert "This edition has been corrected" in old and "The weights were of the wrong year." in old
    assert f'href="{PUBLIC}/edition-2"' in old and ">68%<" in old
    assert "This edition corrects" in new and f'href="{PUBLIC}/edition-1"' in new and ">65%<" in new
    assert "وزن غلط سال کے تھے۔" in client.get(f"{PUBLIC}/edition-1?lang=ur").text
    polish = client.get(f"{PUBLIC}/edition-1?lang=pl").text
    assert 'lang="en" dir="ltr">The weights were of the wrong year.' in polish
    listed = client.get(f"{PUBLIC}/editions?lang=en").text
    assert "Corrected by edition 2" in listed and "Corrects edition 1" in listed


def test_every_section_has_an_address_of_its_own(client, app):
    wave = known_wave()
    assert "Nothing has been published yet" in client.get("/trafford/measuring-success").text
    for name in ("communities", "headlines", "boroughs"):
        published(trafford(), [wave], name)
    home = client.get("/trafford/").text
    for slug in ("what-our-communities-tell-us", "quarterly-headlines", "how-the-boroughs-compare"):
        assert f'href="/trafford/{slug}"' in home
        assert client.get(f"/trafford/{slug}").status_code == 200
        assert client.get(f"/trafford/{slug}/editions").status_code == 200
        assert client.get(f"/trafford/{slug}.json").location.endswith(f"/{slug}/edition-1.json")
    assert "measuring-success" not in home
    for lang in ("en", "ur", "pl"):
        page = client.get(f"/trafford/how-the-boroughs-compare/edition-1?lang={lang}").text
        assert "108.0" in page or "108,0" in page
    assert client.get("/stockport/how-the-boroughs-compare/edition-1").status_code == 404


def test_measuring_success_is_published_of_typed_figures_without_a_wave(client, officer):
    """A partnership that has no survey yet: its measures are of figures that others published."""
    measure = success.make(
        trafford(), success.Plan({"en": "Police do a good job"}, "up", survey=None, item=None), "tests"
    )
    for year, value in ((2025, 0.91), (2026, 0.95)):
        typed = success.Typed(value, str(year), dt.date(year, 3, 1), "Police confidence survey", "same", 1000,
                              "probability")  # fmt: skip
        success.type_figure(measure, typed, "tests")
    page = f"{PUBLISH}/measuring-success"
    assert post(officer, f"{page}/begin", adults="", young="").status_code == 303
    assert "95%" in officer.get(f"{page}/preview").text
    assert press(officer, page, "submit").location.endswith("/review")
    draft = draft_of("measuring-success")
    sections.approve(draft, draft.sha256, draft.revision, OTHER)
    for lang in ("en", "ur", "pl"):
        public = client.get(f"/trafford/measuring-success/edition-1?lang={lang}")
        assert public.status_code == 200 and "95" in public.text
    shown = client.get("/trafford/measuring-success/edition-1?lang=en").text
    # 0.95 - 0.91.
    assert "4 percentage points" in shown and "Police confidence survey" in shown
    for form in ("csv", "xlsx", "json", "docx", "pdf", "csv-metadata.json"):
        assert client.get(f"/trafford/measuring-success/edition-1.{form}").status_code == 200
    assert editions.latest(trafford(), "measuring-success").document["waves"] == {}
    assert db.session.scalar(db.select(db.func.count(Telling.id))) == 0


def test_without_a_wave_or_a_measure_nothing_begins(officer):
    page = f"{PUBLISH}/measuring-success/begin"
    refused = post(officer, page, adults="", young="")
    assert refused.status_code == 422 and "No wave is chosen" in refused.text


def test_the_figures_of_every_block_are_in_the_file(client, app):
    published(trafford(), [], "boroughs")
    file = client.get("/trafford/how-the-boroughs-compare/edition-1.csv").data.decode("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(file))}
    assert rows["area-10 / rate"]["text"] == "108.0" and rows["area-10 / rate"]["label"].startswith("Manchester: ")
    assert rows["average / rate"]["label"].startswith("Average as published: ")
    assert rows["sentence 1"]["text"].startswith("Trafford has the lowest")


def test_an_edition_that_one_person_published_reads_as_it_did(client, app):
    edition = published_before(trafford(), [known_wave()])
    page = client.get(f"{PUBLIC}/edition-1").text
    assert ">68%</span>" in page and "How we know" in page and 'id="group-1"' in page
    assert json.loads(client.get(f"{PUBLIC}/edition-1.json").data) == edition.document
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PUBLIC}/edition-1.csv").data.decode("utf-8-sig"))))
    headline = next(one for one in rows if one["row"] == "finding" and one["finding"] == "safe_area")
    assert (headline["percent"], headline["audience"]) == ("68.0", "adults")

"""Officers make questionnaires: from a start to a draft, step by step, with nothing typed ever lost."""

import copy
import html
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Partnership, QuestionnaireVersion, Survey
from consult.questionnaire import authoring, shipped_document
from consult.services import authoring as service
from consult.services import field, publish, versions
from consult.services.digest import digest
from tests.integration.surveys import document, open_survey, yes_no
from tests.integration.telling import known_wave
from tests.integration.test_officer import words

HOME = "/officer/trafford/questionnaires/"
SALE = HOME + "sale/"
SCRIPT = "<script>alert(1)</script>"


def trafford(slug="trafford"):
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def made(start="template-residents", address="sale", audience="adults"):
    return service.make(trafford(), service.NewSurvey(start, "Safer Sale", address, audience), "tests")


@pytest.fixture
def officer(app, sign_in):
    made()
    return sign_in("officer", "trafford")


def hidden(page):
    """The token and the state of the draft that a page was made from."""
    found = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found[name[1]] = html.unescape(value[1]) if value else ""
    return {name: found.get(name, "") for name in ("csrf_token", "based_on")}


def post(client, address, /, **data):
    """Post the form of a page as it stands; a value of None leaves a field out."""
    sent = {**hidden(client.get(address)), **data}
    return client.post(address, data={name: value for name, value in sent.items() if value is not None})


def confirm(client, page, address):
    """Press the button of the page that says what would be lost."""
    form = page.text.split("<main", 1)[1].split("<form", 1)[1].split("</form", 1)[0]
    pairs = []
    for tag in re.findall(r"<input[^>]*>", form):
        pairs.append((re.search(r'name="([^"]*)"', tag)[1], html.unescape(re.search(r'value="([^"]*)"', tag)[1])))
    data = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return client.post(address, data=data)


def draft(slug="sale"):
    db.session.expire_all()
    return field.latest_version(field.survey(slug))


def item(name, slug="sale"):
    return authoring.find(draft(slug).document, name).item


def answers(name):
    return [one["value"] for one in item(name)["choices"]]


# Beginning

@pytest.mark.parametrize("start", ["template-residents", "template-youth", "blank", "survey-trafford"])
def test_a_survey_begins_from_anything_and_is_there_on_each_database(any_app, start):
    survey = made(start, "", "young")
    assert survey.slug == "trafford-safer-sale" and survey.partnership.slug == "trafford"
    version = field.latest_version(survey)
    assert (version.number, version.frozen_on, version.document["version"]) == (1, None, 1)
    assert survey.audience == {"template-youth": "young", "blank": "young"}.get(start, "adults")
    assert field.questionnaire(version).items
    assert made(start, "").slug == "trafford-safer-sale-2"
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.detail["start"]) == ("add survey", start)


def test_the_first_page_leads_to_it_and_the_form_makes_one(app, sign_in):
    client = sign_in("officer", "trafford")
    assert HOME + "new" in client.get("/officer/trafford/").text
    page = client.get(HOME + "new")
    assert "Template: How safe is your local area?" in words(page) and "Community safety survey" in words(page)
    answer = post(client, HOME + "new", start="blank", title="  Safer   Sale ", address="")
    assert answer.location.endswith("/trafford-safer-sale/")
    outline = client.get(answer.location)
    assert "Safer Sale , version 1. A draft" in words(outline)
    survey = field.survey("trafford-safer-sale")
    assert survey.title == "Safer Sale" and survey.exit_address


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="no name, nothing to begin from, another partnership's survey as the start",
    gets="the field is named",
)
@pytest.mark.refusal(
    part="Making questionnaires",
    comes="an address that is taken, by any partnership, or with letters that addresses cannot have",
    gets="the field is named, and what to do",
)
@pytest.mark.parametrize(("wrong", "said", "there"), [
    ({"start": None}, "Choose what to begin from", "#start"),
    ({"start": "survey-stockport"}, "Choose what to begin from", "#start"),
    ({"start": "template-ess9"}, "Choose what to begin from", "#start"),
    ({"title": " "}, "Give the survey a name", "#title"),
    ({"title": "x" * 161}, "Use 160 characters or fewer", "#title"),
    ({"address": "Ünïcode!"}, "small letters, digits and hyphens", "#address"),
    ({"address": "trafford"}, "There is a survey at this address already", "#address"),
    ({"address": "stockport"}, "There is a survey at this address already", "#address"),
])
def test_a_survey_that_cannot_be_made_says_where_and_keeps_what_was_typed(app, sign_in, wrong, said, there):
    client = sign_in("officer", "trafford")
    before = db.session.scalar(db.select(db.func.count()).select_from(Survey))
    typed = {"start": "template-youth", "title": "A name to keep", "address": "an-address", **wrong}
    page = post(client, HOME + "new", **typed)
    assert page.status_code == 422 and said in words(page) and f'href="{there}"' in page.text
    for name in ("title", "address"):
        if typed[name].strip() and name not in wrong:
            assert f'value="{typed[name]}"' in page.text
    assert db.session.scalar(db.select(db.func.count()).select_from(Survey)) == before


# Every page

PAGES = (
    "", "settings", "sections/safety", "sections/safety/bank", "sections/safety/bank?q=knife",
    "sections/safety/bank/youth.bought_knife", "sections/safety/add", "questions/safe_dark",
    "questions/anything_else", "questions/ward", "questions/asb", "questions/safe_dark/answers",
    "questions/safe_dark/answers/very_safe", "questions/asb/lines", "questions/asb/lines/litter",
    "questions/safe_dark/place", "who/question/safe_dark", "who/question/ward", "who/section/about",
    "who/page/ethnic_asian", "who/question/change?of=asb", "who/question/change?of=safe_area", "preview/first",
    "preview/last", "preview/pages/safe_dark", "preview/pages/ward?language=ar",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_opens_and_none_has_a_hundred_controls(officer, language):
    for page in PAGES:
        opened = officer.get(SALE + page, headers={"Accept-Language": language})
        assert opened.status_code == 200, page
        main = opened.text.split("<main", 1)[1].split("</main", 1)[0]
        controls = re.findall(r'<(?:button|select|textarea|input(?![^>]*type="hidden")|a )', main)
        assert len(controls) < 100, (page, len(controls))


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a question, section or page that is not there, or another partnership's",
)
def test_a_viewer_reads_the_draft_and_changes_nothing(app, officer, sign_in):
    viewer = sign_in("viewer", "trafford")
    outline = viewer.get(SALE)
    assert "How safe do you feel walking alone" in words(outline)
    assert "<button" not in outline.text.split("outline")[1].split("phone")[0]
    assert viewer.get(SALE + "preview/pages/safe_dark").status_code == 200
    assert viewer.get(SALE + "questions/safe_dark").status_code == 403
    stockport = sign_in("officer", "stockport")
    for page in PAGES:
        assert stockport.get(SALE + page).status_code == 404, page
        assert stockport.get(SALE.replace("trafford", "stockport") + page).status_code == 404, page


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a question, section or page that is not there, or another partnership's",
    gets="404",
)
@pytest.mark.parametrize("place", [
    "questions/none_such", "questions/none_such/place", "questions/safe_dark/lines", "questions/anything_else/answers",
    "questions/safe_dark/answers/none_such", "sections/none_such", "sections/none_such/bank", "sections/none_such/add",
    "sections/safety/bank/none.such", "who/question/none_such", "who/section/none_such", "who/page/none_such",
    "preview/pages/none_such", "questions/%00", "who/elsewhere/safety",
])
def test_what_is_not_there_is_a_404(officer, place):
    assert officer.get(SALE + place).status_code == 404


# Changing, undoing

def test_words_are_changed_step_by_step_and_undone(officer):
    own = post(officer, SALE + "sections/community/add", type="single", text="Do you cycle?",
               answers="Yes, daily\nNo", kinds=["dont_know"])
    assert own.location == SALE + "questions/do_you_cycle"
    assert answers("do_you_cycle") == ["yes_daily", "no", "dont_know"]
    changed = post(officer, own.location, text="Do you ride a bike?", hint="In Sale.", required="y")
    assert changed.status_code == 303
    assert item("do_you_cycle")["text"] == {"en": "Do you ride a bike?"} and item("do_you_cycle")["required"] is True
    outline = officer.get(SALE)
    assert "Undo The last step: Changed a question ( Do you cycle? )" in words(outline)
    assert "Held back until the missing texts are translated: Urdu (4 texts)" in words(outline)
    post(officer, SALE, do="undo")
    assert item("do_you_cycle")["text"] == {"en": "Do you cycle?"}
    post(officer, SALE, do="undo")
    assert draft().document == shipped_document("residents") | {"version": 1}
    assert "Undo" not in words(officer.get(SALE)).replace("Undone", "")


def test_nothing_changed_is_no_step(officer):
    page = officer.get(SALE + "questions/safe_dark")
    hint = item("safe_dark")["hint"]["en"]
    sent = post(officer, SALE + "questions/safe_dark", text=item("safe_dark")["text"]["en"], hint=hint, required="y")
    assert page.status_code == 200 and sent.status_code == 303 and not versions.steps(draft())


def test_on_each_database_a_step_is_kept_and_an_old_page_changes_nothing(any_app):
    survey = made()
    version = field.latest_version(survey)
    seen = version.sha256

    def words(text):
        return lambda old: authoring.change_item(old, "anything_else", {"hint": text})

    service.apply(version, words("One."), "change question", "x", "tests", seen)
    with pytest.raises(versions.Stale):
        service.apply(version, words("Two."), "change question", "x", "tests", seen)
    with pytest.raises(service.NothingChanged):
        service.apply(version, words("One."), "change question", "x", "tests", version.sha256)
    assert item("anything_else")["hint"]["en"] == "One." and len(versions.steps(draft())) == 2
    versions.undo(draft(), "tests")
    assert draft().sha256 == seen


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="two officers change it at once",
    gets="409: who did what meanwhile; pressed again, both changes are kept",
)
def test_somebody_elses_step_costs_a_look_and_no_words(officer):
    address = SALE + "questions/anything_else"
    mine = hidden(officer.get(address))
    post(officer, SALE + "questions/change", text=item("change")["text"]["en"], hint="Theirs.", required="y",
         shuffle="y")
    page = officer.post(address, data={**mine, "text": item("anything_else")["text"]["en"], "hint": "Mine & <b>bold"})
    assert page.status_code == 409 and "Somebody else changed the questionnaire meanwhile" in words(page)
    assert "officer-trafford@test.example" in page.text and "Mine &amp; &lt;b&gt;bold" in page.text
    again = officer.post(address, data={**hidden(page), "text": item("anything_else")["text"]["en"], "hint": "Mine."})
    assert again.status_code == 303
    assert (item("anything_else")["hint"]["en"], item("change")["hint"]["en"]) == ("Mine.", "Theirs.")


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a page that was open for too long",
    gets='the same page, "press the button again"',
)
def test_a_stale_token_costs_a_click(officer):
    address = SALE + "questions/anything_else"
    page = officer.post(address, data={**hidden(officer.get(address)), "csrf_token": "old", "text": "Kept words?",
                                       "hint": "Kept hint."})  # fmt: skip
    assert page.status_code == 422 and "Nothing you typed is lost: press the button again" in words(page)
    assert "Kept words?" in page.text and "Kept hint." in page.text
    assert item("anything_else")["text"]["en"] != "Kept words?"
    for place in (SALE, SALE + "sections/safety", SALE + "settings", HOME + "new"):
        assert officer.post(place, data={"csrf_token": "forged", "do": "undo"}).status_code == 422, place


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a session that ended while typing",
    gets="a page that holds what was typed and goes on after signing in",
)
def test_a_session_that_ended_keeps_what_was_typed(app, officer):
    address = SALE + "questions/anything_else"
    typed = {**hidden(officer.get(address)), "text": "Typed for an hour", "hint": f"And {SCRIPT}"}
    stranger = app.test_client()
    page = stranger.post(address, data=typed)
    assert page.status_code == 401 and "You were signed out" in words(page)
    assert 'value="Typed for an hour"' in page.text and SCRIPT not in page.text
    assert f'action="{address}"' in page.text
    back = confirm(officer, page, address)
    assert back.status_code == 422 and "Typed for an hour" in back.text, "asked once more, with a token of its own"
    done = officer.post(address, data={**typed, **hidden(back)})
    assert done.status_code == 409, "and then told what the change would end"


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a text that is empty, too long for a phone, or has braces that nothing fills",
    gets="said at the field",
)
@pytest.mark.refusal(
    part="Making questionnaires",
    comes="one answer where two are needed, a grid without lines, no kind of answer picked",
    gets="said at the field",
)
@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a rule without an answer picked, with a number that is none",
    gets="said at the field",
)
@pytest.mark.parametrize(("place", "typed", "said"), [
    ("questions/change", {"text": ""}, "Write the question"),
    ("questions/change", {"text": "x" * 181}, "Use 180 characters or fewer"),
    ("questions/change", {"text": "What {happened}?"}, "which nothing fills"),
    ("questions/change", {"text": "You said {answer.tenure|it}?"}, "asked on the same page or a later one"),
    ("questions/anything_else", {"text": "Q?", "max_length": "many"}, "Enter a whole number"),
    ("questions/anything_else", {"text": "Q?", "max_length": "99999"}, "Enter a number from 1 to 5,000"),
    ("sections/safety/add", {"text": "Q?"}, "Choose how it is answered"),
    ("sections/safety/add", {"text": "Q?", "type": "nonsense"}, "Choose how it is answered"),
    ("sections/safety/add", {"text": "", "type": "text"}, "Write the question"),
    ("sections/safety/add", {"text": "Q?", "type": "scale", "answers": "One"}, "Write at least two answers"),
    ("sections/safety/add", {"text": "Q?", "type": "grid", "answers": "A\nB"}, "Write the lines of the grid"),
    ("sections/safety", {"title": "", "do": "rename"}, "Give the section a title"),
    ("settings", {"title": "T", "intro": "", "thanks": "x"}, "Write what people read first"),
    ("settings", {"title": "T", "intro": "{name}", "thanks": "x"}, "which nothing fills"),
    ("questions/change/answers", {"words": "", "kind": "plain"}, "Write the words"),
    ("questions/change/answers", {"words": "x" * 91, "kind": "plain"}, "Use 90 characters or fewer"),
    ("who/question/change?of=safe_area", {"do": "add", "operator": "in"}, "Choose at least one answer"),
    ("who/question/change?of=safe_area", {"do": "add", "operator": "in", "values": "none_such"},
     "Choose at least one answer"),
    ("who/question/anything_else?of=change", {"do": "add", "operator": "at_least", "amount": "x"},
     "Write a whole number"),
    ("who/question/change", {"do": "add"}, "Choose an earlier question"),
])  # fmt: skip
def test_bad_input_says_what_and_changes_nothing(officer, place, typed, said):
    before = draft().sha256
    answer = post(officer, SALE + place, **typed)
    assert answer.status_code == 422 and said in words(answer), words(answer)[:900]
    assert re.search(r"<title>Error: ", answer.text)
    for name, value in typed.items():
        if len(value) > 8 and name != "values":
            assert html.escape(value, quote=False).replace("'", "&#39;") in answer.text, "what was typed is there"
    assert draft().sha256 == before and not versions.steps(draft())


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a rule that no answers can meet",
    gets='"No answers lead to it"',
)
def test_a_rule_that_leads_nowhere_is_refused_in_words(officer):
    address = SALE + "who/question/change?of=safe_area"
    post(officer, address, do="add", operator="in", values="very_safe", joined="all")
    page = post(officer, address, do="add", operator="not_in", values="very_safe", joined="all")
    assert page.status_code == 422 and "No answers lead to it" in words(page)
    assert authoring.rule(draft().document, "item", "change") == {"item": "safe_area", "in": ["very_safe"]}


# The bank and what is lost

def test_a_question_of_the_bank_shows_where_it_comes_from(officer):
    page = words(officer.get(SALE + "questions/safe_dark"))
    assert "Crime Survey for England and Wales, questions recommended by the Government Statistical Service" in page
    assert "Very safe · Fairly safe · A bit unsafe · Very unsafe" in page and "Very safe + Fairly safe" in page
    assert "78% of people of 16 and over in the North West of England" in page
    found = officer.get(SALE + "sections/safety/bank?q=knife")
    assert "Have you ever bought a knife?" in words(found) and "tenure" not in words(found)
    assert "Nothing has these words" in words(officer.get(SALE + "sections/safety/bank?q=" + "zz" * 200))


def test_a_question_of_the_bank_is_added_after_another(officer):
    added = post(officer, SALE + "sections/safety/bank/youth.avoid_places?after=safe_area")
    assert added.location == SALE + "questions/avoid_places"
    pages = [page["id"] for page in draft().document["sections"][0]["pages"]]
    assert pages[:2] == ["safe_area", "avoid_places"] and item("avoid_places")["bank"] == "avoid_places"
    twice = post(officer, SALE + "sections/safety/bank/youth.avoid_places")
    assert twice.location == SALE + "questions/avoid_places_2"


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="other words, answers or another order of a question from the bank",
    gets="409: the comparisons that end are listed, and asked about first",
)
def test_other_words_end_the_comparison_and_that_is_said_first(officer):
    address = SALE + "questions/safe_dark"
    page = post(officer, address, text="How safe is Sale at night?", required="y")
    assert page.status_code == 409 and item("safe_dark")["bank"] == "safe_dark", "nothing is changed yet"
    said = words(page)
    assert "This change ends comparisons" in said and "the question would be asked in other words" in said
    assert "78% of people of 16 and over in the North West of England" in said and "earlier waves" not in said
    done = confirm(officer, page, address)
    assert done.status_code == 303
    now = item("safe_dark")
    assert now["text"]["en"] == "How safe is Sale at night?" and not {"bank", "benchmark"} & set(now)
    assert "Source" not in words(officer.get(address))
    post(officer, SALE, do="undo")
    assert item("safe_dark")["benchmark"] == "csew_safe_dark"


@pytest.mark.parametrize(("place", "typed", "said"), [
    ("answers", {"do": "down:very_safe"}, "the answers would stand in another order"),
    ("answers/very_safe", {"words": "Completely safe", "net": "y"}, "in other words"),
    ("answers/very_safe", {"words": "Very safe"}, "other answers would count together"),
    ("answers/bit_unsafe", {"do": "remove_with_rules", "words": "x"}, "the answers would be other ones"),
    ("answers", {"words": "Neither", "kind": "plain"}, "the answers would be other ones"),
])
def test_other_answers_and_another_order_end_it_too(officer, place, typed, said):
    address = SALE + "questions/safe_dark/" + place
    answer = post(officer, address, **typed)
    assert answer.status_code == 409 and said in words(answer)
    assert confirm(officer, answer, address).status_code == 303 and "bank" not in item("safe_dark")


def test_earlier_waves_are_named_where_there_were_some(officer):
    address = HOME + "trafford/"
    survey = field.survey("trafford")
    field.latest_version(survey).frozen_on = field.today()
    db.session.commit()
    assert "Begin a correction" in words(officer.get(address))
    assert officer.get(address + "questions/safe_dark").location == address, "a frozen version has nothing to change"
    assert post(officer, address, do="begin").status_code == 303
    assert [one.number for one in survey.versions] == [1, 2]
    page = post(officer, address + "questions/safe_dark", text="Other?", required="y")
    assert "earlier waves of this survey" in words(page)


# Answers, rules, places

def test_answers_are_added_named_and_taken_away(officer):
    address = SALE + "questions/change/answers"
    assert confirm(officer, post(officer, address, words="I moved", kind="plain"), address).status_code == 303
    assert answers("change")[-5:] == ["i_moved", "other", "none", "dont_know", "prefer_not"]
    assert post(officer, address + "/dont_know", do="remove", words="x").status_code == 303
    assert post(officer, address, words="", kind="dont_know").status_code == 303
    assert item("change")["choices"][-2]["text"]["ur"] == "معلوم نہیں"
    lines = SALE + "questions/asb/lines"
    assert confirm(officer, post(officer, lines, words="Dogs", kind="plain"), lines).status_code == 303
    assert item("asb")["rows"][-1]["text"] == {"en": "Dogs"}


def test_a_rule_is_put_together_by_picking(officer):
    address = SALE + "who/question/anything_else"
    offered = officer.get(address).text
    assert 'value="safe_area"' in offered and 'value="tenure"' not in offered, "only what was asked before"
    post(officer, address + "?of=safe_area", do="add", operator="in", values=["fairly_unsafe", "very_unsafe"])
    post(officer, address + "?of=change", do="add", operator="at_least", amount="2", joined="any")
    page = words(officer.get(address))
    assert ("Asked only if “How safe or unsafe do you feel in your local area?” is Fairly unsafe or Very unsafe or "
            "“Do you do any of these things because of how safe you feel?” is 2 or more") in page
    rule = authoring.rule(draft().document, "item", "anything_else")
    assert set(rule) == {"any"} and rule["any"][1] == {"item": "change", "at_least": 2}
    post(officer, address, do="joined", joined="all")
    assert set(authoring.rule(draft().document, "item", "anything_else")) == {"all"}
    post(officer, address, do="remove:0")
    assert authoring.rule(draft().document, "item", "anything_else") == {"item": "change", "at_least": 2}
    post(officer, address, do="clear")
    assert authoring.rule(draft().document, "item", "anything_else") is None
    section = SALE + "who/section/about?of=anything_else"
    post(officer, section, do="add", operator="not_answered")
    assert authoring.section(draft().document, "about")["when"] == {"item": "anything_else", "answered": False}


@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a question or an answer removed that a rule or a text rests on",
    gets="what rests on it is named; rules can go with it",
)
@pytest.mark.refusal(
    part="Making questionnaires",
    comes="a question moved before one that its rule looks at",
    gets="the two are named",
)
def test_what_depends_on_a_question_is_named_before_it_goes(officer):
    place = SALE + "questions/safe_area/place"
    named = "the rule of the question “What makes you feel safe?”"
    assert named in words(officer.get(place))
    refused = post(officer, place, do="remove")
    assert refused.status_code == 422 and named in words(refused)
    gone = post(officer, place, do="remove_with_rules")
    assert gone.status_code == 303 and "safe_area" not in field.questionnaire(draft()).items
    assert post(officer, SALE + "questions/condition_limits/place", do="up").status_code == 422


def test_order_pages_and_sections(officer):
    def outline():
        return [[[one["name"] for one in page["items"]] for page in section["pages"]]
                for section in draft().document["sections"]]  # fmt: skip

    post(officer, SALE + "sections/safety", do="down:safe_area", title="ignored")
    assert outline()[0][:2] == [["safe_day"], ["safe_area"]]
    post(officer, SALE + "questions/safe_area/place", do="join")
    assert outline()[0][0] == ["safe_day", "safe_area"]
    post(officer, SALE + "questions/safe_area/place", do="split")
    post(officer, SALE + "questions/worry_knife/place", do="begin", title="Knives")
    assert outline()[1] == [["worry_knife"]] and outline()[0][1] == ["safe_area"]
    post(officer, SALE + "sections/knives", do="rename", title="About knives")
    assert "About knives" in words(officer.get(SALE))
    post(officer, SALE + "sections/knives", do="down")
    assert draft().document["sections"][2]["id"] == "knives"
    post(officer, SALE + "sections/knives", do="join")
    assert [one["id"] for one in draft().document["sections"]] == ["safety", "problems", "community", "about"]
    names = {one.done for one in versions.steps(draft())}
    assert names == {"begin", "move question", "join page", "split page", "begin section", "rename section",
                     "move section", "join section"}  # fmt: skip


def test_settings_are_changed(officer):
    post(officer, SALE + "settings", title="How is Sale?", intro="Hello {area}.", thanks="Bye.", support=["999"],
         languages=["ur"])  # fmt: skip
    changed = draft().document
    assert changed["title"]["en"] == "How is Sale?" and changed["support"] == ["999"]
    assert list(changed["languages"]) == ["en", "ur"] and changed["title"]["pl"]


# The phone

def test_the_phone_shows_the_draft_in_any_language_and_keeps_nothing(officer):
    before = draft().sha256
    page = officer.get(SALE + "preview/pages/safe_dark?language=ur")
    assert '<html lang="ur" dir="rtl"' in page.text and item("safe_dark")["text"]["ur"] in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    for other in (SALE, SALE + "questions/safe_dark", "/s/trafford"):
        assert "frame-ancestors 'none'" in officer.get(other).headers["Content-Security-Policy"], other
    assert not [one for one in page.headers.getlist("Set-Cookie") if "draft" in one or "lang=" in one]
    onward = re.search(r'<form method="post" action="([^"]+)"', page.text)[1].replace("&amp;", "&")
    following = officer.post(onward, data={"safe_dark": "very_safe"})
    assert following.status_code == 200 and item("reasons_unsafe")["text"]["ur"] in following.text
    assert '<html lang="en"' in officer.get(SALE + "preview/pages/safe_dark?language=xx").text
    assert draft().sha256 == before and not versions.steps(draft())


def test_the_phone_shows_words_as_they_are_typed(officer):
    address = SALE + "preview/pages/safe_dark?typed=safe_dark&language=en"
    page = officer.post(address, data={"text": f"Is it safe? {SCRIPT}", "hint": "Tell us."})
    assert "Is it safe? &lt;script&gt;" in page.text and SCRIPT not in page.text and "Tell us." in page.text
    assert item("safe_dark")["text"]["en"].startswith("How safe do you feel")
    wrong = officer.post(address, data={"text": "Is {it} safe?"})
    assert wrong.status_code == 200 and "which nothing fills" in words(wrong)
    assert officer.post(address, data={"text": " "}).status_code == 200
    assert officer.post(address.replace("typed=safe_dark", "typed=none"), data={"text": "x"}).status_code == 200


# Honest figures

def test_a_question_in_words_of_its_own_stands_beside_no_published_figure(app):
    """The benchmark of safe_dark goes with the bank's words, in whichever questionnaire they are asked."""
    asked = authoring.find(shipped_document("residents"), "safe_dark").item
    assert service.benchmarks_of(asked["bank"], "adults", trafford())
    assert service.benchmarks_of(None, "adults", trafford()) == []
    assert service.benchmarks_of("bought_knife", "adults", trafford()) == []
    assert [one["id"] for one in service.benchmarks_of("bought_knife", "young", trafford("stockport"))] == []


def test_nor_does_it_where_its_figures_are_published(app):
    wave = known_wave(design="probability")
    beside = {one["id"]: one["beside"] for one in publish.draft(trafford(), [wave])["findings"] if "beside" in one}
    assert beside["safe_area"] and beside["safe_dark"]
    changed = authoring.change_item(wave.version.document, "safe_area", {"text": "Is it safe?", "bank": None})
    wave.version.document, wave.version.sha256 = changed, digest(changed)
    db.session.commit()
    after = {one["id"]: one["beside"] for one in publish.draft(trafford(), [wave])["findings"] if "beside" in one}
    assert after == {**beside, "safe_area": []}


def test_a_correction_follows_where_a_wave_is_not_open_yet(app, sign_in):
    wave = open_survey(document(yes_no("a", "First?"), yes_no("b", "Second?")))
    officer = sign_in("officer", "trafford")
    page = officer.get(f"/officer/trafford/waves/{wave.slug}/questionnaire")
    assert "/officer/trafford/questionnaires/tiny/" in page.text and "Change the questionnaire" in page.text
    post(officer, HOME + "tiny/", do="begin")
    post(officer, HOME + "tiny/questions/a", text="Really first?", required="y")
    first, second = db.session.scalars(db.select(QuestionnaireVersion).where(
        QuestionnaireVersion.survey_id == wave.survey_id).order_by(QuestionnaireVersion.number))  # fmt: skip
    assert second.document["sections"][0]["pages"][0]["items"][0]["text"]["en"] == "Really first?"
    assert copy.deepcopy(first.document)["sections"][0]["pages"][0]["items"][0]["text"]["en"] == "First?"

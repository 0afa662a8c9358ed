"""Every kind of question on its real page: answered, refused in words, shown again, and in words on the check page."""

import gzip
import json
import re

import html5lib
import pytest

from consult.blueprints.respond.fields.icons import ICONS
from consult.extensions import db
from consult.models import Partnership
from consult.questionnaire import Questionnaire, shipped_document, shipped_names
from consult.services import places
from consult.services.answering import drafts
from consult.web.locale import LANGUAGES
from tests.integration.geography import GEOGRAPHY, needs_geography
from tests.integration.surveys import document, open_survey, post, send, stored

DONT_KNOW = {"value": "dk", "kind": "dont_know", "text": {"en": "Don't know", "pl": "Nie wiem"}}
PREFER_NOT = {"value": "pns", "kind": "prefer_not", "text": {"en": "Prefer not to say", "pl": "Wolę nie mówić"}}
NEITHER = [DONT_KNOW, PREFER_NOT]


def choices(*words):
    return [{"value": word.lower().replace(" ", "_"), "text": {"en": word, "pl": f"PL {word}"}} for word in words]


def page(name, type_, text, **more):
    return {"id": name, "items": [{"name": name, "type": type_, "text": {"en": text, "pl": f"PL {text}"}, **more}]}


CONCERNS = choices("Litter", "Drugs", "Noise", "Speeding")

PAGES = {
    "single": page("single", "single", "Which one?", required=True,
                   choices=[*choices("One", "Two"), {"value": "other", "kind": "other", "text": {"en": "Another"}}]),
    "scale": page("scale", "scale", "How safe?", required=True, choices=[*choices("Safe", "Unsafe"), *NEITHER]),
    "yes_no": page("yes_no", "yes_no", "Have you seen it?", required=True, choices=[*choices("Yes", "No"), *NEITHER]),
    "consent": page("consent", "consent", "May we ask about it?", required=True,
                    choices=[{"value": "yes", "text": {"en": "Yes, ask me"}},
                             {"value": "no", "text": {"en": "No, go on"}}]),
    "several": page("several", "several", "Which of these?", required=True,
                    choices=[*choices("Home", "Park"), {"value": "other", "kind": "other", "text": {"en": "Elsewhere"}},
                             {"value": "none", "kind": "none", "text": {"en": "None of these"}}, DONT_KNOW]),
    "grid": page("grid", "grid", "How much of a problem?", required=True, choices=choices("Big", "Small"),
                 rows=choices("Litter", "Noise")),
    "ranking": page("ranking", "ranking", "What matters most?", required=True, most=3,
                    choices=[*CONCERNS, DONT_KNOW]),
    "number": page("number", "number", "How often?", required=True, min=0, max=99,
                   unit={"en": "times", "pl": "razy"}, choices=[DONT_KNOW]),
    "month": page("month", "month", "When was it?", required=True, min="2020-01", past=True),
    "short": page("short", "text", "In a few words?", required=True),
    "long": page("long", "text", "Anything else?", max_length=500),
    "ward": page("ward", "place", "Which ward?", required=True, areas="wards",
                 choices=[{"value": "elsewhere", "text": {"en": "Outside the area"}}]),
    "home": page("home", "postcode", "Where do you live?", required=True, areas="wards", choices=[PREFER_NOT]),
    "info": page("info", "info", "The next questions are about you."),
}  # fmt: skip

BILINGUAL = {"en": {"state": "master"}, "pl": {"state": "machine"}}


@pytest.fixture
def ask(app):
    """ask("single", ...) -> a client that may answer those questions, by name or as pages, at /s/tiny."""

    def ask(*names, **settings):
        open_survey(document(*(PAGES[one] if isinstance(one, str) else one for one in names), **settings))
        return app.test_client()

    return ask


def trafford():
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))


def give(client, name, **data):
    """Post a question's page with these controls."""
    return post(client, f"/s/tiny/q/{name}", **data)


def kept(client):
    """What is stored once the answers are sent."""
    assert send(client).status_code == 302
    return stored()[-1].answers


def lines(client):
    """The answers on the check page, in words."""
    page = html5lib.parse(client.get("/s/tiny/check").text, namespaceHTMLElements=False)
    return ["".join(one.itertext()).strip() for one in page.iter("bdi")]


ANSWERS = [
    ("single", {"single": "two"}, {"single": "two"}, ["Two"]),
    ("single", {"single": "other", "single.other": " A  third "}, {"single": "other", "single.other": "A  third"},
     ["Another: A  third"]),
    ("single", {"single.other": "typed and not ticked"}, {"single": "other", "single.other": "typed and not ticked"},
     ["Another: typed and not ticked"]),
    ("scale", {"scale": "pns"}, {"scale": "pns"}, ["Prefer not to say"]),
    ("yes_no", {"yes_no": "no"}, {"yes_no": "no"}, ["No"]),
    ("consent", {"consent": "no"}, {"consent": "no"}, ["No, go on"]),
    ("several", {"several": ["park", "home"]}, {"several": ["home", "park"]}, ["Home", "Park"]),
    ("several", {"several": ["none"]}, {"several": ["none"]}, ["None of these"]),
    ("grid", {"grid.litter": "big", "grid.noise": "small"}, {"grid": {"litter": "big", "noise": "small"}},
     ["Litter: Big", "Noise: Small"]),
    ("ranking", {"ranking.1": "drugs", "ranking.2": "noise", "ranking.3": "litter"},
     {"ranking": ["drugs", "noise", "litter"]}, ["1. Drugs", "2. Noise", "3. Litter"]),
    ("ranking", {"ranking": "dk"}, {"ranking": ["dk"]}, ["Don't know"]),
    ("number", {"number": " 12 "}, {"number": 12}, ["12 times"]),
    ("number", {"number": "۱۲"}, {"number": 12}, ["12 times"]),
    ("number", {"number": "", "number.choice": "dk"}, {"number": "dk"}, ["Don't know"]),
    ("month", {"month.month": "3", "month.year": "2021"}, {"month": "2021-03"}, ["March 2021"]),
    ("month", {"month.month": "12", "month.year": "٢٠٢٢"}, {"month": "2022-12"}, ["December 2022"]),
    ("short", {"short": "Mend the lamps"}, {"short": "Mend the lamps"}, ["Mend the lamps"]),
    ("ward", {"ward": "E05015239"}, {"ward": "E05015239"}, ["Altrincham"]),
    ("ward", {"ward": "", "ward.typed": "gorse hill and cornbrook"}, {"ward": "E05015247"}, ["Gorse Hill & Cornbrook"]),
    ("home", {"home": "pns"}, {"home": "pns"}, ["Prefer not to say"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sent", "answers", "words"), ANSWERS)
def test_an_answer_is_kept_shown_again_and_put_into_words(ask, name, sent, answers, words):
    client = ask(name)
    assert give(client, name, **sent).location == "/s/tiny/check"
    assert lines(client) == words
    again = client.get(f"/s/tiny/q/{name}?from=check").text
    chosen = controls(again)
    assert give(client, name, **chosen).location == "/s/tiny/check", "the page as it stands gives the same answer"
    assert kept(client) == answers


TICKED = ("radio", "checkbox")


def controls(text):
    """What a browser would send of a page's form as it stands, without the token."""
    form = next(one for one in html5lib.parse(text, namespaceHTMLElements=False).iter("form") if one.get("id"))
    sent: dict[str, list[str]] = {}
    for control in form.iter():
        name, value, can_be_ticked = control.get("name"), control.get("value", ""), control.get("type") in TICKED
        if control.tag == "select":
            chosen = [one for one in control.iter("option") if one.get("selected") is not None]
            value = (chosen or list(control.iter("option")))[0].get("value")
        elif control.tag == "textarea":
            value = control.text or ""
        elif control.tag != "input" or (can_be_ticked and control.get("checked") is None):
            continue
        if name and name != "csrf_token":
            sent.setdefault(name, []).append(value)
    return sent


NEVER_OFFERED = ("three", "moon", "E05011350")

REFUSALS = [
    ("single", {}, "single", "Choose an answer."),
    ("single", {"single": "three"}, "single", "not one of those offered"),
    ("scale", {}, "scale", "one for “don’t know” and one for “prefer not to say”"),
    ("yes_no", {}, "yes_no", "There is one for “don’t know”"),
    ("consent", {}, "consent", "Choose an answer."),
    ("several", {}, "several", "Choose one or more answers."),
    ("several", {"several": ["none", "park"]}, "several", "You chose “None of these” and another answer."),
    ("grid", {"grid.litter": "big"}, "grid.noise", "Choose an answer for: Noise"),
    ("ranking", {}, "ranking.1", "Choose one for each place."),
    ("ranking", {"ranking.1": "drugs"}, "ranking.2", "Choose one for each place."),
    ("ranking", {"ranking.1": "drugs", "ranking.3": "noise"}, "ranking.2", "There is an empty place"),
    ("ranking", {"ranking.1": "drugs", "ranking.2": "drugs", "ranking.3": "noise"}, "ranking.2", "“Drugs” twice"),
    ("ranking", {"ranking.1": "drugs", "ranking": "dk"}, "ranking.1", "“Don&#39;t know” and another answer"),
    ("ranking", {"ranking.1": "moon"}, "ranking.1", "not one of those offered"),
    ("number", {}, "number", "Enter a number."),
    ("number", {"number": "a lot"}, "number", "Enter a number in digits, like 3."),
    ("number", {"number": "1.5"}, "number", "without a point or a comma"),
    ("number", {"number": "100"}, "number", "Enter 99 or less."),
    ("number", {"number": "-1"}, "number", "Enter 0 or more."),
    ("number", {"number": "3", "number.choice": "dk"}, "number", "“Don&#39;t know” and another answer"),
    ("month", {}, "month.month", "Choose a month and enter a year."),
    ("month", {"month.month": "3"}, "month.year", "Enter the year too."),
    ("month", {"month.year": "2021"}, "month.month", "Choose the month too."),
    ("month", {"month.month": "3", "month.year": "21"}, "month.year", "Enter the year in four digits"),
    ("month", {"month.month": "12", "month.year": "2019"}, "month.month", "Choose January 2020 or later."),
    ("month", {"month.month": "1", "month.year": "2099"}, "month.month", "or earlier."),
    ("short", {"short": "  "}, "short", "Write an answer."),
    ("short", {"short": "x" * 201}, "short", "1 character too long"),
    ("ward", {}, "ward", "Choose a place from the list."),
    ("ward", {"ward": "", "ward.typed": "Atlantis"}, "ward", "“Atlantis” is not on the list."),
    ("ward", {"ward": "", "ward.typed": "Sale"}, "ward", "“Sale” is not on the list."),
    ("ward", {"ward": "E05011350"}, "ward", "not one of those offered"),
    ("home", {}, "home", "choose your ward from the list"),
]


@pytest.mark.refusal(
    part="Answering",
    comes="a page of any kind of question with nothing on it, where an answer is needed",
    gets="the same page, what to do in words of that kind, the error tied to its control",
)
@pytest.mark.refusal(
    part="Answering",
    comes="an order with a choice twice or with a place left empty",
    gets="which, and where",
)
@pytest.mark.refusal(
    part="Answering",
    comes="letters, a decimal mark, too much or too little where a number is wanted; digits of any script are taken",
    gets="what is taken, with the limit",
)
@pytest.mark.refusal(
    part="Answering",
    comes="half a month, a year in two digits, a month that is too early or yet to come",
    gets="what is missing, or the limit by its name",
)
@pytest.mark.refusal(
    part="Answering",
    comes="a place that was typed and is not on the list, or could be two",
    gets="that it is not, with what was typed still there",
)
@pytest.mark.parametrize(("name", "sent", "leads_to", "words"), REFUSALS)
def test_a_refusal_says_what_to_do_beside_the_control_with_all_that_was_sent(ask, name, sent, leads_to, words):
    client = ask(name)
    refused = give(client, name, **sent)
    assert refused.status_code == 422 and refused.text.count("<title>Error: ") == 1
    parsed = html5lib.parse(refused.text, namespaceHTMLElements=False)
    (link,) = [one for one in parsed.iter("a") if (one.get("href") or "").startswith("#") and "skip" not in
               (one.get("class") or "")]  # fmt: skip
    assert link.get("href") == f"#{leads_to}"
    assert words.replace("&#39;", "'") in "".join(link.itertext())
    control = next(one for one in parsed.iter() if one.get("id") == leads_to)
    assert control.tag in ("input", "select", "textarea")
    assert "error" in described_by(parsed, control), "the error is read out with its control"
    shown = controls(refused.text)
    for name, given in sent.items():
        if name.endswith(".typed"):
            assert f'data-typed="{given}"' in refused.text
        elif given not in NEVER_OFFERED and given:
            assert set(shown[name]) == set(given if isinstance(given, list) else [given])
    assert client.get("/s/tiny/check").status_code == 302, "nothing was kept, so there is nothing to check"


def described_by(tree, control):
    """The classes of what describes a control, itself or through the groups around it."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    ids, place = [], control
    while place is not None:
        ids += (place.get("aria-describedby") or "").split()
        place = parents.get(place)
    by_id = {one.get("id"): one for one in tree.iter() if one.get("id")}
    assert all(one in by_id for one in ids), f"describes with what is not there: {ids}"
    return " ".join(by_id[one].get("class") or "" for one in ids)


# Wards: by postcode, and on the map

EXTRACT = """pcds,oslaua,osward
WA14 1AA,E08000009,E05015239
WA14 2BB,E08000009,E05015241
"""


@pytest.fixture
def postcodes(app, tmp_path):
    file = tmp_path / "extract.csv"
    file.write_text(EXTRACT)
    assert places.load_postcodes(trafford(), file, "tests").accepted


@pytest.mark.parametrize("typed", ["WA14 1AA", "wa141aa", " WAI4 IAA "])
def test_a_postcode_is_turned_into_its_ward(ask, postcodes, typed):
    client = ask("home")
    assert give(client, "home", **{"home.postcode": typed, "home": ""}).location == "/s/tiny/check"
    assert lines(client) == ["Altrincham"]
    again = controls(client.get("/s/tiny/q/home?from=check").text)
    assert again["home"] == ["E05015239"] and again["home.postcode"] == [""], "the ward is there, the postcode is not"
    assert kept(client) == {"home": "E05015239"}


@pytest.mark.refusal(
    part="Answering",
    comes="a postcode that is not known here",
    gets='that it is not, "check it, or choose your ward"; the postcode is in the box and nowhere else',
)
@pytest.mark.parametrize("typed", ["SK1 3XE", "WA14", "somewhere"])
def test_an_unknown_postcode_says_what_to_do_and_is_still_in_the_box(ask, postcodes, typed):
    client = ask("home")
    refused = give(client, "home", **{"home.postcode": typed, "home": ""})
    assert refused.status_code == 422
    assert "We do not know this postcode in Trafford. Check it, or choose your ward from the list." in refused.text
    assert 'href="#home.postcode"' in refused.text and controls(refused.text)["home.postcode"] == [typed]
    chosen = give(client, "home", **{"home.postcode": typed, "home": "E05015241"})
    assert chosen.location == "/s/tiny/check", "the list still answers, whatever stands in the box"
    assert kept(client) == {"home": "E05015241"}


def test_a_new_postcode_counts_and_an_old_choice_on_the_list_does_not(ask, postcodes):
    client = ask("home")
    give(client, "home", home="E05015239")
    give(client, "home", **{"home.postcode": "WA14 2BB", "home": "E05015239"})
    assert lines(client) == ["Bowdon"]
    wrong = give(client, "home", **{"home.postcode": "nowhere", "home": "E05015241"})
    assert wrong.status_code == 422, "the ward kept before was not chosen now"


@pytest.mark.refusal(
    part="Answering",
    comes="a postcode and another ward from the list",
    gets="asked which, not guessed",
)
def test_a_postcode_and_another_ward_are_not_guessed_between(ask, postcodes):
    client = ask("home")
    both = give(client, "home", **{"home.postcode": "WA14 1AA", "home": "E05015241"})
    assert both.status_code == 422 and "not in the ward you chose" in both.text


def test_without_postcodes_the_list_alone_is_offered(ask):
    client = ask("home")
    shown = client.get("/s/tiny/q/home").text
    assert 'name="home.postcode"' not in shown and "<select" in shown
    assert give(client, "home", home="E05015239").location == "/s/tiny/check"


@pytest.mark.refusal(part="Answering", comes="a postcode that is not known here")
def test_a_postcode_is_kept_nowhere(ask, postcodes, app, caplog, tmp_path):
    """Neither in a table, nor sealed in a draft, nor in a log, nor in a cookie, nor in an address."""
    client = ask("home", "short")
    caplog.set_level("DEBUG")
    known, unknown = "WA14 1AA", "M60 9QQ"
    give(client, "home", **{"home.postcode": unknown, "home": ""})
    answered = give(client, "home", **{"home.postcode": known, "home": ""})
    secret = next(value.value for value in client._cookies.values() if value.key.startswith("draft-"))
    sheet = drafts.read(secret, app.config["DRAFT_KEY"])
    assert sheet.answers == {"home": "E05015239"}
    give(client, "short", short="x")
    send(client)
    db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    everything = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file.name != "extract.csv"]
    everything += [caplog.text.encode(), answered.location.encode()]
    everything += [f"{cookie.key}={cookie.value}".encode() for cookie in client._cookies.values()]
    for form in (unknown, unknown.replace(" ", ""), known, known.lower()):
        assert not [one for one in everything if form.encode() in one], form
    # Loaded is what is looked up, and only that: once, in its table.
    tables = [name for name in db.metadata.tables if name != "postcode"]
    rows = [str(row) for name in tables for row in db.session.execute(db.text(f'SELECT * FROM "{name}"'))]
    assert not [row for row in rows if "WA141AA" in row]


@pytest.fixture
def outlines(app, tmp_path):
    wards = [area for area in trafford().areas if area.kind == "ward"]
    features = []
    for place, ward in enumerate(wards):
        west, south = -2.4 + 0.02 * (place % 5), 53.4 + 0.01 * (place // 5)
        ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.01], [west, south + 0.01], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"WD23CD": ward.code}, "geometry": geometry})
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert places.load_outlines(trafford(), file, "tests").accepted


@pytest.mark.parametrize("name", ["ward", "home"])
def test_a_ward_is_chosen_on_the_map_and_kept_once_the_page_is_sent(ask, outlines, name):
    client = ask(name)
    assert f'href="/s/tiny/q/{name}/map"' in client.get(f"/s/tiny/q/{name}").text
    drawn = client.get(f"/s/tiny/q/{name}/map")
    assert drawn.status_code == 200
    tree = html5lib.parse(drawn.text, namespaceHTMLElements=False)
    links = [one for one in tree.iter() if str(one.tag).rpartition("}")[2] == "a"]
    leading = [one for one in links if "choose=E05015241" in (one.get("href") or "")]
    assert [one.get("aria-label") or "".join(one.itertext()) for one in leading] == ["3 Bowdon", "Bowdon"]
    chosen = controls(client.get(leading[0].get("href")).text)
    assert chosen[name] == ["E05015241"]
    assert client.get("/s/tiny/check").status_code == 302, "only shown as chosen so far"
    assert give(client, name, **chosen).location == "/s/tiny/check"
    assert kept(client) == {name: "E05015241"}


def test_the_map_of_a_changed_answer_leads_back_to_the_check(ask, outlines):
    client = ask("ward")
    give(client, "ward", ward="E05015239")
    shown = client.get("/s/tiny/q/ward?from=check").text
    assert 'href="/s/tiny/q/ward/map?from=check"' in shown
    drawn = client.get("/s/tiny/q/ward/map?from=check").text
    assert 'choose=E05015241&amp;from=check' in drawn or 'from=check&amp;choose=E05015241' in drawn
    assert re.search(r'choose=E05015239[^>]*aria-current="true"', drawn), "where one is now is marked"


@pytest.mark.refusal(part="Answering", comes="the map of a question without one", gets="the question")
def test_there_is_no_map_where_there_is_nothing_to_choose_on_it(ask):
    client = ask("ward", "short")
    assert "/map" not in client.get("/s/tiny/q/ward").text
    for page in ("ward", "short", "nowhere"):
        assert client.get(f"/s/tiny/q/{page}/map").location == f"/s/tiny/q/{page}"


@pytest.mark.refusal(
    part="Answering",
    comes="an address that chooses what is no ward of the question",
    gets="nothing is chosen",
)
@pytest.mark.parametrize("choose", ["E05011350", "elsewhere", "", "<script>"])
def test_an_address_chooses_only_a_ward_of_the_question(ask, outlines, choose):
    client = ask("ward")
    shown = client.get("/s/tiny/q/ward", query_string={"choose": choose}).text
    assert controls(shown)["ward"] == [""] and "<script>" not in shown


# Order, languages, Easy Read, reading


def test_shuffled_choices_keep_their_order_for_one_and_differ_between_people(app):
    last = [{"value": "other", "kind": "other", "text": {"en": "Another"}}, DONT_KNOW]
    open_survey(document(page("many", "single", "Which?", shuffle=True, choices=[*choices(*"ABCDEFGH"), *last])))

    def order(client):
        return re.findall(r'name="many" value="(\w+)"', client.get("/s/tiny/q/many").text)

    people = [app.test_client() for _ in range(6)]
    orders = [order(person) for person in people]
    assert orders == [order(person) for person in people]
    assert len({tuple(one) for one in orders}) > 1
    assert all(sorted(one[:8]) == list("abcdefgh") and one[8:] == ["other", "dk"] for one in orders)


def test_a_page_in_polish_has_its_months_numbers_and_refusals_in_polish(ask):
    client = ask(languages=BILINGUAL, **{
        "title": {"en": "Tiny", "pl": "Mała"}, "intro": {"en": "Hello", "pl": "Cześć"},
        "thanks": {"en": "Thanks", "pl": "Dziękujemy"},
        "sections": [{"id": "only", "title": {"en": "Only", "pl": "Jedyna"},
                      "pages": [PAGES["month"], PAGES["number"]]}],
    })  # fmt: skip
    shown = client.get("/s/tiny/q/month?lang=pl").text
    assert "marzec" in shown and "March" not in shown
    give(client, "month", **{"month.month": "3", "month.year": "2021"})
    give(client, "number", number="12")
    assert lines(client) == ["marzec 2021", "12 razy"]


def test_a_page_to_read_asks_for_nothing_and_is_not_on_the_check_page(ask):
    client = ask("info", "short")
    shown = client.get("/s/tiny/q/info").text
    assert "<h1" in shown and "The next questions are about you." in shown
    assert controls(shown) == {}
    assert give(client, "info").location == "/s/tiny/q/short"
    give(client, "short", short="x")
    assert lines(client) == ["x"] and "The next questions" not in client.get("/s/tiny/check").text
    assert kept(client) == {"short": "x"}


def test_an_easy_page_has_the_easy_words_and_the_sign_of_its_question(ask):
    easy = page("easy", "single", "To what extent do you feel safe?", choices=choices("Safe", "Unsafe"),
                easy={"text": {"en": "Do you feel safe?"}}, icon="moon")  # fmt: skip
    client = ask(easy)
    plain = client.get("/s/tiny/q/easy").text
    assert "To what extent" in plain and 'class="icon"' not in plain
    shown = client.get("/s/tiny/q/easy?easy=1").text
    assert "Do you feel safe?" in shown and "To what extent" not in shown and 'class="icon"' in shown


def test_every_sign_that_a_shipped_questionnaire_names_is_drawn():
    named = [item.icon for name in shipped_names() for item in
             Questionnaire.from_document(shipped_document(name)).items.values() if item.icon]  # fmt: skip
    assert len(named) > 20 and set(named) <= set(ICONS)


def test_several_questions_on_a_page_are_headed_by_their_section(ask):
    client = ask({"id": "both", "items": [PAGES["short"]["items"][0], PAGES["yes_no"]["items"][0]]})
    shown = client.get("/s/tiny/q/both").text
    assert re.search(r"<h1[^>]*>Only section</h1>", shown)
    refused = give(client, "both")
    assert 'href="#short"' in refused.text and 'href="#yes_no"' in refused.text
    assert give(client, "both", short="x", yes_no="yes").location == "/s/tiny/check"


def test_a_further_page_is_light(ask, outlines):
    """4 KB or less as it goes over the wire, compressed as servers do."""
    client = ask(*PAGES)
    for name in PAGES:
        size = len(gzip.compress(client.get(f"/s/tiny/q/{name}").data, 6))
        assert size <= 4096, (name, size)


@needs_geography
@pytest.mark.parametrize("slug", ["trafford", "stockport", "manchester"])
def test_the_map_of_real_wards_is_light(app, slug):
    owner = db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))
    assert places.load_outlines(owner, GEOGRAPHY / "gm_ward_generalised_2023.geojson", "tests").accepted
    open_survey(document(PAGES["ward"]), partnership=slug)
    drawn = app.test_client().get("/s/tiny/q/ward/map")
    assert drawn.text.count("<path") == len(places.outlines(owner))
    assert len(gzip.compress(drawn.data, 6)) <= 4096


def test_numbers_are_written_as_the_language_writes_them(ask, monkeypatch):
    monkeypatch.setitem(LANGUAGES, "fa", "فارسی")
    persian = {"en": {"state": "master"}, "fa": {"state": "machine"}}
    number = page("number", "number", "How often?", max=20, unit={"en": "times", "fa": "بار"})
    number["items"][0]["text"]["fa"] = "چند بار؟"
    texts = {"title": {"en": "T", "fa": "آ"}, "intro": {"en": "I", "fa": "ب"}, "thanks": {"en": "T", "fa": "پ"}}
    sections = [{"id": "only", "title": {"en": "O", "fa": "ت"}, "pages": [number]}]
    client = ask(languages=persian, sections=sections, **texts)
    refused = post(client, "/s/tiny/q/number?lang=fa", number="۲۱")
    assert refused.status_code == 422 and "۲۰" in refused.text and controls(refused.text)["number"] == ["۲۱"]
    give(client, "number", number="12")
    assert lines(client) == ["۱۲ بار"]
    assert kept(client) == {"number": 12}

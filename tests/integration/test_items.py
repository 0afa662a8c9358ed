"""Every kind of question on its real page: answered, refused in words, shown again, and in words on the check page."""

import html5lib
import pytest

from consult.extensions import db
from consult.models import Partnership
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
    """ask("single", ...) -> a client that may answer those questions at /s/tiny."""

    def ask(*names, **settings):
        open_survey(document(*(PAGES[name] for name in names), **settings))
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

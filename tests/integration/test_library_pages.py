"""The pages of the library and of "You said, we did", as officers and the public use them."""

import csv
import io

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import Action, Benchmark
from consult.services import findings, said_did, sections
from tests.addresses import sealed
from tests.integration.surveys import open_survey
from tests.integration.telling import known_wave, published
from tests.integration.test_library import parks, trafford, typed
from tests.integration.test_officer import words

LIBRARY = "/officer/trafford/benchmarks/"
ACTIONS = "/officer/trafford/actions/"


@pytest.fixture
def officer(app, sign_in):
    client = sign_in("officer", "trafford")
    client.get("/account/?lang=en")
    return client


def send(client, address, form_on=None, **data):
    return client.post(address, data={"csrf_token": client.token(form_on or address), **data})


# The library

def test_the_list_is_searched_and_narrowed(officer):
    everything = words(officer.get(LIBRARY))
    assert "24 benchmarks." in everything and "88%" in everything and "About" in everything
    # By hand: carried one, bought one, concerned about knife crime.
    assert "3 of 24" in words(officer.get(LIBRARY + "?q=knife"))
    young = officer.get(LIBRARY + "?measure=hope")
    assert "1 of 24" in words(young) and "83%" in words(young)
    # By hand, from docs/reference-figures.md: the only figures of a region.
    assert "1 of 24" in words(officer.get(LIBRARY + "?area=region"))
    assert "Nothing in the library fits" in words(officer.get(LIBRARY + "?q=" + "zz" * 100))


def test_a_benchmark_says_what_it_compares_with_and_why(officer):
    row = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "csew_safe_dark"))
    page = words(officer.get(f"{LIBRARY}{sealed('benchmark', row.id)}"))
    assert "79.139%" in page and "Similar, not the same" in page and "Not comparable" in page
    assert "Face to face, by an interviewer, in private households" in page
    assert "shipped with Consult and cannot be changed" in page
    assert officer.get(f"{LIBRARY}{sealed('benchmark', row.id)}/change").status_code == 404


def test_a_figure_is_added_corrected_and_taken_out(officer):
    open_survey(parks(), slug="parks")
    added = send(officer, LIBRARY + "new", **typed())
    assert added.status_code == 303
    page = words(officer.get(added.location))
    assert "Comparable" in page and "from the two questions, word by word" in page and "72%" in page
    changed = send(officer, added.location + "/change", **typed(value="73"))
    assert changed.status_code == 303 and "73%" in words(officer.get(added.location))
    assert send(officer, added.location + "/remove", added.location).status_code == 303
    assert officer.get(added.location).status_code == 404


def test_a_figure_that_cannot_be_says_where_and_loses_nothing_typed(officer):
    open_survey(parks(), slug="parks")
    wrong = typed(value="0.88", lower="90", upper="95", publisher="", scale="Very safe\nSafe ‮<b>", wording="a" * 40)
    answer = send(officer, LIBRARY + "new", **wrong)
    assert answer.status_code == 422
    page = words(answer)
    assert "If you mean 88%, write 88." in page and "without a source" in page and "is not among the answers" in page
    for name in ("value", "publisher", "net"):
        assert f'href="#{name}"' in answer.text
    for kept in ('value="0.88"', 'value="90"', "a" * 40, "Bolton", "&lt;b&gt;", "https://bolton.example/parks"):
        assert kept in answer.text, kept
    assert '<option value="adults:safe_park" selected>' in answer.text


@pytest.mark.refusal(part="Benchmarks", comes="a verdict made laxer, or stricter without a reason")
def test_a_stricter_verdict_is_kept_and_taken_back_on_its_page(officer):
    row = db.session.scalar(db.select(Benchmark).where(Benchmark.key == "gmca_feel_safe_2019_20"))
    address = f"{LIBRARY}{sealed('benchmark', row.id)}/verdicts/residents.safe_area"
    nothing = send(officer, address, action="keep", verdict="not comparable")
    assert nothing.status_code == 422 and "Say why" in words(nothing)
    laxer = send(officer, address, action="keep", verdict="exact", reason_en="It is the same, I say.")
    assert laxer.status_code == 422 and "It is the same, I say." in laxer.text
    kept = send(officer, address, action="keep", verdict="not comparable", reason_en="Too long ago.")
    assert kept.status_code == 303
    page = words(officer.get(kept.location))
    assert "Too long ago." in page and "made stricter by your partnership" in page
    assert send(officer, address, action="take_back").status_code == 303
    assert "Too long ago." not in words(officer.get(kept.location))
    # A figure that is refused already cannot be refused more.
    assert officer.get(f"{LIBRARY}{sealed('benchmark', row.id)}/verdicts/residents.safe_dark").status_code == 404


@pytest.mark.refusal(
    part="Benchmarks",
    comes="an empty file, without the columns, in no known encoding",
    gets="what it is and what to begin with",
)
def test_a_file_says_of_each_refused_row_why(officer):
    open_survey(parks(), slug="parks")
    columns = list(typed())
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for more in ({}, {"area": "Bury", "value": "0.88"}, {"area": "Wigan", "net": "Quite safe"}):
        row = typed(**more)
        writer.writerow({**row, "scale": row["scale"].replace("\n", "|"), "net": row["net"].replace("\n", "|")})
    answer = send(officer, LIBRARY + "in", file=(io.BytesIO(out.getvalue().encode()), "mine.csv"))
    page = words(answer)
    assert answer.status_code == 422 and "1 figure was added. 2 rows were refused." in page
    assert "Bury · adults:safe_park · 0.88" in page and "“Quite safe” is not among the answers" in page
    for content, said in ((b"", "empty"), (b"a,b\n1,2\n", "no column measure"), (b"\xff\xfe\x00", "")):
        refused = send(officer, LIBRARY + "in", file=(io.BytesIO(content), "mine.csv"))
        assert refused.status_code == 422 and said in words(refused)


def test_the_library_is_taken_out_as_a_file(officer):
    answer = officer.get(LIBRARY + "library.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    one = next(row for row in rows if row["name"] == "gmca_feel_safe_2019_20")
    assert (one["value"], one["base"], one["area"]) == ("88", "12875", "Greater Manchester") and len(rows) == 24


def test_the_boroughs_stand_side_by_side(officer):
    page = words(officer.get(LIBRARY + "boroughs/recorded_crime_2014_15"))
    assert page.index("Trafford 53.0") < page.index("Stockport 56.8") < page.index("Manchester 108.0")
    assert "Published average: Greater Manchester Police force area 74.9" in page


# You said, we did

def action_form(**more):
    return {"said_en": "The path by the canal is dark.", "owner": "Street lighting", "due_on": "2027-03-01",
            "state": "doing", **more}  # fmt: skip


def test_from_a_published_finding_to_an_answer_that_the_public_reads(app, officer, sign_in):
    published(trafford(), [known_wave()])
    page = officer.get(ACTIONS)
    assert "Without an answer" in words(page)
    with force_locale("en"):
        value = said_did.unanswered(trafford())[0].heard
    about = f"{value.kind}:{value.reference}"
    made = send(officer, ACTIONS + "new", ACTIONS + f"new?about={about}", about=about, **action_form())
    assert made.status_code == 303
    kept = send(officer, made.location + "/answer", answer_en="Twelve lamps stand there.")
    assert kept.status_code == 303
    assert "somebody else has to read and publish it" in words(officer.get(made.location))
    action = db.session.scalar(db.select(Action))
    refused = send(officer, made.location + "/publish", made.location, action="publish", seen=said_did.seen(action))
    assert refused.status_code == 409 and "No answer has been published yet" in words(
        app.test_client().get("/trafford/you-said-we-did"))  # fmt: skip
    second = sign_in("admin", "trafford")
    second.get("/account/?lang=en")
    shown = second.get(made.location)
    assert "Publish the answer" in words(shown)
    done = send(second, made.location + "/publish", made.location, action="publish", seen=said_did.seen(action))
    assert done.status_code == 303
    public = app.test_client().get("/trafford/you-said-we-did")
    assert "Twelve lamps stand there." in words(public) and "Street lighting" not in public.text
    assert f'/what-our-communities-tell-us/edition-1#{value.block}"' in public.text
    # The Urdu page marks the English words as English.
    urdu = app.test_client().get("/trafford/you-said-we-did?lang=ur")
    assert '<span lang="en" dir="ltr">Twelve lamps stand there.</span>' in urdu.text
    assert "Twelve lamps" not in app.test_client().get("/stockport/you-said-we-did").text
    for home in ("/trafford/", "/trafford/what-our-communities-tell-us"):
        assert 'href="/trafford/you-said-we-did"' in app.test_client().get(home).text
    send(officer, made.location + "/publish", made.location, action="unpublish")
    assert "Twelve lamps" not in app.test_client().get("/trafford/you-said-we-did").text


@pytest.mark.refusal(part="You said, we did", comes="an action that nobody owns, without a day, without what was said")
@pytest.mark.refusal(part="You said, we did", comes="“will not be done” without a reason")
@pytest.mark.refusal(part="You said, we did", comes="a name, a telephone number or an address in what was said")
@pytest.mark.parametrize(("changes", "place", "said"), [
    ({"owner": ""}, "owner", "Say who sees to it"),
    ({"state": "will_not"}, "reason_en", "Say why it will not be done"),
    ({"due_on": "soon"}, "due_on", "Enter a date"),
    ({"said_en": ""}, "said_en", "Write what was said"),
])  # fmt: skip
def test_an_action_that_cannot_be_says_where_and_loses_nothing_typed(officer, changes, place, said):
    given = action_form(said_pl="Ścieżka jest ciemna.", **changes)
    answer = send(officer, ACTIONS + "new", **given)
    assert answer.status_code == 422 and said in words(answer)
    assert f'href="#{place}"' in answer.text
    for typed_in in given.values():
        assert typed_in in answer.text
    assert said_did.listed(trafford()) == []


def test_an_action_is_changed_linked_and_unlinked(officer):
    published(trafford(), [known_wave()])
    made = send(officer, ACTIONS + "new", **action_form())
    with force_locale("en"):
        heard = said_did.unanswered(trafford())[0].heard
    about = f"{heard.kind}:{heard.reference}"
    assert send(officer, made.location + "/about", made.location, about=about).status_code == 303
    (action,) = said_did.listed(trafford())
    assert [one.reference for one in action.links] == [heard.reference]
    gone = send(officer, made.location + "/about", made.location, about="edition:none/1/x")
    assert gone.status_code == 422 and "not there any more" in words(gone)
    send(officer, made.location + "/about", made.location, link=str(action.links[0].id))
    db.session.expire_all()
    assert said_did.listed(trafford())[0].links == []
    changed = send(officer, made.location + "/change", **action_form(state="done", due_on=""))
    assert changed.status_code == 303 and "Done" in words(officer.get(made.location))
    assert "There are none." in words(officer.get(ACTIONS + "?state=doing"))


def test_an_answer_leads_to_its_findings_in_every_section(app, officer):
    """To a finding of the communities and to one that an officer kept for another section, on both pages."""
    wave = known_wave()
    published(trafford(), [wave])
    kept = findings.make(findings.Wanted(trafford(), wave, "safe_dark"), "a@x")
    draft = sections.begin(trafford(), sections.by_id("lived-experience"), [wave], "a@x")
    with force_locale("en"):
        sections.add_block(draft, "kept", str(kept.id), draft.revision, "a@x")
    made = send(officer, ACTIONS + "new", **action_form())
    for about in ("edition:what-our-communities-tell-us/1/safe_area", f"finding:{kept.id}"):
        assert send(officer, made.location + "/about", made.location, about=about).status_code == 303
    send(officer, made.location + "/answer", answer_en="Twelve lamps stand there.")
    (action,) = said_did.listed(trafford())
    said_did.publish(action, said_did.seen(action), "b@x")
    page = app.test_client().get("/trafford/you-said-we-did")
    ours, theirs = "/what-our-communities-tell-us/edition-1#safe_area", f"/lived-experience/edition-1#finding-{kept.id}"
    assert ours in page.text and theirs not in page.text, "what is in a draft has no address"
    sections.submit(draft, draft.revision, "a@x")
    sections.approve(draft, draft.sha256, draft.revision, "b@x")
    page = app.test_client().get("/trafford/you-said-we-did")
    assert ours in page.text and theirs in page.text
    assert "The figure, in edition 1 · Lived experience" in words(page)
    assert theirs in officer.get(made.location).text
    assert f'id="finding-{kept.id}"' in app.test_client().get("/trafford/lived-experience/edition-1").text


def test_the_public_page_has_pages(app, client):
    for number in range(said_did.PAGE + 1):
        action = said_did.make(trafford(), said_did.Given({"en": f"Thing {number}."}, "Team", None, "done"), "a@x")
        said_did.answer(action, {"en": "Done."}, "a@x")
        said_did.publish(action, said_did.seen(action), "b@x")
    first, second = (words(client.get(f"/trafford/you-said-we-did?lang=en&page={page}")) for page in (1, 2))
    assert f"Thing {said_did.PAGE}." in first and "Thing 0." not in first and "Page 1 of 2" in first
    assert "Thing 0." in second and "Thing 1." not in second
    for page in ("3", "0", "x", "-1", "²"):
        assert client.get(f"/trafford/you-said-we-did?page={page}").status_code == 404

"""Schemes of weighting, through the services and the pages: proposed, changed, compared, named."""

import re

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Response, WeightingRun
from consult.services import cells, designs, publish, schemes, schemes_compared, weigh
from consult.services.schemes import Scheme
from consult.services.weigh import Margin
from consult.services.weigh_checks import CannotWeigh
from tests.addresses import sealed
from tests.integration import telling
from tests.integration.test_officer import WAVE, send, words
from tests.integration.waves import DOCUMENT, add_margin, add_people, add_wave, choices, fifteen, page
from tests.pages import CheckedClient

WEIGHTING = WAVE + "weighting"
CHANGE = WEIGHTING + "/change"
BANDS = ("16-24", "25-44", "45-64", "65+")
LAND = ("north", "south", "east", "other")


@pytest.fixture(autouse=True)
def english(request):
    """Words are read as a reader of English gets them."""
    request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
    with force_locale("en"):
        yield


def banded(slug="tiny-1", **more):
    """A wave that asks bands of age and a land, with 400 people: 5 of the youngest, 4 of the east, 3 of the other."""
    asked = [page("dark", "scale", net=["safe"], choices=choices("safe", "unsafe", "dont_know", dont_know="dont_know")),
             page("age", "single", choices=choices(*BANDS)),
             page("land", "single", choices=choices(*LAND, "prefer_not", prefer_not="prefer_not"))]  # fmt: skip
    document = {**DOCUMENT, "sections": [{"id": "all", "title": {"en": "All"}, "pages": asked}]}
    wave = add_wave(slug, document=document, **more)
    add_people(
        wave,
        (5, {"age": "16-24", "land": "north", "dark": "unsafe"}),
        (95, {"age": "25-44", "land": "north", "dark": "safe"}),
        (100, {"age": "45-64", "land": "south", "dark": "safe"}),
        (50, {"age": "45-64", "land": "north", "dark": "unsafe"}),
        (140, {"age": "65+", "land": "south", "dark": "unsafe"}),
        (4, {"age": "25-44", "land": "east", "dark": "safe"}),
        (3, {"age": "65+", "land": "other", "dark": "safe"}),
        (3, {"age": "65+", "land": "prefer_not", "dark": "safe"}),
    )  # fmt: skip
    add_margin(wave, "ages", ["age"], list(zip(BANDS, (100, 300, 350, 250), strict=True)))
    add_margin(wave, "lands", ["land"], [("north", 400), ("south", 500), ("east", 60), ("other", 40)])
    return wave


def latest():
    db.session.expire_all()
    return db.session.scalar(db.select(WeightingRun).order_by(WeightingRun.id.desc()))


def test_a_scheme_is_proposed_and_weighed_by(any_app):
    wave = banded()
    found = schemes.propose(wave)
    # 20 of 400 are enough: 5 of the youngest are not, nor are 4 and 3 of the lands, even together with the south's 0.
    assert found.scheme.margins == ("ages", "lands")
    assert found.scheme.merged["age"] == [["16-24", "25-44"]] and found.scheme.missing == "spread"
    (group,) = found.scheme.merged["land"]
    assert {"east", "other"} < set(group) and len(group) == 3
    assert db.session.scalar(db.select(db.func.count()).select_from(WeightingRun)) == 0
    run = schemes.weigh_by(wave, found.scheme, "tests")
    assert run.inputs_sha256 == found.run.inputs_sha256 and run.cells == found.run.cells
    assert run.scheme["merged"] == found.scheme.merged
    ages = {row["category"]: row for row in run.diagnostics["margins"][0]["rows"]}
    assert ages["16-24 / 25-44"]["target"] == pytest.approx(400) and ages["16-24 / 25-44"]["base"] == 104


def test_merged_groups_are_weighed_by_hand_and_raked_again_for_the_design(any_app):
    wave = banded(design="probability")
    run = schemes.weigh_by(wave, Scheme(("ages",), {"age": [["16-24", "25-44"]]}), "tests")
    weights = {row[0]: row[-1] for row in run.cells["rows"]}
    # 400 of the population for the 104 below 45, whichever of the two groups they said; 350 for 150, 250 for 146.
    assert weights == {"16-24": pytest.approx(400 / 104), "25-44": pytest.approx(400 / 104),
                       "45-64": pytest.approx(350 / 150), "65+": pytest.approx(250 / 146)}  # fmt: skip
    assert run.diagnostics["total"] == pytest.approx(1000)
    design = designs.design(run, designs.frame(run, ["dark"]))
    assert float((design.weights * design.counts).sum()) == pytest.approx(1000)
    # The same inputs have the same hash, and another grouping another.
    same = schemes.weigh_by(wave, Scheme(("ages",), {"age": [["16-24", "25-44"]]}), "tests")
    other = schemes.weigh_by(wave, Scheme(("ages",), {"age": [["45-64", "65+"]]}), "tests")
    assert same.inputs_sha256 == run.inputs_sha256 != other.inputs_sha256


def test_weights_within_bounds_and_merged_are_raked_again_too(app):
    wave = banded(design="quota")
    scheme = Scheme(("ages", "lands"), {"age": [["16-24", "25-44"]], "land": [["east", "other"]]}, bounds=(0.2, 9.0))
    run = schemes.weigh_by(wave, scheme, "tests")
    frame = designs.frame(run, ["dark"])
    assert designs.design(run, frame).counts.sum() == 400 and run.scheme["bounds"] == [0.2, 9.0]


def test_a_run_from_before_groups_could_be_merged_still_has_its_design(app):
    wave = banded(design="quota")
    run = schemes.weigh_by(wave, Scheme(("ages",)), "tests")
    run.scheme = {name: value for name, value in run.scheme.items() if name != "merged"}
    db.session.commit()
    assert designs.design(run, designs.frame(run, ["dark"])).counts.sum() == 400
    assert schemes.scheme_of(run).merged == {}


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="every group merged into one, one group ticked alone, a group that the question does not have",
)
@pytest.mark.parametrize(("merged", "said"), [
    ({"age": [list(BANDS)]}, "All groups of “age” are counted as one"),
    ({"age": [["16-24"]]}, "at least two groups of “age”"),
    ({"age": [["16-24", "25-44"], ["25-44", "45-64"]]}, "counted together twice"),
    ({"age": [["16-24", "90+"]]}, "“90+” is no answer to “age”"),
    ({"land": [["north", "south"]]}, "no margin is on it"),
])  # fmt: skip
def test_groups_that_cannot_be_merged_are_refused(app, merged, said):
    wave = banded()
    with pytest.raises(CannotWeigh, match=re.escape(said)) as caught:
        schemes.weigh_by(wave, Scheme(("ages",), merged), "tests")
    assert caught.value.place == "merged" and latest() is None


def test_who_prefers_not_to_say_cannot_be_merged_with_who_says(app):
    with pytest.raises(CannotWeigh, match="“prefer_not” is no answer"):
        schemes.weigh_by(banded(), Scheme(("lands",), {"land": [["east", "prefer_not"]]}), "tests")


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a category that nobody is in, or a target of 0",
    gets="refused alone, weighed when merged; a proposal merges it",
)
def test_a_group_that_nobody_is_in_and_one_that_nobody_lives_in(app):
    wave = banded()
    add_margin(wave, "none", ["land"], [("north", 400), ("south", 500), ("east", 100), ("other", 0)])
    with pytest.raises(CannotWeigh, match="The target of “other”.* is 0"):
        schemes.weigh_by(wave, Scheme(("none",)), "tests")
    run = schemes.weigh_by(wave, Scheme(("none",), {"land": [["east", "other"]]}), "tests")
    assert {row["category"]: row["target"] for row in run.diagnostics["margins"][0]["rows"]}["east / other"] > 0
    empty = banded("tiny-2", partnership_slug="stockport")
    db.session.execute(db.delete(Response).where(Response.wave_id == empty.id,
                                                 Response.answers["land"].as_string() == "east"))  # fmt: skip
    db.session.commit()
    with pytest.raises(CannotWeigh, match="nobody in the sample is in that category"):
        schemes.weigh_by(empty, Scheme(("lands",)), "tests")
    assert schemes.propose(empty).scheme.merged["land"]


def test_one_side_of_a_joint_margin_can_be_weighed_to(app):
    wave = add_wave()
    fifteen(wave)
    add_margin(wave, "joint", ["sex", "age_band"], [
        ("female", "16-44", 10), ("female", "45+", 20), ("male", "16-44", 30), ("male", "45+", 40)])
    assert [margin.key for margin in schemes.offered(wave) if margin.key.startswith("joint")] == [
        "joint", "joint:sex", "joint:age_band"]
    run = schemes.weigh_by(wave, Scheme(("joint:sex",)), "tests")
    # 30 for 6 women, 70 for 9 men.
    assert {row[0]: row[-1] for row in run.cells["rows"]} == {
        "female": pytest.approx(30 / 6), "male": pytest.approx(70 / 9)}  # fmt: skip


def test_base_weights_that_were_brought_in_are_proposed(app):
    wave = add_wave()
    fifteen(wave)
    assert schemes.propose(wave).scheme.base_weight is None and schemes.base_weight(wave) is None


# Naming.


def test_the_named_weighting_counts_and_else_the_newest(any_app):
    wave = banded()
    first, second = (schemes.weigh_by(wave, Scheme((key,)), "tests") for key in ("ages", "ages"))
    assert weigh.current(wave) == second
    schemes.name(first, "officer@test.example")
    assert weigh.current(wave) == first and weigh.latest(wave) == second
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "name weighting"))
    assert (event.actor, event.subject, event.detail) == ("officer@test.example", "tiny-1", {"run": first.id})


def test_what_is_published_rests_on_the_named_weighting(app):
    wave = telling.known_wave(design="quota")
    named = weigh.latest(wave)
    other = telling.weigh_by_sex(wave, female=20, male=180)
    partnership = wave.survey.partnership
    safe = {run.id: share for run, share in ((other, 0.1 * 0.8 + 0.9 * 0.5), (named, 0.6 * 0.8 + 0.4 * 0.5))}
    for run in (other, named):
        schemes.name(run, "tests")
        document = publish.draft(partnership, [wave])
        assert document["waves"]["adults"]["run"]["id"] == run.id
        (finding,) = [one for one in document["findings"] if one["id"] == "safe_dark"]
        assert finding["value"] == pytest.approx(safe[run.id], abs=1e-3)


def test_what_is_published_says_which_groups_were_made_one_and_within_which_limits(app):
    wave = telling.add_wave("told", design="quota")
    for number, band in ((30, "16-24"), (30, "25-34"), (60, "35-44")):
        telling.answer(wave, number, sex="female", age_band=band, safe_dark=telling.SAFE)
    targets = {("16-24",): 20.0, ("25-34",): 50.0, ("35-44",): 50.0}
    margin = Margin(("age_band",), targets, title="Age", source="made up")
    weigh.weigh(wave, [margin], "tests", bounds=(0.3, 3.0), merged={"age_band": [["16-24", "25-34"]]})
    document = publish.draft(wave.survey.partnership, [wave])
    (finding,) = [one for one in document["findings"] if one["id"] == "safe_dark"]
    told = {row["term"]: row["text"] for row in finding["words"]["en"]["how"]}
    assert told["Groups weighted as one"] == "16 to 24 and 25 to 34"
    assert told["Limits of the weights"] == "Every answer counts between 0.3 and 3 times as much as before."


def test_the_export_offers_the_named_weighting_first(app, sign_in):
    wave = banded()
    runs = [schemes.weigh_by(wave, Scheme(("ages",)), "tests") for _ in range(7)]
    schemes.name(runs[0], "tests")
    form = sign_in("analyst", "trafford").get(WAVE + "export")
    assert f"Weighting {runs[0].id}, " in words(form) and ", the wave's" in words(form).replace("&#39;", "'")
    assert re.search(rf'value="{runs[0].id}" checked', form.text)


def test_from_the_shell_the_named_weighting_is_taken_out(app, tmp_path):
    wave = banded()
    first = schemes.weigh_by(wave, Scheme(("ages",)), "tests")
    schemes.weigh_by(wave, Scheme(("lands",), {"land": [["east", "other"]]}), "tests")
    schemes.name(first, "tests")
    output = tmp_path / "out.zip"
    arguments = ["export", "tiny-1", "--format", "csv", "--output", str(output), "--reason", "A test of the file",
                 "--risk-reason", "A test of the file"]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "export"))
    assert event.detail["run"] == first.id


def test_weighing_again_in_the_same_way_passes_the_name_on(app, sign_in):
    wave = banded()
    scheme = Scheme(("ages",), {"age": [["16-24", "25-44"]]}, bounds=(0.2, 5.0))
    run = schemes.weigh_by(wave, scheme, "tests")
    schemes.name(run, "tests")
    add_people(wave, (10, {"age": "16-24", "dark": "safe"}))
    client = sign_in("officer", "trafford")
    address = f"{WEIGHTING}/{sealed('run', run.id)}"
    assert "Answers have come in or been withdrawn since" in words(client.get(WEIGHTING))
    answer = client.post(f"{address}/again", data={"csrf_token": client.token(address)})
    new = latest()
    assert answer.location.endswith(f"/{sealed('run', new.id)}") and schemes.scheme_of(new) == scheme
    assert new.wave.chosen_run_id == new.id != run.id and new.diagnostics["people"] == 410
    # One that is not named leaves the name where it is.
    schemes.again(db.session.get(WeightingRun, run.id), "tests")
    assert weigh.current(wave).id == new.id


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="weighing again what can no longer be met",
    gets="why, on the page of the weighting",
)
def test_weighing_again_that_cannot_be_done_says_why_on_its_page(app, sign_in):
    wave = banded()
    run = schemes.weigh_by(wave, Scheme(("ages",)), "tests")
    db.session.execute(db.delete(Response).where(Response.answers["age"].as_string() == "16-24"))
    db.session.commit()
    client = sign_in("officer", "trafford")
    address = f"{WEIGHTING}/{sealed('run', run.id)}"
    page = client.post(f"{address}/again", data={"csrf_token": client.token(address)})
    assert page.status_code == 422 and "nobody in the sample is in that category" in words(page)
    assert 'href="#again"' in page.text and 'id="again"' in page.text


def test_simulated_answers_can_be_emptied_though_a_weighting_is_named(any_app):
    from consult.services import demo

    wave = add_wave()
    add_people(wave, (6, {"sex": "female"}), (9, {"sex": "male"}), simulated=True)
    run = weigh.weigh(wave, [Margin(("sex",), {("female",): 52.0, ("male",): 48.0})], "tests")
    schemes.name(run, "tests")
    assert demo.empty()["runs"] == 1
    db.session.expire_all()
    assert wave.chosen_run_id is None and weigh.current(wave) is None


# Comparing.


def compared(wave, *runs):
    return schemes_compared.compare(wave, list(runs))


def test_two_weightings_side_by_side_by_hand(any_app):
    wave = add_wave(design="quota")
    fifteen(wave)
    by_sex = weigh.weigh(wave, [Margin(("sex",), {("female",): 52.0, ("male",): 48.0}, caution="Of 2021.")], "tests")
    by_age = weigh.weigh(wave, [Margin(("age_band",), {("16-44",): 70.0, ("45+",): 30.0})], "tests")
    found = compared(wave, by_sex, by_age)
    sex, age = found.columns
    # Safe: 4 of 6 women, 6 of 9 men. By sex 52 x 4/6 + 48 x 6/9 of 100; by age 4 of 7 young, 6 of 8 others.
    assert sex.figures["dark"].value == pytest.approx((52 * 4 / 6 + 48 * 6 / 9) / 100)
    assert age.figures["dark"].value == pytest.approx((70 * 4 / 7 + 30 * 6 / 8) / 100)
    assert sex.figures["dark"].lower < sex.figures["dark"].value < sex.figures["dark"].upper
    assert sex.figures["dark"].base == 15
    # With mean 1 women weigh 1.3 and men 0.8.
    assert (sex.spread[0], sex.spread[3], sex.spread[-1]) == pytest.approx((0.8, 0.8, 1.3))
    sexes, ages = found.margins
    assert sexes.used == (True, False) and sexes.caution == "Of 2021." and ages.used == (False, True)
    women = sexes.rows[0]
    # By age, women weigh 4 x 70/7 + 2 x 30/8 = 47.5 of 100.
    assert women.categories == ("female",) and women.people == 6
    assert (women.before, women.population) == pytest.approx((0.4, 0.52))
    assert women.after == pytest.approx((0.52, 0.475))


def test_an_open_survey_has_no_interval_in_a_comparison(app):
    wave = add_wave(design="open")
    fifteen(wave)
    runs = [weigh.weigh(wave, [Margin(("sex",), {("female",): 52.0, ("male",): 48.0})], "tests") for _ in range(2)]
    figure = compared(wave, *runs).columns[0].figures["dark"]
    assert figure.lower is None and figure.upper is None and figure.design_effect is None


def test_people_left_out_are_nobody_in_a_comparison(app):
    wave = add_wave(design="quota")
    fifteen(wave)
    add_people(wave, (5, {"dark": "safe"}))
    margin = Margin(("sex",), {("female",): 52.0, ("male",): 48.0})
    kept, out = (weigh.weigh(wave, [margin], "tests", missing=policy) for policy in ("spread", "leave_out"))
    found = compared(wave, kept, out)
    assert [column.figures["dark"].base for column in found.columns] == [20, 15]
    assert [row.after for row in found.margins[0].rows] == [pytest.approx((0.52, 0.52)), pytest.approx((0.48, 0.48))]


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a weighting that answers have left behind",
    gets="said in the comparison, its figures left out; the named one must be weighed again before publishing",
)
def test_a_comparison_says_of_a_weighting_that_answers_have_left_behind(app, sign_in):
    wave = banded()
    old = schemes.weigh_by(wave, Scheme(("ages",)), "tests")
    add_people(wave, (3, {"age": "65+", "dark": "safe"}))
    new = schemes.weigh_by(wave, Scheme(("ages",)), "tests")
    found = compared(wave, old, new)
    assert [column.current for column in found.columns] == [False, True] and not found.columns[0].figures
    page = sign_in("viewer", "trafford").get(f"{WEIGHTING}/compare?run={old.id}&run={new.id}")
    assert f"since weighting {old.id}. Its figures cannot be given" in words(page)


# Pages.


@pytest.fixture
def client(app, sign_in) -> CheckedClient:
    """An officer of Trafford."""
    return sign_in("officer", "trafford")


def test_the_proposal_says_why_and_is_weighed_by_one_press(app, client):
    banded()
    proposal = client.get(WEIGHTING + "/propose")
    said = words(proposal)
    assert "16-24 and 25-44 are neighbours and counted as one, with 104 people" in said
    assert "would have 5; 20 are enough" in said and "3 people did not say" in said
    assert "The weights add up to the total of “Margin ages”" in said
    assert "Before weighting" in said and "Nothing is kept until you weigh" in said and latest() is None
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', proposal.text)
    data = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    answer = client.post(CHANGE, data=data)
    assert answer.status_code == 303
    assert schemes.scheme_of(latest()) == schemes.propose(latest().wave).scheme
    assert "16-24 and 25-44 were counted as one" in words(client.get(answer.location))


def test_a_proposal_for_a_wave_without_answers_or_margins(app, client):
    add_wave()
    assert "nothing that this wave could be weighed to" in words(client.get(WEIGHTING + "/propose"))
    assert client.get(CHANGE).status_code == 200


def test_the_form_begins_from_a_weighting_and_gives_it_back(app, client):
    wave = banded()
    scheme = Scheme(("lands", "ages"), {"age": [["25-44", "45-64", "65+"]], "land": [["south", "east", "other"]]},
                    None, "leave_out", (0.15, 40.0), True)  # fmt: skip
    run = schemes.weigh_by(wave, scheme, "tests")
    page = client.get(f"{CHANGE}?run={run.id}")
    ticked = re.findall(r'name="merged" type="checkbox" value="([^"]+)" checked', page.text)
    assert ticked == ["age:25-44", "age:45-64", "land:south", "land:east", "land:other"]
    assert 'value="0.15"' in page.text and 'value="40"' in page.text
    answer = send(client, CHANGE, margins=["lands", "ages"], merged=ticked, bounds="own", lowest="0,15", highest="40",
                  missing="leave_out", unmatched_missing="y")  # fmt: skip
    assert answer.status_code == 303 and schemes.scheme_of(latest()) == scheme
    assert latest().inputs_sha256 == run.inputs_sha256


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="no margin chosen, limits that are no numbers, a lowest of 1 or more, a highest of 1 or less",
    gets="words at the field, everything typed still there",
)
@pytest.mark.refusal(
    part="Margins and weighting",
    comes="limits within which the margins cannot be met",
    gets="which group stays how far off, and limits that do, at the limits",
)
@pytest.mark.refusal(
    part="Margins and weighting",
    comes="every group merged into one, one group ticked alone, a group that the question does not have",
    gets="words at the groups, nothing stored",
)
@pytest.mark.parametrize(("more", "said", "place"), [
    ({"margins": []}, "Choose at least one margin", "margins"),
    ({"bounds": "own", "lowest": "much", "highest": "3"}, "Enter the lowest as a number from 0 to below 1", "lowest"),
    ({"bounds": "own", "lowest": "0.3", "highest": "0.9"}, "Enter the highest as a number above 1", "highest"),
    ({"bounds": "own", "lowest": "0.3", "highest": "inf"}, "Enter the highest as a number above 1", "highest"),
    ({"bounds": "own", "lowest": "", "highest": ""}, "Enter the lowest", "lowest"),
    ({"bounds": "own", "lowest": "0.99", "highest": "1.01"}, "No weights within the bounds (0.99, 1.01)", "lowest"),
    ({"bounds": "0.3-3"}, "No weights within the bounds (0.3, 3)", "bounds"),
    ({"merged": ["age:16-24", "age:25-44", "age:45-64"]}, "All groups of “age” are counted as one", "merged"),
    ({"margins": ["lands"], "merged": ["land:east"]}, "Choose at least two groups of “land”", "merged"),
    ({"merged": ["age:90+"]}, "not", "merged"),
    ({"bounds": "wide"}, "Not a valid choice", "bounds"),
    ({"missing": "burn"}, "Not a valid choice", "missing"),
    ({"missing": "refuse", "margins": ["lands"]}, "3 people have no value", "margins"),
])  # fmt: skip
def test_what_is_refused_is_said_where_it_is_and_nothing_typed_is_lost(app, client, more, said, place):
    banded()
    data = {"margins": ["ages"], "bounds": "none", "missing": "spread", **more}
    page = send(client, CHANGE, **data)
    assert page.status_code == 422 and said in words(page).replace("&#39;", "'"), words(page)
    assert f'href="#{place}"' in page.text and f'id="{place}"' in page.text and latest() is None
    for key in data["margins"]:
        assert re.search(rf'value="{key}" checked', page.text)
    for name in ("lowest", "highest"):
        assert not data.get(name) or f'value="{data[name]}"' in page.text


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="groups of a margin that is not chosen",
    gets="they say nothing",
)
def test_groups_of_what_is_not_weighed_to_say_nothing(app, client):
    banded()
    send(client, CHANGE, margins=["ages"], merged=["land:east", "land:other"], bounds="none", missing="spread")
    assert latest().scheme["merged"] == {}


def test_weightings_are_compared_on_a_page(app, client):
    wave = banded(design="quota")
    first = schemes.weigh_by(wave, Scheme(("ages",), {"age": [["16-24", "25-44"]]}), "tests")
    second = schemes.weigh_by(wave, Scheme(("lands",), {"land": [["east", "other"]]}, "", "spread"), "tests")
    said = words(client.get(f"{WEIGHTING}/compare?run={second.id}&run={first.id}"))
    assert f"Weighting {first.id} keeps the largest effective base" in said
    assert "percentage points apart" in said and "not weighted to this" in said
    # The youngest, counted with the next: 5 x 400 / 104 of 1,000 is 1.9%, where the population has 10.0%.
    assert "16-24 5 1.2% 10.0% 1.9%" in said
    assert f"Weighting {second.id} is furthest from the population in" in said and "between" in said


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="fewer than two weightings to compare, more than four, or another wave's",
    gets="words, and the list to tick",
)
@pytest.mark.parametrize("query", ["", "?run=1", "?run=1&run=1", "?run=x&run=y", "?run=1&run=99", "?run=-1&run=0",
                                   "?run=99999999999999999999&run=1"])
def test_a_comparison_needs_two_weightings(app, client, query):
    schemes.weigh_by(banded(), Scheme(("ages",)), "tests")
    page = client.get(f"{WEIGHTING}/compare{query}")
    assert page.status_code == 422 and "Choose two, three or four weightings to compare." in words(page)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="fewer than two weightings to compare, more than four, or another wave's",
)
def test_five_weightings_are_too_many_to_compare(app, client):
    wave = banded()
    runs = [schemes.weigh_by(wave, Scheme(("ages",)), "tests").id for _ in range(5)]
    assert client.get(f"{WEIGHTING}/compare?" + "&".join(f"run={run}" for run in runs)).status_code == 422
    assert client.get(f"{WEIGHTING}/compare?" + "&".join(f"run={run}" for run in runs[1:])).status_code == 200


def test_a_weighting_is_named_on_its_page(app, client):
    run = schemes.weigh_by(banded(), Scheme(("ages",)), "tests")
    address = f"{WEIGHTING}/{sealed('run', run.id)}"
    assert "No weighting is named as the wave" in words(client.get(WEIGHTING))
    answer = client.post(f"{address}/name", data={"csrf_token": client.token(address)})
    page = client.get(answer.location)
    assert f"Weighting {run.id} is now the wave" in words(page) and "Name it as" not in words(page)
    assert "The wave's weighting is weighting" in words(client.get(WEIGHTING)).replace("&#39;", "'")


def test_the_weightings_of_another_wave_are_neither_compared_nor_named_nor_begun_from(app, client):
    banded()
    other = banded("tiny-2", partnership_slug="stockport")
    runs = [schemes.weigh_by(other, Scheme(("ages",)), "tests").id for _ in range(2)]
    token = client.token("/account/")
    assert client.get(f"{WEIGHTING}/compare?run={runs[0]}&run={runs[1]}").status_code == 422
    assert client.get(f"{CHANGE}?run={runs[0]}").status_code == 404
    for deed in ("name", "again"):
        assert client.post(f"{WEIGHTING}/{runs[0]}/{deed}", data={"csrf_token": token}).status_code == 404
    assert other.chosen_run_id is None


def test_a_viewer_reads_a_comparison_and_changes_nothing(app, sign_in):
    wave = banded()
    runs = [schemes.weigh_by(wave, Scheme(("ages",)), "tests").id for _ in range(2)]
    viewer = sign_in("viewer", "trafford")
    page = viewer.get(f"{WEIGHTING}/compare?run={runs[0]}&run={runs[1]}")
    assert page.status_code == 200 and "Name weighting" not in words(page) and "same to a tenth" in words(page)
    data = {"csrf_token": viewer.token("/account/")}
    for deed in ("name", "again"):
        assert viewer.post(f"{WEIGHTING}/{sealed('run', runs[0])}/{deed}", data=data).status_code == 403
    page = viewer.get(f"{WEIGHTING}/{sealed('run', runs[0])}")
    assert "Name it" not in words(page) and cells.is_current(weigh.latest(wave))

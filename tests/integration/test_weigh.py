"""A wave weighed to margins: the weights by hand and by R, what is kept, and what is refused."""

import re

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Response, WeightingRun
from consult.services import bring_in, cells, weigh
from consult.services.weigh import CannotWeigh, Margin
from tests.integration.test_import import as_csv
from tests.integration.waves import DOCUMENT, MAPPING, add_margin, add_people, add_wave, fifteen

SEX = Margin(("sex",), {("female",): 52.0, ("male",): 48.0})
AGE = Margin(("age_band",), {("16-44",): 45.0, ("45+",): 55.0})


@pytest.fixture(autouse=True)
def english(request):
    """Words are read as a reader of English gets them: there is no request here to tell the language."""
    request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
    with force_locale("en"):
        yield


def weights(run):
    """Weight by (sex, age_band, ...), as kept."""
    return {tuple(row[:-2]): row[-1] for row in run.cells["rows"]}


def refusal(wave, margins, **options):
    """The words of a refused weighting, after which nothing is kept."""
    with pytest.raises(CannotWeigh) as caught:
        weigh.weigh(wave, margins, "tests", **options)
    assert db.session.scalar(db.select(db.func.count()).select_from(WeightingRun)) == 0
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "weigh")) is None
    return str(caught.value)


def test_cells_count_alike_people(any_app):
    wave = add_wave()
    fifteen(wave)
    add_people(wave, (1, {"asb": {"litter": "big"}, "reasons": ["nothing"], "reasons.other": "x"}), (2, {}))
    found = cells.cells(wave, ["dark", "reasons=asb", "asb.litter", "base_weight"])
    found = found.itertuples(index=False, name=None)
    rows = {tuple(None if value != value else value for value in row) for row in found}
    assert rows == {
        ("safe", None, None, 1.0, 4), ("safe", None, None, 0.5, 6), ("unsafe", 1.0, None, 2.0, 3),
        ("unsafe", 1.0, None, 1.5, 2), (None, 0.0, "big", 1.0, 1), (None, None, None, 1.0, 2),
    }
    people = cells.people(wave, ["reasons.other", "reasons=drugs"])
    assert len(people) == 18 and list(people["reasons.other"].dropna()) == ["x"]
    assert people["reasons=drugs"].sum() == 2 and people["reasons=drugs"].isna().sum() == 12


@pytest.mark.parametrize(
    "column", ["drak", "asb", "asb.weather", "reasons=weather", "reasons", "dark=safe", "dark.other"])
def test_a_column_that_the_questionnaire_does_not_make_is_refused(app, column):
    with pytest.raises(cells.UnknownColumn):
        cells.cells(add_wave(), [column])


def test_one_margin_by_hand(app):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "officer@test.example")
    # 6 women for 52, 9 men for 48.
    assert weights(run) == {("female",): pytest.approx(52 / 6), ("male",): pytest.approx(48 / 9)}
    figures = run.diagnostics
    # (52 + 48)^2 / (52^2 / 6 + 48^2 / 9)
    assert figures["effective_base"] == pytest.approx(10000 / (2704 / 6 + 2304 / 9))
    assert figures["total"] == pytest.approx(100) and figures["people"] == 15 and figures["left_out"] == 0
    assert figures["largest"] == pytest.approx(52 / 6 * 15 / 100)
    rows = {row["category"]: row for row in figures["margins"][0]["rows"]}
    assert rows["female"]["before"] == pytest.approx(40) and rows["female"]["after"] == pytest.approx(52)
    assert rows["male"]["base"] == 9
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "weigh"))
    assert event.actor == "officer@test.example" and event.detail == {"run": run.id}


# R survey 4.1: rake(svydesign(ids = ~1, weights = ~w0, data = x), list(~sex, ~age_band), <the margins>,
# control = list(maxit = 200, epsilon = 1e-12)), the weight of each of the four groups of `fifteen`.
BY_R = {
    False: ([7.9000993055, 4.4665342594, 10.1998013891, 5.7667328703], 13.94507192, 1.07564881),
    True: ([5.2255004044, 8.0326661275, 15.5489991912, 3.9836669363], 11.34359226, 1.32233244),
}


@pytest.mark.parametrize("based", [False, True])
def test_two_margins_as_r_does(any_app, based):
    wave = add_wave()
    groups = [("female", "16-44", "1.0"), ("male", "16-44", "2.0"), ("female", "45+", "1.5"), ("male", "45+", "0.5")]
    rows = [[f"{number}-{n}", base, "s", "p", 1, *[None] * 4, 1, 1, 2 if sex == "female" else 1,
             20 if age == "16-44" else 50, None]
            for number, ((sex, age, base), count) in enumerate(zip(groups, (4, 3, 2, 6), strict=True))
            for n in range(count)]
    (path := any_app.config["INSTANCE"] / "a.csv").write_bytes(as_csv(rows))
    assert bring_in.import_file(wave, path, "a.csv", MAPPING, "tests").accepted
    run = weigh.weigh(wave, [SEX, AGE], "tests", base_weight="w" if based else None)
    expected, effective, effect = BY_R[based]
    keys = [(sex, age, float(base)) if based else (sex, age) for sex, age, base in groups]
    assert [weights(run)[key] for key in keys] == pytest.approx(expected, rel=1e-7)
    assert run.diagnostics["effective_base"] == pytest.approx(effective, rel=1e-7)
    assert run.diagnostics["design_effect"] == pytest.approx(effect, rel=1e-7)


def test_a_joint_margin_of_the_partnership(app):
    wave = add_wave()
    fifteen(wave)
    stored = add_margin(wave, "joint", ["sex", "age_band"], [
        ("female", "16-44", 10), ("female", "45+", 20), ("male", "16-44", 30), ("male", "45+", 40)])
    assert stored.key in [one.key for one in weigh.stored_margins(wave)]
    run = weigh.weigh(wave, [weigh.margin_of(stored)], "tests")
    assert weights(run) == {
        ("female", "16-44"): pytest.approx(10 / 4), ("female", "45+"): pytest.approx(20 / 2),
        ("male", "16-44"): pytest.approx(30 / 3), ("male", "45+"): pytest.approx(40 / 6)}


def test_margins_on_what_is_not_asked_are_not_offered(app):
    wave = add_wave()
    add_margin(wave, "height", ["height"], [("tall", 1), ("small", 1)])
    # Nor those with a category that nobody can choose: they could never be met.
    add_margin(wave, "sexes", ["sex"], [("female", 1), ("another", 1)])
    assert not {"height", "sexes"} & {one.key for one in weigh.stored_margins(wave)}


def test_the_same_inputs_have_the_same_hash_and_others_another(app):
    wave = add_wave()
    fifteen(wave)
    first, again = (weigh.weigh(wave, [SEX], "tests") for _ in range(2))
    other = weigh.weigh(wave, [SEX], "tests", missing="leave_out")
    assert first.inputs_sha256 == again.inputs_sha256 != other.inputs_sha256
    assert weigh.latest(wave).id == other.id and [run.id for run in weigh.runs(wave)] == [other.id, again.id, first.id]


def test_people_who_do_not_say(app):
    wave = add_wave()
    fifteen(wave)
    add_people(wave, (5, {"dark": "safe"}))
    # Spread: five of twenty stay a quarter of the total; the margin's shares are those of the rest.
    kept = weigh.weigh(wave, [SEX], "tests")
    assert weights(kept) == {("female",): pytest.approx(39 / 6), ("male",): pytest.approx(36 / 9),
                             (None,): pytest.approx(25 / 5)}
    out = weigh.weigh(wave, [SEX], "tests", missing="leave_out")
    assert weights(out) == {("female",): pytest.approx(52 / 6), ("male",): pytest.approx(48 / 9), (None,): None}
    assert out.diagnostics["left_out"] == 5 and out.diagnostics["people"] == 15
    with pytest.raises(CannotWeigh, match="5 people have no value"):
        weigh.weigh(wave, [SEX], "tests", missing="refuse")


def with_choices(**kinds):
    document = {**DOCUMENT, "sections": [{**DOCUMENT["sections"][0], "pages": [
        *(page for page in DOCUMENT["sections"][0]["pages"] if page["id"] != "sex"),
        {"id": "sex", "items": [{"name": "sex", "type": "single", "text": {"en": "Sex?"}, "choices": [
            {"value": value, "text": {"en": value}, **({"kind": kind} if kind else {})}
            for value, kind in {"female": None, "male": None, **kinds}.items()]}]},
    ]}]}
    return add_wave("choices-1", document=document)


def test_prefer_not_to_say_is_no_category_and_is_counted(app):
    wave = with_choices(prefer_not="prefer_not")
    add_people(wave, (6, {"sex": "female"}), (9, {"sex": "male"}), (5, {"sex": "prefer_not"}))
    run = weigh.weigh(wave, [SEX], "tests")
    assert weights(run)[("prefer_not",)] == pytest.approx(5)
    assert run.diagnostics["not_telling"] == [{"item": "sex", "answer": "prefer_not", "people": 5}]


@pytest.mark.refusal(part="Margins and weighting", comes="a category of the sample that the margin lacks")
def test_an_answer_the_margin_lacks_stops_the_weighting_unless_told_otherwise(app):
    wave = with_choices(another=None)
    add_people(wave, (6, {"sex": "female"}), (9, {"sex": "male"}), (5, {"sex": "another"}))
    assert "5 people in the category “another”" in refusal(wave, [SEX])
    run = weigh.weigh(wave, [SEX], "tests", missing="leave_out", unmatched_missing=True)
    assert weights(run)[("another",)] is None and run.diagnostics["left_out"] == 5


def test_what_cannot_be_weighed_gets_its_words_and_keeps_nothing(app):
    wave = add_wave()
    assert "no responses" in refusal(wave, [SEX])
    fifteen(wave)
    assert "No margin is chosen" in refusal(wave, [])
    assert "“height” is no item" in refusal(wave, [Margin(("height",), {("tall",): 1.0})])
    assert "“asb” is no item of the questionnaire with one answer" in refusal(wave, [Margin(("asb",), {("big",): 1.0})])
    assert "Two margins are on sex" in refusal(wave, [SEX, SEX])
    assert "nobody in the sample is in that category" in refusal(
        wave, [Margin(("dark",), {("safe",): 1.0, ("unsafe",): 1.0, ("dont_know",): 1.0})])
    assert "“male”" in refusal(wave, [Margin(("sex",), {("female",): 60.0, ("male",): -10.0})])
    assert "“male”" in refusal(wave, [Margin(("sex",), {("female",): 60.0, ("male",): 0.0})])


@pytest.mark.refusal(part="Margins and weighting", comes="two margins that say the same thing differently")
def test_margins_that_cannot_be_met_together_say_which(app):
    wave = add_wave()
    # All women are young and all men old: the two margins must then agree, and do not.
    add_people(wave, (5, {"sex": "female", "age_band": "16-44"}), (5, {"sex": "male", "age_band": "45+"}))
    said = refusal(wave, [SEX, AGE])
    assert "“sex” and “age_band” cannot be met together" in said


def test_a_base_weight_is_used_only_under_the_name_it_was_brought_in(app, tmp_path):
    wave = add_wave()
    assert "“dweight” was not brought in" in refusal(wave, [SEX], base_weight="dweight")
    (tmp_path / "a.csv").write_bytes(as_csv())
    assert bring_in.import_file(wave, tmp_path / "a.csv", "a.csv", MAPPING, "tests").accepted
    assert "Its base weight is “w”" in refusal(wave, [SEX], base_weight="dweight")
    other = {**MAPPING, "base_weight": "id"}
    (tmp_path / "b.csv").write_bytes(as_csv([["7", 1, "s", "p", 1, *[None] * 4, 1, 1, 1, 30, None]]))
    assert bring_in.import_file(wave, tmp_path / "b.csv", "b.csv", other, "tests").accepted
    assert "from different columns (id, w)" in refusal(wave, [SEX], base_weight="w")


def test_answers_that_come_or_go_make_a_run_stale(any_app):
    wave = add_wave()
    fifteen(wave)
    run = weigh.weigh(wave, [SEX], "tests")
    frame = cells.weighted_cells(run, ["dark"])
    assert cells.is_current(run)
    # Safe: 4 women at 52/6 and 6 men at 48/9.
    safe = frame[frame["dark"] == "safe"]
    assert (safe["n"] * safe["weight"]).sum() == pytest.approx(4 * 52 / 6 + 6 * 48 / 9)
    db.session.delete(db.session.scalar(db.select(Response).limit(1)))
    db.session.commit()
    assert not cells.is_current(run)
    with pytest.raises(cells.StaleRun) as caught:
        cells.weighted_cells(run, ["dark"])
    assert (caught.value.then, caught.value.now) == (15, 14)


def test_from_the_shell(app, tmp_path):
    wave = add_wave()
    fifteen(wave)
    add_people(wave, (5, {"dark": "safe"}))
    (tmp_path / "m.csv").write_text(
        "margin,category,target\nsex,female,52\nsex,male,48\nage_band,16-44,45\nage_band,45+,55\n")
    result = app.test_cli_runner().invoke(args=["weigh", "tiny-1", "--margins", str(tmp_path / "m.csv")])
    assert result.exit_code == 0, result.output
    assert "15 people weighed, 5 left out" in result.output and "add up to 100" in result.output
    run = weigh.latest(wave)
    assert weights(run)[("female", "16-44")] == pytest.approx(BY_R[False][0][0], rel=1e-7)


def test_from_the_shell_with_a_margin_that_is_kept(app):
    wave = add_wave()
    fifteen(wave)
    add_margin(wave, "sexes", ["sex"], [("female", 52), ("male", 48)])
    result = app.test_cli_runner().invoke(args=["weigh", "tiny-1", "--margin", "sexes"])
    assert result.exit_code == 0 and weights(weigh.latest(wave))[("male",)] == pytest.approx(48 / 9)
    result = app.test_cli_runner().invoke(args=["weigh", "tiny-1", "--margin", "shoes"])
    assert result.exit_code == 1 and "no margin “shoes”" in result.output and "sexes" in result.output


@pytest.mark.refusal(part="Margins and weighting", comes="bounds within which the margins cannot be met")
def test_bounds_hold_every_weight_or_are_refused(app, tmp_path):
    wave = add_wave()
    fifteen(wave)
    (tmp_path / "m.csv").write_text("margin,category,target\nsex,female,52\nsex,male,48\n")
    arguments = ["weigh", "tiny-1", "--margins", str(tmp_path / "m.csv"), "--bounds"]
    # With mean 1 women weigh 52 / 40 = 1.3 and men 48 / 60 = 0.8.
    result = app.test_cli_runner().invoke(args=[*arguments, "0.9", "1.2"])
    assert result.exit_code == 1 and "No weights within the bounds (0.9, 1.2)" in result.output
    result = app.test_cli_runner().invoke(args=[*arguments, "0.7", "1.4"])
    assert result.exit_code == 0 and weigh.latest(wave).scheme["bounds"] == [0.7, 1.4]
    assert weights(weigh.latest(wave))[("female",)] == pytest.approx(52 / 6)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a category listed twice in a file of margins, a file without its columns, with words for numbers, or empty",
    gets="the line, and what to keep; nothing is stored",
)
@pytest.mark.parametrize(("content", "said"), [
    ("margin,category\nsex,female\n", "no column “target”"),
    ("margin,category,target\nsex,female,52\nsex,male,many\n", "no number"),
    ("margin,category,target\nsex,F,52\nsex,M,48\n", "“female” of “sex”.* no target"),
    ("margin,category,target\nsex,female,52\nsex,female,48\n", "twice"),
    ("", "cannot be read as CSV"),
    ("margin,category,target\nsex,female,52\nsex,male,48\n", "Base weight|base weight"),
])
def test_from_the_shell_what_is_refused_ends_in_words(app, tmp_path, content, said):
    wave = add_wave()
    fifteen(wave)
    (tmp_path / "m.csv").write_text(content)
    arguments = ["weigh", "tiny-1", "--margins", str(tmp_path / "m.csv"), "--base-weight", "dweight"]
    result = app.test_cli_runner().invoke(args=arguments if "ase weight" in said else arguments[:4])
    assert result.exit_code == 1 and re.search(said, result.output), result.output
    assert "Nothing was stored." in result.output and weigh.latest(wave) is None

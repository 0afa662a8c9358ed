"""From weights to a frozen edition: the figures by hand, the refusals, the freezing, and what stays hidden."""

import hashlib
import json
from pathlib import Path

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Edition, Response
from consult.questionnaire import shipped_document
from consult.services import demo, editions, publish, sections, weigh
from tests.integration.telling import (
    ONE,
    OTHER,
    SAFE,
    UNSAFE,
    add_wave,
    answer,
    known_wave,
    published,
    submitted,
    weigh_by_sex,
)
from tests.integration.waves import add_wave as add_tiny_wave

ROOT = Path(__file__).resolve().parent.parent.parent
ESS = ROOT.parent / "shared" / "data" / "ess9_gb" / "ESS9GB.sav"


def trafford():
    return editions.partnership("trafford")


def told(document, id):
    return next(one for one in document.get("blocks") or document["findings"] if one["id"] == id)


def test_the_figures_are_those_that_a_pencil_gives(any_app):
    document = published(trafford(), [known_wave()]).document
    area = told(document, "safe_area")
    assert (area["value"], area["base"]) == (0.68, 100)
    assert area["lower"] < 0.68 < area["upper"]
    assert area["words"]["en"]["number"] == "68%"
    unsafe = told(document, "reasons_unsafe")
    # 12 women and 20 men felt unsafe: 0.6 x 0.2 + 0.4 x 0.5 = 32%; all of them named drugs, the 12 women ASB too.
    assert (unsafe["led"]["value"], unsafe["base"]) == (0.32, 32)
    parts = {part["id"]: part["value"] for part in unsafe["parts"]}
    assert (parts["drugs"], parts["asb"]) == (1.0, 0.375)
    heading = unsafe["words"]["en"]["heading"]
    assert heading == "of the 32% who feel unsafe give this reason: People using or dealing drugs"
    assert "of the 32 of them who said why" in unsafe["words"]["en"]["sentences"][0]


def test_unequal_weights_are_in_the_figures_and_in_the_effective_base(app):
    wave = add_wave("heavy", design="open")
    answer(wave, 75, sex="female", safe_area=SAFE)
    answer(wave, 25, sex="male", safe_area=UNSAFE)
    weigh_by_sex(wave, 100, 100)
    area = told(publish.draft(trafford(), [wave]), "safe_area")
    # Halves after weighting. Weights 4/3 and 4: (75 x 4/3 + 25 x 4)^2 / (75 x 16/9 + 25 x 16) = 40000 / 533.3 = 75.
    assert (area["value"], area["base"], area["effective_base"]) == (0.5, 100, 75)


def test_what_the_margin_fixes_does_not_vary(app):
    """Where women all feel safe and men do not, the weighted share is the margin's, whatever the sample."""
    wave = add_wave("fixed", design="probability")
    answer(wave, 50, sex="female", safe_area=SAFE)
    answer(wave, 50, sex="male", safe_area=UNSAFE)
    weigh_by_sex(wave)
    area = told(publish.draft(trafford(), [wave]), "safe_area")
    assert (area["value"], area["lower"], area["upper"]) == (0.6, 0.6, 0.6) or area["upper"] - area["lower"] < 0.25
    naive = 2 * 1.96 * (0.6 * 0.4 / 100) ** 0.5
    assert area["upper"] - area["lower"] <= naive * 1.02


@pytest.mark.parametrize("design", ["open", "quota", "probability"])
def test_the_design_decides_what_may_be_said(app, design):
    document = publish.draft(trafford(), [known_wave(design=design)])
    area = told(document, "safe_area")
    words = json.dumps(area["words"]["en"], ensure_ascii=False)
    greater_manchester = next(one for one in area["beside"] if one["id"].startswith("gmca_feel_safe"))
    assert greater_manchester["verdict"] == "similar"
    if design == "open":
        assert area["lower"] is None and greater_manchester["difference"] is None
        assert "between" not in words
        assert "People chose to answer, so the figures speak for those who did" in words
        assert "no margin of error is given" in words
    else:
        # 68% less 88%.
        assert greater_manchester["difference"]["value"] == -0.2
        assert greater_manchester["difference"]["verdict"] == "lower"
        assert "20 percentage points below the Greater Manchester figure of 88%" in words
        assert ("the model puts it between" in words) == (design == "quota")
        assert ("it is likely to be between" in words) == (design == "probability")


def test_greater_manchesters_88_per_cent_is_not_compared_with_walking_after_dark(app):
    """It is about the local area in general: beside walking alone after dark it stands as not comparable."""
    dark = told(publish.draft(trafford(), [known_wave(design="probability")]), "safe_dark")
    beside = {one["id"]: one for one in dark["beside"]}
    greater_manchester = next(one for id, one in beside.items() if id.startswith("gmca_feel_safe"))
    assert (greater_manchester["value"], greater_manchester["base"]) == (0.88, 12875)
    assert greater_manchester["verdict"] == "not comparable" and greater_manchester["difference"] is None
    words = next(one for one in dark["words"]["en"]["beside"] if one["id"] == greater_manchester["id"])
    assert words["verdict_words"] == "Not comparable"
    assert "not about walking alone after dark" in words["differs"]
    assert words["difference"] == "No difference is worked out."
    assert "2019/20" in words["label"]
    comparable = [id for id, one in beside.items() if one["verdict"] == "similar"]
    assert any(id.startswith("csew_safe_dark") for id in comparable)


def test_young_people_are_told_of_apart_and_by_the_strictest_rule(app):
    adults = known_wave()
    young = add_wave("young", "trafford-youth", "open")
    answer(young, 15, sex="female", worry_knife="very")
    answer(young, 14, sex="male", worry_knife="not_very")
    weigh_by_sex(young)
    document = publish.draft(trafford(), [adults, young])
    worry = told(document, "worry_knife")
    assert (worry["state"], worry["reason"], worry["base"]) == ("withheld", "small_base", None)
    assert "fewer than 30 people" in worry["words"]["en"]["sentences"][0]
    # One more and there are thirty.
    answer(young, 1, sex="male", worry_knife="not_very")
    weigh_by_sex(young)
    worry = told(publish.draft(trafford(), [adults, young]), "worry_knife")
    assert (worry["state"], worry["base"]) == ("shown", 30)
    # Women 60%, all of them concerned.
    assert worry["value"] == 0.6
    assert told(document, "safe_area")["base"] == 100


def test_what_is_hidden_is_nowhere_in_the_document(app):
    wave = add_wave("few")
    answer(wave, 50, sex="female", safe_area="very_safe")
    answer(wave, 43, sex="male", safe_area="fairly_unsafe")
    answer(wave, 3, sex="male", safe_area="very_unsafe")
    answer(wave, 4, sex="male", safe_area="fairly_safe")
    weigh_by_sex(wave, 50, 50)
    area = told(publish.draft(trafford(), [wave]), "safe_area")
    parts = {part["id"]: part for part in area["parts"]}
    assert parts["very_unsafe"]["state"] == "withheld" and parts["fairly_safe"]["state"] == "withheld"
    # Their neighbours on the same side of the net would give them away.
    assert parts["fairly_unsafe"]["state"] == parts["very_safe"]["state"] == "withheld"
    text = json.dumps(area)
    assert all(f'"value": {share}' not in text for share in (0.03, 0.04, 0.43))
    assert "3%" not in area["words"]["en"]["chart"]["desc"]


def test_an_edition_is_numbered_frozen_and_known_by_its_hash(any_app):
    wave = known_wave()
    first = published(trafford(), [wave])
    assert (first.number, first.document["number"]) == (1, 1)
    db.session.expire_all()
    stored = db.session.get(Edition, first.id)
    canonical = json.dumps(stored.document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == stored.sha256
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "publish"))
    assert event.actor == OTHER and "edition 1" in event.subject and event.detail["submitted_by"] == ONE
    run = stored.document["waves"][wave.slug]["run"]
    assert run["inputs_sha256"] == weigh.latest(wave).inputs_sha256
    assert stored.document["waves"][wave.slug]["questionnaire"]["sha256"] == wave.version.sha256


@pytest.mark.refusal(
    part="Publishing",
    comes="the same content as the newest edition",
    gets="Nothing has changed since that edition",
)
def test_the_same_again_is_the_same_edition_and_a_correction_is_a_new_one(app):
    wave = known_wave()
    first = published(trafford(), [wave])
    before = first.sha256
    with force_locale("en"), pytest.raises(sections.CannotChange, match="Nothing has changed since edition 1"):
        submitted(trafford(), [wave])
    weigh_by_sex(wave, 100, 100)
    second = published(trafford(), [wave])
    assert second.number == 2
    # 0.5 x 0.8 + 0.5 x 0.5.
    assert told(second.document, "safe_area")["value"] == 0.65
    db.session.expire_all()
    assert db.session.get(Edition, first.id).sha256 == before
    assert told(db.session.get(Edition, first.id).document, "safe_area")["value"] == 0.68


def refusal(waves, partnership=None):
    with pytest.raises(publish.CannotPublish) as caught:
        publish.draft(partnership or trafford(), waves)
    assert db.session.scalar(db.select(db.func.count(Edition.id))) == 0
    with force_locale("en"):
        return str(caught.value.words)


def test_refusals_say_why_and_store_nothing(app):
    wave = known_wave()
    unweighed = add_wave("unweighed")
    answer(unweighed, 50, sex="female", safe_area=SAFE)
    assert "No wave is chosen" in refusal([])
    assert "“Wave unweighed” has no weights. Weigh it first" in refusal([unweighed])
    assert "another partnership" in refusal([wave], editions.partnership("stockport"))
    assert "Two waves ask the same people" in refusal([wave, known_wave("second")])


def test_weights_of_other_answers_than_there_are_now_are_refused(app):
    wave = known_wave()
    answer(wave, 1, sex="male", safe_area=UNSAFE)
    assert "are of 100 answers; there are now 101" in refusal([wave])


def test_a_base_of_nought_is_refused(app):
    wave = add_wave("silent")
    answer(wave, 40, sex="female", community="very_strongly")
    answer(wave, 40, sex="male", community="very_strongly")
    weigh_by_sex(wave)
    assert "Nobody answered a question of this section" in refusal([wave])


def test_withdrawn_answers_make_the_weights_stale(app):
    wave = known_wave()
    db.session.delete(db.session.scalar(db.select(Response).where(Response.wave_id == wave.id).limit(1)))
    db.session.commit()
    assert publish.suggested(trafford()) == []
    assert "there are now 99" in refusal([wave])


def test_one_simulated_answer_makes_the_edition_simulated_and_emptying_takes_it_away(app):
    wave = known_wave()
    assert publish.draft(trafford(), [wave])["simulated"] is False
    answer(wave, 1, simulated=True, sex="female", safe_area=SAFE)
    weigh_by_sex(wave)
    edition = published(trafford(), [wave])
    assert edition.simulated and edition.document["simulated"]
    demo.empty()
    assert editions.latest(trafford()) is None


def test_who_answered_stands_beside_the_margin(app):
    document = publish.draft(trafford(), [known_wave()])
    profile = told(document, "who_answered_adults")
    rows = {row["categories"][0]: row for row in profile["margins"][0]["rows"]}
    assert rows["female"]["sample"] == rows["female"]["target"] == 0.6
    assert profile["words"]["en"]["margins"][0]["rows"] == ["Female", "Male"]


def test_every_finding_says_how_it_is_known(app):
    document = publish.draft(trafford(), [known_wave()])
    for finding in document["findings"]:
        for lang in document["languages"]:
            rows = finding["words"][lang]["how"]
            assert all(row["term"] and row["text"] for row in rows)
        text = json.dumps(finding["words"]["en"]["how"])
        assert document["waves"]["adults"]["run"]["inputs_sha256"] in text
    how = {row["term"]: row["text"] for row in told(document, "safe_area")["words"]["en"]["how"]}
    assert how["Question"] == "How safe or unsafe do you feel in your local area?"
    assert how["Survey"].endswith("2 March 2026 to 12 April 2026.")
    assert how["Base"].startswith("100 people")


@pytest.mark.skipif(not ESS.exists(), reason="the file of ESS Round 9 is not at hand")
def test_real_people_with_strata_and_clusters(app):
    """2,204 answers of ESS Round 9 in Great Britain, weighed as `test_import_ess` does and told of."""
    run = app.test_cli_runner()
    wave = add_tiny_wave("ess9", document=shipped_document("ess9"), design="probability")
    mapping = ROOT / "docs" / "examples" / "ess9-mapping.json"
    done = run.invoke(args=["responses", "import", str(ESS), "--wave", "ess9", "--mapping", str(mapping)])
    assert done.exit_code == 0, done.output
    margins = str(ESS.with_name("margins_sexage_edu_region.csv"))
    done = run.invoke(args=["weigh", "ess9", "--margins", margins, "--base-weight", "dweight"])
    assert done.exit_code == 0, done.output
    document = publish.draft(trafford(), [wave])
    dark = told(document, "safe_dark")
    # R survey 4.1: rake(svydesign(ids = ~psu, strata = ~stratum, weights = ~dweight, nest = TRUE), ...) and
    # svyciprop(~safe, method = "logit") with lonely clusters "adjust": 0.7754105, from 0.7535330 to 0.7958721.
    assert (dark["value"], dark["lower"], dark["upper"]) == (0.77541, 0.75353, 0.79587)
    assert "it is likely to be between 75% and 80%" in " ".join(dark["words"]["en"]["sentences"])
    # The file's margins are not the Census, and nothing says that they were.
    said = [document["words"]["en"]["lede"], told(document, "who_answered_adults")["words"]["en"]]
    assert "Census" not in json.dumps(said)


@pytest.mark.parametrize("rule", ["council", "nhs", "base10", "schools"])
def test_every_disclosure_rule_a_wave_may_have(app, rule):
    wave = add_wave("ruled", rule=rule)
    answer(wave, 26, sex="female", safe_area="very_safe")
    answer(wave, 26, sex="male", safe_area="fairly_unsafe")
    answer(wave, 6, sex="male", safe_area="very_unsafe")
    weigh_by_sex(wave, 29, 29)
    area = told(publish.draft(trafford(), [wave]), "safe_area")
    parts = {part["id"]: part["state"] for part in area["parts"]}
    # Six people: shown where fewer than five are hidden, not where seven or fewer are blurred.
    assert parts["very_unsafe"] == ("withheld" if rule == "nhs" else "shown")
    assert area["base"] == (60 if rule == "nhs" else 58)


def numbers(told):
    """Every number in plain data."""
    if isinstance(told, dict):
        return [one for value in told.values() for one in numbers(value)]
    if isinstance(told, list):
        return [one for value in told for one in numbers(value)]
    return [told] if isinstance(told, float) else []


def test_where_numbers_are_rounded_no_share_is_fine_enough_to_give_them_back(app):
    """One weight for all: 31 of 67 are 46.269%, which no other number of 63 to 67 people gives."""
    wave = add_wave("blurred", rule="nhs")
    answer(wave, 31, sex="female", safe_area="very_safe")
    answer(wave, 36, sex="female", safe_area="very_unsafe")
    weigh.weigh(wave, [weigh.Margin(("sex",), {("female",): 67}, title="Sex", source="made up")], "tests")
    document = publish.draft(trafford(), [wave])
    area = told(document, "safe_area")
    assert (area["value"], area["base"], area["effective_base"]) == (0.46, 65, 65)
    assert document["waves"]["adults"]["effective_base"] == 65
    shares = [one for key in ("lower", "upper", "parts") for one in numbers([area[key]])]
    shares += [one["difference"][key] for one in area["beside"] if one["difference"]
               for key in ("value", "lower", "upper")]  # fmt: skip
    assert len(shares) > 8 and all(one == round(one, 2) for one in shares)
    # Outwards: 67 people give at least 35% and at most 58%.
    assert area["lower"] <= 0.35 and area["upper"] >= 0.58


def test_young_people_of_two_schools_are_not_told_of_and_of_three_are(app):
    wave = add_wave("schools", "trafford-youth")
    for number in range(60):
        sex = ("female", "male")[number % 2]
        said = ("very", "not_very")[number % 3 == 0]
        response = Response(wave_id=wave.id, version_id=wave.version_id, channel="outreach", language="en",
                            answers={"sex": sex, "worry_knife": said}, cluster=f"school {number % 2}")  # fmt: skip
        db.session.add(response)
    db.session.commit()
    weigh_by_sex(wave)
    withheld = told(publish.draft(trafford(), [wave]), "worry_knife")
    assert withheld["state"] == "withheld" and withheld["parts"] == []
    for place, response in enumerate(db.session.scalars(db.select(Response).where(Response.wave_id == wave.id))):
        response.cluster = f"school {place % 3}"
    db.session.commit()
    assert told(publish.draft(trafford(), [wave]), "worry_knife")["state"] == "shown"

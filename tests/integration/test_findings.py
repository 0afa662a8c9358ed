"""Findings of waves of known shares: figures, tests and sentences against a pencil, and what stays hidden."""

import datetime as dt
import json
import math

import pytest
from flask_babel import force_locale
from scipy.stats import norm

from consult import reference
from consult.extensions import db
from consult.services import editions
from consult.services import findings as service
from consult.services.findings import blocks, checking, comparing, questions
from tests.integration.telling import SAFE, UNSAFE, add_wave, answer, known_wave, weigh_by_sex

SEX = {"dimension": "sex", "category": "female"}


def trafford():
    return editions.partnership("trafford")


def wanted(wave, measure="safe_area", **more):
    return service.Wanted(trafford(), wave, measure, **more)


def told(wave, measure="safe_area", **more):
    return blocks.automatic(wanted(wave, measure, **more), ["en"])


def said(block):
    return " ".join(block["words"]["en"]["sentences"])


def choices(wave, measure="safe_area", **more):
    with force_locale("en"):
        return {(one.kind, one.against): one.refused and str(one.refused)
                for one in comparing.choices(wanted(wave, measure, **more))}  # fmt: skip


def flat_wave(slug, design="probability", safe=(60, 40), unsafe=(40, 60), **more):
    """A hundred women and a hundred men who weigh the same: so many of each feel safe."""
    wave = add_wave(slug, design=design, **more)
    for sex, good, bad in (("female", safe[0], unsafe[0]), ("male", safe[1], unsafe[1])):
        answer(wave, good, sex=sex, safe_area=SAFE)
        answer(wave, bad, sex=sex, safe_area=UNSAFE)
    weigh_by_sex(wave, 100, 100)
    return wave


def test_a_group_against_another_is_what_a_pencil_gives(any_app):
    block = told(flat_wave("flat"), **SEX, comparison="group", against="male")
    assert (block["value"], block["base"]) == (0.6, 100)
    assert (block["against"]["value"], block["against"]["base"]) == (0.4, 100)
    test = block["test"]
    # Sexes are what the weights fix, so each varies by itself; n / (n - 1) of all 200 with replacement.
    error = math.sqrt(200 / 199 * (0.6 * 0.4 / 100 + 0.4 * 0.6 / 100))
    assert test["difference"] == 0.2
    assert test["t"] == pytest.approx(0.2 / error, abs=0.001)
    assert test["lower"] == pytest.approx(0.2 - 1.972 * error, abs=1e-4)
    assert test["df"] == 199
    assert test["p"] == pytest.approx(2 * norm.sf(0.2 / error), abs=0.002) and test["verdict"] == "higher"
    assert "That is 20 percentage points higher (+20) than in the group “Male”: 40% of 100 people." in said(block)
    assert block["words"]["en"]["direction"] == {"sign": "▲", "text": "Higher: +20 percentage points"}


def test_a_difference_that_rounded_percentages_do_not_give_says_so(any_app):
    # 77 of 125 are 61.6%, 51 of 250 are 20.4%: read as 62% and 20%, and 41.2 points apart.
    block = told(flat_wave("rounded", safe=(77, 51), unsafe=(48, 199)), **SEX, comparison="group", against="male")
    assert ("That is 41 percentage points higher (+41) than in the group “Male”: 20% of 250 people. "
            "Differences are worked out before figures are rounded.") in said(block)  # fmt: skip


def test_a_difference_of_less_than_a_point_keeps_its_sign(any_app):
    # 62.0% of 100 women, 62.4% of 125 men.
    block = told(flat_wave("near", safe=(62, 78), unsafe=(38, 47)), **SEX, comparison="group", against="male")
    assert "the difference of less than 1 percentage point (−0.4) could be chance" in said(block)


def test_where_numbers_are_rounded_the_test_does_not_give_them_back(any_app):
    block = told(flat_wave("blurred", safe=(67, 41), unsafe=(36, 66), rule="nhs"), **SEX, comparison="group",
                 against="male")  # fmt: skip
    test = block["test"]
    # 67 of 103 less 41 of 107 are 26.7 points; its degrees of freedom are one less than the people.
    assert (test["difference"], test["t"], test["df"], test["p"], test["verdict"]) == (0.27, None, None, None, "higher")
    assert (block["value"], block["base"]) == (0.65, 105)
    assert (block["against"]["value"], block["against"]["base"]) == (0.38, 105)


def test_everybody_else_is_the_other_groups_together(app):
    wave = add_wave("ages", design="probability")
    for age, good in (("16-24", 30), ("25-34", 20), ("35-44", 10)):
        answer(wave, good, sex="female", age_band=age, safe_area=SAFE)
        answer(wave, 40 - good, sex="female", age_band=age, safe_area=UNSAFE)
    answer(wave, 40, sex="male", safe_area=UNSAFE)
    weigh_by_sex(wave, 120, 40)
    block = told(wave, dimension="age_band", category="16-24", comparison="others")
    # 30 of 40 against 30 of 80; men did not say their age and are in neither.
    assert (block["value"], block["against"]["value"], block["against"]["base"]) == (0.75, 0.375, 80)


def test_a_difference_that_chance_could_make_is_not_told_as_one(app):
    block = told(flat_wave("near", safe=(52, 48), unsafe=(48, 52)), **SEX, comparison="group", against="male")
    assert block["test"]["verdict"] == "cannot_tell"
    assert "We cannot tell which is higher: the difference of 4 percentage points (+4) could be chance." in said(block)
    assert not any(word in said(block) for word in ("That is 4", "significant", "%(", " per cent"))


def test_more_than_half_needs_the_lower_limit_above_half(app):
    assert "more than half" not in said(told(flat_wave("one", safe=(54, 54), unsafe=(46, 46))))
    grouped = told(flat_wave("two", safe=(65, 50), unsafe=(35, 50)), **SEX)
    assert grouped["lower"] > 0.5 and "That is more than half." in said(grouped)
    grouped = told(flat_wave("three", safe=(55, 50), unsafe=(45, 50)), **SEX)
    assert grouped["lower"] < 0.5 and "half" not in said(grouped)


@pytest.mark.refusal(
    part="Findings",
    comes="any comparison from or with an open survey",
    gets="refused: people chose to answer",
)
@pytest.mark.parametrize("design", ["open", "quota", "probability"])
def test_the_design_decides_what_may_be_said(app, design):
    wave = known_wave(design=design)
    block = told(wave, **SEX)
    words = json.dumps(block["words"]["en"], ensure_ascii=False)
    if design == "open":
        assert block["lower"] is None and "between" not in said(block) and block["test"] is None
        assert "People chose to answer, so the figures speak for those who did" in words
        refused = choices(wave, **SEX)
        assert refused.pop(("none", None)) is None
        assert all(refused.values()) and "People chose to answer this survey" in refused["group", "male"]
        with pytest.raises(service.CannotTell):
            told(wave, **SEX, comparison="group", against="male")
    else:
        assert ("the model puts it between" in said(block)) == (design == "quota")
        assert ("it is likely to be between" in said(block)) == (design == "probability")
        compared = told(wave, **SEX, comparison="group", against="male")
        assert ("modelled, as the sample is a quota sample" in json.dumps(compared["words"])) == (design == "quota")


def test_a_published_figure_with_its_own_error(app):
    block = told(flat_wave("gm", safe=(80, 80), unsafe=(20, 20)), comparison="benchmark",
                 against="gmca_feel_safe_2019_20")  # fmt: skip
    # 80% of 200, n / (n - 1), against 88% of 12,875.
    error = math.sqrt(0.8 * 0.2 / 199 + 0.88 * 0.12 / 12875)
    assert block["test"]["difference"] == -0.08
    assert block["test"]["t"] == pytest.approx(-0.08 / error, rel=0.01)
    told_so = "8 percentage points lower (−8) than the published figure of Greater Manchester, 2019/20: 88%."
    assert told_so in said(block)
    assert block["beside"][0]["id"] == "gmca_feel_safe_2019_20"
    assert [row["published"] for row in block["charts"][-1]["data"]["rows"]] == [False, True]
    # The named measure keeps its own sentence.
    assert block["words"]["en"]["heading"] == "feel very or fairly safe in their local area"


@pytest.mark.refusal(
    part="Findings",
    comes="a published figure with another scale or wording, or about everybody where the finding is about a group",
    gets="refused with what differs",
)
def test_a_published_figure_with_another_scale_is_refused_with_the_reason(app):
    refused = choices(known_wave(), "safe_dark")["benchmark", "gmca_feel_safe_2019_20"]
    assert refused == "It asks about the local area in general, not about walking alone after dark."
    assert "about one group" in choices(known_wave("other"), **SEX)["benchmark", "gmca_feel_safe_2019_20"]


def test_a_published_figure_about_another_answer_is_not_offered(app):
    wave = known_wave()
    gm = ("benchmark", "gmca_reason_unsafe_asb_2019_20")
    assert "is not published, so the difference cannot be tested" in choices(wave, "reasons_unsafe", answer="asb")[gm]
    assert gm not in choices(wave, "reasons_unsafe", answer="drugs")


def earlier(wave):
    wave.opens_on, wave.closes_on = dt.date(2025, 3, 3), dt.date(2025, 4, 13)
    db.session.commit()


def test_two_waves_each_with_its_own_error(app):
    before, now = flat_wave("before", safe=(50, 50), unsafe=(50, 50)), flat_wave("now", safe=(70, 70), unsafe=(30, 30))
    earlier(before)
    block = told(now, comparison="before")
    error = math.sqrt(0.7 * 0.3 / 199 + 0.5 * 0.5 / 199)
    assert (block["test"]["difference"], block["test"]["df"]) == (0.2, 398)
    assert block["test"]["t"] == pytest.approx(0.2 / error, rel=0.01)
    assert "20 percentage points higher (+20) than in “Wave before”, the wave before: 50% of 200 people." in said(block)
    grouped = told(now, **SEX, comparison="before")
    assert (grouped["value"], grouped["against"]["value"], grouped["against"]["base"]) == (0.7, 0.5, 100)


@pytest.mark.refusal(part="Findings", comes="any comparison from or with an open survey")
def test_an_open_wave_before_is_no_comparison(app):
    before, now = flat_wave("before", design="open"), flat_wave("now")
    earlier(before)
    assert "People chose to answer the wave before" in choices(now)["before", None]


def test_a_routed_base_is_in_the_sentence_with_the_number(app):
    wave = known_wave()
    block = told(wave, "reasons_unsafe", answer="asb")
    # 12 of the 32 who were asked; of all, 0.6 x 0.2 + 0.4 x 0.5 = 32% were.
    first = block["words"]["en"]["sentences"][0]
    assert first.startswith("Of the 32 residents whose earlier answers led to “What makes you feel unsafe?”")
    assert "38% said" in first
    assert "It was asked of the 32% of 100 people who had said “Fairly unsafe” or" in said(block)
    assert "whole population" not in said(block)
    ranked = told(wave, "reasons_unsafe", **SEX)
    assert ranked["words"]["en"]["sentences"][0].startswith("Of the 12 residents in the group “Female” whose earlier")


def test_a_rule_that_no_sentence_can_name_still_routes(app):
    """Asked only where something else was answered: never “residents who answered”."""
    wave = add_wave("ward", design="probability")
    answer(wave, 30, sex="female", neighbourhood="elsewhere")
    answer(wave, 40, sex="male", ward="elsewhere")
    weigh_by_sex(wave)
    block = told(wave, "ward", answer="elsewhere")
    assert block["routed"] and not block["route"]
    assert "whose earlier answers led to" in said(block)
    how = {row["term"]: row["text"] for row in block["words"]["en"]["how"]}
    assert how["Who is in the base"].startswith("People whose earlier answers led to this question")


def test_young_people_are_spoken_of_as_such_and_never_with_adults(app):
    young = add_wave("young", "trafford-youth", "open")
    answer(young, 40, sex="female", hope="very_hopeful")
    answer(young, 40, sex="male", hope="not_very_hopeful")
    weigh_by_sex(young, 100, 100)
    block = told(young, "hope")
    assert "50% of the 80 young people who answered" in said(block) and "residents" not in said(block)
    assert not any(kind == "before" and refused is None for (kind, _id), refused in choices(young, "hope").items())


def test_every_question_of_the_shipped_surveys_can_be_told_or_is_refused_in_words(app):
    """With all of a demonstration's answers, in all three languages, and the checker finds nothing in any of it."""
    from consult.services import demo, weigh

    for survey in ("trafford", "trafford-youth"):
        wave = add_wave(f"all-{survey}", survey, "quota")
        demo.simulate(wave, 150)
        db.session.commit()
        weigh.weigh(wave, [weigh.margin_of(weigh.stored_margins(wave)[0])], "tests")
        assert len(questions.measurable(wave)) > 10
        for item in questions.measurable(wave):
            for one in questions.figures(wanted(wave, item.name))[:2]:
                _is_honest(one)


def _is_honest(one):
    try:
        block = blocks.automatic(one, list(reference.LANGUAGES))
    except service.CannotTell as refusal:
        with force_locale("en"):
            assert str(refusal.words).endswith(".")
        return
    for lang in reference.LANGUAGES:
        sentences = block["words"][lang]["sentences"]
        assert sentences and all("%(" not in sentence for sentence in sentences)
        assert checking.flags("\n".join(sentences), lang, block) == [], sentences
        assert {row["term"] for row in block["words"]["en"]["how"]} >= {"Question", "Weights", "Questionnaire"}


def few(**more):
    wave = add_wave("few", **more)
    answer(wave, 50, sex="female", safe_area=SAFE)
    answer(wave, 46, sex="male", safe_area="fairly_unsafe")
    answer(wave, 4, sex="male", safe_area=SAFE)
    weigh_by_sex(wave, 50, 50)
    return wave


def test_a_withheld_figure_is_nowhere_in_the_block(app):
    """Four men feel safe: neither they, nor the women's figure set against theirs, nor the difference."""
    wave = few(design="probability")
    block = told(wave, dimension="sex", category="male", comparison="group", against="female")
    assert (block["state"], block["reason"]) == ("withheld", "small_count")
    assert block["test"] is None and block["against"]["value"] is None
    assert block["words"]["en"]["number"] is None and block["tables"] == [] and block["charts"] == []
    figures = {key: block[key] for key in ("value", "lower", "upper", "effective_base", "parts", "against", "led")}
    assert "0.0" not in json.dumps(figures)
    assert said(block) == "Withheld: so few people gave one of the answers that the figure could point to them."


@pytest.mark.refusal(part="Findings", comes="a figure to set against that is withheld", gets="said; no difference")
def test_a_finding_set_against_a_withheld_figure_says_so(app):
    block = told(few(design="probability"), **SEX, comparison="group", against="male")
    assert block["against"]["state"] == "withheld" and block["test"] is None
    assert "is withheld, to protect people who answered" in said(block)


def test_the_door_is_asked_of_the_whole_table_at_once(app, monkeypatch):
    """Every answer of every group and of everybody: what is safe alone may not be safe together."""
    from consult.services import disclosure

    asked = []
    judge = disclosure.hidden
    monkeypatch.setattr(disclosure, "hidden", lambda wave, counts: asked.append(counts) or judge(wave, counts))
    told(few(design="probability"), **SEX, comparison="others")
    table = asked[0]
    groups = {one.group for one in table}
    assert {frozenset(), frozenset({("sex", "female")}), frozenset({("sex", "male")})} <= groups
    men = {tuple(sorted(one.answers)): (one.people, one.base) for one in table if one.group == {("sex", "male")}}
    assert men["fairly_safe", "very_safe"] == (4, 50) and men["fairly_unsafe",] == (46, 50)


def test_whatever_the_door_hides_is_not_told(app, monkeypatch):
    """A figure that is hidden only because others are told with it."""
    from consult.services import disclosure

    def judge(wave, counts):
        return {one: "secondary" for one in counts if one.group == {("sex", "female")} and len(one.answers) == 2}

    monkeypatch.setattr(disclosure, "hidden", judge)
    block = told(known_wave(), **SEX)
    assert (block["state"], block["reason"], block["value"]) == ("withheld", "secondary", None)
    assert "with other published figures it would give away an answer that few people gave" in said(block)
    assert told(known_wave("second"))["state"] == "shown"

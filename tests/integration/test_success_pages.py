"""The officer pages of success measures: setting one, what is refused, figures from elsewhere, the board."""

import csv
import datetime as dt
import html
import io
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent
from consult.services import success
from tests.addresses import sealed
from tests.integration.surveys import post
from tests.integration.telling import SAFE, UNSAFE, add_wave, weigh_by_sex
from tests.integration.test_success import DAY, answer, measured, trafford, wave

MEASURES = "/officer/trafford/measures"
TARGET = f"{MEASURES}/new/target"
SAFETY = f"{TARGET}?suggestion=safety"


@pytest.fixture
def officer(app, sign_in):
    wave("before", 48, 20)
    wave("now", 54, 30, months=6)
    return sign_in("officer", "trafford")


def words(answer):
    """What a page says, without its tags."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
    return " ".join(text.split())


def fields(**more):
    """The form of a measure as somebody fills it in."""
    return {
        "title": "Feeling safe", "direction": "up", "baseline": "first", "target_kind": "relative",
        "target_amount": "5", "owner": "Board", "shown": "",
    } | more  # fmt: skip


def shown(answer):
    """The digest of what a page showed."""
    return re.search(r'name="shown" value="([^"]*)"', answer.text)[1]


def test_measures_of_one_list_do_not_give_one_another_away(app, sign_in):
    """All of 104 less the 100 women would leave the four men."""
    made = add_wave("few")
    for sex, people in (("female", 50), ("male", 2)):
        answer(made, people, sex=sex, safe_area=SAFE)
        answer(made, people, sex=sex, safe_area=UNSAFE)
    weigh_by_sex(made)
    for title, sex in (("Everybody", None), ("Women", "female"), ("Men", "male")):
        measured(title={"en": title}, group=sex and {"dimension": "sex", "category": sex})
    said = words(sign_in("officer", "trafford").get(MEASURES))
    assert "Everybody: 50%" in said and "Men: the figure of “Wave few” is withheld" in said
    assert "Women: the figure of “Wave few” is withheld" in said


class TestSetting:
    def test_what_it_means_is_shown_before_it_is_kept(self, officer):
        looked = post(officer, SAFETY, **fields())
        said = words(looked)
        # 68% up by 5% of itself is 71.4%; by five points it would be 73%.
        assert looked.status_code == 200 and "That is 71.4%." in said and "it would be 73%" in said
        assert success.listed(trafford()) == []
        kept = post(officer, SAFETY, **fields(shown=shown(looked)))
        assert kept.status_code == 303
        (measure,) = success.listed(trafford())
        assert (measure.target_kind, measure.target_amount, measure.item) == ("relative", 0.05, "safe_area")
        assert "Feeling safe" in words(officer.get(kept.location))

    @pytest.mark.refusal(
        part="Success measures",
        comes="something else than was shown, then “Set the measure”",
        gets="shown again first",
    )
    def test_something_else_than_was_shown_is_shown_again(self, officer):
        looked = post(officer, SAFETY, **fields())
        again = post(officer, SAFETY, **fields(shown=shown(looked), target_amount="10"))
        assert again.status_code == 200 and "That is 74.8%." in words(again) and success.listed(trafford()) == []

    @pytest.mark.refusal(
        part="Success measures",
        comes="a target on the wrong side of the baseline, above 100%, below 0%, of nought, no number, none",
        gets="words with both values at the field; nothing stored, everything typed still there",
    )
    @pytest.mark.refusal(
        part="Success measures",
        comes="a baseline that is a score, above 100, asked on another scale, without a source, on a base of nought",
        gets="refused, with what to do",
    )
    @pytest.mark.parametrize(
        "more, told",
        [
            ({"target_kind": "value", "target_amount": "60"}, "60% is not above the baseline of 68%"),
            ({"target_kind": "value", "target_amount": "120"}, "Nothing can be above 100%"),
            ({"target_amount": "lots"}, "Enter a number, such as 58.8"),
            ({"target_amount": ""}, "Say what is to be reached"),
            ({"title": " "}, "Say what the measure is called"),
            ({"baseline": "typed", "baseline_value": "340", "baseline_source": "x", "baseline_asked": "same"},
             "on another scale"),
            ({"baseline": "typed", "baseline_value": "50", "baseline_source": "x", "baseline_asked": "otherwise"},
             "on another scale it cannot be the baseline"),
            ({"baseline": "typed", "baseline_value": "50", "baseline_base": "0", "baseline_source": "x",
              "baseline_asked": "same"}, "A base is at least 1"),
            ({"baseline": "wave"}, "Choose a wave of the survey"),
            ({"due_on": "soon"}, "Enter a date"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_nothing_typed_is_lost(self, officer, more, told):
        refused = post(officer, SAFETY, **fields(**more))
        assert refused.status_code == 422 and told in words(refused)
        assert 'value="Board"' in refused.text and success.listed(trafford()) == []
        for name in ("target_amount", "baseline_value"):
            if more.get(name):
                assert f'value="{more[name]}"' in refused.text

    @pytest.mark.refusal(
        part="Success measures",
        comes="a wave without weights, that nobody answered, of too few people, or of another survey as the baseline",
    )
    def test_a_wave_without_weights_is_no_baseline(self, officer):
        wave("raw", 40, 20, months=3, weighed=False)
        refused = post(officer, SAFETY, **fields(baseline="wave", baseline_wave="raw"))
        assert refused.status_code == 422 and "has no weights. Weigh it first" in words(refused)

    def test_a_decimal_comma_and_a_per_cent_sign_are_taken(self, officer):
        looked = post(officer, SAFETY, **fields(target_kind="value", target_amount="72,5 %"))
        assert looked.status_code == 200 and "To reach 72.5%." in words(looked)

    @pytest.mark.parametrize("query", ["", "?suggestion=none", "?question=trafford:anything_else",
                                       "?question=stockport:safe_area", "?question=nothing"])  # fmt: skip
    def test_what_is_not_there_cannot_be_measured(self, officer, query):
        assert officer.get(TARGET + query).status_code == 404

    def test_another_question_of_a_survey(self, officer):
        page = officer.get(f"{TARGET}?question=trafford:community")
        assert "How strongly do you feel you belong" in words(page)

    def test_the_six_are_offered_and_the_one_that_is_not_asked_says_how(self, officer):
        said = words(officer.get(MEASURES))
        assert "No survey of yours asks this." in said and "keep your town centre safe" in said
        said = words(officer.get(f"{MEASURES}/new"))
        for name in ("Fear of knife crime and violence", "Young people’s aspirations and hope",
                     "Communities’ power in decisions", "High perceived anti-social behaviour"):  # fmt: skip
            assert name in said


class TestOnePage:
    def test_the_figures_their_picture_and_how_they_are_known(self, officer):
        measure = measured(target_kind="value", target_amount=0.8)
        page = officer.get(f"{MEASURES}/{sealed('measure', measure.id)}")
        said = words(page)
        assert "84%, by the model between" in said and "16 percentage points higher than the 68%" in said
        assert "68.0%" in said and "84.0%" in said and "How safe or unsafe do you feel in your local area?" in said
        assert page.text.count('class="chart__ours"') >= 2 and "chart__target" in page.text

    def test_it_is_changed_and_removed(self, officer):
        measure = measured()
        address = f"{MEASURES}/{sealed('measure', measure.id)}/change"
        looked = post(officer, address, **fields(title="Safer"))
        assert post(officer, address, **fields(title="Safer", shown=shown(looked))).status_code == 303
        assert "Safer" in words(officer.get(MEASURES))
        page = f"{MEASURES}/{sealed('measure', measure.id)}"
        removed = post(officer, f"{page}/remove", form_on=page)
        assert removed.status_code == 303 and success.listed(trafford()) == []
        assert officer.get(page).status_code == 404

    @pytest.mark.refusal(
        part="Success measures",
        comes="a measure of another partnership by its number",
        gets="it does not exist",
    )
    def test_another_partnerships_measure_does_not_exist(self, officer, sign_in):
        measure = measured()
        other = sign_in("admin", "stockport")
        for slug in ("stockport", "trafford"):
            address = f"/officer/{slug}/measures/{sealed('measure', measure.id)}"
            assert other.get(address).status_code == 404
        assert "Feeling safe" not in other.get("/officer/stockport/measures/board").text

    def test_a_viewer_reads_and_changes_nothing(self, officer, sign_in):
        measure = measured(survey=None, item=None)
        viewer = sign_in("viewer", "trafford")
        page = viewer.get(f"{MEASURES}/{sealed('measure', measure.id)}")
        assert page.status_code == 200 and "Add a figure" not in page.text and "Remove the measure" not in page.text
        assert viewer.get(f"{MEASURES}/{sealed('measure', measure.id)}/change").status_code == 403

    @pytest.mark.refusal(
        part="Success measures",
        comes="markup or a formula in a title",
        gets="shown as text; harmless in the file",
    )
    def test_markup_in_a_title_is_text(self, officer):
        measure = measured(title={"en": "<script>alert(1)</script>"})
        for address in (MEASURES, f"{MEASURES}/{sealed('measure', measure.id)}", f"{MEASURES}/board"):
            assert "<script>alert(1)" not in officer.get(address).text


class TestFigures:
    def figure(self, **more):
        return {"value": "95", "base": "1000", "design": "probability", "period": "2014/15",
                "measured_on": DAY.isoformat(), "source": "Crime strategy", "asked": "same"} | more  # fmt: skip

    def test_typed_shown_and_taken_out(self, officer):
        measure = measured(survey=None, item=None, title={"en": "Police good or excellent"})
        page = f"{MEASURES}/{sealed('measure', measure.id)}"
        assert post(officer, f"{page}/figures", form_on=page, **self.figure()).status_code == 303
        said = words(officer.get(page))
        assert "95%, between 93% and 97%, in “2014/15”" in said and "Crime strategy" in said
        assert "officer-trafford@test.example" in said
        gone = f"{page}/figures/{sealed('figure', measure.figures[0].id)}/remove"
        assert post(officer, gone, form_on=page).status_code == 303
        assert "There is no figure yet." in words(officer.get(page))
        assert post(officer, gone, form_on=page).status_code == 404

    @pytest.mark.refusal(
        part="Success measures",
        comes=(
            "a figure from elsewhere above 100, on a base of nought, of a day to come or that has one, without source "
            "or period"
        ),
    )
    @pytest.mark.parametrize("more, told", [
        ({"value": "340"}, "on another scale"), ({"value": "many"}, "Enter a number"),
        ({"value": ""}, "Enter the figure"),
        ({"base": "0"}, "A base is at least 1"), ({"base": "some"}, "Enter a whole number"),
        ({"source": ""}, "where the figure was published"),
        ({"measured_on": (dt.date.today() + dt.timedelta(days=2)).isoformat()}, "The day lies ahead"),
    ])  # fmt: skip
    def test_what_cannot_be_is_said_and_nothing_typed_is_lost(self, officer, more, told):
        measure = measured(survey=None, item=None)
        page = f"{MEASURES}/{sealed('measure', measure.id)}"
        refused = post(officer, f"{page}/figures", form_on=page, **self.figure(**more))
        assert refused.status_code == 422 and told in words(refused)
        assert 'value="2014/15"' in refused.text and measure.figures == []


class TestBoard:
    @pytest.mark.refusal(part="Success measures", comes="markup or a formula in a title")
    def test_by_sex_on_the_page_and_as_a_file(self, officer):
        measured(title={"en": "=cmd()"}, target_kind="value", target_amount=0.8)
        page = officer.get(f"{MEASURES}/board?by=sex")
        said = words(page)
        assert "Q2 2026" in said and "Q4 2026" in said and "Female" in said and "90.0%" in said
        file = officer.get(f"{MEASURES}/board.csv?by=sex")
        assert file.mimetype == "text/csv" and "attachment" in file.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
        women = next(row for row in rows if row["group"] == "Female" and row["quarter"] == "2026-Q4")
        assert (women["share"], women["base"], women["target"]) == ("0.9", "60", "0.8")
        assert women["measure"] == "'=cmd()"
        verbs = db.session.scalars(db.select(AuditEvent.verb)).all()
        assert "take out measures" in verbs

    def test_what_is_withheld_on_the_page_is_not_in_the_file(self, officer):
        few = wave("few", 54, 30, months=3)
        answer(few, 3, sex="male", safe_area="very_safe", age_band="75+")
        answer(few, 40, sex="male", safe_area="very_safe", age_band="25-34")
        answer(few, 40, sex="male", safe_area="very_unsafe", age_band="25-34")
        weigh_by_sex(few)
        measured()
        rows = list(csv.DictReader(io.StringIO(officer.get(f"{MEASURES}/board.csv?by=age").data.decode("utf-8-sig"))))
        old = next(row for row in rows if row["group"] == "75 or over" and row["quarter"] == "2026-Q3")
        assert (old["state"], old["share"], old["lower"], old["base"]) == ("withheld", "", "", "")
        assert "withheld" in words(officer.get(f"{MEASURES}/board?by=age"))

    def test_only_what_there_is_to_split_by(self, officer):
        assert officer.get(f"{MEASURES}/board?by=religion").status_code == 404
        assert officer.get(f"{MEASURES}/board").status_code == 200

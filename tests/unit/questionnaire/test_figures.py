"""Numbers and months, typed in the digits of any script; what is not one is refused and never guessed at."""

import pytest

from consult.questionnaire import AnswerError, Text, columns, flatten, problems


def refusal(read):
    with pytest.raises(AnswerError) as error:
        read()
    return error.value.code, error.value.params


class TestNumber:
    @pytest.mark.parametrize(("typed", "number"), [
        ("17", 17), (" 17 ", 17), ("017", 17), ("0", 0), ("۱۷", 17), ("١٧", 17), ("১৭", 17), ("੧੭", 17), ("１７", 17),
        ("\u200f١٧\u200e", 17), ("12\u00a0500", 12500), ("12 500", 12500), ("1 234 567", 1234567),
        ("999999999999999", 999999999999999), ("-3", -3), ("\u22123", -3),
    ])
    def test_whole_numbers_of_every_script(self, load, typed, number):
        found = load("item_number").item("c").parse([typed])
        assert (found, type(found)) == (number, int)

    @pytest.mark.parametrize(("typed", "number"), [
        ("2.5", 2.5), ("2,5", 2.5), ("٢٫٥", 2.5), ("۲٫۵", 2.5), ("2,50", 2.5), ("-0.25", -0.25), ("3.00", 3), ("3", 3),
        ("0,01", 0.01), ("1 000,5", 1000.5),
    ])
    def test_one_decimal_mark(self, load, typed, number):
        assert load("item_number").item("b").parse([typed]) == number

    @pytest.mark.parametrize(("typed", "mark"), [
        ("1,000", True), ("1.000", True), ("١٬٠٠٠", True), ("2.5", True), ("1'000", True), ("17.", True), (".5", True),
        ("abc", False), ("12 5", False), ("1e3", False), ("½", False), ("--3", False), ("17 years", False),
        ("0x10", False), ("²", False), ("IV", False), ("五", False), ("NaN", False), ("inf", False), ("1_000", False),
    ])
    def test_a_separator_is_not_guessed_at(self, load, typed, mark):
        assert refusal(lambda: load("item_number").item("c").parse([typed])) == (
            "not_a_number", {"decimals": 0, "mark": mark})

    @pytest.mark.parametrize("typed", ["1.234", "1,234", "1.234,50", "1,234.50", "2,5,1"])
    def test_what_could_be_thousands_is_refused_where_decimals_are_taken(self, load, typed):
        assert refusal(lambda: load("item_number").item("b").parse([typed])) == (
            "not_a_number", {"decimals": 2, "mark": True})

    def test_limits(self, load):
        item = load("item_number").item("a")
        assert refusal(lambda: item.parse(["121"])) == ("too_large", {"at_most": 120})
        assert refusal(lambda: item.parse(["-1"])) == ("too_small", {"at_least": 0})
        assert [item.parse([end]) for end in ("0", "120")] == [0, 120]
        assert refusal(lambda: load("item_number").item("c").parse(["9" * 60_000]))[0] == "too_large"
        assert refusal(lambda: load("item_number").item("c").parse(["-" + "9" * 16]))[0] == "too_small"

    def test_a_choice_instead(self, load):
        item = load("item_number").item("a")
        assert item.fields() == ("a", "a.choice")
        assert item.read({"a": [""], "a.choice": ["prefer_not"]}) == {"a": "prefer_not"}
        assert item.read({"a": ["17"]}) == {"a": 17}
        assert refusal(lambda: item.read({"a": ["17"], "a.choice": ["dont_know"]})) == (
            "exclusive", {"choice": "dont_know"})
        assert refusal(lambda: item.read({"a.choice": ["often"]}))[0] == "not_offered"
        assert refusal(lambda: item.read({"a": ["17"], "a.choice": ["often"]}))[0] == "not_offered"
        assert refusal(lambda: item.read({"a": [" "]})) == ("required", {})
        assert refusal(lambda: item.read({"a": ["1", "2"]}))[0] == "unreadable"

    def test_nought_is_an_answer(self, load):
        assert load("item_number").item("a").entries({"a": 0}) == {"a": 0}
        assert problems(load("item_number"), {"a": 0}) == []

    @pytest.mark.parametrize(("kept", "code"), [
        (121, "too_large"), (-1, "too_small"), (1.5, "not_a_number"), (True, "unreadable"), ([17], "unreadable"),
        ("17", "not_offered"), (float("nan"), "unreadable"), (float("inf"), "unreadable"), (None, "required"),
        pytest.param(10 ** 400, "too_large", id="400 digits"),
    ])
    def test_what_is_stored_is_checked_again(self, load, kept, code):
        assert [problem.code for problem in problems(load("item_number"), {"a": kept})] == [code]

    def test_number_and_choice_have_a_column_each(self, load):
        questionnaire = load("item_number")
        assert columns(questionnaire) == ("a", "a.choice", "b", "c")
        assert flatten(questionnaire, {"a": 17, "b": 2.5}) == {"a": 17, "a.choice": None, "b": 2.5, "c": None}
        assert flatten(questionnaire, {"a": "dont_know"}) == {"a": None, "a.choice": "dont_know", "b": None, "c": None}

    def test_summary_and_unit(self, load):
        item = load("item_number").item("a")
        assert (item.unit, item.at_least, item.at_most, item.decimals) == ({"en": "years"}, 0, 120, 0)
        assert item.summary(17, "en") == [Text("17", "en")]
        assert item.summary("dont_know", "en") == [Text("Dont know", "en")]
        assert item.summary(None, "en") == []


def month(item, month, year):
    return item.read({f"{item.name}.month": [month], f"{item.name}.year": [year]})


class TestMonth:
    @pytest.mark.parametrize(("number", "year", "kept"), [
        ("3", "2024", "2024-03"), ("03", "2024", "2024-03"), ("12", " 1999 ", "1999-12"), ("۳", "۲۰۲۴", "2024-03"),
        ("৩", "২০২৪", "2024-03"), ("١٢", "٢٠٢٤", "2024-12"),
    ])
    def test_two_fields_in_any_script(self, load, number, year, kept):
        assert month(load("item_month").item("c"), number, year) == {"c": kept}

    def test_one_of_the_two_is_not_enough(self, load):
        item = load("item_month").item("c")
        assert refusal(lambda: month(item, "3", "")) == ("incomplete_month", {"missing": "year"})
        assert refusal(lambda: month(item, "", "2024")) == ("incomplete_month", {"missing": "month"})
        assert month(item, "", " ") == {}
        assert refusal(lambda: month(load("item_month").item("a"), "", "")) == ("required", {})

    @pytest.mark.parametrize(("number", "year"), [
        ("13", "2024"), ("0", "2024"), ("003", "2024"), ("3", "24"), ("3", "20244"), ("March", "2024"), ("3", "1403"),
        ("3", "-2024"), ("3.5", "2024"), ("3", "2O24"), ("-3", "2024"),
    ])
    def test_what_is_no_month_is_refused(self, load, number, year):
        assert refusal(lambda: month(load("item_month").item("c"), number, year)) == ("not_a_month", {})

    def test_limits_are_inside(self, load):
        item = load("item_month").item("a")
        assert refusal(lambda: month(item, "2", "2020")) == ("too_early", {"earliest": "2020-03"})
        assert refusal(lambda: month(item, "3", "2026")) == ("too_late", {"latest": "2026-02"})
        assert month(item, "3", "2020") == {"a": "2020-03"}
        assert month(item, "2", "2026") == {"a": "2026-02"}

    def test_the_past_ends_with_the_month_it_is_asked_in(self, load):
        questionnaire = load("item_month").as_of("2026-11")
        assert month(questionnaire.item("b"), "11", "2026") == {"b": "2026-11"}
        assert refusal(lambda: month(questionnaire.item("b"), "12", "2026")) == ("too_late", {"latest": "2026-11"})
        # Those that are not marked as past keep their own limits.
        assert month(questionnaire.item("c"), "12", "2026") == {"c": "2026-12"}
        assert [problem.code for problem in problems(questionnaire, {"a": "2020-03", "b": "2026-12"})] == ["too_late"]
        assert load("item_info").as_of("2026-11") == load("item_info")

    @pytest.mark.parametrize(("kept", "code"), [
        ("2024-13", "not_a_month"), ("2024-3", "not_a_month"), ("March", "not_a_month"), (202403, "unreadable"),
        (["2024-03"], "unreadable"), ("2024-03\n", "not_a_month"), ("٢٠٢٤-03", "not_a_month"), ("2019-12", "too_early"),
    ])
    def test_what_is_stored_is_checked_again(self, load, kept, code):
        assert [problem.code for problem in problems(load("item_month"), {"a": kept})] == [code]

    def test_one_column(self, load):
        questionnaire = load("item_month")
        assert questionnaire.item("a").fields() == ("a.month", "a.year")
        assert columns(questionnaire) == ("a", "b", "c")
        assert flatten(questionnaire, {"a": "2024-03"}) == {"a": "2024-03", "b": None, "c": None}
        assert questionnaire.item("a").summary("2024-03", "en") == [Text("2024-03", "en")]

"""The page on what bad input gets is what the tests say of themselves, and nothing else."""

import re

import pytest

from tests import bad_input

# What quality.md of this project asks for, in words of its own; each must be found in what comes of some row.
ASKED_FOR = [
    # A questionnaire.
    ("Questionnaires", "own page or a later one"), ("Questionnaires", "no answers lead to"),
    ("Questionnaires", "a choice that does not exist"), ("Questionnaires", "two items of one name"),
    ("Questionnaires", "half translated"), ("Questionnaires", "too long for a phone"),
    # A page of the survey.
    ("Answering", "sent twice"), ("Answering", "out of order"), ("Answering", "off the path"),
    ("Answering", "a wave that has closed"), ("Answering", "a choice that was never offered"),
    ("Answering", "64 KB in a text box"), ("Answering", "a token that is too old"), ("Answering", "two tabs at once"),
    # A tablet's batch.
    ("Tablets", "one bad record among 200"), ("Tablets", "the same record twice"), ("Tablets", "another body"),
    ("Tablets", "a clock a year off"), ("Tablets", "a version that was"), ("Tablets", "a revoked tablet"),
    # Margins.
    ("Margins and weighting", "totals disagree"), ("Margins and weighting", "0, negative"),
    ("Margins and weighting", "cannot be met together"),
    ("Margins and weighting", "that nobody in the sample"), ("Margins and weighting", "that the margin lacks"),
    ("Margins and weighting", "does not converge"), ("Population files", "an unknown area code"),
    # A file of answers.
    ("Files of answers", "not UTF-8"), ("Files of answers", "the file lacks"), ("Files of answers", "no code"),
    ("Files of answers", "200,000 rows"), ("Files of answers", "a formula"),
    # What breaks an export.
    ("Taking answers out", "`=cmd()`"), ("Taking answers out", "a NUL"), ("Taking answers out", "an emoji"),
    ("Taking answers out", "a right-to-left override"), ("Taking answers out", "a name of 10,000 letters"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return bad_input.rows()


def test_the_page_is_what_the_tests_say():
    written = bad_input.FILE.read_text(encoding="utf-8")
    assert written == bad_input.page(), "The marks on the tests have changed: run make docs."


@pytest.mark.parametrize(("part", "words"), ASKED_FOR)
def test_what_was_asked_for_has_its_row(rows, part, words):
    assert [row for row in rows if row.part == part and words in row.comes]


def test_each_test_that_is_named_is_run(request, rows):
    """What pytest has collected, against the page: all marks it found are rows, and all rows were collected."""
    collected, marked = set(), set()
    for item in request.session.items:
        file, name = item.path.relative_to(bad_input.ROOT).as_posix(), item.nodeid.partition("[")[0].split("::", 1)[1]
        # A class of tests may have a mark as well.
        collected |= {(file, name), (file, name.partition("::")[0])}
        if any(mark.name == "refusal" for mark in item.own_markers):
            marked.add((file, name))
    named = {test for row in rows for test in row.tests}
    assert marked <= named
    options = request.config.option
    if not (options.keyword or options.markexpr or any("::" in one for one in request.config.args)):
        files = {file for file, _name in collected}
        assert {test for test in named if test[0] in files} <= collected


def test_no_row_is_there_twice_and_each_file_is_where_the_page_says():
    page = bad_input.FILE.read_text(encoding="utf-8")
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        comes = [line.split(" | ")[0] for line in part.splitlines()[3:]]
        assert len(comes) == len(set(comes)) > 0
    for name, file in re.findall(r"\[`[^`]+::(\w+)`\]\(([^)]+)\)", page):
        found = (bad_input.FILE.parent / file).resolve()
        assert re.search(rf"(def|class) {name}\b", found.read_text(encoding="utf-8")), (file, name)


def written(folder, *tests):
    """A folder with these tests in it, as the generator would find them."""
    (folder / "tests").mkdir()
    (folder / "tests" / "test_one.py").write_text("import pytest\n" + "\n".join(tests))
    return folder


def marked(name, *marks):
    return "".join(f"@pytest.mark.refusal({mark})\n" for mark in marks) + f"def {name}():\n    pass\n"


FULL = 'part="A", comes="a | b", gets="words"'


def test_several_tests_of_a_row_and_several_rows_of_a_test(tmp_path):
    folder = written(tmp_path, marked("test_b", FULL, 'part="A", comes="c", gets="d"'),
                     marked("test_a", 'part="A", comes="a | b"'), marked("helper", 'part="A", comes="x"'))
    rows = bad_input.rows(folder)
    assert [(row.comes, row.gets) for row in rows] == [("a | b", "words"), ("c", "d")]
    assert [name for _file, name in rows[0].tests] == ["test_b", "test_a"]
    assert r"| a \| b | words |" in bad_input.page(folder)


def test_new_parts_come_after_those_that_are_known(tmp_path):
    marks = [f'part="{part}", comes="c", gets="d"' for part in ("Zebras", "Publishing", "Accounts", "Answering")]
    folder = written(tmp_path, marked("test_a", *marks))
    assert [row.part for row in bad_input.rows(folder)] == ["Answering", "Publishing", "Accounts", "Zebras"]


@pytest.mark.parametrize(("marks", "said"), [
    ([FULL, 'part="A", comes="a | b", gets="other words"'], "gets something else"),
    (['part="A", comes="a"'], "nothing says what"),
    (['comes="a", gets="b"'], "part=, comes= and gets="),
    (['"A", "a", "b"'], "part=, comes= and gets="),
    (['part="A", comes=" ", gets="b"'], "are words"),
    (['part="A", comes=WORDS, gets="b"'], "stand there as they are"),
])
def test_a_mark_that_cannot_become_a_row_stops_the_page(tmp_path, marks, said):
    with pytest.raises(bad_input.Slip, match=said):
        bad_input.rows(written(tmp_path, marked("test_a", *marks)))

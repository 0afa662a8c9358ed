"""docs/bad-input.md out of the marks on the tests: `python -m tests.bad_input` writes it.

A test says what it shows by `@pytest.mark.refusal(part=..., comes=..., gets=...)`, once for each row. Where several
tests show one row, the others leave `gets` out. The marks are read from the text of the tests: nothing is imported.
"""

import ast
import itertools
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "bad-input.md"
HEAD = """# What bad input gets

Words that say what is wrong and what to do, in the reader's language; nothing that was typed, stored or in the rest of
a file is lost. Each row names the tests that show it.

This page is made from the marks on those tests by `make docs`, and a test fails when it is not what they say.
"""
# The parts that come first, in the order of the work; any other comes after them by its name.
PARTS = (
    "Answering", "Tablets", "Sheets of paper", "Fieldwork", "Questionnaires", "Making questionnaires",
    "Check before opening, and versions", "Translations", "Questionnaires from files", "Files of answers",
    "Postcodes and outlines", "What people wrote", "Population files", "Margins and weighting", "Benchmarks", "Tables",
    "Findings", "Success measures", "You said, we did", "Publishing", "Taking answers out", "Other partnerships",
)  # fmt: skip


class Slip(ValueError):
    """A mark that cannot become a row; the message says where."""


@dataclass
class Row:
    """What comes, what it gets, and the tests that show it as (file beneath the root, name of the test)."""

    part: str
    comes: str
    gets: str = ""
    tests: list[tuple[str, str]] = field(default_factory=list)


def marks(source: str, file: str) -> list[tuple[str, dict, str]]:
    """(name of the test, what its mark says, where) for each mark in a file of tests."""
    found = []
    for node, name in _tests(ast.parse(source)):
        for mark in node.decorator_list:
            if not (isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.refusal"):
                continue
            where = f"{file}:{mark.lineno}"
            try:
                said = {keyword.arg: ast.literal_eval(keyword.value) for keyword in mark.keywords}
            except ValueError as error:
                raise Slip(f"{where}: the words of a mark stand there as they are, not worked out.") from error
            if mark.args or not {"part", "comes"} <= said.keys() <= {"part", "comes", "gets"}:
                raise Slip(f"{where}: a mark has part=, comes= and gets=.")
            if not all(isinstance(words, str) and words.strip() for words in said.values()):
                raise Slip(f"{where}: part, comes and gets are words.")
            found.append((name, said, where))
    return found


def _tests(tree: ast.Module):
    """(node, name as pytest writes it) of all that pytest would take for a test in a module, or a class of them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node, node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield node, node.name
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name.startswith("test"):
                    yield method, f"{node.name}::{method.name}"


def rows(root: Path = ROOT) -> list[Row]:
    """Every row, in the order of the parts and within a part of the tests. Raises Slip for a mark that is none."""
    found: dict[tuple[str, str], Row] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        file = path.relative_to(root).as_posix()
        source = path.read_text(encoding="utf-8")
        # Most files have none, and to parse them all takes most of the time.
        for name, said, where in marks(source, file) if "mark.refusal" in source else ():
            row = found.setdefault((said["part"], said["comes"]), Row(said["part"], said["comes"]))
            if row.gets and said.get("gets", row.gets) != row.gets:
                raise Slip(f"{where}: “{row.comes}” gets something else by {row.tests[0]}. Leave gets= out here.")
            row.gets = row.gets or said.get("gets", "")
            row.tests.append((file, name))
    for row in found.values():
        if not row.gets:
            raise Slip(f"{row.tests[0]}: nothing says what “{row.comes}” gets.")
    return sorted(found.values(), key=_place)


def _place(row: Row) -> tuple[int, str]:
    # Sorting keeps the order of the tests within a part.
    return (PARTS.index(row.part), "") if row.part in PARTS else (len(PARTS), row.part)


def page(root: Path = ROOT) -> str:
    """The whole page in Markdown."""
    parts = [HEAD]
    for part, of_it in itertools.groupby(rows(root), lambda row: row.part):
        lines = [f"## {part}", "| what comes | what happens | test |", "|---|---|---|"]
        for row in of_it:
            tests = ", ".join(_link(file, name) for file, name in row.tests)
            lines.append(f"| {_cell(row.comes)} | {_cell(row.gets)} | {tests} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _link(file: str, name: str) -> str:
    return f"[`{Path(file).name}::{name}`](../{file})"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")

"""One function a reader: it takes bytes of any kind, and may only refuse them in the reader's own way."""

import json
import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzz import seeds


@dataclass(frozen=True)
class Harness:
    """What is tried, and the good input that it begins from."""

    try_one: Callable[[bytes], None]
    seeds: list[bytes]


def questionnaire_file(data: bytes) -> None:
    """A questionnaire in any of the kinds of files; the first byte says under which name it comes."""
    from consult.services.exchange.files import FileRefused
    from consult.services.exchange.reading import read

    names = ("f.json", "f.lss", "f.csv", "f.md", "f.xlsx", "f.xls", "f.exe")
    try:
        brought = read(data[1:], names[data[0] % len(names)] if data else "f.json")
        # What is said of it is shown on a page.
        repr((brought.remarks, brought.problems)).encode()
    except FileRefused as refused:
        str(refused).encode()


def answers_file(data: bytes) -> None:
    """A file of answers, to its last row."""
    from consult.services.bringing import FileRefused, open_table

    names = ("f.csv", "f.xlsx", "f.tsv")
    encodings = (None, "cp1252", "utf-16", None)
    try:
        first = data[0] if data else 0
        table = open_table(data[1:], names[first % 3], {"s", "t"}, encodings[first // 3 % 4], None)
        for row in table.rows:
            assert len(row.values) >= 0
    except FileRefused:
        pass


def spss_file(data: bytes) -> None:
    """A file of SPSS, read apart as the site reads it: that process may die, as the C library in it does, and what it
    says where it lives is JSON."""
    from consult.services.bringing import sav_apart

    with tempfile.NamedTemporaryFile(suffix=".sav", dir="/dev/shm") as file:
        file.write(b"$FL2" + data[4:])
        file.flush()
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            return
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        try:
            json.dumps(sav_apart._read(file.name, {"s", "t"}))
        finally:
            os._exit(0)


def mapping(data: bytes) -> None:
    """A mapping of columns, then a row read by it."""
    from consult.questionnaire import Questionnaire
    from consult.services.bringing import ImportReport, MappingRefused, parse
    from consult.services.bringing.readers import CellRefused

    try:
        found = parse(data, Questionnaire.from_document(seeds.RICH))
    except MappingRefused as refused:
        # It is shown on a page.
        str(refused).encode()
        return
    for value in ("", "1", "9", "1.0", "nan", "x" * 3000, "\ud800"):
        answers, cells = {}, dict.fromkeys(found.columns, value)
        for reader in found.readers:
            try:
                reader.read(cells, {}, answers, ImportReport("f"))
            except CellRefused:
                pass


def population(data: bytes) -> None:
    """A published table of the population."""
    from consult.population import Unreadable, check_totals, read, read_rows
    from consult.population.tables import Table

    try:
        found = read(read_rows(data))
        for table in found if isinstance(found, list) else []:
            assert isinstance(table, Table)
            check_totals(table)
    except Unreadable:
        pass


def outlines(data: bytes) -> None:
    """A map of wards."""
    from types import SimpleNamespace

    from consult.services.places import outline_files
    from consult.services.places.report import Report

    wards = {"E05015239": SimpleNamespace(name="Ashton")}
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        file.write(data)
        file.flush()
        report = Report()
        from pathlib import Path

        shapes = outline_files._read(Path(file.name), wards, report)
        if report.accepted and shapes:
            outline_files._simplified(shapes)


def translation(data: bytes) -> None:
    """What a translator sends back."""
    from consult.services.bringing.table import FileRefused
    from consult.services.translating import workbook, xliff

    reader = (xliff, workbook)[data[0] % 2] if data else xliff
    try:
        reader.read(data[1:], "ur")
    except FileRefused:
        pass


def way(data: bytes) -> None:
    """A questionnaire as JSON, and answers of any shape on their way through it."""
    from consult.questionnaire import Questionnaire, QuestionnaireError, path, problems, prune
    from consult.services.bringing.uploads import too_deep

    try:
        both = json.loads(data)
    except (ValueError, RecursionError):
        return
    if too_deep(both) or not isinstance(both, list) or len(both) != 2:
        return
    try:
        found = Questionnaire.from_document(both[0])
    except QuestionnaireError:
        return
    judge(found, both[1], (path, problems, prune))


def judge(found, answers, functions) -> None:
    """Answers that were cleaned as every way in cleans them: each function takes them, or none does."""
    from consult.services.outreach.judging import Aside, _answers

    try:
        kept = _answers(found, {"answers": answers} if isinstance(answers, dict) else {"answers": {}})
    except Aside:
        return
    for function in functions:
        function(found, kept)
    assert functions[2](found, kept) == kept, "what was kept is kept again"


def sync(data: bytes) -> None:
    """What a tablet had sealed, once it is opened, and what it says around it."""
    from consult.questionnaire import Questionnaire
    from consult.services.outreach import judging, wire

    try:
        given = judging._given(data)
        questionnaire = Questionnaire.from_document(seeds.RICH)
        answers = judging._answers(questionnaire, given)
        json.dumps(answers).encode()
        judging._language(questionnaire, given)
        judging._receipt(given)
    except judging.Aside:
        return
    judging._seconds(given.get("seconds"))
    for value in given.values():
        wire.read_uuid(value)
        wire.read_name(value)


def posted(data: bytes) -> None:
    """The fields of a form, for every kind of question."""
    from urllib.parse import parse_qs

    from consult.questionnaire import AnswerError, Questionnaire
    from consult.web.tokens import is_good

    fields = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)
    for item in Questionnaire.from_document(seeds.RICH).items.values():
        for values in ([], *fields.values()):
            try:
                item.parse(values)
            except AnswerError:
                pass
    for values in fields.values():
        assert not is_good("secret", values[0])


def _of(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + content


GOOD = {"answers": {"safe": "no", "parts": ["a"], "grid": {"r": "x"}, "number": 3, "when": "2026-03", "rank": ["k"]},
        "language": "en", "receipt": "a" * 64, "date": "2026-03-04", "seconds": 243}  # fmt: skip


def harnesses() -> dict[str, Harness]:
    """By name."""
    csv = b"type,name,label\ntext,a,A\n"
    rows = [["s", "t"], [1, "=1+1"], [2.5, "x"]]
    texts = [["place", "source", "translation: ur", "check"], ["safe.text", "Safe?", "x", "abc"]]
    return {
        "questionnaire": Harness(questionnaire_file, [
            _of(0, seeds.as_json(seeds.RICH)), _of(0, seeds.as_json(seeds.deep(400))), _of(1, seeds.LSS), _of(2, csv),
            _of(3, b"| survey |\n| | type | name | label |\n| | text | a | A |\n"),
            _of(4, seeds.workbook(seeds.XLSFORM)),
        ]),
        "answers": Harness(answers_file, [
            _of(0, b's,t\n1,"a ""b"""\n2,c\n'), _of(1, seeds.workbook(rows)), _of(2, "s\tt\n1\té\n".encode()),
        ]),
        "spss": Harness(spss_file, [seeds.spss()]),
        "mapping": Harness(mapping, [seeds.as_json(seeds.MAPPING), b'{"items": {"safe": {"column": "s"}}}']),
        "population": Harness(population, seeds.POPULATION),
        "outlines": Harness(outlines, [seeds.as_json(seeds.OUTLINE)]),
        "translation": Harness(translation, [_of(0, seeds.XLIFF), _of(1, seeds.workbook(texts, "texts"))]),
        "way": Harness(way, [seeds.as_json([seeds.RICH, GOOD["answers"]])]),
        "sync": Harness(sync, [seeds.as_json(GOOD), b'{"answers": {"free": "o", "free.other": "x"}}']),
        "posted": Harness(posted, [b"safe=yes&parts=a&parts=b&number=3&when=2026", b"why=%F0%9F%98%80&csrf_token="]),
    }  # fmt: skip

"""The board: every measure by quarter, of everybody or by group, on the page, on paper and as a file."""

import csv
import io

from flask import Response, abort, g, redirect, request, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.success import views
from consult.blueprints.officer.success.routes import MEASURES, page
from consult.services import disclosure, in_files, phrases
from consult.services.success import board as service
from consult.services.success import groups, words

COLUMNS = ("measure", "group_by", "group", "quarter", "state", "share", "lower", "upper", "base", "design",
           "compares_with_before", "direction", "baseline", "target", "verdict", "reason")  # fmt: skip


@blueprint.get(MEASURES + "/board")
def measure_board(partnership_slug: str):
    """The board on the page."""
    by, lang = _by(), str(get_locale())
    with disclosure.release():
        board = service.board(g.partnership, by)
    return page(
        "board", board=_view(board, lang), choices=_choices(by), by=by,
        simulated=views.simulated([line.series for line in board.lines]),
        file=url_for("officer.measure_board_file", partnership_slug=partnership_slug, by=by),
    )  # fmt: skip


@blueprint.get(MEASURES + "/board.csv")
def measure_board_file(partnership_slug: str):
    """The board as a file, a row a figure. That it was taken is recorded."""
    by, lang = _by(), str(get_locale())
    with disclosure.release() as told:
        board = service.board(g.partnership, by)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for row in _rows(board, lang):
        writer.writerow([in_files.harmless(one) if isinstance(one, str) else one for one in row])
    try:
        service.note_taking(g.partnership, by, current_user.email, told)
    except disclosure.ToldMeanwhile:
        # The board as it is now hides what the other output would give away.
        return redirect(url_for("officer.measure_board", partnership_slug=partnership_slug, by=by))
    name = f"{partnership_slug}-success-measures{'-by-' + by if by else ''}.csv"
    # With a mark at the beginning, so that spreadsheets read it as UTF-8.
    answer = Response("\ufeff" + stream.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _by() -> str | None:
    by = request.args.get("by") or None
    return by if by is None or by in service.BY else abort(404)


def _choices(by: str | None) -> list[dict]:
    names = {None: _("Everybody"), "neighbourhood": _("By neighbourhood"), "age": _("By age"), "sex": _("By sex")}
    return [
        {"text": name, "current": key == by,
         "href": url_for("officer.measure_board", partnership_slug=g.partnership.slug, by=key)}
        for key, name in names.items()
    ]  # fmt: skip


def quarter(year: int, number: int) -> str:
    """A quarter in words, short."""
    return _("Q%(number)s %(year)s", number=number, year=year)


def _view(board, lang: str) -> dict:
    return {
        "quarters": [quarter(*one) for one in board.quarters],
        "lines": [_line(line, board.quarters, lang) for line in board.lines],
        "made_on": format_date(None, "d MMMM y"),
    }  # fmt: skip


def _line(line, quarters, lang: str) -> dict:
    found = line.series
    title, spoken = words.title(found.measure, lang)
    start = found.baseline.value if found.baseline else None
    goal = found.judged.goal
    return {
        "id": found.measure.id, "title": title, "lang": spoken,
        "baseline": views.tenth(start) or "–", "baseline_of": found.baseline.title if found.baseline else None,
        "target": views.tenth(goal) if found.target and goal == goal else None,
        "better": "↑" if found.measure.direction == "up" else "↓",
        "better_words": _("Higher is better") if found.measure.direction == "up" else _("Lower is better"),
        "code": found.judged.verdict, "verdict": words.verdict(found.judged.verdict), "reason": words.judged(found),
        "split": line.item is not None,
        "rows": [_row(row, line, quarters, lang) for row in line.rows],
    }  # fmt: skip


def _row(row, line, quarters, lang: str) -> dict:
    label, spoken = _("Everybody"), lang
    if row.category is not None:
        label, spoken = groups.label(line.series.measure.survey, line.item, row.category, lang)
    return {"label": label, "lang": spoken, "whole": row.category is None,
            "cells": [_cell(row.cells.get(quarter)) for quarter in quarters]}  # fmt: skip


def _cell(cell) -> dict:
    if cell is None or (cell.figure is None and not cell.reason):
        return {"text": "–", "small": None, "base": None, "breaks": False}
    if cell.figure is None:
        return {"text": _("withheld"), "small": None, "base": None, "breaks": False}
    shown = views.cell(_shares(cell))
    return {**shown, "base": phrases.people(cell.base) if cell.base else None, "breaks": cell.since.effect == "breaks"}


def _shares(cell) -> dict:
    given = {name: getattr(cell.figure, name) for name in ("value", "lower", "upper")}
    return {"state": cell.state, **{name: None if one != one else one for name, one in given.items()}}


def _rows(board, lang: str):
    for line in board.lines:
        found = line.series
        start = round(found.baseline.value, 5) if found.baseline else None
        goal = round(found.judged.goal, 5) if found.target and found.judged.goal == found.judged.goal else None
        title = words.title(found.measure, lang)[0]
        end = [found.measure.direction, start, goal, found.judged.verdict, found.judged.reason]
        for row in line.rows:
            label = _row(row, line, [], lang)["label"]
            for when in sorted(row.cells):
                cell = row.cells[when]
                shares = _shares(cell) if cell.figure else dict.fromkeys(("value", "lower", "upper"))
                told = [round(one, 5) if one is not None else None for one in
                        (shares["value"], shares["lower"], shares["upper"])]  # fmt: skip
                yield [title, line.item or "", label, f"{when[0]}-Q{when[1]}", cell.state, *told, cell.base,
                       cell.kind or "", cell.since.effect, *end]  # fmt: skip

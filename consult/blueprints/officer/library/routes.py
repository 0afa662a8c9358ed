"""The list of benchmarks, one of them, and the boroughs side by side."""

import datetime as dt

from flask import abort, g, render_template, request

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.library import views
from consult.blueprints.officer.library.forms import PressForm
from consult.blueprints.officer.views import steps
from consult.services import library

LIBRARY = "/<partnership_slug>/benchmarks/"
ONE = LIBRARY + "<id(benchmark):benchmark_id>"


@blueprint.get(LIBRARY)
def benchmarks(partnership_slug: str):
    """Every benchmark that the partnership may use; `?q=`, `?measure=`, `?area=` and `?state=` narrow them."""
    rows = _rows()
    q = request.args.get("q", "")[:120].strip()
    chosen = [request.args.get(name, "")[:80] for name in ("measure", "area", "state")]
    asked = library.measures(g.partnership)
    compared = [{"id": one["id"], "title": views.comparison_title(one, asked)}
                for one in library.comparisons(g.partnership)]  # fmt: skip
    return render_template(
        "officer/library/list.html", rows=views.narrowed(rows, q, *chosen), total=len(rows), q=q,
        narrowed=bool(q or any(chosen)), filters=views.filters(rows, *chosen), compared=compared, wave=None,
        steps=steps(), may_change=g.membership.may("work"),
    )  # fmt: skip


def _rows() -> list[dict]:
    offered, asked, year = library.offered(g.partnership), library.measures(g.partnership), dt.date.today().year
    return [views.row(one, offered, asked, year) for one in offered]


@blueprint.get(ONE)
def benchmark(partnership_slug: str, benchmark_id: int):
    """One benchmark: what is known of it, its source, and with which questions it compares."""
    found = benchmark_or_404(benchmark_id)
    may_change = g.membership.may("work")
    row = views.row(found, library.offered(g.partnership), library.measures(g.partnership), dt.date.today().year)
    return render_template(
        "officer/library/one.html", row=row, benchmark=found, particulars=views.particulars(found),
        judgements=[views.judgement(one, found, g.partnership, may_change)
                    for one in library.judgements(g.partnership, found)],
        may_edit=may_change and library.is_own(g.partnership, found), press=PressForm(), wave=None, steps=steps(),
    )  # fmt: skip


@blueprint.get(LIBRARY + "boroughs/<measure>")
def boroughs(partnership_slug: str, measure: str):
    """The ten boroughs side by side."""
    try:
        told = library.by_area(measure, g.partnership)
    except library.NoComparison:
        abort(404)
    return render_template(
        "officer/library/boroughs.html", told=views.boroughs(told), wave=None, steps=steps(),
        title=views.comparison_title(told, library.measures(g.partnership)),
    )  # fmt: skip


def benchmark_or_404(benchmark_id: int):
    """A benchmark that this partnership may use."""
    return library.one_of(g.partnership, benchmark_id) or abort(404)

"""A chart of the page as a picture that stands alone, in the language in force: by the same macros as the page's."""

from flask import current_app
from flask_babel import get_locale

from consult.services import pictures
from consult.services.reading.nodes import Chart


def svg(chart: Chart, rtl: bool, colour: str) -> str:
    """The picture as SVG of a fixed width in pixels, its key drawn beneath it. `colour` is the partnership's."""
    lang = str(get_locale())
    if chart.labels is not None:
        words = {"title": chart.title, "desc": chart.desc, "labels": chart.labels}
        return pictures.svg({"id": chart.id, "kind": chart.kind, "data": chart.data}, words, lang, rtl, colour)
    page = current_app.jinja_env.get_template("components/nodes.html").module
    return pictures.of_markup(str(page.draw(chart, rtl)), chart.id, chart.key, lang, rtl, colour)

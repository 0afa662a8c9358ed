"""A chart of the page as a picture that stands alone, drawn by the same macros as the page's."""

from flask import current_app

from consult.services import pictures
from consult.services.files.look import is_rtl
from consult.services.reading.nodes import Chart


def svg(chart: Chart, lang: str, colour: str) -> str:
    """The picture as SVG of a fixed width in pixels, its key drawn beneath it.

    lang is the file's, whatever language whoever asks for it reads in; colour is the partnership's.
    """
    rtl = is_rtl(lang)
    if chart.labels is not None:
        words = {"title": chart.title, "desc": chart.desc, "labels": chart.labels}
        return pictures.svg({"id": chart.id, "kind": chart.kind, "data": chart.data}, words, lang, rtl, colour)
    page = current_app.jinja_env.get_template("components/nodes.html").module
    return pictures.of_markup(str(page.draw(chart, rtl)), chart.id, chart.key, lang, rtl, colour)

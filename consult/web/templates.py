"""What templates may use beside their view data."""

from functools import lru_cache
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from consult.services import drawing
from consult.web import locale


def init_templates(app: Flask) -> None:
    """Load the components library and add the page helpers."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_loader = ChoiceLoader(
        [app.jinja_loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    app.jinja_env.globals.update(
        language_links=language_links, language_menu=language_menu, direction=locale.direction, drawn=drawing.drawn
    )
    app.jinja_env.filters.update(long_date=locale.long_date, numerals=locale.numerals)
    app.context_processor(lambda: {"partnership": g.get("partnership")})


def language_links() -> tuple[dict, ...]:
    """This page in each language that it is offered in: {code, name, href, dir, current}."""
    return _links(*_choice())


def language_menu(form: str | None = None) -> Markup:
    """The same as a menu; nothing where there is no choice. With a form's id a change of language sends the form."""
    return _menu(*_choice(), form)


def _choice() -> tuple[tuple[str, ...], str, str]:
    """The languages offered, the page's own, and what else the address asks: a page answered to a form has it too."""
    asked = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != "lang"])
    return tuple(locale.offered()), str(get_locale()), asked


# A few are asked for on every page; how many addresses there can be is up to whoever asks.
@lru_cache(maxsize=256)
def _links(codes: tuple[str, ...], chosen: str, asked: str) -> tuple[dict, ...]:
    before = f"?{asked}&" if asked else "?"
    return tuple(
        {"code": code, "name": locale.LANGUAGES[code], "href": f"{before}lang={code}",
         "dir": locale.direction(code), "current": code == chosen}
        for code in codes
    )  # fmt: skip


@lru_cache(maxsize=256)
def _menu(codes: tuple[str, ...], chosen: str, asked: str, form: str | None) -> Markup:
    if len(codes) < 2:
        return Markup()
    return current_app.jinja_env.get_template("components/languages.html").module.menu(
        _links(codes, chosen, asked), form
    )

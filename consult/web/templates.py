"""What templates may use beside their view data."""

from urllib.parse import urlencode

from flask import Flask, g, request
from flask_babel import get_locale
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from consult.web import locale


def init_templates(app: Flask) -> None:
    """Load the components library and add the page helpers."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_loader = ChoiceLoader(
        [app.jinja_loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    app.jinja_env.globals.update(language_links=language_links, direction=locale.direction)
    app.jinja_env.filters["long_date"] = locale.long_date
    app.context_processor(lambda: {"partnership": g.get("partnership")})


def language_links() -> list[dict]:
    """This page in each language that it is offered in: {code, name, href, dir, current}."""
    links = []
    for code, name in locale.offered().items():
        # Of the same address, with what else it asks: a page answered to a form has it too.
        href = "?" + urlencode({**request.args, "lang": code})
        current = code == str(get_locale())
        links.append({"code": code, "name": name, "href": href, "dir": locale.direction(code), "current": current})
    return links

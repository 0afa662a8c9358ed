"""What templates may use beside their view data."""

import hashlib
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
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
    app.jinja_env.globals.update(
        language_links=language_links, direction=locale.direction, asset=_versioned(Path(app.static_folder))
    )
    app.jinja_env.filters["long_date"] = locale.long_date
    app.context_processor(lambda: {"partnership": g.get("partnership")})


def _versioned(folder: Path):
    """A function from a built file's name to its address, which changes with its content: it may be kept for ever."""
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.glob("*.*")}
    return lambda name: url_for("static", filename=name, v=digests.get(name))


def language_links() -> list[dict]:
    """This page in each language that it is offered in: {code, name, href, dir, current}."""
    links = []
    for code, name in locale.offered().items():
        # Of the same address, with what else it asks: a page answered to a form has it too.
        href = "?" + urlencode({**request.args, "lang": code})
        current = code == str(get_locale())
        links.append({"code": code, "name": name, "href": href, "dir": locale.direction(code), "current": current})
    return links

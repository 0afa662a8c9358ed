"""What templates may use beside their view data."""

import hashlib
from pathlib import Path

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
    app.context_processor(lambda: {"partnership": g.get("partnership")})


def _versioned(folder: Path):
    """A function from a built file's name to its address, which changes with its content: it may be kept for ever."""
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.glob("*.*")}
    return lambda name: url_for("static", filename=name, v=digests.get(name))


def language_links() -> list[dict]:
    """This page in each language that it is offered in: {code, name, href, dir, current}."""
    args = {**request.args.to_dict(), **(request.view_args or {})}
    # An error page has no endpoint of its own to lead back to.
    endpoint = request.endpoint if request.endpoint and request.method in ("GET", "POST") else None
    links = []
    for code, name in locale.offered().items():
        href = url_for(endpoint, **{**args, "lang": code}) if endpoint else f"?lang={code}"
        current = code == str(get_locale())
        links.append({"code": code, "name": name, "href": href, "dir": locale.direction(code), "current": current})
    return links

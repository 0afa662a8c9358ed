"""The built style sheet and script: compressed, and kept by the browser for ever under a name that holds their hash."""

import json
import re
from pathlib import Path

from flask import Flask, current_app, url_for
from whitenoise import WhiteNoise

HASHED = re.compile(r"\.[0-9a-f]{12}\.(css|js)$")


class NotBuilt(RuntimeError):
    """The front-end files are missing."""


def init_static(app: Flask) -> None:
    """Serve consult/static ahead of the application and give templates `asset(name)`."""
    folder = Path(app.static_folder)
    built = folder / "built.json"
    if not built.exists():
        raise NotBuilt("The front-end files are not built yet: run `make assets`.")
    app.wsgi_app = WhiteNoise(
        app.wsgi_app,
        root=folder,
        prefix="static/",
        immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
        add_headers_function=_harden,
        allow_all_origins=False,
    )
    names = json.loads(built.read_text())
    app.extensions["built"] = names
    app.jinja_env.globals["asset"] = lambda name: url_for("static", filename=names[name])


def built_name(name: str) -> str:
    """The name that a built file is stored under, with its hash. Raises NotBuilt."""
    try:
        return current_app.extensions["built"][name]
    except KeyError:
        raise NotBuilt(f"{name} is not built yet: run `make assets`.") from None


def _harden(headers, _path, _url) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"

"""Servers in front: how many may be believed when they say whom they ask for."""

import logging

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

log = logging.getLogger(__name__)


def init_proxies(app: Flask) -> None:
    """Believe as many servers in front as TRUSTED_PROXIES says. Of the Host none: they pass it on as it is asked."""
    if trusted := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)
        return
    said: set[bool] = set()

    @app.before_request
    def notice() -> None:
        # Behind a server that is not known of, everybody is one address, and its limits are soon reached.
        if not said and "X-Forwarded-For" in request.headers:
            said.add(True)
            log.warning("Requests come through a proxy, but TRUSTED_PROXIES is 0: everybody counts as one address.")

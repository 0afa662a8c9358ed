"""One event a request: what was asked for by its pattern, never by its address, and how it went.

Of a survey's pages not even the partnership is written: few answer at some hours, and a line tells the minute.
"""

import logging
import random
import re
from time import perf_counter, time

from flask import Flask, g, has_request_context, request

from consult import logs, metrics
from consult.web.accounts import is_respondents

ID = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
# Asked for every few seconds: written only when something is wrong.
PROBES = {"health", "metrics"}
# Requests that belong to no page: their addresses may be codes that somebody mistyped.
UNMATCHED = "(none)"

_log = logging.getLogger("consult.requests")


def init_logs(app: Flask) -> None:
    """Write down each request. To be called before anything else that looks at requests."""
    logs.configure(app.config["LOG_FORMAT"], _context)
    app.jinja_env.globals["request_id"] = request_id
    # The first thing that is done for any request; a signal would cost ten times as much.
    app.url_value_preprocessor(_begin)
    # The functions that were added first are called last, with the answer as it goes out.
    app.after_request(_end)


def request_id() -> str:
    """The name of this request: of a server in front, where it gave one that can be used, else made here.

    It is no secret: it tells requests apart.
    """
    own = g._get_current_object()
    if (known := own.get("request_id")) is None:
        given = request.headers.get(ID, "")
        known = own.request_id = given if _WELL_FORMED.fullmatch(given) else f"{random.getrandbits(64):016x}"
    return known


def _context() -> dict:
    return {"request": request_id()} if has_request_context() else {}


def _begin(_endpoint, _values) -> None:
    g.began = perf_counter()


def _end(response):
    # Looked up once, as what is asked for each of hundreds of pages a second.
    asked = request._get_current_object()
    took = perf_counter() - g.get("began", perf_counter())
    rule = asked.url_rule.rule if asked.url_rule else UNMATCHED
    response.headers[ID] = request_id()
    metrics.note_request(asked.method, rule, response.status_code, took)
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    if _log.isEnabledFor(level) and (level == logging.ERROR or asked.blueprint not in PROBES):
        _write(level, asked.method, rule, response.status_code, took)
    return response


def _write(level: int, method: str, rule: str, status: int, took: float) -> None:
    """Hand a record on as logging would make it, without its search for who called."""
    details = {"method": method, "route": rule, "status": status, "ms": round(1000 * took, 2), **_whose()}
    words = "%s %s %s in %s ms", (method, rule, status, details["ms"])
    record = logging.LogRecord(_log.name, level, "", 0, *words, None)
    record.created, record.details = time(), details
    _log.handle(record)


def _whose() -> dict:
    """The partnership, and the number of the account where somebody is signed in."""
    if is_respondents(request.path):
        return {}
    found = {"partnership": g.partnership.slug} if "partnership" in g else {}
    user = g.get("_login_user")
    if user is not None and user.is_authenticated:
        found["account"] = user.id
    return found

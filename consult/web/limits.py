"""How often each thing may be asked for, and what somebody gets who asks too often.

A school, a library and a mobile network are each one address. So what one device does is limited closely, what comes
from one address loosely, and what can be guessed strictly, but there only wrong guesses count. Nothing is counted
under an address: keys are keyed digests, other ones each day. docs/security.md has the arithmetic.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, current_app, g, jsonify, render_template, request, session
from flask_babel import gettext as _
from flask_limiter import Limiter
from werkzeug.exceptions import TooManyRequests

from consult.web.accounts import is_respondents

# Whose asking is counted. An empty key counts nobody.


def address() -> str:
    """A digest of the address that asks, today; of version 6 of its network, which is one customer's."""
    return _address(request.remote_addr or "", _today(), current_app.secret_key)


def device() -> str:
    """A digest of the secret that the device answers under; nothing for one that has none."""
    return _digest(request.cookies.get(f"draft-{g.survey.id}", ""), _today(), current_app.secret_key)


def tablet() -> str:
    """A digest of the tablet's token."""
    return _digest(request.headers.get("Authorization", ""), _today(), current_app.secret_key)


def member() -> str:
    """A digest of the account that is signed in."""
    return _digest(session.get("_user_id", ""), _today(), current_app.secret_key)


def _today() -> int:
    return int(time.time() // 86_400)


@cache
def _key(secret_key: str) -> bytes:
    return hashlib.sha256(b"limits:" + secret_key.encode()).digest()


def _digest(known: str, day: int, secret_key: str) -> str:
    if not known:
        return ""
    return hashlib.blake2b(f"{day}:{known}".encode(), key=_key(secret_key), digest_size=12).hexdigest()


def _address(remote: str, day: int, secret_key: str) -> str:
    if ":" in remote:
        remote = _network(remote)
    return _digest(remote, day, secret_key)


def _network(remote: str) -> str:
    try:
        found = ip_address(remote)
    except ValueError:
        return remote
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found) >> 64 << 64, 64)))
    return remote


# What is limited.


@dataclass(frozen=True)
class Limit:
    """So many a time of what is counted under one name. `wrong_only`: only what was answered with a refusal counts.

    `at_all` says whether a request is one that counts, where not every one of the methods is.
    """

    name: str
    most: str
    whose: Callable[[], str]
    wrong_only: bool = False
    methods: tuple[str, ...] = ("POST",)
    at_all: Callable[[], bool] | None = None


def _with_code() -> bool:
    return bool(request.args.get("invitation") or request.args.get("permission"))


SENT = Limit("sent", "600/minute", address)
CODES = Limit("codes", "400/minute;2000/hour", address, wrong_only=True)
CODES_HERE = Limit("codes here", "20/minute", device, wrong_only=True)
WORDS = Limit("words", "400/minute;2000/hour", address)
WORDS_HERE = Limit("words here", "10/minute", device)
TABLETS = Limit("tablets", "60/minute", address, wrong_only=True, methods=("GET", "POST"))
SYNC = Limit("sync", "1200/minute", tablet)
FILES = Limit("files", "300/minute", address, methods=("GET",))
BRINGING = Limit("bringing", "30/minute", member)

LIMITS: dict[str, tuple[Limit, ...]] = {
    "respond.check": (SENT,),
    "respond.withdraw": (CODES, CODES_HERE),
    "respond.permission": (CODES, CODES_HERE),
    "respond.invitation": (CODES, CODES_HERE),
    "respond.start": (Limit("codes", CODES.most, address, wrong_only=True, methods=("GET",), at_all=_with_code),),
    # Each try costs the processor 20 ms on purpose, right or wrong.
    "respond.go_on": (WORDS, WORDS_HERE),
    "respond.later": (WORDS, WORDS_HERE),
    "outreach.surveys": (TABLETS,),
    "outreach.pack": (TABLETS,),
    "outreach.sync": (TABLETS, SYNC),
    "insights.edition_data": (FILES,),
    "insights.latest_data": (FILES,),
    "officer.bring_in": (BRINGING,),
    "officer.read_questionnaire": (BRINGING,),
    "officer.import_translation": (BRINGING,),
    "officer.load_population": (BRINGING,),
    "officer.read_benchmarks": (BRINGING,),
}
# Of every form around an account, whichever there are: a password costs the processor 50 ms, right or wrong.
ACCOUNT = Limit("account", "200/minute;2000/hour", address)
# Pages of questions. Counted by each process for itself: what it counts is its own work.
PAGES = {"respond.question", "respond.age", "respond.agree", "respond.clear"}
A_MINUTE_FROM_A_DEVICE, A_MINUTE_FROM_AN_ADDRESS = 180, 24_000


class Minute:
    """How often each key was seen in this minute. A dictionary that is thrown away: the limiting library's counts in
    memory look through all keys every few, which with thousands of devices would cost more than the pages."""

    def __init__(self):
        self._minute, self._counts = 0, {}

    def count(self, key: str) -> int:
        """The number of times, with this one."""
        minute = int(time.time() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        number = self._counts[key] = self._counts.get(key, 0) + 1
        return number


def init_limits(app: Flask) -> None:
    """Limit what is listed. Raises KeyError where a route is listed that does not exist."""
    limiter = Limiter(
        address, storage_uri=app.config["RATE_LIMIT_STORAGE"], storage_options=_options(app), strategy="fixed-window",
        # Nobody is kept from answering because the store of the limits is away: each process counts for itself then.
        in_memory_fallback_enabled=True, swallow_errors=True, key_prefix="consult",
    )  # fmt: skip
    hooks = app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs
    lists = [one.setdefault(None, []) for one in hooks]
    own = [len(functions) for functions in lists]
    limiter.init_app(app)
    # Asking of every page whether it is limited would cost more than the limits do: only what is listed is looked at.
    for functions, number in zip(lists, own, strict=True):
        functions[number:] = [_of_listed(hook) for hook in functions[number:]]
    app.extensions["limits"] = limiter, Minute()
    factor = app.config["RATE_LIMIT_PER_ADDRESS"]
    for endpoint in app.view_functions:
        limits = LIMITS.get(endpoint, (ACCOUNT,) if endpoint.startswith(("security.", "account.")) else ())
        for limit in limits:
            app.view_functions[endpoint] = _limited(limiter, limit, factor)(app.view_functions[endpoint])
    for endpoint in PAGES:
        app.view_functions[endpoint] = _page(app, factor)(app.view_functions[endpoint])
    if missing := LIMITS.keys() - app.view_functions.keys():
        raise KeyError(f"consult/web/limits.py lists what is no route: {', '.join(sorted(missing))}")


def note_wrong_code() -> None:
    """The address of this request held a code that nobody was given: a guess."""
    g.wrong_code = True


def reset(app: Flask) -> None:
    """Forget all that was counted."""
    limiter, _minute = app.extensions["limits"]
    limiter.reset()
    app.extensions["limits"] = limiter, Minute()


def _options(app: Flask) -> dict:
    # Who answers does not wait for a store that does not answer.
    waits = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25}
    return {} if app.config["RATE_LIMIT_STORAGE"].startswith("memory:") else waits


def _of_listed(hook: Callable) -> Callable:
    def wrapped(*response):
        if "limited" in g:
            return hook(*response)
        return response[0] if response else None

    return wrapped


def _limited(limiter: Limiter, limit: Limit, factor: int) -> Callable:
    """View decorator: the limit as the library knows it."""
    most = limit.most
    if limit.whose is address and factor != 1:
        most = ";".join(f"{int(one.split('/')[0]) * factor}/{one.split('/')[1]}" for one in most.split(";"))
    counted = limiter.shared_limit(
        most, scope=limit.name, key_func=limit.whose, deduct_when=_was_wrong if limit.wrong_only else None,
        exempt_when=lambda: not limit.whose(),
    )  # fmt: skip

    def decorate(view: Callable) -> Callable:
        inner = counted(view)

        @wraps(inner)
        def marked(*arguments, **values):
            # The library would find out too, but takes as long as a fifth of a page. A page's head tells what it does.
            method = "GET" if request.method == "HEAD" else request.method
            if method not in limit.methods or (limit.at_all is not None and not limit.at_all()):
                return view(*arguments, **values)
            g.limited = True
            return inner(*arguments, **values)

        return marked

    return decorate


def _was_wrong(response) -> bool:
    return response.status_code in (401, 404, 422) or g.get("wrong_code", False)


def _page(app: Flask, factor: int) -> Callable:
    """View decorator of a page of questions: counts what is sent from it."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def counted(*arguments, **values):
            if request.method == "POST":
                _count_page(app.extensions["limits"][1], factor)
            return view(*arguments, **values)

        return counted

    return decorate


def _count_page(minute: Minute, factor: int) -> None:
    here, from_address = device(), address()
    if (here and minute.count(here) > A_MINUTE_FROM_A_DEVICE) or (
        from_address and minute.count(from_address) > A_MINUTE_FROM_AN_ADDRESS * factor
    ):
        raise TooManyRequests(retry_after=60 - int(time.time()) % 60)


# What somebody gets who asks too often.


def too_many(error: TooManyRequests):
    """The answer to what was refused by a limit: words, when to try again, and what was typed to send again."""
    seconds = _seconds(error)
    headers = {"Retry-After": str(seconds)}
    if request.blueprint == "outreach":
        said = _("The site is busy. Nothing was stored; send it again in a minute.")
        return jsonify(words=said), 429, headers
    if not is_respondents(request.path) or "survey" not in g:
        words = {"title": _("Too many tries"), "advice": _("Wait a minute, then try again.")}
        return render_template("errors/error.html", **words), 429, headers
    typed = list(request.form.items(multi=True)) if request.method == "POST" else []
    tries = request.endpoint not in {*PAGES, "respond.check"}
    page = render_template("respond/too_many.html", kept=typed, tries=tries, address=request.full_path.rstrip("?"))
    return page, 429, headers


def _seconds(error: TooManyRequests) -> int:
    """How long the limit lasts."""
    if isinstance(error.retry_after, int):
        return error.retry_after
    limiter, _minute = current_app.extensions["limits"]
    reached = limiter.current_limit
    # Where the store has gone away meanwhile, nobody knows better than a minute.
    try:
        return max(1, int(reached.reset_at - time.time())) if reached else 60
    except Exception:
        return 60

"""How events are written down: JSON, one object a line on stderr, or in words where somebody develops.

What an exception says may hold what somebody typed, and a database's words the values of a row. So of exceptions only
their types and the lines of code are written. Who serves it writes through here as well, see gunicorn.conf.py.
"""

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

_OURS = f"{Path(__file__).resolve().parent.parent}/"
_LIBRARIES = re.compile(r".*/site-packages/")
_MOST_FRAMES = 40
# Made once: to make one costs half as much as to write a line.
_encode = json.JSONEncoder(default=str).encode
# What the server says of a request that it could not read or answer: an address, and a path that may hold a code.
_TELLING = re.compile(r"(Invalid request|Error handling request)\b.*", re.DOTALL)


def told(error: BaseException) -> dict:
    """An exception without its words: its type, where it came from, and the one that led to it."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    found = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "stack": [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if code := _code(error):
        found["code"] = code
    if led := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        found["after"] = told(led)
    return found


def _code(error: BaseException) -> str:
    """What the database calls it: "23514", "SQLITE_CONSTRAINT_CHECK"; and the constraint, which is a name of ours."""
    of = getattr(error, "orig", None) or error
    codes = (getattr(of, "sqlstate", None), getattr(of, "sqlite_errorname", None),
             getattr(getattr(of, "diag", None), "constraint_name", None))  # fmt: skip
    return " ".join(filter(None, codes))


def _place(file: str) -> str:
    return _LIBRARIES.sub("", file).removeprefix(_OURS)


class JsonFormatter(logging.Formatter):
    """A record as one line. `context` gives what else is known of the moment, such as the request's id."""

    def __init__(self, context: Callable[[], dict] = dict):
        super().__init__()
        self._context = context

    def format(self, record: logging.LogRecord) -> str:
        """As logging.Formatter.format."""
        found = {
            "time": moment(record.created),
            "level": record.levelname.lower(),
            "event": _event(record),
            "logger": record.name,
            "pid": record.process,
            **self._context(),
            **record.__dict__.get("details", {}),
        }
        if record.exc_info and record.exc_info[1]:
            found["exception"] = told(record.exc_info[1])
        return _encode(found)


class TextFormatter(logging.Formatter):
    """The same for a person's eyes: for development."""

    def format(self, record: logging.LogRecord) -> str:
        """As logging.Formatter.format."""
        return harmless(super().format(record))

    def formatException(self, ei) -> str:
        """As logging.Formatter.formatException, without the words of exceptions."""
        return _in_lines(told(ei[1]))


def _in_lines(found: dict) -> str:
    led = [_in_lines(found["after"]), "and then"] if "after" in found else []
    kind = " ".join(filter(None, (found["type"], found.get("code"))))
    return "\n".join([*led, *(f"  {frame}" for frame in found["stack"]), kind])


def formatter(style: str, words: str | None = None, days: str | None = None,
              context: Callable[[], dict] = dict) -> logging.Formatter:  # fmt: skip
    """For "json" or "text"; `words` and `days` are the text's own format, as logging.Formatter has them."""
    return JsonFormatter(context) if style == "json" else TextFormatter(words, days)


def moment(seconds: float) -> str:
    """A time in UTC to the thousandth of a second, as RFC 3339 writes it."""
    return f"{_second(int(seconds))}.{int(seconds % 1 * 1000):03d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def _event(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    return harmless(record.getMessage())


def harmless(words: str) -> str:
    """A server's words about a request without the address it came from and the path it asked for."""
    return _TELLING.sub(r"\1", words)


class Stderr(logging.StreamHandler):
    """Writes to what is stderr at that moment."""

    def __init__(self):
        logging.Handler.__init__(self)

    @property
    def stream(self):
        """As logging.StreamHandler.stream."""
        return sys.stderr


def configure(style: str, context: Callable[[], dict]) -> None:
    """Send every logger's events to stderr: warnings of libraries, and of our own all that tells something."""
    # Of what each record would look up, only the process is told.
    logging.logThreads = logging.logMultiprocessing = False
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Stderr)]:
        root.removeHandler(handler)
    handler = Stderr()
    handler.setFormatter(formatter(style, "%(asctime)s %(levelname)s %(message)s", "%H:%M:%S", context))
    root.addHandler(handler)
    logging.getLogger("consult").setLevel(logging.INFO)

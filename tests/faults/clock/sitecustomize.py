"""Read by a server of the fault tests before anything else: its clock is off by the seconds written in CLOCK_FILE.

Nothing but a machine of its own has a real clock of its own; this is what Python code sees of one.
"""

import datetime
import os
import time

_time, _datetime = time.time, datetime.datetime


def off() -> float:
    with open(os.environ["CLOCK_FILE"]) as file:
        return float(file.read() or 0)


class _Same(type):
    def __instancecheck__(cls, one):
        return isinstance(one, _datetime)


class Shifted(_datetime, metaclass=_Same):
    @classmethod
    def now(cls, tz=None):
        return _datetime.fromtimestamp(time.time(), tz)



if "CLOCK_FILE" in os.environ:
    time.time = lambda: _time() + off()
    datetime.datetime = Shifted

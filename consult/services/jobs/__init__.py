"""Jobs: work that may take longer than a page, done by a worker where there is one, else at once by whoever asks."""

from consult.services.jobs.doing import at_work, work
from consult.services.jobs.files import hand_over, is_there
from consult.services.jobs.keeping import (
    LARGE,
    ask,
    attended,
    beat,
    begin,
    forget,
    forsaken,
    is_large,
    job_of,
    join,
    leave,
    once,
    problem,
    wanted,
    wave_of,
)
from consult.services.jobs.kinds import scheme_of, weigh, weigh_again

__all__ = [
    "LARGE",
    "ask",
    "at_work",
    "attended",
    "beat",
    "begin",
    "forget",
    "forsaken",
    "hand_over",
    "is_large",
    "is_there",
    "job_of",
    "join",
    "leave",
    "once",
    "problem",
    "scheme_of",
    "wanted",
    "wave_of",
    "weigh",
    "weigh_again",
    "work",
]

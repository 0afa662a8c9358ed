"""Wrong proofs make the next one wait, longer each time and never for good, over all workers and hosts.

A try is counted before it is looked at: a thousand sent at once are a thousand. While somebody must wait nothing is
looked at, so that the wait tells nothing and grows no longer. Whether an account exists makes no difference.
"""

import datetime as dt
from dataclasses import dataclass

from consult.database import writing
from consult.extensions import db
from consult.models import SignInTry
from consult.models.types import now, today
from consult.services.signing_in import keys

FORGOTTEN_AFTER = dt.timedelta(days=1)


@dataclass(frozen=True)
class Pace:
    """So many wrong proofs without a wait; then the first wait, doubled with each, up to the longest, in seconds."""

    free: int
    first: int
    longest: int

    def wait(self, failures: int) -> dt.timedelta:
        """How long the next try has to wait after so many failures in a row."""
        if failures < self.free:
            return dt.timedelta(0)
        # More doublings than that are beyond any longest wait.
        return dt.timedelta(seconds=min(self.first * 2 ** min(failures - self.free, 20), self.longest))


# Of one person: some 100 guesses a day at the most, of which one in 3,000 days hits a code of six figures.
PERSON = Pace(free=5, first=15, longest=900)
# Of one network address, where a whole town hall may sit behind one: it stops the same word tried on every account.
PLACE = Pace(free=100, first=2, longest=60)
# Letters to one person.
LETTERS = Pace(free=3, first=600, longest=3600)


@dataclass(frozen=True)
class Counter:
    """One count of failures: whose, and at what pace they may go on."""

    key: str
    pace: Pace


def person(email: str, device: str | None) -> Counter:
    """Tries of a password: of an address as typed, or of a person on a device they signed in from before."""
    return Counter(keys.digest("tries", "password", email.strip().lower(), device or ""), PERSON)


def second(user_id: int, device: str | None) -> Counter:
    """Tries of a second factor after the password was right."""
    return Counter(keys.digest("tries", "second", user_id, device or ""), PERSON)


def again(session_id: int) -> Counter:
    """Tries to prove again who one is in a session: they hold up no other session of the person."""
    return Counter(keys.digest("tries", "again", session_id), PERSON)


def place(network_address: str | None) -> Counter:
    """Tries from one network address; the digest's key is the day's, so that no row says where somebody was."""
    return Counter(keys.digest(f"place {today()}", network_address), PLACE)


def letter(email: str) -> Counter:
    """Letters with a way back, whether the address is known or not."""
    return Counter(keys.digest("tries", "letter", email.strip().lower()), LETTERS)


class MustWait(Exception):
    """The next try is not looked at yet. `seconds`: how long to wait."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def count(*counters: Counter) -> bool:
    """Count a try as a failure before it is looked at. Raises MustWait where one of them has to wait.

    True where this failure, should it be one, is the first of a series that slows the person (not the place) down.
    """
    with writing() as session:
        session.execute(db.delete(SignInTry).where(SignInTry.last_at < now() - FORGOTTEN_AFTER))
        # In one order, so that two workers do not wait for each other.
        rows = {one: _locked(one) for one in sorted(counters, key=lambda one: one.key)}
        if waits := [row.wait_until - now() for row in rows.values() if row.wait_until > now()]:
            raise MustWait(int(max(waits).total_seconds()) + 1)
        for one, row in rows.items():
            row.failures += 1
            row.last_at = now()
            row.wait_until = now() + one.pace.wait(row.failures)
        return any(row.failures == one.pace.free and one.pace is not PLACE for one, row in rows.items())


def _locked(counter: Counter) -> SignInTry:
    values = {"key": counter.key, "at": now() - dt.timedelta(seconds=1)}
    db.session.execute(db.text(
        "INSERT INTO sign_in_try (key, failures, wait_until, last_at) VALUES (:key, 0, :at, :at) "
        "ON CONFLICT (key) DO NOTHING").bindparams(db.bindparam("at", type_=db.DateTime)), values)  # fmt: skip
    query = db.select(SignInTry).where(SignInTry.key == counter.key).with_for_update()
    return db.session.scalar(query.execution_options(populate_existing=True))


def forget(*counters: Counter) -> None:
    """The proof was good: a person's failures are forgotten. A place keeps what others there did."""
    with writing() as session:
        for one in counters:
            row = SignInTry.key == one.key
            if one.pace is PLACE:
                fewer = {"failures": SignInTry.failures - 1}
                session.execute(db.update(SignInTry).where(row, SignInTry.failures > 0).values(fewer))
            else:
                session.execute(db.delete(SignInTry).where(row))

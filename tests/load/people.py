"""People who set out at a steady rate and read before they answer: `python -m tests.load.people '{...}'`.

They come whether or not the server keeps up, as people do: where it is slow they pile up, and the times show it.
"""

import heapq
import itertools
import json
import random
import selectors
import sys
import time
from dataclasses import dataclass, field

from tests.load.walker import Respondent, Tale

# Seconds that somebody looks at a page: an exponential distribution with this mean, cut off.
READS, LONGEST = 4.0, 20.0
# Seconds after the last has set out until whoever has not arrived counts as lost on the way.
PATIENCE = 300.0


@dataclass
class Stream:
    """Respondents that set out `rate` a second for `seconds`; `reads` is the mean time they look at a page, and
    `redirected` the share of them whose browsers do not take the next page in the answer to a form."""

    host: str
    port: int
    start: str
    rate: float
    seconds: float
    name: str
    reads: float = READS
    redirected: float = 0.0
    tale: Tale = field(default_factory=Tale)
    # Of each page in tale.pages: seconds since the beginning at which it was there.
    at: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Let all of them walk."""
        self._waiting, self._later, self._order = selectors.DefaultSelector(), [], itertools.count()
        self._chance = random.Random(self.name)
        self._began, used = time.perf_counter(), time.process_time()
        number = round(self.rate * self.seconds)
        for one in range(number):
            scripts = self._chance.random() >= self.redirected
            person = Respondent((self.host, self.port), self.tale, self.start, f"{self.name}-{one}", one, scripts)
            self._at(one / self.rate, person)
        self._left = number
        while self._left and self._now() < self.seconds + PATIENCE:
            self._step()
        self.tale.errors += ["still on the way"] * self._left
        self.tale.seconds, self.tale.processor = self._now(), time.process_time() - used

    def _now(self) -> float:
        return time.perf_counter() - self._began

    def _at(self, moment: float, person: Respondent) -> None:
        heapq.heappush(self._later, (moment, next(self._order), person))

    def _step(self) -> None:
        while self._later and self._later[0][0] <= self._now():
            self._go(heapq.heappop(self._later)[2])
        until = self._later[0][0] - self._now() if self._later else 1.0
        for key, _mask in self._waiting.select(timeout=max(0.0, min(until, 1.0))):
            self._receive(key.data)

    def _go(self, person: Respondent) -> None:
        known = person.socket is not None
        try:
            person.go()
        except OSError as error:
            self._lost(person, f"{type(error).__name__} on the way")
            return
        if not known:
            self._waiting.register(person.socket, selectors.EVENT_READ, person)

    def _receive(self, person: Respondent) -> None:
        try:
            done = person.receive()
        except OSError as error:
            self._lost(person, f"{type(error).__name__} on the way")
            return
        self.at += [self._now()] * (len(self.tale.pages) - len(self.at))
        if done:
            self._gone(person)
        elif person.next:
            # The connection stays open meanwhile, as a browser's does.
            pause = min(self._chance.expovariate(1 / self.reads), LONGEST)
            self._at(self._now() + pause, person)

    def _lost(self, person: Respondent, why: str) -> None:
        self.tale.errors.append(why)
        self._gone(person)

    def _gone(self, person: Respondent) -> None:
        self._left -= 1
        if person.socket is not None:
            if person.socket in self._waiting.get_map():
                self._waiting.unregister(person.socket)
            person.hang_up()


if __name__ == "__main__":
    stream = Stream(**json.loads(sys.argv[1]))
    stream.run()
    print(json.dumps({**vars(stream.tale), "at": stream.at}))

"""Figures for whoever is on call, counted only where METRICS_TOKEN is set. None is by person, survey or address.

Answers are counted by the way they came, open links and invitations together, and never by survey: a list of figures
over time tells minutes, and whoever knows whom an invitation went to must not learn when it was used.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.engine import Engine

# Seconds. The bars of the service are 0.2 and 0.5.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10)
WAYS = {"open_link": "web", "invitation": "web", "outreach": "tablet", "paper": "paper"}
_SHARED = "PROMETHEUS_MULTIPROC_DIR"
_NAME = "metrics"


@dataclass(frozen=True)
class Figure:
    """A figure that is looked up at the moment somebody asks, instead of counted."""

    name: str
    what: str
    value: float


class Metrics:
    """The counters of a process. Where PROMETHEUS_MULTIPROC_DIR names a folder, all processes' are told together."""

    def __init__(self):
        # Read when it is first loaded: the folder has to be known by then, see gunicorn.conf.py.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        own = self._registry = CollectorRegistry()
        request = ["method", "route"]
        answered = Counter("consult_requests", "Pages and files asked for.", [*request, "status"], registry=own)
        took = Histogram("consult_request_seconds", "How long they took.", request, buckets=BUCKETS, registry=own)
        stored = Counter("consult_answers", "Answers stored and acknowledged.", ["way"], registry=own)
        records = Counter("consult_sync_records", "What tablets sent.", ["outcome"], registry=own)
        self._connections = Gauge("consult_database_connections", "Connections to the database, open and in use.",
                                  ["state"], registry=own, multiprocess_mode="livesum")  # fmt: skip
        # To look a counter up by its labels costs as much as to count.
        self.answered, self.took = lru_cache(4096)(answered.labels), lru_cache(2048)(took.labels)
        self.stored, self.records = stored.labels, records.labels

    def watch(self, engine: Engine, pooled: bool) -> None:
        """Count an engine's connections; of one that is `pooled` those that are in use, too."""
        _follow(engine, "connect", "close", self._connections.labels("open"))
        if pooled:
            _follow(engine, "checkout", "checkin", self._connections.labels("in_use"))

    def text(self, looked_up: list[Figure]) -> tuple[bytes, str]:
        """All figures as Prometheus reads them, and the type of that."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if os.environ.get(_SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        more = CollectorRegistry()
        more.register(_LookedUp(looked_up))
        return generate_latest(registry) + generate_latest(more), CONTENT_TYPE_LATEST


class _LookedUp:
    def __init__(self, figures: list[Figure]):
        self._figures = figures

    def collect(self) -> Iterator:
        """As the library's collectors do."""
        from prometheus_client.core import GaugeMetricFamily

        for one in self._figures:
            yield GaugeMetricFamily(one.name, one.what, one.value)


def _follow(engine: Engine, more: str, less: str, gauge) -> None:
    event.listen(engine, more, lambda *_args: gauge.inc())
    event.listen(engine, less, lambda *_args: gauge.dec())


def init_metrics(app: Flask) -> None:
    """Begin to count, where somebody may read it."""
    app.extensions[_NAME] = Metrics() if app.config["METRICS_TOKEN"] else None


def counted() -> Metrics | None:
    """This application's counters, or None."""
    return current_app.extensions[_NAME]


def note_request(method: str, route: str, status: int, seconds: float) -> None:
    """One request was answered. `route` is the pattern of its address."""
    if metrics := counted():
        metrics.answered(method, route, status).inc()
        metrics.took(method, route).observe(seconds)


def note_answers(channel: str, number: int = 1) -> None:
    """So many answers were stored and are acknowledged."""
    if metrics := counted():
        metrics.stored(WAYS[channel]).inc(number)


def note_records(outcome: str, number: int) -> None:
    """So many of a tablet's records were taken in: "stored", "aside", or "known" where they had come before."""
    if metrics := counted():
        metrics.records(outcome).inc(number)

"""How long the tests wait, and how long it took."""

import os
import time
from dataclasses import dataclass

from tests.lab.waiting import wait_until

PATIENCE = 3
"""The tests wait so many times as long as they are told to: the program runs with sanitizers, which make it about
three times slower, and one machine is a whole network here. What it took is told at the end of the run."""

MEASURED = []
"""All Measurements of this run."""


@dataclass(frozen=True)
class Measurement:
    what: str
    limit: float
    took: float
    unit: str
    test: str

    def __str__(self):
        late = "TOO MUCH: " if self.took > self.limit else ""
        return f"{self.took:7.3f} of {self.limit:4g} {self.unit}  {late}{self.what}  ({self.test})"


def note(what, limit, took, unit="s"):
    """Notes what something took; an AssertionError if that is more than PATIENCE times its limit."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2].removesuffix(" (call)")
    MEASURED.append(Measurement(what, limit, took, unit, test))
    assert took < limit * PATIENCE, f"{what}: {took:.3f} {unit}"


def wait_measured(what, check, limit, since=None):
    """Waits until `check()` is true, and notes how long after `since` that was: PATIENCE times `limit` seconds at most.

    `since` is a time.monotonic(), by default that of the call.
    """
    since = since or time.monotonic()
    result = wait_until(what, check, since + limit * PATIENCE - time.monotonic())
    note(what, limit, time.monotonic() - since)
    return result

"""Requests that go on while something happens, as those of other people would."""

import threading
import time
from dataclasses import dataclass

PAUSE = 0.05  # Seconds between the requests of one path.


@dataclass(frozen=True)
class Got:
    path: str
    status: int
    seconds: float


class Traffic:
    """Asks for each path, over and over, on a thread of its own, for as long as the `with` lasts.

    Everything must be answered with 200: all_answered() says so, after the `with`.
    """

    def __init__(self, web, *paths):
        self._web, self._end, self._results = web, threading.Event(), {path: [] for path in paths}
        self._threads = [threading.Thread(target=self._ask, args=(path,)) for path in paths]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        for thread in self._threads:
            thread.join()

    def __len__(self):
        return sum(map(len, self._results.values()))

    def all_answered(self):
        failed = [got for results in self._results.values() for got in results if got.status != 200]
        assert not failed, failed[:10]
        assert all(self._results.values()), "some path was never asked for"

    def seconds_of_most(self, path):
        """The time that 19 of 20 answers took at most."""
        return sorted(got.seconds for got in self._results[path])[len(self._results[path]) * 19 // 20]

    def _ask(self, path):
        client = self._web.make_client()
        while not self._end.wait(PAUSE):
            begun = time.monotonic()
            try:
                status = client.get(path).status_code
            except OSError as error:  # requests' errors, too
                status = repr(error)
            self._results[path].append(Got(path, status, time.monotonic() - begun))

"""Clients that keep on asking: what each request got, and when."""

import base64
import http.client
import itertools
import threading
import time
from dataclasses import dataclass

from tests.lab.waiting import wait_until


@dataclass(frozen=True)
class Got:
    path: str
    begun: float
    ended: float
    status: int  # 0: no answer, or not the whole of it.
    body: bytes
    error: str = ""


class Load:
    """Threads that ask for `paths` in turn, each over a connection of its own, until the end of the block."""

    def __init__(self, lab, paths, *, threads=8, accept="application/xml"):
        self.results = []
        self._stop = threading.Event()
        self._port, self._paths = lab.nginx.port, paths
        login = base64.b64encode(f"{lab.user}:{lab.password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {login}", "Accept": accept}
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        self.wait_for_more(len(self._threads))
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a request has had no answer for a minute"

    def wait_for_more(self, count, is_good=lambda got: True):
        """Waits until so many more requests have ended (well)."""
        start = len(self.results)
        wait_until(f"{count} more requests are answered",
                   lambda: sum(map(is_good, self.results[start:])) >= count, seconds=30)

    def failed(self):
        return [got for got in self.results if got.status != 200]

    def _run(self, number):
        paths = itertools.islice(itertools.cycle(self._paths), number, None)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._stop.is_set():
            self.results.append(self._ask(connection, next(paths)))

    def _ask(self, connection, path):
        begun = time.monotonic()
        try:
            connection.request("GET", path, headers=self._headers)
            answer = connection.getresponse()
            return Got(path, begun, time.monotonic(), answer.status, answer.read())
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return Got(path, begun, time.monotonic(), 0, b"", repr(error))

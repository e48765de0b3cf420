"""A machine that announces what it likes."""

import threading

from . import mdns
from .node import Node

SECONDS_VALID = 120
REPEAT_SECONDS = 1.0


class Liar(Node):
    """No daemon runs on it: say() puts records (mdns.py) on the network, again and again until hush()."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._said, self._end, self._thread, self._socket = [], threading.Event(), None, None

    def boot(self):
        self.power_on()
        with self.namespaces.network():
            self._socket = mdns.multicast_socket(self.address)
        self._thread = threading.Thread(target=self._repeat, daemon=True)
        self._thread.start()

    def say(self, *records, repeat=True):
        self._send(records, SECONDS_VALID)
        if repeat:
            self._said.append(records)

    def hush(self):
        """Takes back all that it repeats."""
        said, self._said = self._said, []
        for records in said:
            self._send(records, 0)

    def kill_all(self):
        self._end.set()
        if self._thread:
            self._thread.join()
        super().kill_all()

    def _repeat(self):
        while not self._end.wait(REPEAT_SECONDS):
            for records in list(self._said):
                self._send(records, SECONDS_VALID)

    def _send(self, records, seconds):
        for packet in mdns.packets(records, seconds):
            self._socket.sendto(packet, (mdns.GROUP, mdns.PORT))

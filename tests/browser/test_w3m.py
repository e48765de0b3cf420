"""A browser without pictures, styles and scripts, in a terminal: w3m shows a domain and shuts it down."""

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import termios
import threading

import libvirt
import pytest

from tests.lab.waiting import wait_until

ROWS, COLUMNS = 80, 100
HAS_A_PAGE = b"Viewing <"
ENTER = "\r"


class Terminal:
    """A program with a terminal of its own: `said` is what it has written there so far."""

    def __init__(self, argv, environment):
        self._ours, its_own = pty.openpty()
        fcntl.ioctl(its_own, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._process = subprocess.Popen(argv, env=environment, stdin=its_own, stdout=its_own, stderr=its_own)
        os.close(its_own)
        self.said = b""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def type(self, keys):
        os.write(self._ours, keys.encode())

    def end(self):
        self._process.kill()
        self._process.wait(10)
        self._reader.join(10)
        os.close(self._ours)

    def _read(self):
        with contextlib.suppress(OSError):  # How the end of a terminal looks.
            while chunk := os.read(self._ours, 65536):
                self.said += chunk


class W3m:
    def __init__(self, lab, folder):
        self._site = lab.nginx.url("").replace("//", f"//{lab.user}:{lab.password}@")
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "vt100"}

    def shows(self, path):
        """The page as text."""
        return subprocess.run(["w3m", "-dump", "-cols", str(COLUMNS), self._site + path], env=self._environment,
                              capture_output=True, text=True, timeout=30, check=True).stdout

    @contextlib.contextmanager
    def open(self, path):
        terminal = Terminal(["w3m", self._site + path], self._environment)
        try:
            wait_until("w3m shows the page", lambda: HAS_A_PAGE in terminal.said)
            yield terminal
        finally:
            terminal.end()


@pytest.fixture
def w3m(lab, tmp_path):
    return W3m(lab, tmp_path)


def test_w3m_shows_the_network(w3m):
    page = w3m.shows("/virt/")
    assert all(words in page for words in ("alpha", "client1", "vm1", "Web server", "Running", "Paused", "Shut off"))


def test_w3m_shows_a_domain(w3m):
    page = w3m.shows("/virt/client1/vm1")
    assert all(words in page for words in ("vm1", "Web server", "Running", "alpha", "2 GiB", "vm1-vda.qcow2", "52:54:00"))


def test_w3m_shuts_a_domain_down(w3m, prey):
    def is_off():
        return prey.state()[0] == libvirt.VIR_DOMAIN_SHUTOFF

    with w3m.open("/virt/client1/prey") as terminal:
        terminal.type("/Shut down" + ENTER + ENTER)
        wait_until("w3m asks, or has done it", lambda: b"virDomainShutdown" in terminal.said)
        if not is_off():
            wait_until("w3m shows the question", lambda: HAS_A_PAGE in terminal.said.rpartition(b"virDomainShutdown")[2])
            terminal.type("G?Shut down" + ENTER + ENTER)  # The last one of these words is the button.
        wait_until("the domain is off", is_off)

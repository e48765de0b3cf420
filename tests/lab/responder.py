"""virt-fcgi itself, with a configuration of its own."""

import json
import os
import re
import signal
import socket
from pathlib import Path

from . import ROOT
from .waiting import wait_until

TCP_ALLOWED = {"libvirt": {"allow_insecure_transport": True}}
"""What a configuration must say that has `+tcp` in it."""

SANITIZER_REPORT = re.compile(r"(?:ERROR|WARNING): \w+Sanitizer|runtime error:")


def default_program():
    """The program under test: what VIRT_FCGI names, or the one of the `dev` preset."""
    return Path(os.environ.get("VIRT_FCGI", ROOT / "build/dev/bin/virt-fcgi")).resolve()


def toml(sections):
    """{"limits": {"body": 1}} as TOML. JSON's strings, numbers, booleans and lists are TOML's too."""
    return "\n".join(
        f"[{section}]\n" + "".join(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in values.items())
        for section, values in sections.items())


class VirtFcgi:
    """The program on a socket in the lab's folder. `log` is the file with its output.

    `hosts` maps names to URIs. `config` adds to the configuration or overrides it, as
    {"section": {"key": value}}; change `config` and call hup() to reload another one. `env` adds to its environment.
    """

    def __init__(self, processes, hosts, *, config=None, program=None, name="virt-fcgi", env=None):
        self.program = Path(program or default_program())
        self.config = config or {}
        self.process = None
        self._processes, self._hosts, self._name, self._env = processes, hosts, name, env
        self.folder = processes.folder / name
        self.folder.mkdir(mode=0o700)
        self.socket = self.folder / "socket"
        self.config_file = self.folder / "virt-fcgi.toml"
        self.log = processes.folder / f"{name}.log"

    def write_config(self):
        sections = {
            "responder": {"socket": str(self.socket)},
            "hosts": self._hosts,
            "stylesheets": {"folder": str(ROOT / "stylesheets")},
        }
        for section, values in self.config.items():
            sections[section] = sections.get(section, {}) | values
        self.config_file.write_text(toml(sections), encoding="utf-8")

    def start(self):
        """Starts the program and returns once its socket takes connections."""
        if not self.program.is_file():
            raise FileNotFoundError(f"There is no {self.program}; build it, or name another one in VIRT_FCGI")
        self.write_config()
        self.process = self._processes.start(self._name, [self.program, "--config", self.config_file],
                                             env=self._env)
        self.process.wait_until_answers(self._connect)

    def stop(self, number=signal.SIGTERM, seconds=30):
        """Asks the program to end and returns its exit status; an error if a sanitizer complained."""
        status = self.process.stop(number, seconds)
        self.check_sanitizers()
        return status

    def kill(self):
        return self.process.kill()

    def hup(self):
        """Writes the configuration anew and has the program reload it."""
        self.write_config()
        self.process.send(signal.SIGHUP)

    def wait_for_log(self, pattern, seconds=10, *, after=0):
        """Waits for a line in the log that matches; `after` is where to begin, in characters."""
        def find():
            return re.search(pattern, self.log.read_text(errors="replace")[after:], re.MULTILINE)
        return wait_until(f"the log of virt-fcgi says {pattern!r}", find, seconds)

    def check_sanitizers(self):
        text = self.log.read_text(errors="replace")
        if report := SANITIZER_REPORT.search(text):
            raise AssertionError(f"A sanitizer complained:\n{text[report.start():][:6000]}")

    def _connect(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.socket))

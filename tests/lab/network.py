"""The network of `./dev demo`: hosts that are found by mDNS, and one that is down."""

import os
from pathlib import Path

from . import ROOT
from .avahi import Avahi
from .lab import Lab
from .libvirtd import Alpha, Beta, Delta
from .responder import VirtFcgi

DOWN = "attic"
"""The name of the host that is down."""

DOWN_URI = "qemu+tls://127.0.0.1:1/system"  # Refused at once, and no packet leaves the machine.
FIRST_PORT = 16514


def default_domumdns():
    """The program under test: what DOMUMDNS names, or the one of the `dev` preset."""
    return Path(os.environ.get("DOMUMDNS", ROOT / "build/dev/bin/domumdns")).resolve()


class Network(Lab):
    """alpha, beta and `delta`, each with a domumdns, found through a private Avahi; and the fixed host `DOWN`.

    Where this user may not make the namespaces that Avahi takes, all hosts are fixed ones, and `reason` says why.
    Keyword arguments: `domumdns`, the program, and those of Lab; `privileged` is no use here.
    """

    def __init__(self, *, domumdns=None, **options):
        self.avahi, self.reason = None, ""
        self._domumdns = domumdns or default_domumdns()
        super().__init__(**options)

    def _make_hosts(self):
        try:
            self.avahi = Avahi(self.processes)
        except PermissionError as error:
            self.reason = str(error)
        self.alpha = Alpha(self.processes, "alpha")
        self.beta = Beta(self.processes, "beta")
        self.delta = Delta(self.processes, "delta")
        return [self.alpha, self.beta, self.delta]

    def _make_responder(self, config, program):
        fixed = {DOWN: DOWN_URI}
        if not self.avahi:
            fixed |= {host.name: host.uri for host in self.hosts.values()}
            return VirtFcgi(self.processes, fixed, config=config, program=program)
        # All have one address. The port tells them apart: it is the name of a link to the host's socket.
        self._sockets = self.processes.folder / "sockets"
        self._sockets.mkdir(mode=0o700)
        uri = f"remote+unix:///{{host}}?socket={self._sockets}/{{port}}"
        discovery = {"enabled": True, "allow": [f"{self.avahi.HOST_NAME}.local"], "uri": uri}
        return VirtFcgi(self.processes, fixed, config={"discovery": discovery} | (config or {}), program=program,
                        env=self.avahi.environment)

    def _start_hosts(self):
        if self.avahi:
            self.avahi.start()
        super()._start_hosts()
        if self.avahi:
            for port, host in enumerate(self.hosts.values(), FIRST_PORT):
                self._announce(host, port)

    def _announce(self, host, port):
        (self._sockets / str(port)).symlink_to(host.socket)
        self.processes.start(
            f"domumdns-{host.name}",
            [self._domumdns, "--connect", host.uri, "--name", host.name, "--host-uuid", host.uuid, "--port", port],
            env=self.avahi.environment)

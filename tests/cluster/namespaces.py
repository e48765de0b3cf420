"""Linux namespaces: what makes one machine several hosts."""

import contextlib
import ctypes
import os
import subprocess

from tests.lab.processes import PATH

KINDS = ("--mount", "--net", "--uts", "--ipc")
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)

# IPv6 addresses are used at once, without a second's search for another owner: there is none.
HOLDER = """\
set -e
hostname "$1"
ip link set lo up
for file in /proc/sys/net/ipv6/conf/default/accept_dad; do [ ! -e $file ] || echo 0 > $file; done
shift
while [ $# -gt 0 ]; do mount -n --bind "$1" "$2"; shift 2; done
echo ready
exec sleep infinity
"""


class Namespaces:
    """Mounts, a network, a host name and IPC of its own, for as long as one process lives: the holder.

    Processes are the machine's: a pid means the same inside and outside. `mounts` maps folders and files
    that the inside sees to those that are there in truth. `launcher` is what can start() a process.
    """

    def __init__(self, launcher, host_name, mounts=None):
        pairs = [str(path) for theirs, ours in (mounts or {}).items() for path in (ours, theirs)]
        self.holder = launcher.start("holder", ["unshare", *KINDS, "--propagation", "private",
                                                "sh", "-c", HOLDER, "holder", host_name, *pairs])
        self.holder.wait_until_answers(self._check_ready)

    def command(self, argv):
        """The command that runs a program inside."""
        return ["nsenter", f"--target={self.holder.pid}", *KINDS, "--", *map(str, argv)]

    def run(self, *argv, text=None, seconds=30):
        """Runs a short program inside and returns what it prints; an error if it fails or takes too long."""
        done = subprocess.run(self.command(argv), input=text, text=True, capture_output=True, check=False,
                              env={"PATH": PATH, "LC_ALL": "C.UTF-8"}, cwd="/", timeout=seconds)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, argv))} failed in {self.holder.name}: {done.stderr}")
        return done.stdout

    @contextlib.contextmanager
    def network(self):
        """The sockets that this thread makes meanwhile are of the inside's network, and stay so."""
        with open("/proc/thread-self/ns/net", "rb") as ours, open(f"/proc/{self.holder.pid}/ns/net", "rb") as theirs:
            enter_network(theirs)
            try:
                yield
            finally:
                enter_network(ours)

    def close(self):
        """Ends the holder; what is inside is gone with the last process in there."""
        self.holder.kill()

    def _check_ready(self):
        if "ready" not in self.holder.log.read_text().splitlines():
            raise OSError("its mounts are not made yet")


def enter_network(file):
    if LIBC.setns(file.fileno(), CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), "setns")

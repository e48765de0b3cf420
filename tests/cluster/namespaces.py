"""Linux namespaces: what makes one machine several hosts."""

import contextlib
import ctypes
import os
import subprocess
import uuid
from pathlib import Path

from tests.lab.processes import PATH

KINDS = ("--mount", "--net", "--uts", "--ipc")
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)

# IPv6 addresses are used at once, without a second's search for another owner: there is none.
HOLDER = """\
set -e
ready=$1
hostname "$2"
ip link set lo up
for file in /proc/sys/net/ipv6/conf/default/accept_dad; do [ ! -e $file ] || echo 0 > $file; done
shift 2
while [ "$1" != -- ]; do
    mount -n -t tmpfs layer "$1"
    mkdir "$1/upper" "$1/work"
    mount -n -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" layer "$2"
    shift 2
done
shift
while [ $# -gt 0 ]; do
    [ -e "$2" ] || mkdir -p "$2"
    mount -n --bind "$1" "$2"
    shift 2
done
echo "$ready"
exec sleep infinity
"""


class Namespaces:
    """Mounts, a network, a host name and IPC of its own, for as long as one process lives: the holder.

    Processes are the machine's: a pid means the same inside and outside. `mounts` maps folders and files
    that the inside sees to those that are there in truth. `layers` maps folders that the inside may write to, and the
    machine sees nothing of it, to empty ones: the places of new mounts. `launcher` is what can start() a process.
    """

    def __init__(self, launcher, host_name, mounts=None, layers=None):
        self._ready = f"ready {uuid.uuid4()}"  # The log may have the word of the one before.
        self.holder = launcher.start("holder", [
            "unshare", *KINDS, "--propagation", "private", "sh", "-c", HOLDER, "holder", self._ready, host_name,
            *flat_pairs(layers or {}), "--", *flat_pairs(mounts or {})])
        self.holder.wait_until_answers(self._check_ready)

    def command(self, argv):
        """The command that runs a program inside."""
        return ["nsenter", f"--target={self.holder.pid}", *KINDS, "--", *map(str, argv)]

    def call(self, *argv, text=None, seconds=30, env=None):
        """Runs a short program inside and returns how it ended; an error if it takes too long."""
        return subprocess.run(self.command(argv), input=text, text=True, capture_output=True, check=False,
                              env={"PATH": PATH, "LC_ALL": "C.UTF-8"} | (env or {}), cwd="/", timeout=seconds)

    def run(self, *argv, text=None, seconds=30):
        """Runs a short program inside and returns what it prints; an error if it fails or takes too long."""
        done = self.call(*argv, text=text, seconds=seconds)
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

    def processes(self):
        """{pid: command line} of all that runs inside, whoever started it, but for the holder."""
        ours, found = mount_namespace(self.holder.pid), {}
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            with contextlib.suppress(OSError):  # It has ended.
                if pid != self.holder.pid and mount_namespace(pid) == ours:
                    found[pid] = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").rstrip("\0").replace("\0", " ")
        return found

    def inside(self, path):
        """A path of the inside as one of ours."""
        return Path(f"/proc/{self.holder.pid}/root") / path.lstrip("/")

    def close(self):
        """Ends the holder; what is inside is gone with the last process in there."""
        self.holder.kill()

    def _check_ready(self):
        if self._ready not in self.holder.log.read_text().splitlines():
            raise OSError("its mounts are not made yet")


def mount_namespace(pid):
    return os.stat(f"/proc/{pid}/ns/mnt").st_ino


def flat_pairs(places):
    return [str(path) for theirs, ours in places.items() for path in (ours, theirs)]


def enter_network(file):
    if LIBC.setns(file.fileno(), CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), "setns")

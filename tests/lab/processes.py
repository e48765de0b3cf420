"""The processes of a lab, and the private folder that they live in."""

import contextlib
import grp
import json
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from .waiting import Hopeless, wait_until

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PASSED_ON = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS")


def unprivileged_user():
    """Who a libvirtd of ours must run as: None for "as we are", unless we are root."""
    return "nobody" if os.geteuid() == 0 else None


def give(path):
    """Hands a file or folder to the user that libvirtd and its guests run as."""
    user = unprivileged_user()
    if user:
        os.chown(path, pwd.getpwnam(user).pw_uid, grp.getgrnam("nogroup").gr_gid)


class Processes:
    """Starts processes and ends them all, whatever happens (see keeper.py).

        with Processes() as processes:
            nginx = processes.start("nginx", ["nginx", "-g", "daemon off;"])

    `folder` is private and short, for the path of a Unix socket may have 107 bytes. It and all
    processes are gone after close(), at the latest when this process has ended in whatever way.
    """

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="vf-", dir="/tmp"))
        self.folder.chmod(0o711)  # Others find nothing in here, but may pass through to what is theirs.
        self._lock = threading.Lock()
        self._statuses = {}
        try:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-B", str(Path(__file__).with_name("keeper.py")), str(self.folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, name, argv, *, env=None, user=None):
        """Starts a program; its output goes to `folder/NAME.log`. Returns the Process."""
        log = self.folder / f"{name}.log"
        passed_on = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        whole_env = {"PATH": PATH, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)} | passed_on | (env or {})
        request = {"argv": [str(part) for part in argv], "env": whole_env, "log": str(log), "user": user}
        with self._lock:
            self._keeper.stdin.write(json.dumps(request).encode() + b"\n")
            self._keeper.stdin.flush()
            answer = self._read_answer()
        if "error" in answer:
            raise RuntimeError(f"Cannot start {name}: {answer['error']}")
        return Process(self, name, answer["pid"], log)

    def status_of(self, pid):
        """The exit status of a process that has ended; negative for a signal."""
        with self._lock:
            while pid not in self._statuses:
                self._read_message()
            return self._statuses[pid]

    def close(self):
        """Ends all processes and removes the folder."""
        self._keeper.stdin.close()
        self._keeper.stdout.close()
        self._keeper.wait(30)

    def _read_message(self):
        line = self._keeper.stdout.readline()
        if not line:
            raise RuntimeError("The lab's keeper has ended")
        message = json.loads(line)
        if "ended" in message:
            self._statuses[message["ended"]] = message["status"]
            return None
        return message

    def _read_answer(self):
        while (message := self._read_message()) is None:
            pass
        return message


def first_to_end(*processes):
    """Sleeps until one of the processes has ended, and returns it."""
    poll = select.poll()
    by_file = {process.fileno(): process for process in processes}
    for file in by_file:
        poll.register(file, select.POLLIN)
    return by_file[poll.poll()[0][0]]


class Process:
    """One running program. Signals go by a pidfd: never to another that got the same number."""

    def __init__(self, processes, name, pid, log):
        self.name, self.pid, self.log = name, pid, log
        self._processes = processes
        try:
            self._pidfd = os.pidfd_open(pid)
        except ProcessLookupError:  # It has ended already.
            self._pidfd = None

    def __del__(self):
        if getattr(self, "_pidfd", None) is not None:
            os.close(self._pidfd)

    def fileno(self):
        """The pidfd, readable once the process has ended."""
        if self._pidfd is None:
            raise ProcessLookupError(f"{self.name} has ended")
        return self._pidfd

    @property
    def running(self):
        return self._pidfd is not None and not self._ended_within(0)

    def wait_until_answers(self, ask, seconds=30.0):
        """Waits until `ask()` returns without an error; Hopeless if the program ends instead."""
        def check():
            if not self.running:
                raise Hopeless(f"{self.name} has ended, with status {self.wait()}:\n{self.log_tail()}")
            ask()
            return True
        wait_until(f"{self.name} answers", check, seconds)

    def send(self, number):
        signal.pidfd_send_signal(self.fileno(), number)

    def wait(self, seconds=10.0):
        """Waits for its end and returns its exit status; TimeoutError with the log's end if it does not come."""
        if self._pidfd is not None and not self._ended_within(seconds):
            raise TimeoutError(f"{self.name} (pid {self.pid}) still runs after {seconds:g} s:\n{self.log_tail()}")
        return self._processes.status_of(self.pid)

    def stop(self, number=signal.SIGTERM, seconds=10.0):
        """Asks it to end and returns its exit status."""
        with contextlib.suppress(ProcessLookupError):  # It has ended, if only just now.
            self.send(number)
        return self.wait(seconds)

    def kill(self):
        """Kills it on the spot."""
        return self.stop(signal.SIGKILL)

    def pause(self):
        """Stops it as a hung program is stopped: it exists and does not answer. See resume()."""
        self.send(signal.SIGSTOP)
        wait_until(f"{self.name} is stopped", lambda: self._state() == "T")

    def resume(self):
        self.send(signal.SIGCONT)

    def log_tail(self, lines=40):
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def _ended_within(self, seconds):
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _state(self):
        return Path(f"/proc/{self.pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]

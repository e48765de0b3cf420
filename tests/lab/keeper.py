"""The keeper: one small process that is the parent of everything a lab starts.

It is a child subreaper, so that daemons which detach themselves (QEMU does) stay its
descendants. When its standard input ends, because the lab closed it or died in whatever
way, the keeper ends every descendant, removes the lab's folder and exits. So nothing is
left behind even when the lab is killed with SIGKILL.

Started as `python3 keeper.py FOLDER`. It reads one JSON object a line:
    {"argv": […], "env": {…}, "log": "/file", "user": "nobody" or null}
and answers with {"pid": 1} or {"error": "text"}. When one of its children ends it
writes {"ended": PID, "status": N}, N as in Python's subprocess: negative for a signal.
"""

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 5.0

LIBC = ctypes.CDLL(None)


def all_children():
    """{pid: the pids of its children} of all processes that have any, the ended ones that nobody has waited for included."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
                parent = stat.read().rpartition(")")[2].split()[1]
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(parent), []).append(int(name))
    return children


def descendants(top):
    """The pids of all processes below `top`."""
    children, found = all_children(), []
    to_visit = [top]
    while to_visit:
        below = children.get(to_visit.pop(), [])
        found += below
        to_visit += below
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


class Keeper:
    def __init__(self):
        self.started = {}
        self.wake, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake_write)
        # Handlers rather than "ignore", which the children would inherit.
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, lambda *_: None)

    def wait(self, *files, seconds=None):
        """Waits for one of the files, a signal or the time; returns the files that are ready."""
        ready = select.select([self.wake, *files], [], [], seconds)[0]
        if self.wake in ready:
            os.read(self.wake, 4096)
        return [file for file in ready if file != self.wake]

    def serve(self):
        pending = b""
        while True:
            if self.wait(0):
                received = os.read(0, 65536)
                if not received:
                    return
                *lines, pending = (pending + received).split(b"\n")
                for line in lines:
                    self.reply(self.start(**json.loads(line)))
            self.reap()

    def start(self, argv, env, log, user):
        parent = os.getpid()

        def in_the_child():
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(127)

        as_user = {"user": user, "group": "nogroup", "extra_groups": []} if user else {}
        try:
            with open(log, "ab") as output:
                child = subprocess.Popen(argv, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=output,
                                         stderr=output, start_new_session=True, preexec_fn=in_the_child, **as_user)
        except OSError as error:
            return {"error": str(error)}
        self.started[child.pid] = child
        return {"pid": child.pid}

    def reap(self):
        """Takes note of the children that have ended; returns whether there are others."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if not pid:
                return True
            child = self.started.pop(pid, None)
            if child:
                child.returncode = os.waitstatus_to_exitcode(status)
                self.reply({"ended": pid, "status": child.returncode})

    def reply(self, message):
        try:
            os.write(1, json.dumps(message).encode() + b"\n")
        except OSError:
            pass  # The lab is gone; its closed pipe ends serve().

    def end_all(self):
        signal_all(descendants(os.getpid()), signal.SIGTERM)
        signal_all(descendants(os.getpid()), signal.SIGCONT)
        end = time.monotonic() + GRACE_SECONDS
        while self.reap():  # Without children there are no grandchildren either: orphans become ours.
            if time.monotonic() > end:
                signal_all(descendants(os.getpid()), signal.SIGKILL)
            self.wait(seconds=0.05)


def main():
    folder = sys.argv[1]
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1)
    keeper = Keeper()
    try:
        keeper.serve()
    finally:
        keeper.end_all()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

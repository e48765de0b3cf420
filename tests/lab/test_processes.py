"""Whatever happens to a lab, nothing of it is left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab import ROOT
from tests.lab.processes import Processes
from tests.lab.waiting import Hopeless, wait_until

# Starts a shell that leaves a daemon of its own, says where and who, and waits to be killed.
LAB = """
import signal
from tests.lab.processes import Processes
processes = Processes()
shell = processes.start("shell", ["sh", "-c", "setsid sleep 1000 & echo $! ; wait"])
from tests.lab.waiting import wait_until
daemon = wait_until("the daemon runs", lambda: shell.log.read_text().strip())
print(processes.folder, shell.pid, daemon, flush=True)
signal.pause()
"""


def exists(pid):
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_killed_lab_leaves_no_process_and_no_folder(number):
    with subprocess.Popen([sys.executable, "-B", "-c", LAB], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as lab:
        folder, *pids = lab.stdout.readline().split()
        assert os.path.isdir(folder) and all(map(exists, pids))
        lab.send_signal(number)
    wait_until("all is gone", lambda: not os.path.exists(folder) and not any(map(exists, pids)))


def test_a_program_that_ignores_sigterm_is_killed_with_its_children():
    with Processes() as processes:
        program = processes.start("stubborn", ["sh", "-c", "trap '' TERM; sleep 1000 & echo ready; while :; do wait; done"])
        wait_until("it ignores SIGTERM", lambda: "ready" in program.log.read_text())
        assert program.running
    assert not exists(program.pid)
    assert not processes.folder.exists()


def test_a_process_tells_its_status_and_its_signal():
    with Processes() as processes:
        assert processes.start("seven", ["sh", "-c", "exit 7"]).wait() == 7
        assert processes.start("sleeper", ["sleep", "1000"]).kill() == -signal.SIGKILL


def test_a_paused_process_can_be_resumed():
    with Processes() as processes:
        sleeper = processes.start("sleeper", ["sleep", "1000"])
        sleeper.pause()
        sleeper.resume()
        assert sleeper.stop() == -signal.SIGTERM


def test_a_missing_program_is_an_error():
    with Processes() as processes, pytest.raises(RuntimeError, match="No such file"):
        processes.start("nothing", ["/no/such/program"])


def test_a_program_that_ends_instead_of_answering_shows_its_log():
    def refuse():
        raise OSError("not yet")
    with Processes() as processes, pytest.raises(Hopeless, match="status 3:\nbroken"):
        processes.start("broken", ["sh", "-c", "echo broken; exit 3"]).wait_until_answers(refuse)

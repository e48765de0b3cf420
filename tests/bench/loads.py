"""The load generators: wrk through the web server, and raw_libvirt beside it. Each answers with one JSON line."""

import json
import resource
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("wrk.lua")
GRACE = 30  # seconds that a load generator may take longer than its run


class LoadFailed(Exception):
    pass


def run(command, seconds):
    """Runs one load generator; its figures, with its own CPU time as `cpu_seconds`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=seconds + GRACE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise LoadFailed(f"{command[0]}: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
    figures = json.loads(lines[-1])
    figures["cpu_seconds"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if figures["requests"] == 0:
        raise LoadFailed(f"{command[0]}: not one request was answered")
    return figures


def run_wrk(server, before, after, count, clients, seconds):
    return run(["wrk", "--threads", 1, "--connections", clients, "--duration", f"{seconds}s", "--timeout", "10s",
                "--script", SCRIPT, server, "--", before, after, count], seconds)


def run_raw(program, uri, command, threads, seconds, options=()):
    return run([program, uri, threads, seconds, command, *options], seconds)

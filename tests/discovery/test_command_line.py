"""domumdns's command line."""

import os
import re
import subprocess

import pytest
from conftest import PROGRAM


# Should it run after all: not with this machine's daemons.
ELSEWHERE = {"LIBVIRT_DEFAULT_URI": "test:///default", "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"}


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], env=os.environ | ELSEWHERE, capture_output=True, text=True, timeout=60,
                          check=False)


def test_help_tells_of_options_and_signals():
    said = run("--help")
    assert said.returncode == 0 and not said.stderr
    options = ("--connect", "--all", "--active", "--service-type", "--max-domains", "--port", "--name", "--host-uuid",
               "--log-level", "--version", "TERM")
    assert all(option in said.stdout for option in options)


def test_the_version_is_one_line():
    said = run("--version")
    assert said.returncode == 0 and re.fullmatch(r"domumdns \d+\.\d+\S*\n", said.stdout)


WRONG = [
    ["--nonsense"], ["surplus"], ["--connect"], ["--all", "--active"], ["--log-level", "loud"], ["--host-uuid", "1234"],
    ["--max-domains", "1001"], ["--max-domains", "-1"], ["--max-domains", "many"], ["--port", "0"], ["--port", "65536"],
    ["--service-type", "_LIBVIRT._tcp"], ["--service-type", "domu"], ["--service-type", "_domu._sctp"], ["--name", ""],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_command_line_is_status_2_and_says_what_is_wrong(arguments):
    said = run(*arguments)
    assert said.returncode == 2 and said.stderr and not said.stdout
    assert arguments[0].lstrip("-") in said.stderr


@pytest.mark.parametrize("arguments", [["--max-domains", "1000"], ["--max-domains", "0"], ["--port", "65535"], ["--port", "1"]],
                         ids=" ".join)
def test_the_limits_themselves_are_right(arguments):
    assert run(*arguments, "--version").returncode == 0
    assert run(*arguments, "--nonsense").stderr.count("nonsense") == 1

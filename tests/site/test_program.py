"""The program itself: its command line, its configuration, and the sockets it can listen on."""

import os
import re
import signal
import socket
import subprocess

import pytest
from fastcgi import ask

from tests.lab import ROOT
from tests.lab.responder import default_program, toml
from tests.lab.waiting import wait_until
from tests.lab.web_server import free_port

BASE = {"hosts": {"here": "test:///default"}, "stylesheets": {"folder": str(ROOT / "stylesheets")}}


def run(*arguments, **options):
    return subprocess.run([default_program(), *arguments], capture_output=True, text=True, timeout=30, check=False, **options)


def check(tmp_path, text):
    file = tmp_path / "c.toml"
    file.write_text(text)
    return run("--config", file, "--check")


def test_help_tells_of_options_and_signals():
    said = run("--help")
    assert said.returncode == 0 and not said.stderr
    assert all(word in said.stdout for word in ("--config", "--check", "--version", "HUP", "TERM"))


def test_the_version_is_one_line():
    said = run("--version")
    assert said.returncode == 0 and re.fullmatch(r"virt-fcgi \d+\.\d+\S*\n", said.stdout)


@pytest.mark.parametrize("arguments", [["--nonsense"], ["surplus"], ["--config"], ["-x"]])
def test_a_wrong_command_line_is_status_2(arguments):
    said = run(*arguments)
    assert said.returncode == 2 and said.stderr


def test_a_configuration_that_is_not_there_is_status_1(tmp_path):
    said = run("--config", tmp_path / "nosuch.toml", "--check")
    assert said.returncode == 1 and "nosuch.toml" in said.stderr


def test_check_tells_what_would_run(tmp_path):
    said = check(tmp_path, toml(BASE | {"responder": {"socket": "/run/x.sock", "workers": 3, "threads": 5}}))
    assert (said.returncode, said.stderr) == (0, "")
    assert all(word in said.stdout for word in ("/run/x.sock", "3 workers", "5 threads", "here", "test:///default"))


WRONG = [
    ("[responder]\nworker = 2\n", "2:", "worker"), ("[nonsense]\n", "1:", "nonsense"), ("a = 1\n", "1:", '"?a'),
    ("[responder]\nworkers = 'two'\n", "2:11", "workers"), ("[responder]\nworkers = 0\n", "2:11", "1 to 256"),
    ("[responder]\nworkers = 2.0\n", "2:11", "whole number"), ("[responder]\nthreads = 9223372036854775807\n", "2:11", "threads"),
    ("[responder]\nrequest_timeout = 5\n", "2:19", "5s"), ("[responder]\nrequest_timeout = '5 s'\n", "2:19", "5s"),
    ("[responder]\nrequest_timeout = '0s'\n", "2:19", "request_timeout"), ("[responder]\nsocket_mode = '0999'\n", "2:15", "mode"),
    ("[responder]\nsocket_mode = 660\n", "2:15", "mode"), ("[hosts]\na = 5\n", "2:5", "URI"), ("[hosts]\na = 'nonsense'\n", "2:5", "URI"),
    ("[hosts]\n'a/b' = 'test:///default'\n", "2:", "host name"), ("[hosts]\n'' = 'test:///default'\n", "2:", "host name"),
    ("[limits]\nbody = -1\n", "2:8", "body"), ("[log]\nlevel = 'loud'\n", "", "level"), ("hosts = 5\n", "1:", "table"),
    ("[responder\n", "1:", ""), ("[responder]\nworkers = 2\nworkers = 3\n", "3:", ""), ("[libvirt]\nkeepalive_interval = '500ms'\n", "2:22", "keepalive_interval"),
    ("[responder]\n\n\n   threads   =   true\n", "4:", "threads"), ("\xff", "", ""),
]


@pytest.mark.parametrize(("text", "place", "word"), WRONG, ids=[repr(text[:40]) for text, _, _ in WRONG])
def test_a_mistake_in_the_configuration_is_told_with_its_place(tmp_path, text, place, word):
    said = check(tmp_path, text)
    assert said.returncode == 1
    assert re.search(rf"c\.toml:{place}", said.stderr) and re.search(word, said.stderr), said.stderr
    assert said.stderr.count("\n") == 1


@pytest.mark.parametrize(("section", "word"), [({"responder": {"user": "no-such-user"}}, "no-such-user"),
                                               ({"responder": {"group": "no-such-group"}}, "no-such-group"),
                                               ({"stylesheets": {"folder": "/nonexistent"}}, "nonexistent"),
                                               ({"stylesheets": {"folder": str(ROOT / "stylesheets"), "default": "nosuch"}}, "nosuch")])
def test_check_finds_what_the_file_alone_does_not_show(tmp_path, section, word):
    said = check(tmp_path, toml(BASE | section))
    assert said.returncode == 1 and word in said.stderr


@pytest.mark.parametrize("address", ["0.0.0.0:9000", "192.0.2.1:9000", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "relative.sock", ":::1"])
def test_only_a_path_or_a_port_on_loopback_is_listened_on(tmp_path, address):
    said = check(tmp_path, toml(BASE | {"responder": {"socket": address}}))
    assert said.returncode == 1, said.stdout
    assert address in said.stderr


@pytest.fixture
def start(tmp_path):
    """start(section of [responder], stdin=…) starts the program, and ends it after the test."""
    running = []

    def start_one(responder, **options):
        file = tmp_path / "c.toml"
        file.write_text(toml(BASE | {"responder": {"workers": 1, "threads": 2} | responder}))
        log = tmp_path / f"{len(running)}.log"
        process = subprocess.Popen([default_program(), "--config", file], stderr=log.open("wb"), **options)
        process.log = log
        running.append(process)
        return process

    yield start_one
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, 1), process.log.read_text()
        assert "Sanitizer" not in process.log.read_text()


def answers(address):
    answer = wait_until("it answers", lambda: ask(address, "/_/test/domainGetName"))
    assert answer.startswith("Status: 200") and "<value>test</value>" in answer


def test_it_serves_a_socket_that_it_inherited(start, tmp_path):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen(8)
        process = start({}, stdin=listening)
        answers(str(tmp_path / "s"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert (tmp_path / "s").exists(), "it is not ours to remove"


def test_it_serves_a_port_on_loopback(start):
    port = free_port()
    start({"socket": f"127.0.0.1:{port}"})
    answers(("127.0.0.1", port))


def test_it_serves_a_path_with_its_mode_and_removes_it(start, tmp_path):
    process = start({"socket": str(tmp_path / "s"), "socket_mode": "0600"})
    answers(str(tmp_path / "s"))
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o600
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0 and not (tmp_path / "s").exists()


def test_a_socket_left_over_is_replaced_and_one_in_use_is_not(start, tmp_path):
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    start({"socket": path})
    answers(path)
    second = start({"socket": path})
    assert second.wait(10) == 1 and path in second.log.read_text()
    answers(path)


def test_a_file_in_the_sockets_place_is_left_alone(start, tmp_path):
    (tmp_path / "s").write_text("mine")
    process = start({"socket": str(tmp_path / "s")})
    assert process.wait(10) == 1
    assert (tmp_path / "s").read_text() == "mine"


def test_without_any_socket_it_says_what_is_missing(start):
    process = start({}, stdin=subprocess.DEVNULL)
    assert process.wait(10) == 1
    assert "[responder] socket" in process.log.read_text()


@pytest.mark.parametrize(("parameters", "status"), [
    ({"VIRT_AUTHENTICATE": ""}, 403), ({"VIRT_AUTHENTICATE": "on"}, 403), ({"VIRT_AUTHENTICATE": "maybe"}, 500),
    ({"VIRT_READ_ONLY": "OFF"}, 500), ({"VIRT_STYLESHEET": "../etc"}, 500), ({"VIRT_STYLESHEET": "default"}, 200),
    ({"VIRT_READ_ONLY": ""}, 200), ({"VIRT_READ_ONLY": "off"}, 200),
])
def test_what_the_web_server_forgets_is_locked_and_what_it_garbles_is_an_error(start, tmp_path, parameters, status):
    start({"socket": str(tmp_path / "s")})
    wait_until("it answers", lambda: ask(str(tmp_path / "s"), "/-/health"))
    assert ask(str(tmp_path / "s"), "/", **parameters).startswith(f"Status: {status} ")


def test_a_site_without_a_word_about_changes_is_read_only(start, tmp_path):
    start({"socket": str(tmp_path / "s")})
    change = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "0"}
    wait_until("it answers", lambda: ask(str(tmp_path / "s"), "/-/health"))
    assert ask(str(tmp_path / "s"), "/_/test/domainSuspend", **change, VIRT_READ_ONLY="").startswith("Status: 403 ")
    assert ask(str(tmp_path / "s"), "/_/test/domainSuspend", **change, VIRT_READ_ONLY="off").startswith("Status: 200 ")


def test_half_a_request_harms_nobody(start, tmp_path):
    path = str(tmp_path / "s")
    start({"socket": path})
    answers(path)
    for junk in (b"", b"\x01", b"\x01\x01\x00\x01\x00\x08\x00\x00\x00\x01", b"GET / HTTP/1.0\r\n\r\n", b"\xff" * 100):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            client.sendall(junk)
        answers(path)


def commands_table():
    """The section of docs/security.md that says which functions an owner reaches, from what the program prints."""
    rows = [line.split("\t") for line in run("--commands").stdout.splitlines()]
    mine = [row for row in rows if row[2] in ("domain", "snapshot", "checkpoint")]
    lines = []
    for title, effects, whose in (("reads, on every site of his", ("read",), ("reader", "owner")),
                                  ("reads that libvirt tells nobody on a read-only connection", ("privileged read",), ("owner",)),
                                  ("changes", ("change",), ("owner",))):
        names = ", ".join(f"`{row[0]}`" for row in mine if row[4] in effects and row[3] in whose)
        lines.append(f"* {title}: {names}\n")
    return "".join(lines)


def test_the_documentation_says_who_may_call_what():
    """UPDATE_DOCS=1 writes the table anew."""
    file = ROOT / "docs/security.md"
    text = file.read_text(encoding="utf-8")
    section = re.compile(r"(?<=<!-- commands: written by tests/site/test_program.py -->\n).*(?=<!-- end of commands -->)", re.DOTALL)
    if os.environ.get("UPDATE_DOCS"):
        text = section.sub(lambda _: commands_table(), text)
        file.write_text(text, encoding="utf-8")
    assert section.search(text)[0] == commands_table()

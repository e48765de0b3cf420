"""`virt-fcgi --resolve` and `--probe`, and the file with passwords: what an administrator does before a host is served."""

import os
import re
import socket
import subprocess
import threading

import libvirt
import pytest

from tests.lab import ROOT
from tests.lab.responder import default_program, toml

LOCAL = {"hosts": {"here": "test:///default"}, "stylesheets": {"folder": str(ROOT / "stylesheets")}}


def run(*arguments):
    return subprocess.run([default_program(), *arguments], capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def probe(tmp_path):
    """probe(NAME, {section: …}) with a configuration of its own."""
    def run_it(name, sections=None):
        file = tmp_path / "c.toml"
        file.write_text(toml(LOCAL | (sections or {})))
        return run("-c", file, "--probe", name)
    return run_it


def facts(said):
    return {line[:12].strip(): line[13:] for line in said.stdout.splitlines()}


@pytest.mark.parametrize(("name", "uri"), [
    ("remote:tls:h1 name=xen:///", "remote+tls://h1/?name=xen:///"), ("remote://server:9000", "remote+tls://server:9000/"),
    ("remote:/run/libvirt/libvirt-sock", "remote+unix:///?socket=/run/libvirt/libvirt-sock"), ("qemu:///system", "qemu:///system")])
def test_resolve_prints_the_uri_and_nothing_else(name, uri):
    said = run("--resolve", name)
    assert (said.returncode, said.stdout, said.stderr) == (0, uri + "\n", "")


def test_resolve_warns_of_a_variable_that_it_does_not_know():
    said = run("--resolve", "remote:tls:h1 color=blue")
    assert (said.returncode, said.stdout) == (0, "remote+tls://h1/\n")
    assert '"color"' in said.stderr and said.stderr.count("\n") == 1


def test_resolve_points_at_the_character_that_is_wrong():
    said = run("--resolve", "remote:tls:h1:0")
    assert (said.returncode, said.stdout) == (2, "")
    first, name, mark = said.stderr.splitlines()
    assert "character 15" in first and name[mark.index("^")] == "0"


def test_a_name_that_no_terminal_can_show_is_not_shown():
    said = run("--resolve", "remote:tls:h\x1b[31m")
    assert said.returncode == 2 and "\x1b" not in said.stderr


def test_probe_tells_what_is_there(lab, probe):
    said = probe(lab.alpha.uri)
    assert said.returncode == 0, said.stdout + said.stderr
    found, there = facts(said), libvirt.openReadOnly(lab.alpha.uri)
    number = there.getLibVersion()
    assert found["host name"] == there.getHostname()
    assert found["libvirt"] == f"{number // 1000000}.{number // 1000 % 1000}.{number % 1000}"
    assert found["hypervisor"].startswith(there.getType())
    assert (found["encrypted"], found["secure"]) == ("no", "yes")
    assert found["domains"] == f"{there.numOfDomains()} active, {there.numOfDefinedDomains()} not"
    assert all(re.search(r"\d\.\d ms", found[step]) for step in ("connect", "open", "ask"))
    there.close()


def test_probe_takes_a_name_of_the_configuration(probe):
    said = probe("here")
    assert said.returncode == 0 and facts(said)["URI"] == "test:///default"


@pytest.mark.parametrize(("name", "status", "words"), [
    ("remote:tls:h1:0", 2, "character 15"), ("nowhere", 1, "no host"), ("", 2, "missing"),
    ("remote:tls:nowhere.invalid", 3, "no address"), ("remote:ssh:nowhere.invalid", 3, "no address"),
    ("remote:tls:127.0.0.1:1", 4, "Connection refused"), ("remote:tcp:127.0.0.1:1", 4, "Connection refused"),
    ("remote:ssh:127.0.0.1:1", 4, "Connection refused"), ("remote:/nonexistent", 4, "no such socket"),
    ("remote:ext:/nonexistent", 4, "cannot be started"), ("remote:ssh:h1 command=/nonexistent", 4, "cannot be started")])
def test_probes_status_tells_what_failed(probe, name, status, words):
    said = probe(name)
    assert said.returncode == status, said.stdout + said.stderr
    assert words in said.stdout + said.stderr
    if status > 2:
        assert facts(said)["reason"] and facts(said)["to mend it"]


def test_a_driver_that_is_not_there_is_status_8(lab, probe):
    said = probe(f"remote:{lab.alpha.socket} name=xen:///system")
    assert said.returncode == 8 and "no driver for this hypervisor" in facts(said)["reason"]


def test_a_host_that_says_nothing_is_status_7(probe, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=CA", "-keyout", tmp_path / "key.pem",
                    "-out", tmp_path / "cacert.pem"], check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for name, step in ((f"remote+tls://127.0.0.1:{port}/?pkipath={tmp_path}", "handshake"), (f"remote:tcp:127.0.0.1:{port}", "open"),
                           (f"remote:ssh:127.0.0.1:{port}", "open"), (f"test+libssh://127.0.0.1:{port}/default", "handshake")):
            said = probe(name, {"libvirt": {"open_timeout": "1s"}})
            assert said.returncode == 7, said.stdout + said.stderr
            assert re.search(rf"^{step} +[\d.]+ ms  failed", said.stdout, re.M), said.stdout
            assert "given up after 1 s" in said.stdout


def test_nothing_is_sent_to_a_tcp_port_but_libvirts_own_opening(probe):
    """What a stranger who listens there could read: no password, no name of a user."""
    got = []

    def listen(listener):
        for _ in range(2):  # The attempt to reach it, and libvirt's.
            connection, _ = listener.accept()
            got.append(connection.recv(4096))
            connection.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen, args=(listener,))
        thread.start()
        probe(f"remote:tcp:127.0.0.1:{listener.getsockname()[1]}")
        thread.join(30)
    assert got[0] == b"" and len(got[1]) < 64, got


def check(tmp_path, sections):
    file = tmp_path / "c.toml"
    file.write_text(toml(LOCAL | sections))
    return run("-c", file, "--check")


@pytest.mark.parametrize(("mode", "right"), [(0o600, True), (0o400, True), (0o640, True), (0o660, False), (0o604, False),
                                             (0o644, False), (0o601, False)])
def test_a_file_with_passwords_is_the_services_only(tmp_path, mode, right):
    secrets = tmp_path / "auth.conf"
    secrets.write_text("[credentials-x]\nauthname=a\npassword=b\n")
    os.chown(secrets, -1, os.getegid())
    secrets.chmod(mode)
    for sections in ({"libvirt": {"auth_file": str(secrets)}}, {"hosts": {"h1": f"qemu+tls://h1/system?authfile={secrets}"}}):
        said = check(tmp_path, sections)
        assert (said.returncode == 0) == right, said.stderr
        if not right:
            assert f"mode {mode:04o}" in said.stderr and "passwords" in said.stderr and "h1" in said.stderr or "auth_file" in said.stderr


def test_a_file_with_passwords_must_be_there(tmp_path):
    said = check(tmp_path, {"libvirt": {"auth_file": str(tmp_path / "nosuch")}})
    assert said.returncode == 1 and "nosuch" in said.stderr and "No such file" in said.stderr
    said = check(tmp_path, {"libvirt": {"auth_file": str(tmp_path)}})
    assert said.returncode == 1 and "is no file" in said.stderr


def test_check_warns_of_a_host_that_is_insecure(tmp_path):
    said = check(tmp_path, {"hosts": {"h1": "remote:tcp:h1"}, "libvirt": {"allow_insecure_transport": True}})
    assert said.returncode == 0 and "h1 is insecure" in said.stderr

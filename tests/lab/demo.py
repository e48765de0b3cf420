"""`./dev demo`: the network on a fixed port, for people to look at. Ctrl-C ends it."""

import os
import secrets
import shutil
import signal
import sys
from pathlib import Path

from . import ROOT

NEEDED = {
    "nginx": "nginx",
    "libvirtd": "libvirt-daemon",
    "qemu-system-x86_64": "qemu-system-x86",
    "openssl": "openssl",
    "dbus-daemon": "dbus-daemon",
    "avahi-daemon": "avahi-daemon",
    "ip": "iproute2",
}

READY = """
virt-fcgi demo, on this machine only. Everything in it is private to it and gone afterwards.

  everything allowed  {admin}   login {user}, password {password}
  reading only        {look}   no login
  one's own domains   {own}    login client1, client2 or client3, password {password}

  curl -u {user}:{password} {admin}client1/vm1

{found}
Ctrl-C stops it.
ready"""

FOUND = "The hosts {hosts} were found by mDNS, in a network of their own; {down} is down on purpose."

NAMED = """\
The hosts {hosts} are named in the configuration, not found by mDNS: that takes a user namespace, which this
user may not make here ({reason}). {down} is down on purpose."""


class Asked(BaseException):
    """Someone asked the demo to end: Ctrl-C, a SIGTERM, or the terminal went away."""


def ask(*_):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)  # Once is enough; cleaning up is not to be disturbed.
    raise Asked


def refuse(reason):
    sys.exit(f"demo: {reason}")


def chosen_port():
    text = os.environ.get("PORT") or "8480"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        refuse(f"PORT is {text!r}; it must be a number from 1 to 65535")
    return int(text)


def check_programs():
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin"
    missing = [f"{name} (package {package})" for name, package in NEEDED.items() if not shutil.which(name, path=path)]
    try:
        import libvirt  # noqa: F401
    except ImportError:
        missing.append("Python's libvirt module (package python3-libvirt)")
    if missing:
        refuse(f"missing: {', '.join(missing)}")


def chosen_programs():
    """virt-fcgi and domumdns: what VIRT_FCGI and DOMUMDNS name, or those of the release build."""
    programs = [Path(os.environ.get(variable, ROOT / "build/release/bin" / name)).resolve()
                for variable, name in (("VIRT_FCGI", "virt-fcgi"), ("DOMUMDNS", "domumdns"))]
    for program in programs:
        if not program.is_file():
            refuse(f"there is no {program}: ./dev build makes it")
    return programs


def run():
    port = chosen_port()
    check_programs()
    from .lab import ADMIN, LOOK, OWN  # Only now: it needs the libvirt module.
    from .network import DOWN, Network
    from .processes import first_to_end
    from .web_server import port_is_free
    program, domumdns = chosen_programs()
    if not port_is_free(port):
        refuse(f"port {port} is taken; PORT=8481 ./dev demo takes another one")
    print("Starting a private network: three libvirtd, Avahi, virt-fcgi and nginx …", flush=True)
    password = secrets.token_urlsafe(9)
    with Network(port=port, program=program, domumdns=domumdns, password=password, sites=(ADMIN, LOOK, OWN),
                 users={owner: password for owner in ("client1", "client2", "client3")}) as lab:
        found = (NAMED if lab.reason else FOUND).format(hosts=" and ".join(", ".join(lab.hosts).rsplit(", ", 1)), down=DOWN, reason=lab.reason)
        print(READY.format(admin=lab.nginx.url("/virt/"), look=lab.nginx.url("/look/"), own=lab.nginx.url("/own/"),
                           user=lab.user, password=lab.password, found=found), flush=True)
        ended = first_to_end(lab.nginx.process, lab.responder.process)
        refuse(f"{ended.name} has ended by itself:\n{ended.log_tail()}")


def main():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # Under nohup it stays ignored.
        signal.signal(signal.SIGHUP, ask)
    try:
        run()
    except Asked:
        pass
    except Exception as error:  # noqa: BLE001, for people: no traceback
        refuse(error)


if __name__ == "__main__":
    main()

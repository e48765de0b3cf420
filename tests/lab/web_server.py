"""What a private nginx and a private lighttpd have in common: a port of 127.0.0.1, and shipped files to change."""

import re
import socket
import subprocess

from . import ROOT

MANY = 1_000_000
"""A limit of requests that is none: tests and measurements ask thousands of times a second from 127.0.0.1."""


def shipped(server, name):
    """The text of a file that the project ships for "nginx" or "lighttpd"."""
    return (ROOT / server / name).read_text(encoding="utf-8")


def replace_once(text, pattern, replacement):
    """Replaces the one match of `pattern`; an error if there is none or more than one."""
    new, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"{pattern!r} is there {count} times rather than once in:\n{text}")
    return new


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def password_line(name, password):
    """A line for htpasswd. apr1, because the hash is reckoned anew for each request."""
    hashed = subprocess.run(["openssl", "passwd", "-apr1", "-stdin"], input=password, text=True,
                            capture_output=True, check=True).stdout.strip()
    return f"{name}:{hashed}\n"


class WebServer:
    """A web server on 127.0.0.1:`port`, in front of the FastCGI socket `responder_socket`.

    `sites` are (shipped file, prefix) pairs: the first file is served whole, of the others what they have for
    their prefix. `users` are the logins {name: password} of the admin sites; those and `owners` are the logins of
    the sites of owners. `limited`: with the limit of requests as it is shipped; otherwise it is out of reach.
    Two of a kind in one lab need a `name` each.
    """

    NAME = None
    """The program, and the folder of the project with its files."""

    def __init__(self, processes, responder_socket, *, sites, users, owners=None, port=None, limited=False, name=None):
        self.port = port or free_port()
        self.name = name or self.NAME
        self.folder = processes.folder / self.name
        self.process = None
        self._processes = processes
        self._limited = limited
        self.folder.mkdir(mode=0o700)
        self._write(responder_socket, sites)
        for file, logins in (("virt-fcgi.htpasswd", users), ("virt-fcgi-owners.htpasswd", users | (owners or {}))):
            lines = [password_line(*login) for login in logins.items()]
            (self.folder / file).write_text("".join(lines), encoding="utf-8")

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def start(self):
        """Starts the server and returns once it takes connections."""
        self.process = self._processes.start(self.name, self._argv())
        self.process.wait_until_answers(lambda: socket.create_connection(("127.0.0.1", self.port), 5).close())

    def stop(self):
        return self.process.stop()

    def check(self):
        """What the server says to its configuration; CalledProcessError if it is wrong."""
        return subprocess.run(self._check_argv(), capture_output=True, text=True, check=True,
                              env={"PATH": "/usr/sbin:/usr/bin"}).stderr

    def _argv(self):
        raise NotImplementedError

    def _check_argv(self):
        raise NotImplementedError

    def _write(self, responder_socket, sites):
        """Writes the configuration into `folder`, all but the passwords."""
        raise NotImplementedError

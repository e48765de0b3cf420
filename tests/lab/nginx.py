"""A private nginx that serves the project's own site files.

What is tested is nginx/*.conf and nginx/virt-fcgi.inc as they are shipped. Only what must differ
is replaced in them: the port, the prefix, and the socket of virt-fcgi.
"""

import os
import re
import socket
import subprocess

from . import ROOT

MAIN_CONF = """\
{user}
daemon off;
worker_processes 2;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/fastcgi;
    proxy_temp_path {folder}/proxy;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include site.conf;
}}
"""

LOCATION = re.compile(r"    location \^~ /virt/ \{\n.*?\n    \}\n", re.DOTALL)


def replace_once(text, pattern, replacement):
    """Replaces the one match of `pattern`; an error if there is none or more than one."""
    new, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"{pattern!r} is there {count} times rather than once in:\n{text}")
    return new


def shipped(name):
    return (ROOT / "nginx" / name).read_text(encoding="utf-8")


def location(site, prefix):
    """The location block of a shipped site file, mounted at another prefix."""
    block = LOCATION.search(shipped(site)).group()
    block = replace_once(block, r"\^~ /virt/ ", f"^~ {prefix}/ ")
    return replace_once(block, r"\^\(/virt\)", f"^({re.escape(prefix)})")


def server(port, sites):
    """A server: the first shipped site file whole, the location blocks of the others put into it."""
    text = replace_once(shipped(sites[0][0]), r"^    listen 127\.0\.0\.1:\d+;", f"    listen 127.0.0.1:{port};")
    blocks = "\n".join(location(site, prefix) for site, prefix in sites)
    return LOCATION.sub(lambda _: blocks, text)


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


class Nginx:
    """nginx on 127.0.0.1:`port`, in front of the FastCGI socket `responder_socket`.

    `sites` are (shipped file, prefix) pairs, `users` the logins {name: password} of the admin sites.
    """

    def __init__(self, processes, responder_socket, *, sites, users, port=None):
        self.port = port or free_port()
        self.folder = processes.folder / "nginx"
        self.process = None
        self._processes = processes
        self.folder.mkdir(mode=0o700)
        self._write(responder_socket, sites, users)

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def start(self):
        """Starts nginx and returns once it takes connections."""
        self.process = self._processes.start("nginx", self._argv())
        self.process.wait_until_answers(lambda: socket.create_connection(("127.0.0.1", self.port), 5).close())

    def stop(self):
        return self.process.stop()

    def check(self):
        """What `nginx -t` says to the configuration; CalledProcessError if it is wrong."""
        return subprocess.run([*self._argv(), "-t"], capture_output=True, text=True, check=True,
                              env={"PATH": "/usr/sbin:/usr/bin"}).stderr

    def _argv(self):
        return ["nginx", "-e", f"{self.folder}/error.log", "-p", str(self.folder), "-c", f"{self.folder}/nginx.conf"]

    def _write(self, responder_socket, sites, users):
        # nginx started by root would give its workers to a user who cannot reach the lab's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        include = replace_once(shipped("virt-fcgi.inc"), r"^fastcgi_pass .*;$", f"fastcgi_pass unix:{responder_socket};")
        files = {
            "nginx.conf": MAIN_CONF.format(user=user, folder=self.folder),
            "site.conf": server(self.port, sites),
            "virt-fcgi.inc": include,
            "virt-fcgi.htpasswd": "".join(password_line(*login) for login in users.items()),
        }
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")

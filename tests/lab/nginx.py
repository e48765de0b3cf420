"""A private nginx that serves the project's own site files.

What is tested is nginx/*.conf and nginx/virt-fcgi.inc as they are shipped. Only what must differ
is replaced in them: the port, the prefix, the socket of virt-fcgi, and the limit of requests.
"""

import os
import re

from . import web_server
from .web_server import MANY, WebServer, replace_once

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


def shipped(name):
    return web_server.shipped("nginx", name)


def location(site, prefix):
    """The location block of a shipped site file, mounted at another prefix."""
    block = LOCATION.search(shipped(site)).group()
    block = replace_once(block, r"\^~ /virt/ ", f"^~ {prefix}/ ")
    return replace_once(block, r"\^\(/virt\)", f"^({re.escape(prefix)})")


def server(port, sites, limited=False):
    """A server: the first shipped site file whole, the location blocks of the others put into it.

    The first file's limit of requests is the server's; it is out of reach unless `limited`.
    """
    text = replace_once(shipped(sites[0][0]), r"^    listen 127\.0\.0\.1:\d+;", f"    listen 127.0.0.1:{port};")
    if not limited:
        text = replace_once(text, r"(?<= rate=)\d+r/s;", f"{MANY}r/s;")
        text = replace_once(text, r"(?<= burst=)\d+ ", f"{MANY} ")
    blocks = "\n".join(location(site, prefix) for site, prefix in sites)
    return LOCATION.sub(lambda _: blocks, text)


class Nginx(WebServer):
    """nginx, as web_server.py says."""

    NAME = "nginx"

    def _argv(self):
        return ["nginx", "-e", f"{self.folder}/error.log", "-p", str(self.folder), "-c", f"{self.folder}/nginx.conf"]

    def _check_argv(self):
        return [*self._argv(), "-t"]

    def _write(self, responder_socket, sites):
        # nginx started by root would give its workers to a user who cannot reach the lab's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        include = shipped("virt-fcgi.inc").replace("unix:/run/virt-fcgi/virt-fcgi.sock;", f"unix:{responder_socket};")
        files = {
            "nginx.conf": MAIN_CONF.format(user=user, folder=self.folder),
            "site.conf": server(self.port, sites, self._limited),
            "virt-fcgi.inc": include,
        }
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")

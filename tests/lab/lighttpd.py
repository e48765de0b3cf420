"""A private lighttpd that serves the project's own site files.

What is tested is lighttpd/* as it is shipped. Only what must differ is replaced: the port, the prefix,
the socket of virt-fcgi or the command that starts it, the folder, and the limit of requests.
"""

import re

from . import web_server
from .web_server import MANY, WebServer, replace_once

# As Debian's lighttpd.conf in what touches the sites.
MAIN_CONF = """\
server.modules = ( "mod_indexfile", "mod_access", "mod_accesslog" )
server.document-root = "{folder}/documents"
server.upload-dirs = ( "{folder}" )
server.errorlog = "{folder}/error.log"
server.pid-file = "{folder}/pid"
server.bind = "127.0.0.1"
server.port = {port}
accesslog.filename = "{folder}/access.log"
url.access-deny = ( "~", ".inc" )
server.http-parseopts = ( "url-path-2f-decode" => "enable" )
include "site.conf"
server.modules += ( "mod_dirlisting", "mod_staticfile" )
"""

LOCATION = re.compile(r'    \$HTTP\["url"\] =~ "\^/virt\(/\|\$\)" \{\n.*?\n    \}\n', re.DOTALL)
OURS, STARTED = "var.virt_fcgi )", "var.virt_fcgi_started )"


def shipped(name):
    return web_server.shipped("lighttpd", name)


def location(site, prefix):
    """The block of a shipped site file that is for its prefix, mounted at another one."""
    block = LOCATION.search(shipped(site)).group()
    block = replace_once(block, r'"\^/virt\(', f'"^{re.escape(prefix)}(')
    return replace_once(block, r'"/virt" =>', f'"{prefix or "/"}" =>')


def server(port, sites, started=False):
    """A server: the first shipped site file whole, the blocks of the others put into it.

    What lighttpd would start itself is started, too, only if `started`.
    """
    text = replace_once(shipped(sites[0][0]), r'^\$SERVER\["socket"\] == "127\.0\.0\.1:\d+"',
                        f'$SERVER["socket"] == "127.0.0.1:{port}"')
    blocks = "\n".join(location(site, prefix) for site, prefix in sites)
    text = LOCATION.sub(lambda _: blocks, text)
    return text if started else text.replace(STARTED, OURS)


class Lighttpd(WebServer):
    """lighttpd, as web_server.py says.

    With `command`, the sites whose file says so have lighttpd start virt-fcgi by this command line.
    """

    NAME = "lighttpd"

    def __init__(self, *arguments, command=None, **options):
        self._command = command
        super().__init__(*arguments, **options)

    def _argv(self):
        return ["lighttpd", "-D", "-f", f"{self.folder}/lighttpd.conf"]

    def _check_argv(self):
        return ["lighttpd", "-tt", "-f", f"{self.folder}/lighttpd.conf"]

    def _write(self, responder_socket, sites):
        (self.folder / "documents").mkdir()
        include = shipped("virt-fcgi.inc").replace("/etc/lighttpd/", f"{self.folder}/")
        include = replace_once(include, r"/run/virt-fcgi/virt-fcgi\.sock", str(responder_socket))
        include = replace_once(include, r"/run/lighttpd/", f"{self.folder}/")
        if self._command:
            include = replace_once(include, r'(?<="bin-path"             => ").*(?=",$)', self._command)
        limit = shipped("virt-fcgi-limit.lua")
        if not self._limited:
            limit = replace_once(limit, r"^local rate, burst = \d+, \d+$", f"local rate, burst = {MANY}, {MANY}")
        site = server(self.port, sites, started=bool(self._command)).replace("/etc/lighttpd/", f"{self.folder}/")
        files = {
            "lighttpd.conf": MAIN_CONF.format(folder=self.folder, port=self.port),
            "site.conf": site,
            "virt-fcgi.inc": include,
            "virt-fcgi-limit.lua": limit,
        }
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")

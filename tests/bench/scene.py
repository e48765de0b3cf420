"""What is measured: a private libvirtd with a hundred domains, virt-fcgi, an empty responder, nginx before both."""

import socket
import urllib.request

from tests.lab.domains import Row, define
from tests.lab.libvirtd import Libvirtd
from tests.lab.nginx import Nginx, location, shipped
from tests.lab.processes import Processes
from tests.lab.responder import VirtFcgi
from tests.lab.waiting import wait_until
from tests.lab.web_server import replace_once

from report import COMMANDS
from usage import family

COUNT = 100
OWNER = "client1"
SITE = "read-only.conf"
PREFIX, EMPTY_PREFIX = "/virt", "/empty"
EMPTY_PROCESSES = 4

# 499: the load generator hung up at its end, with requests under way.
FAILURES_ONLY = """\
map $status $failed {{ 200 0; 499 0; default 1; }}
    log_format failure '$status $request_uri';
    access_log {file} failure if=$failed;"""


def domain_name(number):
    return f"vm{number:03}"


class Host(Libvirtd):
    """A host of the test driver with vm001 … vm100 of client1, all running, and nothing else."""

    URI = "test+unix:///default?socket={socket}"

    def _prepare_domains(self):
        self._holder = self.open()  # The driver's state lasts as long as one connection does.
        own = self._holder.lookupByName("test")
        own.destroy()
        own.undefine()
        for number in range(1, COUNT + 1):
            define(self._holder, Row(domain_name(number), (OWNER,), "running", f"Web server {number}",
                                     memory_mib=2048, vcpus=2))

    def documents(self):
        """libvirt's own document of each domain, by name."""
        return {domain.name(): domain.XMLDesc().encode() for domain in self._holder.listAllDomains()}


class Front(Nginx):
    """nginx with one worker: the shipped site at /virt, and the same with the empty responder at /empty."""

    def __init__(self, processes, responder_socket, empty_socket):
        self._empty_socket = empty_socket
        super().__init__(processes, responder_socket, sites=[(SITE, PREFIX)], users={})

    def failures(self):
        """The answers other than 200 so far, as lines `STATUS URL`. Nothing else is logged."""
        return self._failed_log.read_text(encoding="utf-8", errors="replace").splitlines()

    @property
    def _failed_log(self):
        return self.folder / "failed.log"

    def _write(self, responder_socket, sites):
        super()._write(responder_socket, sites)
        self._replace("nginx.conf", r"^worker_processes .*;$", "worker_processes 1;")
        self._replace("nginx.conf", r"access_log .*;$", FAILURES_ONLY.format(file=self._failed_log))
        empty = replace_once(location(SITE, EMPTY_PREFIX), r"include virt-fcgi\.inc", "include empty.inc")
        self._replace("site.conf", r"^\}$", empty + "}")
        include = replace_once(shipped("virt-fcgi.inc"), r"^fastcgi_pass .*;$",
                               f"fastcgi_pass unix:{self._empty_socket};")
        (self.folder / "empty.inc").write_text(include, encoding="utf-8")

    def _replace(self, name, pattern, replacement):
        file = self.folder / name
        file.write_text(replace_once(file.read_text(encoding="utf-8"), pattern, replacement), encoding="utf-8")


class Scene:
    """All of it, running. Without `program`, virt-fcgi is left out. Gone without a trace after close()."""

    def __init__(self, folder_of_programs, program, config):
        self.processes = Processes()
        self.host = Host(self.processes, "host")
        uris = {self.host.name: self.host.uri}
        self.responder = VirtFcgi(self.processes, uris, program=program, config=config) if program else None
        self._empty_socket = self.processes.folder / "empty"
        self._empty_command = [folder_of_programs / "empty_responder", self._empty_socket, EMPTY_PROCESSES, 1]
        self.nginx = Front(self.processes, self.responder.socket if program else "/nowhere", self._empty_socket)
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.processes.close()
            raise
        return self

    def __exit__(self, *_):
        self.processes.close()

    def start(self):
        self.host.start()
        self._empty = self.processes.start("empty", self._empty_command)
        self._empty.wait_until_answers(self._connect_to_empty)
        self.nginx.start()
        self.get(f"{EMPTY_PREFIX}/")
        if self.responder:
            self.responder.start()
            self._wait_for_all_domains()

    def families(self):
        """Every process that is measured."""
        tops = [self.host.process, self.nginx.process, self._empty]
        if self.responder:
            tops.insert(2, self.responder.process)
        return [process for top in tops for process in family(top.pid)]

    def get(self, path):
        with self._opener.open(self.nginx.url(path), timeout=10) as answer:
            return answer.read()

    def check_answers(self):
        """Each URL of the load answers 200, and the documents are libvirt's own."""
        for name, document in self.host.documents().items():
            for command in COMMANDS:
                answer = self.get(f"{PREFIX}/{OWNER}/{name}/{command}")
                if command == "domainGetXMLDesc" and answer != document:
                    text = answer.decode(errors="replace")
                    raise AssertionError(f"The document of {name} is not libvirt's:\n{text}")

    def _wait_for_all_domains(self):
        last = f"{PREFIX}/{OWNER}/{domain_name(COUNT)}/domainGetInfo"
        try:
            wait_until("virt-fcgi knows the domains", lambda: self.get(last), seconds=20)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.responder.process.log_tail()}") from None

    def _connect_to_empty(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self._empty_socket))

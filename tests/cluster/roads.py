"""A cluster whose hosts are reached by every transport that libvirt has."""

from tests.lab.waiting import wait_until
from tests.site.processes import children

from .cluster import Cluster
from .keyed import Keyed
from .pki import Authority, write_client, write_etc_pki
from .road_host import RoadHost
from .web import WebNode


NO_LEAKS = {"ASAN_OPTIONS": "detect_leaks=0"}
"""For the environment of virt-fcgi, where libraries lose memory that is not ours: libvirt and libscram at each login
with a password, libvirt with libssh when there is no libvirtd at the other end."""


class RoadWeb(Keyed, WebNode):
    """The web machine with its keys. virt-fcgi's home folder is /root, as the password file says."""

    def __init__(self, *arguments, authority, env=None, **options):
        self.env = {"HOME": "/root"} | (env or {})
        super().__init__(*arguments, env=self.env, **options)
        self._usual = self.responder.config
        self.authority, self.identity = authority, authority.issue_client(self.name)
        self.write_pki()

    def write_pki(self, *, revocations=None, identity=True):
        """Its /etc/pki, as it is at the beginning, or with a list of revoked certificates, or without its own."""
        write_etc_pki(self.path("pki"), self.authority, client=self.identity if identity else None, revocations=revocations)

    def pki_folder(self, name):
        """The same as a folder for `pkipath=`."""
        write_client(self.path(name), self.authority, self.identity)
        return self.path(name)

    def script(self, name, *lines):
        """A shell script of the node's, as a path."""
        return write_script(self.path(name), *lines)

    def configure(self, hosts, **sections):
        """Reloads virt-fcgi with these hosts, and sections on top of the usual; returns once nothing is left of before."""
        before = set(children(self.responder.process.pid))
        self.responder.config = {section: self._usual.get(section, {}) | sections.get(section, {})
                                 for section in self._usual | sections} | {"hosts": hosts}
        self.responder.hup()
        wait_until("others have taken over", lambda: self._all_new(before), 60)

    def wait_for_states(self, state, names, limit, since=None):
        """Waits until all these hosts are in this state; the picture."""
        def check(picture):
            return all(picture.state(name) == state for name in names)
        return self.wait_for(f"{', '.join(sorted(names))} {state}", check, limit, since)

    def wait_for_error(self, name, pattern, limit, since=None):
        """Waits until the host is unreachable for a reason that matches; returns the whole reason."""
        def check(picture):
            return picture.state(name) == "unreachable" and pattern.search(picture.hosts[name]["error"] or "")
        return self.wait_for(f"{name} unreachable: {pattern.pattern}", check, limit, since).hosts[name]["error"]

    def probe(self, name, seconds=60):
        """`virt-fcgi --probe` with the configuration that runs: how it ended."""
        return self.command("--probe", name, seconds=seconds)

    def command(self, *arguments, config=None, seconds=30):
        """Another virt-fcgi with these options, and with the same configuration file or another one."""
        return self.namespaces.call(self.responder.program, "-c", config or self.responder.config_file, *arguments,
                                    env=self.env, seconds=seconds)

    def _all_new(self, before):
        now = set(children(self.responder.process.pid))
        return now and not before & now


def write_script(file, *lines):
    file.write_text("\n".join(("#!/bin/sh", *lines, "")))
    file.chmod(0o755)
    return file


class RoadCluster(Cluster):
    """RoadHosts and a RoadWeb that trust each other: one `authority`, known host keys, root may log in by ssh.

    Discovery is off, unless `web` says otherwise. `env` is virt-fcgi's environment, on top of the usual.
    """

    def __init__(self, *arguments, web=None, env=None, **options):
        self.authority, self._env = Authority("The cluster's authority"), env
        super().__init__(*arguments, web={"discovery": {"enabled": False}} | (web or {}), **options)
        self.trust_all()

    def trust_all(self):
        """Whose ssh key is known, and who is let in: as it is at the beginning."""
        self.web.know(*(host.sshd.known_hosts_line() for host in self.hosts.values()))
        for host in self.hosts.values():
            host.let_in(self.web.ssh_key)

    def _make_web(self, *arguments, **options):
        return RoadWeb(self.processes, self.network, *arguments, authority=self.authority, env=self._env, **options)

    def _make_host(self, *arguments):
        return RoadHost(self.processes, self.network, *arguments, authority=self.authority)

"""A hypervisor that every transport of libvirt leads to."""

from .host import LIBVIRTD_CONF, TCP_PORT, Host
from .keyed import Keyed
from .pki import write_etc_pki
from .ssh import Sshd

TLS_PORT = 16514

SASL_CONF = """\
mech_list: scram-sha-256
sasldb_path: {file}
"""


class RoadHost(Keyed, Host):
    """A Host (host.py) with sshd, and libvirtd on TLS, too. `identity` is its certificate, `authority` whom it trusts.

    `settings` are {key: value} of libvirtd.conf on top of the usual, `revocations` its cacrl.pem. All these count from
    the next start of libvirtd on: restart_libvirtd().
    """

    def __init__(self, processes, network, name, number, domains, *, authority):
        super().__init__(processes, network, name, number, domains)
        self.authority, self.identity = authority, authority.issue_server(self.address)
        self.sshd, self.settings, self.revocations = Sshd(self), {}, None

    def boot(self):
        super().boot()
        self.sshd.start()

    def start_libvirtd(self):
        self.write_settings()
        super().start_libvirtd()

    def write_settings(self):
        usual = LIBVIRTD_CONF.format(port=TCP_PORT).splitlines()
        settings = dict(line.split(" = ", 1) for line in usual) | {"listen_tls": 1} | self.settings
        self.path("libvirt/libvirtd.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        self.write_pki()

    def write_pki(self):
        write_etc_pki(self.path("pki"), self.authority, server=self.identity, revocations=self.revocations)

    def restart_libvirtd(self):
        self.libvirtd.kill()
        self.start_libvirtd()

    def ask_passwords(self, **users):
        """From its next start on libvirtd wants one of these names and passwords of who comes by TLS."""
        file = self.path("libvirt/passwords")
        self.path("sasl2/libvirt.conf").write_text(SASL_CONF.format(file=file))
        for user, password in users.items():
            self.namespaces.run("saslpasswd2", "-p", "-a", "libvirt", "-f", file, user, text=password)
        self.settings["auth_tls"] = '"sasl"'

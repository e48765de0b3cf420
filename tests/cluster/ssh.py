"""OpenSSH's keys, and its daemon on a node."""

import socket

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

SSH_PORT = 22

SSHD_CONFIG = """\
Port {port}
HostKey {folder}/host_key
HostKey {folder}/another_key
PidFile none
UsePAM no
StrictModes no
UseDNS no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
LogLevel VERBOSE
"""


class SshKey:
    """A new key. `public` is its line as in authorized_keys, `private` the file that ssh wants."""

    def __init__(self, key=None):
        key = key or ed25519.Ed25519PrivateKey.generate()
        self.private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH,
                                         serialization.NoEncryption()).decode()
        self.public = key.public_key().public_bytes(serialization.Encoding.OpenSSH,
                                                    serialization.PublicFormat.OpenSSH).decode()

    def write(self, file):
        write_secret(file, self.private)


def write_secret(file, text):
    file.touch(mode=0o600)
    file.write_text(text)


class Sshd:
    """sshd on a node, with a host key of its own; who may log in stands in the node's /root/.ssh/authorized_keys.

    It has a second key, of another kind, and offers it: an ssh that is allowed to adds that to known_hosts.
    """

    def __init__(self, node):
        self.process = None
        self._node, self._folder = node, node.path("sshd")
        self._folder.mkdir(mode=0o700)
        (self._folder / "config").write_text(SSHD_CONFIG.format(port=SSH_PORT, folder=self._folder))
        self.host_key = None
        self.take_key(SshKey())
        SshKey(ec.generate_private_key(ec.SECP256R1())).write(self._folder / "another_key")

    def take_key(self, key):
        """Another host key, from the next start on."""
        self.host_key = key
        key.write(self._folder / "host_key")

    def start(self):
        """Starts the daemon; returns once it takes connections."""
        self._node.path("run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.process = self._node.start("sshd", ["/usr/sbin/sshd", "-D", "-e", "-f", self._folder / "config"])
        self.process.wait_until_answers(self._connect)

    def restart(self):
        self.process.stop()
        self.start()

    def known_hosts_line(self, key=None):
        return f"{self._node.address} {(key or self.host_key).public}\n"

    def _connect(self):
        with self._node.namespaces.network():
            socket.create_connection(("127.0.0.1", SSH_PORT), timeout=5).close()

"""What a machine proves itself with: certificates in /etc/pki, ssh keys in /root/.ssh, both the node's own."""

from .ssh import SshKey, write_secret


class Keyed:
    """For a Node: /etc/pki, /etc/sasl2 and /root/.ssh are its own, and what it writes to /etc and /root stays there.

    `ssh_key` is root's.
    """

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for name in ("pki", "sasl2", "ssh", "layer-etc", "layer-root"):
            self.path(name).mkdir(mode=0o755)
        self.path("ssh").chmod(0o700)
        self.ssh_key = SshKey()
        self.ssh_key.write(self.path("ssh/id_ed25519"))

    def mounts(self):
        return super().mounts() | {
            "/etc/pki": self.path("pki"), "/etc/sasl2": self.path("sasl2"), "/root/.ssh": self.path("ssh")}

    def layers(self):
        return {"/etc": self.path("layer-etc"), "/root": self.path("layer-root")}

    def know(self, *lines):
        """Writes known_hosts: lines as of Sshd.known_hosts_line()."""
        write_secret(self.path("ssh/known_hosts"), "".join(lines))

    def home(self):
        """{file: content} of what has been written to root's home folder."""
        folders = self.namespaces.inside(str(self.path("layer-root"))) / "upper", self.path("ssh")
        return {str(file): file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()}

    def let_in(self, *keys):
        """Writes authorized_keys: the SshKeys that may log in."""
        write_secret(self.path("ssh/authorized_keys"), "".join(f"{key.public}\n" for key in keys))

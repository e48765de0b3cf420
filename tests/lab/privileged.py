"""`Gamma`: a private libvirtd with the rights of root, or so it believes.

A session's daemon keeps no CPU tuning, and the test driver forgets it. This one has the system's QEMU driver,
which keeps scheduler parameters in a domain's definition. It runs in namespaces of its own, with folders of the
lab in place of all that it would write to, and without the machine's network. They end with its last process.
"""

import subprocess

from . import domains
from .libvirtd import QEMU_CONF, Libvirtd
from .processes import PATH, unprivileged_user

MOUNTS = {
    "run": "/run",  # Its socket too, which is how it can be reached from outside.
    "var": "/var",
    "config/libvirt": "/etc/libvirt",
    "passwd": "/etc/passwd",
    "group": "/etc/group",
}

# 2**32-1 is -1: a guest runs as whoever the daemon is, the only user that a user namespace has.
# The huge pages are the one place to write to that is not below MOUNTS.
PRIVILEGED_CONF = QEMU_CONF + """\
user = "+4294967295"
group = "+4294967295"
hugetlbfs_mount = []
"""

# Debian's libvirtd wants these to exist, whatever its configuration says.
ACCOUNTS = ("root", "libvirt-qemu", "tss")


def account_files(*more):
    """The passwd and the group of the inside, by name. Who is nobody in it are all who are outside: libvirtd asks who that is."""
    names = (*ACCOUNTS, *more)
    return {
        "passwd": "".join(f"{name}:x:0:0::/:/usr/sbin/nologin\n" for name in names) + "nobody:x:65534:65534::/:/usr/sbin/nologin\n",
        "group": "".join(f"{name}:x:0:\n" for name in names) + "nogroup:x:65534:\n",
    }


NAMESPACES = ("unshare", "--mount", "--net", "--ipc", "--propagation", "private")
AS_ROOT = ("--user", "--map-root-user")

REFUSED = """\
gamma needs a user namespace, and this user may not make one here: {reason}
Run the tests as root, or permit it with sysctl (user.max_user_namespaces, kernel.unprivileged_userns_clone)."""


def reason_against(command, user):
    """Why `user` cannot run anything by such a command; "" if it can."""
    as_user = {"user": user, "group": "nogroup", "extra_groups": []} if user else {}
    tried = subprocess.run([*command, "true"], env={"PATH": PATH, "LC_ALL": "C.UTF-8"}, cwd="/",
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **as_user)
    return "" if tried.returncode == 0 else tried.stderr.strip() or f"status {tried.returncode}"


def reason_against_user_namespace(user):
    """Why `user` cannot be root in a namespace of its own; "" if it can."""
    return reason_against([*NAMESPACES, *AS_ROOT], user)


def enter_as(user):
    """The command that makes the namespaces, and who is to run it: `user`, or root where only root may."""
    reason = reason_against_user_namespace(user)
    if not reason:
        return [*NAMESPACES, *AS_ROOT], user
    if user:  # We are root.
        return [*NAMESPACES], None
    raise PermissionError(REFUSED.format(reason=reason))


class Gamma(Libvirtd):
    """A QEMU host of the system's kind with one domain, which is shut off: `domains.TUNED`."""

    URI = "qemu+unix:///system?socket={socket}"

    def _command(self):
        enter, user = enter_as(unprivileged_user())
        mounts = [f'mount -n --bind "$0/{ours}" {theirs}' for ours, theirs in MOUNTS.items()]
        script = " && ".join([*mounts, 'exec libvirtd --config "$0/config/libvirtd.conf"'])
        return [*enter, "sh", "-c", script, self._folder], user

    def _make_folders(self):
        super()._make_folders()
        self._make_folder("var")
        self._write("config/libvirt/qemu.conf", PRIVILEGED_CONF)
        for name, text in account_files().items():
            self._write(name, text)

    def _prepare_domains(self):
        connection = self.open()
        try:
            if not connection.listAllDomains():  # After a restart it is there.
                connection.defineXML(domains.TUNED_XML)
        finally:
            connection.close()

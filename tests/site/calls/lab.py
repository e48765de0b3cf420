"""The hosts on which every function can be called: the usual ones, gamma, and omega to which guests can go."""

import re
from contextlib import closing, contextmanager

from client import Client
from conftest import LABS

from tests.lab.lab import ADMIN, Lab
from tests.lab.libvirtd import Libvirtd

from .scene import Scene


class Omega(Libvirtd):
    """Another QEMU host, to which guests can go."""

    URI = "qemu+unix:///session?socket={socket}"
    DRIVER = "qemu:///session"


class WideLab(Lab):
    """The usual hosts and omega, and an admin site that shows secrets."""

    def _make_hosts(self):
        self.omega = Omega(self.processes, "omega")
        return [*super()._make_hosts(), self.omega]

    def show_secrets(self):
        site = self.nginx.folder / "site.conf"
        text, count = re.subn(r"#(?=fastcgi_param VIRT_SECRETS)", "", site.read_text())
        assert count == 1, text
        site.write_text(text)


@contextmanager
def running_scene():
    """A Scene on a lab of its own."""
    lab = WideLab(sites=(ADMIN,), privileged=True)
    lab.show_secrets()
    with lab, Client(lab.nginx.url("/virt"), (lab.user, lab.password)) as admin, closing(Scene(lab, admin)) as scene:
        LABS.append(lab)
        try:
            yield scene
        finally:
            LABS.remove(lab)

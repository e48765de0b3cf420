"""Every function is called over HTTP, and libvirt's own Python makes the same call: same values, same names.

The rows are in calls/; a function without one fails by its name. Figures are printed at the end.
"""

import re
import subprocess
from collections import Counter
from contextlib import closing

import pytest
from calls import ROWS
from calls.scene import Scene
from client import Client
from conftest import LABS

from tests.lab.lab import ADMIN, Lab
from tests.lab.libvirtd import Libvirtd
from tests.lab.responder import default_program

NAMES = [line.split("\t")[0] for line in
         subprocess.run([default_program(), "--commands"], capture_output=True, text=True, check=True).stdout.splitlines()]
OUTCOMES, HOSTS = {}, {}


DRIVERS = {"alpha": "the test driver", "beta": "QEMU of a user", "gamma": "QEMU of the system"}


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


@pytest.fixture(scope="module")
def scene():
    lab = WideLab(sites=(ADMIN,), privileged=True)
    lab.show_secrets()
    with lab, Client(lab.nginx.url("/virt"), (lab.user, lab.password)) as admin, closing(Scene(lab, admin)) as scene:
        LABS.append(lab)
        yield scene
        LABS.remove(lab)


@pytest.fixture(scope="module")
def commands(scene):
    return {each["name"]: each for each in scene.admin.get("/-/commands?format=json").json()["commands"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_function_answers_as_libvirt_does(scene, commands, name):
    assert name in ROWS, f"no row in tests/site/calls/ calls {name}"
    row = ROWS[name]
    host = row.check(scene, commands[name])
    OUTCOMES[name], HOSTS[name] = row.outcome, DRIVERS[host]


def test_no_row_is_of_a_function_that_is_not_there():
    assert set(ROWS) <= set(NAMES)


def test_figures(commands, capsys):
    """Nothing is unsupported but what no driver implements; the rest is compared, done or refused as libvirt does."""
    by_target = {}
    for name, outcome in OUTCOMES.items():
        by_target.setdefault(commands[name]["target"], Counter())[outcome] += 1
    with capsys.disabled():
        print(f"\n{len(OUTCOMES)} of {len(NAMES)} functions: {dict(Counter(OUTCOMES.values()))}")
        print("on", dict(Counter(HOSTS[name] for name in OUTCOMES)))
        for target, counts in sorted(by_target.items()):
            print(f"{target:16} {sum(counts.values()):4}  {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}")
    assert len(OUTCOMES) == len(NAMES)

"""What tests of whole sites start from: real nginx, virt-fcgi, and two libvirtd (see tests/lab/README.md).

Run them from the project's folder with

    /usr/bin/python3 -m pytest tests/site

The program under test is build/dev/bin/virt-fcgi, or what VIRT_FCGI names. When a test fails, the
last lines of the program's log are shown with it. One lab serves all tests: leave its domains as
they are. What a test changes it makes itself with `make_domain`, and what it breaks (daemons,
workers, configuration) it gets from `make_lab`.
"""

import contextlib
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from client import Client  # noqa: E402
from tests.lab.domains import GUEST, Row, define  # noqa: E402
from tests.lab.lab import ADMIN, LOOK, Lab  # noqa: E402
from tests.lab.waiting import wait_until  # noqa: E402

ODD = ("insecure.conf", "/a/b-c")
LABS = []  # The running ones: a failing test shows their logs.


@contextlib.contextmanager
def running_lab(**options):
    with Lab(**{"sites": (ADMIN, LOOK, ODD)} | options) as lab:
        LABS.append(lab)
        try:
            yield lab
        finally:
            LABS.remove(lab)


@pytest.fixture(scope="session")
def lab():
    """The lab that all tests share: alpha (test driver), beta (QEMU), virt-fcgi, nginx."""
    with running_lab() as lab:
        yield lab


@pytest.fixture
def make_lab():
    """make_lab(config={…}, …) starts a lab of the test's own, which it may break; arguments as for Lab."""
    with contextlib.ExitStack() as stack:
        yield lambda **options: stack.enter_context(running_lab(**options))


@pytest.fixture(scope="module")
def privileged_lab():
    """A lab with a third host, gamma: QEMU as the system's libvirtd has it, one domain that is shut off."""
    with running_lab(privileged=True) as lab:
        yield lab


@pytest.fixture(scope="session")
def client_of():
    """client_of(lab, prefix="/virt") is a Client for a lab of make_lab; `login=None` leaves the password out."""
    def make(lab, prefix="/virt", **options):
        return Client(lab.nginx.url(prefix), options.get("login", (lab.user, lab.password)))
    return make


@pytest.fixture(scope="session")
def admin(lab, client_of):
    """The admin site at /virt, logged in: admin.get("/client1/vm1"), admin.xml("/client1/vm1/domainGetInfo")."""
    with client_of(lab) as client:
        yield client


@pytest.fixture(scope="session")
def look(lab, client_of):
    """The read-only site at /look, which has no login."""
    with client_of(lab, "/look", login=None) as client:
        yield client


@pytest.fixture(scope="session")
def odd(lab, client_of):
    """The admin site once more, at /a/b-c: nothing may depend on the prefix."""
    with client_of(lab, "/a/b-c") as client:
        yield client


@pytest.fixture(scope="session")
def alpha(lab):
    """libvirt's own connection to the host alpha, to compare answers with."""
    connection = lab.alpha.open()
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def beta(lab):
    """libvirt's own connection to the host beta."""
    connection = lab.beta.open()
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def guest(beta):
    """libvirt's own handle of the running QEMU guest; its URL is /client1/small."""
    return beta.lookupByName(GUEST)


@pytest.fixture
def make_domain(alpha, admin):
    """make_domain("name", owners=("client1",), state="running", …) defines a domain on alpha, gone after the test.

    Arguments as for Row in tests/lab/domains.py. Returns libvirt's own handle once virt-fcgi knows the domain.
    """
    made = []

    def is_known(name):
        return admin.xml("/").xpath("domains/domain[@name=$name]", name=name)

    def make(name, owners=("client1",), state="running", **more):
        domain = define(alpha, Row(name, owners, state, **more))
        made.append(domain)
        wait_until(f"virt-fcgi knows {name}", lambda: is_known(name))
        return domain

    yield make
    for domain in made:
        name = domain.name()
        remove(alpha, domain)
        wait_until(f"virt-fcgi knows {name} no more", lambda name=name: not is_known(name))


def remove(connection, domain):
    """Undefines a domain that may be gone, or be another one by now."""
    for left in connection.listAllDomains():
        if left.UUID() == domain.UUID():
            if left.isActive():
                left.destroy()
            if left.isPersistent():
                left.undefine()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for lab in LABS:
            if lab.responder.process:
                report.sections.append(("virt-fcgi's log", lab.responder.process.log_tail()))

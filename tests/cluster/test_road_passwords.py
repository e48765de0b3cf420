"""User names and passwords (SASL) over TLS: the right one opens the host, any other is said in words."""

import pytest

from tests.site.checks import ok

from .conftest import running
from .road_table import check_said
from .roads import NO_LEAKS, RoadCluster
from .ssh import write_secret

UP, NOTICED = 10, 10  # Seconds.
CREDENTIALS = 6  # Exit status of --probe: the host does not accept us.
ROAD = "remote:tls:{h1} name=test:///default"

PASSWORD = "[credentials-all]\nauthname=jane\npassword=of the cluster\n[auth-libvirt-default]\ncredentials=all\n"
REFUSED, NONE = "the host refuses the user name or the password", "no user name and password for the host"


@pytest.fixture(scope="module")
def asked():
    """h1's libvirtd asks for a password, and virt-fcgi has the right one."""
    with running(RoadCluster({"h1": {"vm1": ("client1",)}}, env=NO_LEAKS)) as cluster:
        host, file = cluster.hosts["h1"], cluster.web.path("auth.conf")
        host.ask_passwords(jane="of the cluster")
        host.restart_libvirtd()
        write_secret(file, PASSWORD)
        cluster.web.configure({"h1": ROAD.format(h1=host.address)}, libvirt={"auth_file": str(file)})
        yield cluster


@pytest.mark.parametrize("reason, text", [
    (REFUSED, PASSWORD.replace("password=of", "password=not of")), (REFUSED, PASSWORD.replace("jane", "joe")),
    (NONE, PASSWORD.replace("libvirt-default", "libvirt-elsewhere")),
    (NONE, PASSWORD.replace("password=of the cluster\n", ""))], ids=["wrong", "unknown user", "not for this host", "none"])
def test_without_the_right_password_the_host_is_unreachable_until_it_is_there(asked, reason, text):
    web, file = asked.web, asked.web.path("auth.conf")
    web.wait_for_states("up", ["h1"], UP)
    write_secret(file, text)
    asked.hosts["h1"].restart_libvirtd()
    check_said(web, "h1", reason, CREDENTIALS, NOTICED)
    assert "of the cluster" not in web.log("virt-fcgi")
    write_secret(file, PASSWORD)
    web.wait_for_states("up", ["h1"], UP)
    ok(web.client.post("/client1/vm1/domainSuspend"))
    ok(web.client.post("/client1/vm1/domainResume"))


def test_with_the_right_password_the_probe_says_that_it_answers(asked):
    probed = asked.web.probe("h1")
    assert (probed.returncode, "TEST" in probed.stdout) == (0, True), probed.stdout + probed.stderr


def test_without_a_file_no_password_is_known(asked):
    config = asked.web.responder.config
    asked.web.configure(config["hosts"])
    check_said(asked.web, "h1", NONE, CREDENTIALS, NOTICED)
    asked.web.configure(config["hosts"], libvirt=config["libvirt"])
    asked.web.wait_for_states("up", ["h1"], UP)

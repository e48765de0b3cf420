"""What a liar announces, and how to know that it was heard."""

import itertools
import uuid

from tests.lab.waiting import wait_until

from .announcements import announced
from .host import TCP_PORT
from .mdns import address, service

HOST, DOMAIN = "_libvirt._tcp", "_domu._tcp"
FOUND = 5  # Seconds: something that the liar says.
MARKERS = itertools.count(1)


def some_uuid(name):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


def host_records(instance, target=None, ip="10.77.0.66", text=None):
    """A host of the liar's: by default it is where the liar itself is, and has no libvirt."""
    target = target or (instance, "local")
    text = {"txtvers": "1", "uuid": some_uuid(instance)} if text is None else text
    return [*service(instance, HOST, target, TCP_PORT, text), address(target, ip)]


def domain_records(instance, target=("h6", "local"), **text):
    """A domain of the liar's h6."""
    usual = {"txtvers": "1", "uuid": some_uuid(instance), "name": instance, "host": some_uuid("h6")}
    return service(instance, DOMAIN, target, TCP_PORT, usual | text)


def refusals(cluster, reason=""):
    """The lines of the log that say that a record is not used, for this reason."""
    lines = cluster.web.log("virt-fcgi").splitlines()
    return [line for line in lines if "mDNS" in line and "not used" in line and reason in line]


def wait_until_heard(cluster, instance, kind=HOST):
    wait_until(f"the web machine hears of {instance}", lambda: instance in {
        record.name for record in announced(cluster.web, kind)}, 30)


def wait_until_taken_in(cluster):
    """Whatever was said before, virt-fcgi has heard it."""
    marker = f"marker{next(MARKERS)}"
    cluster.liar.say(*domain_records(marker))
    cluster.web.wait_for(f"the liar's {marker}", lambda picture: picture.domain(marker), FOUND)

"""What domumdns announces, and that it follows libvirt. Seen from another host on the wire, where that matters."""

import uuid
from pathlib import Path

import pytest
from conftest import DEADLINE, wait_for

from tests.lab.libvirtd import Beta
from tests.lab.waiting import wait_until

HOST_UUID = "6d6e4a7c-0001-4b1e-8c5d-0123456789ab"


def only(services):
    assert len(services) == 1, services
    return services[0]


def test_the_host_and_its_domains_are_announced_with_what_others_need(network, host, start):
    domain = host.define("vm1")[0]
    start("--name", "alpha", "--port", "16509", "--host-uuid", HOST_UUID.upper())
    wait_for(network[1], "_domu._tcp", "vm1")
    wait_for(network[1], "_libvirt._tcp", "alpha")

    service = only(network[1].browse("_domu._tcp", resolve=True))
    assert (service.host, service.address, service.port) == ("h1.local", "192.0.2.1", 16509)
    assert service.values == {"txtvers": "1", "uuid": domain.UUIDString(), "name": "vm1", "host": HOST_UUID}
    assert service.texts[-1] == "txtvers=1"  # which has to be the first: avahi-browse tells the last one first

    service = only(network[1].browse("_libvirt._tcp", resolve=True))
    assert (service.host, service.address, service.port) == ("h1.local", "192.0.2.1", 16509)
    assert service.values == {"txtvers": "1", "uuid": HOST_UUID}


def test_a_host_whose_driver_knows_no_uuid_has_that_of_its_machine(network, host, start):
    start("--name", "alpha")
    wait_for(network[0], "_libvirt._tcp", "alpha")
    service = only(network[0].browse("_libvirt._tcp", resolve=True))
    assert service.port == 16514
    assert service.values["uuid"] == str(uuid.UUID(Path("/etc/machine-id").read_text().strip()))


def test_a_host_whose_driver_knows_its_uuid_has_that_one(network, processes, start):
    beta = Beta(processes, "beta")
    beta.start()
    try:
        start("--name", "beta", uri=beta.uri)
        wait_for(network[0], "_libvirt._tcp", "beta")
        service = only(network[0].browse("_libvirt._tcp", resolve=True))
        assert service.values["uuid"] == str(uuid.uuid5(uuid.NAMESPACE_DNS, "beta.virt-fcgi.invalid"))
    finally:
        beta.stop()


def test_what_is_defined_renamed_and_undefined_is_followed(network, host, start):
    host.define("vm1")
    start()
    wait_for(network[1], "_domu._tcp", "vm1")
    domain = host.define("vm2")[0]
    wait_for(network[1], "_domu._tcp", "vm1", "vm2")
    domain.rename("vm3")
    wait_for(network[1], "_domu._tcp", "vm1", "vm3")
    renamed = next(service for service in network[1].browse("_domu._tcp", resolve=True) if service.name == "vm3")
    assert renamed.values["name"] == "vm3" and renamed.values["uuid"] == domain.UUIDString()
    domain.undefine()
    wait_for(network[1], "_domu._tcp", "vm1")


def test_two_domains_that_change_their_names_with_each_other_are_followed(network, host, start):
    one, other = host.define("vm1", "vm2")
    start()
    wait_for(network[0], "_domu._tcp", "vm1", "vm2")
    one.rename("aside")
    other.rename("vm1")
    one.rename("vm2")

    def uuids():
        return {service.name: service.values["uuid"] for service in network[0].browse("_domu._tcp", resolve=True)}
    wait_until("they have", lambda: uuids() == {"vm1": other.UUIDString(), "vm2": one.UUIDString()}, DEADLINE)


def test_all_announces_domains_that_do_not_run(network, host, start):
    domain = host.define("vm1", "vm2")[0]
    program = start("--all")
    wait_for(network[0], "_domu._tcp", "vm1", "vm2")
    domain.create()
    domain.destroy()
    host.define("last")
    wait_for(network[0], "_domu._tcp", "vm1", "vm2", "last")
    # Others can see it before Avahi tells the announcer.
    wait_until("the announcer knows of it", lambda: program.log.count("announced:") >= 2, DEADLINE)
    assert program.log.count("announced:") == 2  # starting and stopping changed nothing


def test_active_follows_start_and_stop(network, host, start):
    domain = host.define("vm1", "vm2")[0]
    start("--active", "--name", "alpha")
    wait_for(network[1], "_libvirt._tcp", "alpha")
    assert network[1].names() == []
    domain.create()
    wait_for(network[1], "_domu._tcp", "vm1")
    domain.suspend()
    host.define("vm3")[0].create()
    wait_for(network[1], "_domu._tcp", "vm1", "vm3")  # a paused one is active
    domain.destroy()
    wait_for(network[1], "_domu._tcp", "vm3")


def test_another_service_type_can_be_chosen(network, host, start):
    host.define("vm1")
    start("--service-type", "_vm._udp")
    wait_for(network[0], "_vm._udp", "vm1")
    assert network[0].names("_domu._tcp") == []


ODD = ["ä b;c.d\\e\"f", "=name=x", "a" * 63, "..", "?command=touch", "<b>&amp;", "vm #2", "Ünï-🖥"]


def test_odd_names_are_announced_as_they_are(network, host, start):
    host.define(*ODD)
    start()
    wait_for(network[1], "_domu._tcp", *ODD)
    wait_until("their TXT records are there", lambda: len(network[1].browse("_domu._tcp", resolve=True)) == len(ODD), DEADLINE)
    assert all(service.values["name"] == service.name for service in network[1].browse("_domu._tcp", resolve=True))


def test_names_that_are_too_long_are_cut_and_the_true_one_is_told(network, host, start):
    names = ["a" * 64, "a" * 65, "ä" * 40, "b" * 250, "c" * 251]
    host.define(*names)
    start()
    wait_until("they are there", lambda: len(network[1].browse("_domu._tcp", resolve=True)) == len(names), DEADLINE)
    found = {service.values["name"]: service.name for service in network[1].browse("_domu._tcp", resolve=True)}
    assert set(found) == {*names[:4], "c" * 247 + "…"}
    assert all(len(name.encode()) <= 63 for name in found.values()) and len(set(found.values())) == len(names)
    assert found["ä" * 40].startswith("ä" * 27 + "-")


def test_a_name_with_control_characters_is_mended_and_the_true_one_is_told(network, host, start):
    host.define("a\tb\x7fc")
    start()
    wait_for(network[1], "_domu._tcp", "a�b�c")
    service = only(network[1].browse("_domu._tcp", resolve=True))
    assert service.values["name"] == "a\tb\x7fc"


@pytest.mark.parametrize("domains", [500, 501])
def test_500_domains_are_announced_by_default_and_no_more(network, host, start, domains):
    names = [f"vm{number:03}" for number in range(domains)]
    host.define(*names)
    program = start("--name", "alpha")
    wait_for(network[1], "_domu._tcp", *names[:500])
    wait_for(network[1], "_libvirt._tcp", "alpha")
    assert ("left out" in program.log) == (domains > 500)
    assert domains == 500 or 'left out: 1, from "vm500" to "vm500"' in program.log


def test_what_is_left_out_is_told_once_and_places_are_kept(network, host, start):
    domains = host.define("vm5", "vm6", "vm7", "vm8")
    program = start("--max-domains", "3")
    wait_for(network[0], "_domu._tcp", "vm5", "vm6", "vm7")
    new = host.define("vm1")[0]  # would be the first, but takes no other's place
    domains[1].rename("vm9")
    wait_for(network[0], "_domu._tcp", "vm5", "vm7", "vm9")
    domains[0].undefine()
    wait_for(network[0], "_domu._tcp", "vm1", "vm7", "vm9")
    assert program.log.count("left out") == 1
    new.undefine()
    wait_for(network[0], "_domu._tcp", "vm7", "vm8", "vm9")
    host.define("vm2")
    program.wait_for_log("left out", times=2)  # there was room for all in between
    assert network[0].names() == ["vm7", "vm8", "vm9"]


def test_no_domains_may_be_announced_at_all(network, host, start):
    host.define("vm1")
    start("--max-domains", "0", "--name", "alpha")
    wait_for(network[0], "_libvirt._tcp", "alpha")
    assert network[0].names() == []


def test_a_change_touches_no_group_but_its_own(network, processes, host, start):
    domains = host.define(*(f"vm{number:02}" for number in range(40)))  # 32 and 8
    program = start()
    wait_until("they are there", lambda: len(network[1].names()) == 40, DEADLINE)
    browser = network[1].watch("_domu._tcp", "watch")

    def news():
        rows = [line.split(";") for line in browser.log.read_text().splitlines() if ";" in line]
        return [row[0] + row[3] for row in rows]
    wait_until("the browser sees them", lambda: len(news()) == 40, DEADLINE)
    domains[3].undefine()
    wait_until("the browser misses it", lambda: "-vm03" in news(), DEADLINE)
    host.define("last")
    wait_until("the browser sees the new one", lambda: "+last" in news(), DEADLINE)
    program.wait_for_log("announced:", times=3)
    browser.stop()
    others = {f"vm{number:02}" for number in range(32, 40)}
    assert not [row for row in news()[40:] if row[1:] in others]

"""Names that somebody else has: the next free one is taken, and the true name is told."""

from conftest import DEADLINE, wait_for

from tests.lab.waiting import wait_until

OTHER_UUID = "6d6e4a7c-0001-4b1e-8c5d-0123456789ab"  # The same records from two publishers would be no collision.


def test_two_publishers_on_one_bus_share_a_name_in_peace(network, host, other_host, start):
    one, other = host.define("vm1")[0], other_host.define("vm1")[0]
    start("--name", "alpha")
    wait_for(network[0], "_domu._tcp", "vm1")
    program = start("--name", "alpha", "--host-uuid", OTHER_UUID, uri=other_host.uri)
    wait_for(network[0], "_domu._tcp", "vm1", "vm1 #2")
    wait_for(network[0], "_libvirt._tcp", "alpha", "alpha #2")
    program.wait_for_log('"vm1" is announced as "vm1 #2"')
    found = {service.name: service.values for service in network[0].browse("_domu._tcp", resolve=True)}
    assert {values["name"] for values in found.values()} == {"vm1"}
    assert found["vm1"]["uuid"] == one.UUIDString() and found["vm1 #2"]["uuid"] == other.UUIDString()


def test_of_a_group_only_the_domain_with_the_taken_name_is_renamed(network, host, other_host, start):
    host.define("vm07")
    start("--name", "alpha")
    wait_for(network[1], "_domu._tcp", "vm07")
    names = [f"vm{number:02}" for number in range(40)]
    other_host.define(*names)
    start("--name", "beta", node=network[1], uri=other_host.uri)
    wait_for(network[0], "_domu._tcp", *names, "vm07 #2")
    wait_for(network[0], "_libvirt._tcp", "alpha", "beta")


def test_two_hosts_with_the_same_domains_announce_all_of_them(network, host, other_host, start):
    names = [f"vm{number:02}" for number in range(50)]
    host.define(*names)
    other_host.define(*names)
    programs = [start("--name", "alpha"),
                start("--name", "beta", node=network[1], uri=other_host.uri)]  # at the same time
    domains = {(domain.UUIDString(), domain.name()) for libvirtd in (host, other_host)
               for domain in libvirtd.connection.listAllDomains()}

    def found(node):
        return {(service.values["uuid"], service.values["name"]) for service in node.browse("_domu._tcp", resolve=True)}
    wait_until("all are there", lambda: found(network[0]) == found(network[1]) == domains, DEADLINE)
    assert len(domains) == 100
    # Avahi decides record by record who has lost, which may be both; and a name that both have given up stays in
    # the others' caches. New daemons know nothing of it.
    for program in programs:
        program.stop()
    for node in network:
        node.avahi.stop()
    for node in network:
        node.start_avahi()


def test_a_host_has_names_of_its_own_that_dns_does_not_tell_apart(network, host, start):
    host.define("vm1", "VM1", "Vm1")
    start()
    wait_for(network[1], "_domu._tcp", "VM1", "Vm1 #2", "vm1 #3")


def test_a_taken_name_of_full_length_still_has_a_next_one(network, host, other_host, start):
    host.define("ä" * 31 + "b")
    other_host.define("ä" * 31 + "b")
    start("--name", "alpha")
    wait_for(network[0], "_domu._tcp", "ä" * 31 + "b")
    start("--name", "beta", uri=other_host.uri)
    wait_until("both are there", lambda: len(network[1].names()) == 2, DEADLINE)
    other = next(name for name in network[1].names() if name.endswith(" #2"))
    assert len(other.encode()) <= 63 and other.startswith("ä" * 25)


def test_a_domain_that_gives_its_name_up_leaves_it_to_another(network, host, other_host, start):
    domain = host.define("vm1")[0]
    start("--name", "alpha")
    wait_for(network[0], "_domu._tcp", "vm1")
    domain.rename("vm2")
    wait_for(network[1], "_domu._tcp", "vm2")
    other_host.define("vm1")
    start("--name", "beta", node=network[1], uri=other_host.uri)
    wait_for(network[0], "_domu._tcp", "vm1", "vm2")

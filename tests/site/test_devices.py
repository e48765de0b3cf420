"""The device policy as an owner meets it: his volumes and networks come into a real QEMU guest, and nothing else does.

Most of what is refused here would work, were it not for the policy: pools, volumes, networks and files are there. After
each refusal the domain is byte for byte what it was, says libvirt.
"""

import contextlib
import itertools

import libvirt
import pytest
from checks import ok, problem
from client import Client
from conftest import running_lab
from lxml import etree
from owned_guest import (ADMINS_MAC, AS_XML, ATTACH, BOTH, CARD, CDROM, CONFIG, DETACH, DISK, EJECTION, FUNCTIONS, LIVE, MAC,
                         NETWORK, OTHER, OTHER_NETWORK, OTHER_POOL, OWNER, POOL, STICK, UPDATE, OwnedGuest, swap)

from tests.lab.domains import GUEST, OWNERS_NAMESPACE, Row, domain_xml, owners_xml
from tests.lab.lab import ADMIN, LOOK, OWN, OWN_LOOK
from tests.lab.waiting import wait_until

LOGINS = {OWNER: "one", OTHER: "two"}
POLICY = {"pools": [POOL], "networks": [NETWORK], "filter": "clean-traffic", "disks": 5, "interfaces": 2}
WAYS = pytest.mark.parametrize("way", ["body", "form"])


@pytest.fixture(scope="module")
def stage():
    with running_lab(sites=(ADMIN, LOOK, OWN, OWN_LOOK), users=LOGINS, config={"devices": POLICY}) as lab:
        visits = [("/own", OWNER), ("/own-look", OWNER), ("/own", OTHER), ("/look", None), ("/virt", lab.user)]
        passwords = LOGINS | {lab.user: lab.password}
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(Client(lab.nginx.url(site), name and (name, passwords[name])))
                       for site, name in visits]
            connection = stack.enter_context(contextlib.closing(lab.beta.open()))
            yield OwnedGuest(lab, connection, *clients)


@pytest.fixture
def unchanged(stage):
    """The guest is the same before and after the test; for the next one it is, in any case."""
    before = stage.picture()
    yield stage
    after = stage.picture()
    if after != before:
        stage.make_guest()
    assert after == before


@pytest.fixture
def changeable(stage):
    yield stage
    stage.make_guest()


# ---- what is allowed ----

GIVEN = {
    "as libvirt wants it": (DISK, ""),
    "the least": (f"<disk type='volume'><source volume='client1_data' pool='{POOL}'/><target dev='sdb'/></disk>", ""),
    "whitespace and comments": (
        f"<?xml version='1.0'?>\n<!-- <disk type='file'/> -->\n<disk\ttype='volume' >\n <!--\n-->"
        f"<target bus='scsi' dev='sdb'><!-- here --></target>\n\n<source pool='{POOL}'\n volume='client1_&#100;ata'></source>"
        "<!--<readonly/>--></disk>\n<!-- end -->\n", ""),
    "read-only, with a serial number": (swap(DISK, ("</disk>", "<serial>a-1</serial><readonly/></disk>")),
                                        "<readonly></readonly><serial>a-1</serial>"),
}


@WAYS
@pytest.mark.parametrize(("function", "flags"), [(ATTACH[0], LIVE), (ATTACH[1], LIVE), (ATTACH[1], CONFIG), (ATTACH[1], BOTH)])
@pytest.mark.parametrize(("xml", "more"), GIVEN.values(), ids=GIVEN)
def test_what_is_attached_is_what_was_allowed_and_nothing_else(unchanged, xml, more, function, flags, way):
    stage = unchanged
    before = [stage.devices(live=live) for live in (True, False)]
    expected = ('<disk device="disk" type="volume"><driver name="qemu" type="raw"></driver>'
                f'<source pool="{POOL}" volume="client1_data"></source><target bus="scsi" dev="sdb"></target>{more}</disk>')
    ok(stage.ask(function, xml, flags, way=way))
    for has_it, live, old in zip((flags & LIVE, flags & CONFIG), (True, False), before):
        assert stage.devices(live=live) == (old | {"sdb": expected} if has_it else old)
    ok(stage.ask(function.replace("Attach", "Detach"), xml, flags, way=way))
    wait_until("the disk is gone", lambda: "sdb" not in stage.devices(live=True))


@WAYS
def test_a_cdroms_medium_is_changed_and_ejected(changeable, way):
    def media():
        cdroms = [etree.fromstring(changeable.devices(live=live)["sdc"]) for live in (True, False)]
        assert all(cdrom.get("device") == "cdrom" and cdrom.find("readonly") is not None for cdrom in cdroms)
        return [cdrom.xpath("string(source/@volume)") for cdrom in cdroms]

    for volume in ("client1_iso", "client1_data"):
        ok(changeable.ask(*UPDATE, swap(CDROM, ("client1_iso", volume)), BOTH, way=way))
        assert media() == [volume, volume]
    for flags, left in ((LIVE, ["", "client1_data"]), (CONFIG, ["", ""])):
        ok(changeable.ask(*UPDATE, EJECTION, flags, way=way))
        assert media() == left


@WAYS
def test_an_interface_gets_the_sites_filter(unchanged, way):
    card = swap(CARD, ("<source", f"<!-- --><mac address='{MAC}'/>\n<model type='e1000'/><source"))
    stage = unchanged
    before = stage.devices(live=False, kind="interface")
    ok(stage.ask(ATTACH[1], card, CONFIG, way=way))
    assert stage.devices(live=False, kind="interface") == before | {MAC: (
        f'<interface type="network"><mac address="{MAC}"></mac><source network="{NETWORK}"></source>'
        '<model type="e1000"></model><filterref filter="clean-traffic"></filterref></interface>')}
    ok(stage.ask(DETACH[1], card, CONFIG, way=way))


# ---- what is not ----

METADATA = owners_xml(OTHER)
QEMU = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
LAUGHS = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))


def in_disk(inner):
    return swap(DISK, ("</disk>", f"{inner}</disk>"))


def in_card(inner):
    return swap(CARD, ("</interface>", f"{inner}</interface>"))


def of_type(type, source):
    return f"<disk type='{type}' device='disk'>{source}<target dev='sdb' bus='scsi'/></disk>"


# name: (document, words of the refusal)
REFUSED = {
    "host path": (of_type("file", "<source file='/etc/passwd'/>"), 'no attribute "file" in <source>'),
    "host path by type": (swap(DISK, ("'volume' device", "'file' device")), 'no type "file" in <disk>, only: volume'),
    "block device": (of_type("block", "<source dev='/dev/sda'/>"), 'no attribute "dev" in <source>'),
    "network disk": (of_type("network", "<source protocol='nbd'/>"), 'no attribute "protocol" in <source>'),
    "filesystem": ("<filesystem><source dir='/'/><target dir='x'/></filesystem>", "no device <filesystem>, only"),
    "hostdev": ("<hostdev mode='subsystem' type='usb'><source/></hostdev>", "no device <hostdev>, only"),
    "domain": (f"<domain>{METADATA}<devices>{DISK}</devices></domain>", "no device <domain>, only"),
    "seclabel": (in_disk("<seclabel type='none'/>"), "no element <seclabel> in <disk>"),
    "seclabel of the source": (swap(DISK, ("_data'/>", "_data'><seclabel relabel='no'/></source>")),
                               "no element <seclabel> in <source>"),
    "backingStore": (in_disk("<backingStore type='file'><source file='/etc/x'/></backingStore>"), "element <backingStore>"),
    "qemu namespace": (swap(DISK, ("<disk", f"<disk {QEMU}")), "no namespaces, and <disk> has one"),
    "qemu command line": (in_disk(f"<qemu:commandline {QEMU}><qemu:arg value='-s'/></qemu:commandline>"), "element <commandline>"),
    "processing instruction": (in_disk("<?x?>"), "no CDATA, entity or processing instruction in <disk>"),
    "one more element": (in_disk("<shareable/>"), "no element <shareable> in <disk>"),
    "one more attribute": (swap(DISK, ("<driver", "<driver cache='unsafe'")), 'no attribute "cache" in <driver>'),
    "a second source": (in_disk("<source file='/etc/passwd'/>"), "no second <source> in <disk>"),
    "lun": (swap(DISK, ("'disk'", "'lun'")), 'no device "lun" in <disk>'),
    "another's volume": (swap(DISK, ("client1_", "client2_")), 'the volume "client2_data" is not yours'),
    "a longer name's volume": (swap(DISK, ("client1_", "client10_")), 'the volume "client10_data" is not yours'),
    "nobody's volume": (swap(DISK, ("client1_", "")), 'the volume "data" is not yours: yours begin with "client1_"'),
    "volume by path": (swap(DISK, ("client1_", "client1_/../")), 'no volume "client1_/../data" in <source>'),
    "another pool": (swap(DISK, (POOL, OTHER_POOL)), f'no volumes of the pool "{OTHER_POOL}"'),
    "qcow2": (swap(DISK, ("'raw'", "'qcow2'")), 'no type "qcow2" in <driver>, only: raw'),
    "metadata": (in_disk(METADATA), "no element <metadata> in <disk>"),
    "metadata in the card": (in_card(METADATA), "no element <metadata> in <interface>"),
    "metadata alone": (METADATA, "no device <metadata>, only"),
    "another network": (swap(CARD, (NETWORK, OTHER_NETWORK)), f'no interface in the network "{OTHER_NETWORK}"'),
    "bridge": ("<interface type='bridge'><source bridge='lo'/></interface>", 'no type "bridge" in <interface>'),
    "user network": ("<interface type='user'/>", 'no type "user" in <interface>, only: network'),
    "tap": (in_card("<target dev='tap0'/>"), "no element <target> in <interface>"),
    "filter": (in_card("<filterref filter='allow-all'/>"), "no element <filterref> in <interface>"),
    "virtualport": (in_card("<virtualport type='openvswitch'/>"), "no element <virtualport> in <interface>"),
    "too long": (swap(DISK, ("<target", " " * 65536 + "<target")), "no document of more than 65536 bytes"),
}
MALFORMED = {
    "external entity": ("<!DOCTYPE disk [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + in_disk("<serial>&e;</serial>"), "document"),
    "external subset": ("<!DOCTYPE disk SYSTEM 'file:///etc/passwd'>" + DISK, "document type declaration"),
    "a billion laughs": (f"<!DOCTYPE disk [{LAUGHS}]>" + in_disk("<serial>&a9;</serial>"), "an entity reference loop"),
    "default attribute": ("<!DOCTYPE disk [<!ATTLIST source file CDATA '/etc/passwd'>]>" + DISK, "document type declaration"),
    "second root": (DISK + CARD, "is not well-formed XML"),
    "unclosed": (DISK.removesuffix("</disk>"), "is not well-formed XML"),
    "attribute twice": (swap(DISK, ("<source", "<source pool='x'")), "is not well-formed XML"),
    "unknown entity": (in_disk("&x;"), "is not well-formed XML"),
    "nothing but text": ("disk", "is not well-formed XML"),
    "UTF-16": (DISK.encode("utf-16"), "must be UTF-8"),
    "NUL": (DISK + "\0", "must be UTF-8 text without NUL"),
    "Latin 1": (swap(DISK, ("'raw'", "'r\xe4w'")).encode("latin-1"), "must be UTF-8"),
}


@WAYS
@pytest.mark.parametrize(("xml", "words"), REFUSED.values(), ids=REFUSED)
def test_what_the_policy_does_not_name_is_refused(unchanged, xml, words, way):
    for function in FUNCTIONS:
        # A disk and an interface cannot be updated at all, which may be said first.
        problem(unchanged.ask(function, xml, BOTH, way=way), 403, words if function not in UPDATE else "")


@WAYS
@pytest.mark.parametrize(("xml", "words"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_xml_is_the_users_mistake(unchanged, xml, words, way):
    for function in FUNCTIONS:
        wrong = problem(unchanged.ask(function, xml, BOTH, way=way), 400, words, argument="xml")
        assert "root:" not in etree.tostring(wrong).decode()


BAD = REFUSED["host path"][0]


@pytest.mark.parametrize(("first", "second"), [(DISK, BAD), (BAD, DISK), (DISK, DISK)], ids=["bad last", "bad first", "same"])
def test_a_device_is_given_once(unchanged, first, second):
    url = f"/{OWNER}/{GUEST}/{ATTACH[1]}"
    for sent in ({"data": {"xml": [first, second]}}, {"params": {"xml": first}, "data": {"xml": second}},
                 {"params": {"xml": first}, "data": second, "headers": AS_XML}):
        problem(unchanged.own.post(url, **sent), 400, "xml came twice", argument="xml")


def card_with(mac):
    return swap(CARD, ("<source", f"<mac address='{mac}'/><source"))


# name: (functions, document, words): what is the administrator's stays, whatever it is said to be.
PRETEXTS = {
    "disk": (DETACH, swap(DISK, ("sdb", "sda")), '"sda" of the domain is another disk'),
    "disk without a bus": (DETACH, swap(DISK, ("sdb' bus='scsi'", "sda'")), '"sda" of the domain is another disk'),
    "disk that is not there": (DETACH, DISK, 'the domain has no device "sdb"'),
    "empty cdrom": (DETACH, CDROM, '"sdc" of the domain is another disk'),
    "cdrom as a disk": (DETACH, swap(DISK, ("sdb", "sdc")), '"sdc" of the domain is another disk'),
    "card": (DETACH, card_with(ADMINS_MAC), f'"{ADMINS_MAC}" of the domain is not in the network'),
    "card that is not there": (DETACH, card_with(MAC), f'no device "{MAC}"'),
    "card without an address": (DETACH, CARD, "<interface> needs a <mac>"),
    "disk as a cdrom": (UPDATE, swap(CDROM, ("sdc", "sda")), '"sda" of the domain is no cdrom'),
    "removable disk as a cdrom": (UPDATE, STICK, '"sdz" of the domain is no cdrom'),
    "ejected disk": (UPDATE, swap(EJECTION, ("sdc", "sda")), '"sda" of the domain is no cdrom'),
    "a disk's update": (UPDATE, swap(DISK, ("sdb", "sda")), "attached and detached, not updated"),
    "a card's update": (UPDATE, card_with(ADMINS_MAC), "attached and detached, not updated"),
    "another's medium": (UPDATE, swap(CDROM, ("client1_", "client2_")), 'the volume "client2_iso" is not yours'),
    "a medium from the host": (UPDATE, swap(EJECTION, ("<target", "<source file='/etc/passwd'/><target")), 'attribute "file"'),
}


@WAYS
@pytest.mark.parametrize(("functions", "xml", "words"), PRETEXTS.values(), ids=PRETEXTS)
def test_the_administrators_devices_stay(unchanged, functions, xml, words, way):
    for function in functions:
        for flags in (LIVE, CONFIG, BOTH):
            problem(unchanged.ask(function, xml, flags, way=way), 403, words)


REPLACING = {
    "disk by a disk": (swap(DISK, ("sdb", "sda")), BOTH, LIVE, CONFIG),
    "disk by a cdrom": (swap(CDROM, ("sdc", "sda")), BOTH, LIVE, CONFIG),
    "cdrom by a disk": (swap(DISK, ("sdb", "sdc")), BOTH, LIVE, CONFIG),
    "removable disk by a cdrom later": (STICK, BOTH, CONFIG),
    "removable disk by a cdrom": (STICK, LIVE),
}


@pytest.mark.parametrize(("xml", "all_flags"), [(xml, flags) for xml, *flags in REPLACING.values()], ids=REPLACING)
def test_the_administrators_devices_are_not_replaced_by_attaching(changeable, xml, all_flags):
    """To libvirt, attaching a cdrom where a running guest has a removable disk is a change of the medium there."""
    before = changeable.picture()
    for flags in all_flags:
        problem(changeable.ask(ATTACH[1], xml, flags), 403, "already")
        assert changeable.picture() == before


def test_a_disk_that_will_be_the_administrators_is_not_detached_as_ones_own(changeable):
    ok(changeable.ask(ATTACH[1], DISK, LIVE))
    changeable.guest.attachDeviceFlags(of_type("file", "<source file='/other.img'/>"), CONFIG)
    before = changeable.picture()
    for flags in (LIVE, CONFIG, BOTH):
        problem(changeable.ask(DETACH[1], DISK, flags), 403, '"sdb" of the domain is another disk')
    assert changeable.picture() == before


def test_no_more_disks_and_interfaces_than_allowed(changeable):
    for volume, target in (("client1_data", "sdb"), ("client1_more", "sdd")):  # Three of the administrator's are there.
        ok(changeable.ask(ATTACH[1], swap(DISK, ("client1_data", volume), ("sdb", target)), BOTH))
    ok(changeable.ask(ATTACH[1], CARD, CONFIG))
    before = changeable.picture()
    for flags in (LIVE, CONFIG, BOTH):
        one_more = swap(DISK, ("client1_data", "client1_iso"), ("sdb", "sde"))
        problem(changeable.ask(ATTACH[1], one_more, flags), 403, "has 5 disks already, and the policy allows no more than 5")
        problem(changeable.ask(ATTACH[1], CARD, flags), 403, "has 2 interfaces already, and the policy allows no more than 2")
    assert changeable.picture() == before


@WAYS
@pytest.mark.parametrize("function", FUNCTIONS)
def test_others_attach_nothing(unchanged, function, way):
    for xml in (DISK, CDROM, EJECTION, CARD, BAD, "<disk"):
        for client in (unchanged.own_look, unchanged.look):
            problem(unchanged.ask(function, xml, BOTH, way=way, client=client), 403, "this site is read-only")
        for owner in (OWNER, OTHER):
            problem(unchanged.ask(function, xml, BOTH, way=way, client=unchanged.other, owner=owner), 404)


def test_the_policy_is_for_owners_and_not_for_the_administrator(changeable):
    """What was refused above is what libvirt would have done."""
    for name in ("host path", "block device", "one more attribute", "another's volume", "another pool", "qcow2"):
        for function in (ATTACH[1], DETACH[1]):
            ok(changeable.ask(function, REFUSED[name][0], CONFIG, client=changeable.admin))


# ---- what is no device ----

@pytest.mark.parametrize(("type", "element"), [(0, "description"), (1, "title")])
def test_an_owner_sets_title_and_description(changeable, type, element):
    owners = changeable.guest.metadata(2, OWNERS_NAMESPACE, CONFIG)
    for text in ("Café & Söhne", f"</{element}>{METADATA}<{element}>"):
        ok(changeable.own.post(f"/{OWNER}/{GUEST}/domainSetMetadata", data={"type": type, "metadata": text, "flags": BOTH}))
        for flags in (LIVE, CONFIG):
            assert changeable.guest.metadata(type, None, flags) == text
            assert changeable.guest.metadata(2, OWNERS_NAMESPACE, flags) == owners


AS_OWNERS = {"metadata": f"<owners><owner>{OTHER}</owner></owners>", "key": "virt", "uri": OWNERS_NAMESPACE}
HERE = f"/{OWNER}/{GUEST}"
TAKEN = {
    "owners": (f"{HERE}/domainSetMetadata", AS_OWNERS | {"type": 2}, 403, "title (type 1) and the description (type 0)"),
    "owners live and later": (f"{HERE}/domainSetMetadata", AS_OWNERS | {"type": "02", "flags": BOTH}, 403, "no other metadata"),
    "owners as a title": (f"{HERE}/domainSetMetadata", AS_OWNERS | {"type": 1}, None, "virDomainSetMetadata"),
    "two types": (f"{HERE}/domainSetMetadata", AS_OWNERS | {"type": [1, 2]}, 400, "type came twice"),
    "no owners": (f"{HERE}/domainSetMetadata", {"type": 2, "key": "virt", "uri": OWNERS_NAMESPACE}, 403, "no other metadata"),
    "other metadata": (f"{HERE}/domainSetMetadata", AS_OWNERS | {"type": 2, "uri": "urn:x"}, 403, "no other metadata"),
    "setOwners": (f"{HERE}/setOwners", {"owners": OWNER}, 403, "setOwners is for administrators"),
    "rename": (f"{HERE}/domainRename", {"new_name": "mine"}, 403, "domainRename is for administrators"),
    "undefine": (f"{HERE}/domainUndefine", {}, 403, "domainUndefine is for administrators"),
    "define": ("/-/hosts/beta/domainDefineXML", {"xml": domain_xml(Row("mine", (OWNER,), "running"))}, 404, ""),
    "define by a domain": (f"{HERE}/domainDefineXML", {"xml": domain_xml(Row("mine", (OWNER,), "running"))}, 404, ""),
    "more memory": (f"{HERE}/domainSetMemory", {"memory": 16385}, None, "virDomainSetMemory"),
    "more memory later": (f"{HERE}/domainSetMemoryFlags", {"memory": 16385, "flags": CONFIG}, None, "virDomainSetMemoryFlags"),
    "most memory": (f"{HERE}/domainSetMemoryFlags", {"memory": 32768, "flags": "VIR_DOMAIN_MEM_MAXIMUM"}, 403, "MEM_MAXIMUM"),
    "less most memory": (f"{HERE}/domainSetMemoryFlags", {"memory": 8192, "flags": 4 | CONFIG}, 403, "VIR_DOMAIN_MEM_MAXIMUM"),
    "more vcpus": (f"{HERE}/domainSetVcpus", {"nvcpus": 3}, None, "virDomainSetVcpus"),
    "more vcpus later": (f"{HERE}/domainSetVcpusFlags", {"nvcpus": 3, "flags": CONFIG}, None, "virDomainSetVcpusFlags"),
    "most vcpus": (f"{HERE}/domainSetVcpusFlags", {"nvcpus": 4, "flags": 4 | CONFIG}, 403, "VIR_DOMAIN_VCPU_MAXIMUM"),
}


@pytest.mark.parametrize(("url", "arguments", "status", "words"), TAKEN.values(), ids=TAKEN)
def test_an_owner_takes_no_more_than_he_was_given(unchanged, url, arguments, status, words):
    answer = unchanged.own.post(url, data=arguments)
    problem(answer, status or 400, words if status else f"libvirt refused {words}", argument="type" if status == 400 else None)


def test_memory_and_vcpus_are_set_up_to_their_maximum(changeable):
    for memory in (8192, 16384):
        ok(changeable.own.post(f"{HERE}/domainSetMemory", data={"memory": memory}))
        ok(changeable.own.post(f"{HERE}/domainSetMemoryFlags", data={"memory": memory, "flags": CONFIG}))
        assert f"<currentMemory unit='KiB'>{memory}</currentMemory>" in changeable.guest.XMLDesc(CONFIG)
    for vcpus in (2, 1):
        ok(changeable.own.post(f"{HERE}/domainSetVcpusFlags", data={"nvcpus": vcpus, "flags": CONFIG}))
        assert changeable.guest.vcpusFlags(libvirt.VIR_DOMAIN_AFFECT_CONFIG) == vcpus
    ok(changeable.own.post(f"{HERE}/domainSetVcpus", data={"nvcpus": 2}))
    assert changeable.guest.vcpusFlags(libvirt.VIR_DOMAIN_AFFECT_LIVE) == 2


# ---- without a policy ----

NO_VOLUMES, NO_INTERFACES = {"volumes": (DISK, CDROM, EJECTION)}, {"interfaces": (CARD, card_with(ADMINS_MAC))}


@pytest.mark.parametrize(("policy", "refused"), [
    ({}, NO_VOLUMES | NO_INTERFACES), ({"devices": {"pools": [POOL]}}, NO_INTERFACES),
    ({"devices": {"networks": [NETWORK]}}, NO_VOLUMES)], ids=["neither", "no networks", "no pools"])
def test_without_pools_no_volume_and_without_networks_no_interface(unchanged, policy, refused):
    usual = unchanged.lab.responder.config
    try:
        unchanged.reload(policy)
        for kind, documents in refused.items():
            for xml, function in itertools.product(documents, FUNCTIONS):
                problem(unchanged.ask(function, xml, BOTH), 403, f"this site lets owners attach no {kind}")
    finally:
        unchanged.reload(usual)

"""What people do with a domain, in a browser with scripts and without."""

import libvirt
from selenium.webdriver.common.keys import Keys

from tests.lab.waiting import wait_until

RUNNING, PAUSED, SHUTOFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_SHUTOFF
PAGE = "/virt/client1/prey"
SNAPSHOT = "<domainsnapshot><name>first</name><description>Before the change</description></domainsnapshot>"


def is_in(domain, state):
    """Waits until libvirt says so."""
    wait_until(f"{domain.name()} is in state {state}", lambda: domain.state()[0] == state)


def test_a_domain_goes_off_and_on_again(person, prey):
    person.open(PAGE)
    person.do("domainShutdown")
    is_in(prey, SHUTOFF)
    person.open(PAGE)
    person.do("domainCreate")
    is_in(prey, RUNNING)


def test_a_domain_is_paused_and_goes_on(person, prey):
    person.open(PAGE)
    person.choose("domainSuspend")
    is_in(prey, PAUSED)
    person.open(PAGE)
    person.choose("domainResume")
    is_in(prey, RUNNING)


def test_forcing_off_asks_first(person, prey):
    person.open(PAGE)
    person.choose("domainDestroy")
    person.wait_for_text("prey")
    assert prey.state()[0] == RUNNING
    person.confirm("domainDestroy")
    is_in(prey, SHUTOFF)


def test_a_disk_is_attached_to_a_guest_that_runs(person, lab, guest):
    disk = lab.beta.make_disk(f"{person.driver.session_id[:8]}.img")
    xml = (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{disk}'/>"
           "<target dev='sdf' bus='scsi'/></disk>")
    try:
        person.open("/virt/client1/small")
        person.choose("domainAttachDevice")
        person.fill("xml", xml)
        person.confirm("domainAttachDevice")
        wait_until("the guest has the disk", lambda: str(disk) in guest.XMLDesc())
        person.open("/virt/client1/small")
        person.wait_for_text(disk.name)
    finally:
        if str(disk) in guest.XMLDesc():
            guest.detachDevice(xml)
            wait_until("the guest has the disk no more", lambda: str(disk) not in guest.XMLDesc())


def test_a_snapshot_is_taken_and_gone_back_to(person, prey):
    try:
        person.open(PAGE)
        person.choose("domainSnapshotCreateXML")
        person.fill("xmlDesc", SNAPSHOT)
        person.confirm("domainSnapshotCreateXML")
        wait_until("the snapshot is there", lambda: prey.snapshotListNames() == ["first"])
        prey.suspend()
        person.open(f"{PAGE}/snapshots/")
        person.find("//main//a[contains(@href, '/snapshots/first')]").click()
        person.do("domainRevertToSnapshot")
        is_in(prey, RUNNING)
    finally:
        for snapshot in prey.listAllSnapshots():
            snapshot.delete()


def test_what_is_wrong_is_said_where_it_was_typed(person, prey):
    person.open(PAGE)
    person.open(f"{PAGE}/domainSetMemory?form")
    person.driver.execute_script("for (const field of document.querySelectorAll('input')) field.type = 'text'")
    person.fill("memory", "plenty")
    person.confirm("domainSetMemory")
    person.wait_for_text("plenty")
    assert prey.info()[2] == 1024 * 1024


def test_all_of_it_goes_without_a_mouse(person, prey):
    person.open(PAGE)
    person.keys(Keys.TAB)
    assert person.driver.switch_to.active_element.get_attribute("href").endswith("#main")
    person.choose_by_keys("domainSuspend")
    is_in(prey, PAUSED)
    person.open(PAGE)
    person.choose_by_keys("domainResume")
    is_in(prey, RUNNING)
    person.open(PAGE)
    person.choose_by_keys("domainDestroy")
    person.wait("the question is there", lambda: person.path().endswith("?form"))
    person.choose_by_keys("domainDestroy")
    is_in(prey, SHUTOFF)
    person.open(PAGE)
    person.choose_by_keys("domainCreate")
    is_in(prey, RUNNING)


def test_a_form_is_filled_without_a_mouse(person, prey):
    person.open(f"{PAGE}/domainSetMemory?form")
    person.tab_to(person.find("//input[@name = 'memory']"))
    person.keys("a", held=Keys.CONTROL)
    person.keys("524288", Keys.ENTER)
    wait_until("libvirt has done it", lambda: prey.info()[2] == 524288)


def test_the_way_back_goes_without_a_mouse(person):
    person.open("/virt/client1/vm1")
    person.tab_to(person.find("//main//a[1]"))
    person.tab_to(person.find("//header//a[1]"), back=True)
    person.keys(Keys.ENTER)
    person.wait("the network is there", lambda: person.path() == "/virt/")

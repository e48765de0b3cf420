"""What people do with a list, in a browser with scripts and without: narrow it, sort it, turn its pages, share it, stop several at once."""

import libvirt
import pytest
from selenium.webdriver.common.keys import Keys

from tests.lab.waiting import wait_until

from .person import Person

RUNNING, SHUTOFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_SHUTOFF
PER_PAGE = 100


@pytest.fixture(params=["browser", "browser_without_scripts"])
def reader(request, scene_of):
    """Somebody in front of 1,000 domains."""
    return Person(request.getfixturevalue(request.param), scene_of("crowd"), "127.0.0.1")


@pytest.fixture
def other_reader(scene_of, eye):
    return Person(eye.driver, scene_of("crowd"), "127.0.0.1")


def narrow(person, name, text):
    """Types into a field of the filter and sends it, as one does without scripts."""
    person.fill(name, text)
    person.find(f"//main//form[.//*[@name = '{name}']]//button[@type = 'submit']").click()
    person.wait(f"the address says {text}", lambda: f"{name}={text}" in person.path())


def test_a_list_is_narrowed_by_what_one_types(reader):
    reader.open("/virt/")
    assert len(reader.rows()) == PER_PAGE
    narrow(reader, "q", "db-00")
    reader.wait("the list is short", lambda: reader.rows() == [f"db-00{number}" for number in range(10)])


def test_a_list_is_narrowed_by_state(reader):
    reader.open("/virt/?q=web-00")
    link = reader.find("//main//a[contains(@href, 'state=') and contains(@href, 'paused')]")
    count = int("".join(filter(str.isdigit, link.text)))
    link.click()
    reader.wait("only those are shown", lambda: len(reader.rows()) == count)
    assert count == 1 and reader.rows() == ["web-009"] and "q=web-00" in reader.path()


def test_a_list_is_narrowed_by_owner_and_by_host(reader):
    reader.open("/virt/?q=web-0")
    narrow(reader, "owner", "theater")
    reader.wait("only theirs are shown", lambda: reader.rows() == [f"web-{number:03}" for number in range(5, PER_PAGE, 8)])
    reader.open("/virt/?host=titan&q=web-01")
    assert len(reader.rows()) == 10


def test_a_list_is_sorted_by_a_column_and_back(reader):
    reader.open("/virt/?q=db-00")
    column = "(//main//th//a[@class = 'sort'])[2]"
    reader.find(column).click()
    reader.wait("the last is first", lambda: reader.rows()[:1] == ["db-009"])
    assert reader.find("//main//th[@aria-sort = 'descending']//a").text
    reader.find(column).click()
    reader.wait("the first is first", lambda: reader.rows()[:1] == ["db-000"])


def test_the_pages_of_a_list_are_turned(reader):
    reader.open("/virt/")
    first = reader.rows()
    reader.find("//main//a[@rel = 'next']").click()
    reader.wait("another page is there", lambda: reader.rows() and reader.rows() != first)
    second = reader.rows()
    assert len(second) == PER_PAGE and not set(first) & set(second)
    reader.find("//main//a[@rel = 'prev']").click()
    reader.wait("the first page is back", lambda: reader.rows() == first)


def test_the_address_of_a_view_can_be_shared(reader, other_reader):
    reader.open("/virt/?q=web")
    narrow(reader, "owner", "stadtarchiv")
    reader.find("//main//th//a[contains(@href, 'sort=')][contains(@href, 'memory')]").click()
    reader.wait("it is sorted", lambda: "sort=" in reader.path())
    seen = reader.rows()
    other_reader.open(reader.path())
    assert seen and other_reader.rows() == seen


def test_typing_narrows_by_itself_where_scripts_run(browser, scene_of):
    reader = Person(browser, scene_of("crowd"), "127.0.0.1")
    reader.open("/virt/")
    reader.fill("q", "db-00")
    reader.wait("the list is short", lambda: len(reader.rows()) == 10)
    reader.wait("the address says so", lambda: "q=db-00" in reader.path())
    assert reader.driver.switch_to.active_element.get_attribute("name") == "q"


# ---- several at once ----

@pytest.fixture
def three(make_domain):
    """Two that run, and one that does not."""
    return [make_domain(name, state=state) for name, state in (("herd-1", "running"), ("herd-2", "running"), ("herd-3", "shut off"))]


def tick(person, domain):
    return person.find(f"//main//input[@name = 'domain'][@value = '{domain.UUIDString()}']")


def all_off(domains):
    return all(domain.state()[0] == SHUTOFF for domain in domains)


def outcomes(person):
    """For each domain of the results the words of its row."""
    return {row.text.split("herd-")[1][:1]: row.text for row in person.find_all("//main//table//tr[contains(., 'herd-')]")}


@pytest.mark.parametrize("command", ["domainShutdown", "domainDestroy"])
def test_several_are_stopped_and_each_says_how_it_went(person, three, command):
    person.open("/virt/?q=herd")
    for domain in three:
        tick(person, domain).click()
    person.do(command)
    person.wait("each has its result", lambda: len(outcomes(person)) == 3 and "?" not in person.path())
    wait_until("those that ran are off", lambda: all_off(three))
    said = outcomes(person)
    assert said["1"] != said["3"] and "running" in said["3"]  # "domain is not running"


def test_several_are_started(person, three):
    person.open("/virt/?q=herd")
    tick(person, three[2]).click()
    person.do("domainCreate")
    wait_until("it runs", lambda: three[2].state()[0] == RUNNING)


def test_what_is_not_ticked_is_left_alone(person, three):
    person.open("/virt/?q=herd")
    tick(person, three[0]).click()
    person.do("domainShutdown")
    wait_until("it is off", lambda: three[0].state()[0] == SHUTOFF)
    assert three[1].state()[0] == RUNNING


def test_several_are_stopped_without_a_mouse(person, three):
    person.open("/virt/?q=herd")
    for domain in three[:2]:
        person.tab_to(tick(person, domain))
        person.keys(Keys.SPACE)
    person.choose_by_keys("domainShutdown")
    person.wait("the answer is there", lambda: "domainShutdown" in person.path())
    if "?" in person.path():
        person.choose_by_keys("domainShutdown")
    wait_until("both are off", lambda: all_off(three[:2]))

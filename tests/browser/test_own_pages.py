"""The site's own pages in a browser: their forms work, without scripts too, and their policy forbids nothing that they need."""

import libvirt
import pytest

from .visitor import Arrival, Visitor

POLICY = "Content Security Policy"
PAGES = ["/virt/", "/virt/?state=running&sort=name", "/virt/client1/", "/virt/-/hosts/", "/virt/-/hosts/alpha/",
         "/virt/-/hosts/beta/", "/virt/-/hosts/alpha/nodeGetInfo", "/virt/-/hosts/alpha/domainDefineXML?form",
         "/virt/client1/prey", "/virt/client1/prey/domainGetInfo", "/virt/client1/prey/domainGetVcpus",
         "/virt/client1/prey/domainGetSchedulerParameters", "/virt/client1/prey/domainDestroy?form",
         "/virt/client1/prey/domainSetMemory?form", "/virt/client1/prey/domainSetSchedulerParameters?form", "/look/", "/look/client1/prey"]
PROBLEMS = {"/virt/client1/nosuch": 404, "/virt/client1/prey/domainSuspend": 405, "/virt/client1/prey?flags=x": 400,
            "/look/client1/prey/domainSuspend?form": 403}


@pytest.fixture(params=["browser", "browser_without_scripts"])
def anyone(request, lab, site):
    """A visitor, with scripts and without."""
    return Visitor(request.getfixturevalue(request.param), lab, site)


def state(domain):
    return domain.state()[0]


def test_a_domain_is_paused_and_resumed_by_its_pages_buttons(anyone, prey):
    anyone.open("/virt/client1/")
    anyone.press("prey")
    anyone.press("Pause")
    anyone.wait_for_text("libvirt accepted the request")
    assert anyone.arrivals("/virt/client1/prey/domainSuspend") == [Arrival("POST", "admin", 200)]
    assert state(prey) == libvirt.VIR_DOMAIN_PAUSED
    anyone.press("Back to prey")
    anyone.press("Resume")
    anyone.wait_for_text("libvirt accepted the request")
    assert state(prey) == libvirt.VIR_DOMAIN_RUNNING


def test_a_form_that_is_asked_for_works(anyone, prey):
    anyone.open("/virt/client1/prey/domainSuspend?form")
    anyone.press("Pause prey")
    anyone.wait_for_text("libvirt accepted the request")
    assert state(prey) == libvirt.VIR_DOMAIN_PAUSED


def test_what_destroys_is_asked_about_first(anyone, prey):
    anyone.open("/virt/client1/prey")
    anyone.press("Force off…")
    anyone.press("Cancel")
    anyone.wait_for_text("Overview")
    assert anyone.arrivals("/virt/client1/prey/domainDestroy") == [Arrival("GET", "admin", 200)]
    assert state(prey) == libvirt.VIR_DOMAIN_RUNNING
    anyone.press("Force off…")
    anyone.press("Force off prey")
    anyone.wait_for_text("libvirt accepted the request")
    assert state(prey) == libvirt.VIR_DOMAIN_SHUTOFF


def test_a_form_sends_what_was_typed(anyone, prey):
    anyone.open("/virt/client1/prey/domainSetMemory?form")
    field = anyone.find("//input[@name = 'memory']")
    field.clear()
    field.send_keys("524288")
    anyone.find("//main//form//button").click()
    anyone.wait_for_text("libvirt accepted the request")
    assert prey.info()[2] == 524288


@pytest.mark.usefixtures("prey")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_that_its_policy_forbids(visitor, path):
    visitor.open(path)
    assert visitor.console() == []
    assert visitor.driver.execute_script("return document.styleSheets[0].cssRules.length") > 0


@pytest.mark.usefixtures("prey")
@pytest.mark.parametrize("path", PROBLEMS)
def test_nor_does_a_problem(visitor, path):
    visitor.open(path)
    [line] = visitor.console()  # That the answer is none of the good ones.
    assert f"status of {PROBLEMS[path]}" in line and POLICY not in line


@pytest.mark.parametrize("forbidden", ["style", "script"])
def test_the_console_tells_of_what_is_forbidden(visitor, forbidden):
    visitor.driver.execute_script("const made = document.createElement(arguments[0]); made.textContent = '/* */';"
                                  "document.body.append(made)", forbidden)
    assert any(POLICY in line for line in visitor.console())


def test_the_browser_without_scripts_runs_none(browser_without_scripts, other):
    other.page = "<!DOCTYPE html><title>none</title><script>document.title = 'some'</script>"
    browser_without_scripts.get(other.url("127.0.0.1"))
    assert browser_without_scripts.title == "none"

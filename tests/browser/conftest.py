"""A browser that has logged in, and a site that is not ours. The lab and its domains are those of tests/site.

    /usr/bin/python3 -m pytest tests/browser
"""

import contextlib

import libvirt
import pytest

from tests.lab.processes import Processes
from tests.site.conftest import (  # noqa: F401, fixtures
    LABS, admin, alpha, beta, client_of, guest, lab, make_domain, pytest_runtest_makereport)

from . import catalogue
from .chromium import chromium
from .eye import Eye
from .judges import html_checker
from .other_site import other_site
from .person import Person
from .scene import SCENES
from .visitor import Visitor


@pytest.fixture(scope="session")
def browser(lab):  # noqa: F811
    with chromium(lab.processes, "chromium") as driver:
        yield driver


@pytest.fixture(scope="session")
def browser_without_scripts(lab):  # noqa: F811
    with chromium(lab.processes, "chromium-without-scripts", scripts=False) as driver:
        yield driver


@pytest.fixture(params=["127.0.0.1", "virt.test"])
def site(request):
    """The site's host. To the address the browser sends Sec-Fetch-Site; to the name, which is not HTTPS, Origin only."""
    return request.param


@pytest.fixture
def visitor(browser, lab, site):  # noqa: F811
    return Visitor(browser, lab, site)


@pytest.fixture(params=["browser", "browser_without_scripts"])
def person(request, lab):  # noqa: F811
    """Somebody who uses the pages, with scripts and without."""
    return Person(request.getfixturevalue(request.param), lab, "127.0.0.1")


@pytest.fixture
def other():
    """Somebody else's site."""
    with other_site() as server:
        yield server


@pytest.fixture
def prey(make_domain):  # noqa: F811
    """A running domain; its URL is /virt/client1/prey."""
    domain = make_domain("prey")
    assert domain.state()[0] == libvirt.VIR_DOMAIN_RUNNING
    return domain


@pytest.fixture(scope="session")
def judging():
    """The processes that judge pages."""
    with Processes() as processes:
        yield processes


@pytest.fixture(scope="session")
def eye(judging):
    with chromium(judging, "eye") as driver:
        yield Eye(driver)


@pytest.fixture(scope="session")
def checker(judging):
    with html_checker(judging) as checker:
        yield checker


@pytest.fixture(scope="session")
def scene_of(eye):
    """scene_of("town") is that scene, running, and the eye has logged in to its sites."""
    scenes = {}

    def start(name):
        lab = stack.enter_context(SCENES[name]())
        LABS.append(lab)
        stack.callback(LABS.remove, lab)
        for prefix in ("/virt", "/look", "/own"):
            eye.log_in(lab.nginx.url(""), prefix, lab.login(prefix))
        return lab

    with contextlib.ExitStack() as stack:
        yield lambda name: scenes.get(name) or scenes.setdefault(name, start(name))


@pytest.fixture
def visit(eye, scene_of):
    """visit(page) opens a page of the catalogue; what came of it, and the address of the site."""
    def go(page):
        scene = scene_of(page.scene)
        site, address = scene.nginx.url(""), catalogue.address(page, scene.places)
        if page.fields is None:
            return eye.open(site + address), site
        eye.driver.get(f"{site}{page.prefix}/")
        return eye.submit(site + address, page.fields), site
    return go

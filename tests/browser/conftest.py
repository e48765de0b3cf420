"""A browser that has logged in, and a site that is not ours. The lab and its domains are those of tests/site.

    /usr/bin/python3 -m pytest tests/browser
"""

import libvirt
import pytest

from tests.site.conftest import (  # noqa: F401, fixtures
    admin, alpha, client_of, lab, make_domain, pytest_runtest_makereport)

from .chromium import chromium
from .other_site import other_site
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

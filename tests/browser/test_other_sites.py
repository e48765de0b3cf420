"""Pages of other origins, in the browser of someone who has logged in: whatever they send, nothing changes."""

import json
from typing import NamedTuple

import libvirt
import pytest

from .visitor import Arrival

PATH = "/virt/client1/prey/domainSuspend"
SUBMIT = "<script>document.forms[0].submit()</script>"
FORM = f'<form method="post" action="TARGET"></form>{SUBMIT}'


class Bait(NamedTuple):
    """A page; TARGET in it is the address of a command. It sends its request by itself, or on a click."""

    html: str
    leads_there: bool = True  # The browser shows the answer.
    method: str = "POST"


def sandbox(permissions, html):
    return f"""<iframe sandbox="allow-scripts allow-forms {permissions}" srcdoc='{html}'></iframe>"""


def fetch(target, mode="no-cors", more=""):
    return (f"<script>fetch('{target}', {{method: 'POST', mode: '{mode}', credentials: 'include'{more}}})"
            ".then(() => document.title = 'answered', () => document.title = 'refused')</script>")


WORKING = {  # These would do it, if they came from the site itself.
    "form": Bait(FORM),
    "clicked form": Bait('<form method="post" action="TARGET"><button id="click">You have won</button></form>'),
    "plain text form": Bait(FORM.replace("action", 'enctype="text/plain" action')),
    "form into a hidden frame": Bait('<iframe name="hidden" hidden></iframe>' + FORM.replace("action", 'target="hidden" action'), False),
    "fetch": Bait(fetch("TARGET"), False),
    "beacon": Bait("<script>navigator.sendBeacon('TARGET')</script>", False),
}
BAITS = WORKING | {
    "multipart form": Bait(FORM.replace("action", 'enctype="multipart/form-data" action')),
    "form without a referrer": Bait('<meta name="referrer" content="no-referrer">' + FORM),
    "form in a sandbox": Bait(sandbox("", FORM), False),
    "form out of a sandbox": Bait(sandbox("allow-top-navigation", FORM.replace("action", 'target="_top" action'))),
    "redirected form": Bait(FORM.replace("TARGET", "/redirect")),
    "redirected fetch": Bait(fetch("/redirect"), False),
    "image": Bait('<img src="TARGET">', False, "GET"),
    "link": Bait('<a id="click" href="TARGET">You have won</a>', True, "GET"),
    "form that gets": Bait(FORM.replace("post", "get"), True, "GET"),
}


def picture(domain):
    return domain.state(), domain.XMLDesc(), domain.info()[:4]


@pytest.fixture
def unchanged(prey):
    """Nothing may have happened to the domain by the end of the test."""
    before = picture(prey)
    yield
    assert picture(prey) == before


@pytest.fixture(params=["evil.test", "another port"])
def other_host(request, site):
    """The other site's host: a stranger's, or the very host of ours, which for a browser is the same site."""
    return site if request.param == "another port" else request.param


@pytest.fixture
def bite(visitor, other, other_host):
    """bite(html) opens a page of the other site, whose target is PATH unless told, and clicks what there is to click."""
    def open_page(html, path=PATH):
        other.target = visitor.address + path
        other.page = f"<!DOCTYPE html><title>bait</title>{html.replace('TARGET', other.target)}"
        visitor.forget()
        visitor.driver.get(other.url(other_host))
        click(visitor)
    return open_page


def click(visitor):
    for button in visitor.find_all("//*[@id='click']"):
        button.click()


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", BAITS)
def test_a_page_of_another_origin_changes_nothing(visitor, bite, name):
    bait = BAITS[name]
    bite(bait.html)
    status, words = (403, "another site") if bait.method == "POST" else (405, "it takes POST")
    assert visitor.wait_for_arrival(PATH) == [Arrival(bait.method, "admin", status)]
    if bait.leads_there:
        visitor.wait_for_text(words)


@pytest.mark.parametrize("name", WORKING)
def test_the_same_page_on_the_site_itself_does_change_it(visitor, prey, name):
    visitor.open("/")  # nginx's own page, which has no policy.
    visitor.driver.execute_script("document.open(); document.write(arguments[0]); document.close()",
                                  BAITS[name].html.replace("TARGET", PATH))
    click(visitor)
    assert visitor.wait_for_arrival(PATH) == [Arrival("POST", "admin", 200)]
    assert prey.state()[0] == libvirt.VIR_DOMAIN_PAUSED


@pytest.mark.usefixtures("unchanged")
def test_a_script_of_another_origin_may_not_send_xml(visitor, bite):
    bite(fetch("TARGET", "cors", ", headers: {'Content-Type': 'application/xml'}, body: '<x/>'"))
    visitor.wait("the browser has refused", lambda: visitor.driver.title == "refused")
    assert visitor.wait_for_arrival(PATH) == [Arrival("OPTIONS", "-", 401)]


@pytest.mark.usefixtures("unchanged")
def test_reloading_the_page_that_says_no_changes_nothing_either(visitor, bite):
    bite(FORM)
    visitor.wait_for_text("another site")
    visitor.driver.refresh()
    visitor.wait("the form was sent again", lambda: visitor.arrivals(PATH) == 2 * [Arrival("POST", "admin", 403)])


def sent_headers(visitor):
    """The headers of the one POST to the site, by the browser's own account."""
    events = [json.loads(entry["message"])["message"] for entry in visitor.driver.get_log("performance")]
    posts = {event["params"]["requestId"] for event in events if event["method"] == "Network.requestWillBeSent"
             and event["params"]["request"]["method"] == "POST"}
    [headers] = [event["params"]["headers"] for event in events
                 if event["method"] == "Network.requestWillBeSentExtraInfo" and event["params"]["requestId"] in posts]
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.usefixtures("unchanged")
def test_the_browser_says_where_a_form_comes_from(visitor, bite, other, site, other_host):
    bite(FORM)
    visitor.wait_for_text("another site")
    headers = sent_headers(visitor)
    assert headers["origin"] == other.url(other_host).rstrip("/")
    assert headers["authorization"].startswith("Basic ")
    expected = {"evil.test": "cross-site", "127.0.0.1": "same-site"}[other_host] if site == "127.0.0.1" else None
    assert headers.get("sec-fetch-site") == expected


def shown_in(driver, number):
    driver.switch_to.frame(number)
    try:
        return driver.execute_script("return location.protocol == 'http:' ? location.pathname : location.href")
    finally:
        driver.switch_to.default_content()


@pytest.mark.usefixtures("prey")
@pytest.mark.parametrize("path", ["/virt/", "/virt/client1/prey", PATH + "?form", "/virt/client1/prey/domainGetInfo?format=xml"])
def test_no_page_is_shown_in_a_frame_of_another_origin(visitor, bite, path):
    bite('<iframe src="/inner"></iframe><iframe src="TARGET"></iframe>', path)
    assert visitor.wait_for_arrival(path.partition("?")[0]) == [Arrival("GET", "admin", 200)]
    own, framed = [shown_in(visitor.driver, number) for number in range(2)]
    assert own == "/inner" and framed == "chrome-error://chromewebdata/"
    assert any("frame-ancestors 'none'" in line for line in visitor.console())

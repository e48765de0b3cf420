"""Several domains changed by one request: on several hosts, one of which hangs; of an owner; as jobs."""

import time
from urllib.parse import urlencode

import libvirt
import pytest
from checks import ok, problem

from tests.lab.domains import GUEST, uuid_of
from tests.lab.lab import ADMIN, OWN
from tests.lab.waiting import wait_until

REQUEST = 3  # Seconds.
PATIENCE = 10  # Seconds: the program runs with sanitizers.
RUNNING, PAUSED = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED
NOBODY = uuid_of("nobody")


def several(client, command, uuids, **arguments):
    body = [("domain", uuid) for uuid in uuids] + list(arguments.items())
    return client.post(f"/-/domains/{command}", data=urlencode(body), headers={"Content-Type": "application/x-www-form-urlencoded"})


def outcomes(answer):
    """Status of each, 200 for a result and 202 for a job."""
    found = []
    for domain in ok(answer).iterfind("domain"):
        outcome = domain[0]
        kinds = {"result": 200, "job": 202}
        found.append(kinds.get(outcome.tag) or int(outcome.findtext("{urn:ietf:rfc:7807}status")))
    return found


def test_domains_of_two_hosts_are_paused_and_go_on(admin, make_domain, guest):
    domains = [make_domain("several1"), guest, make_domain("several2", owners=())]
    uuids = [domain.UUIDString() for domain in domains]
    answer = ok(several(admin, "domainSuspend", uuids))
    assert (answer.get("done"), answer.get("failed")) == ("3", "0")
    assert answer.xpath("domain/@uuid") == uuids
    assert answer.xpath("domain/@host") == ["alpha", "beta", "alpha"]
    assert [domain.state()[0] for domain in domains] == [PAUSED] * 3
    assert outcomes(several(admin, "domainResume", [*uuids, NOBODY])) == [200, 200, 200, 404]
    assert [domain.state()[0] for domain in domains] == [RUNNING] * 3


def test_each_link_leads_to_its_domain(admin, make_domain):
    domain = make_domain("several é?#", owners=("client1",))
    answer = ok(several(admin, "domainSetAutostart", [domain.UUIDString()], autostart=0))
    href, = answer.xpath("domain/@href")
    assert domain.UUIDString() in ok(admin.get(href.removeprefix("/virt"))).findtext("uuid")


@pytest.mark.parametrize("format", ["json", "text", "html"])
def test_the_answer_comes_in_every_format(admin, make_domain, format):
    uuid = make_domain("several").UUIDString()
    answer = admin.post(f"/-/domains/domainReboot?format={format}", data={"domain": [uuid, NOBODY]})
    assert uuid in answer.text
    parsed = ok(answer)
    if format == "json":
        assert (parsed["done"], parsed["failed"], len(parsed["domains"])) == (1, 1, 2)


def test_the_form_asks_before_and_changes_nothing(admin, make_domain):
    domain = make_domain("several")
    query = urlencode([("form", ""), ("domain", domain.UUIDString()), ("domain", NOBODY)])
    form = ok(admin.get(f"/-/domains/domainDestroy?{query}"))
    assert (form.tag, form.get("href"), form.get("destroys")) == ("form", "/virt/-/domains/domainDestroy", "yes")
    assert form.xpath("domains/domain/@name") == ["several"]
    assert domain.state()[0] == RUNNING


def test_as_many_as_may_be_are_changed_at_once(make_lab, client_of):
    with client_of(make_lab()) as admin:
        known = admin.xml("/").xpath("domains/domain[@host='alpha']/@uuid")
        many = [uuid_of(f"many {number}") for number in range(100 - len(known))]
        assert outcomes(several(admin, "domainSetAutostart", known + many, autostart=1)) == [200] * len(known) + [404] * len(many)
        problem(several(admin, "domainSetAutostart", [*known, *many, NOBODY], autostart=0), 400, "101 times", "domain")
        assert "<autostart>1<" in admin.get("/client1/vm1/domainGetAutostart").text


def test_a_host_that_hangs_holds_no_other_back(make_lab, client_of):
    lab = make_lab(config={"responder": {"workers": 1, "threads": 4, "request_timeout": f"{REQUEST}s"},
                           "libvirt": {"keepalive_interval": "0s", "connect_timeout": "1s", "open_timeout": "3s"}})
    with client_of(lab) as admin, lab.beta.open() as beta:
        guest = beta.lookupByName(GUEST)
        on_alpha = admin.xml("/").xpath("domains/domain[@host='alpha']/@uuid")[:3]
        assert set(outcomes(several(admin, "domainSetAutostart", [*on_alpha, guest.UUIDString()], autostart=0))) == {200}
        lab.alpha.pause()
        begun = time.monotonic()
        answer = several(admin, "domainSuspend", [*on_alpha, guest.UUIDString()])
        took = time.monotonic() - begun
        lab.alpha.resume()
        assert outcomes(answer) == [504, 504, 504, 200]
        assert guest.state()[0] == PAUSED
        guest.resume()
        assert REQUEST * 0.9 < took < REQUEST + PATIENCE
        details = ok(answer).xpath("domain/*/*[local-name() = 'detail']/text()")
        assert ["may still carry the change out" in details[0], *("nothing was done" in each for each in details[1:])] == [True] * 3
        wait_until("alpha answers again", lambda: outcomes(several(admin, "domainSetAutostart", on_alpha, autostart=0)) == [200] * 3)


def test_an_owner_changes_his_own_and_learns_nothing_of_others(make_lab, client_of):
    lab = make_lab(sites=(ADMIN, OWN), users={"client1": "sesame"})
    with client_of(lab) as admin, client_of(lab, "/own", login=("client1", "sesame")) as own:
        his = admin.xml("/client1/vm1").findtext("uuid")
        others = admin.xml("/").xpath("domains/domain[not(owner='client1')]/@uuid")
        assert others
        for other in others:
            answer = several(own, "domainReboot", [his, other])
            assert outcomes(answer) == [200, 404]
            assert answer.text == several(own, "domainReboot", [his, NOBODY]).text.replace(NOBODY, other)


def test_what_takes_long_goes_on_as_jobs(admin, make_domain):
    domains = [make_domain("long1"), make_domain("long2")]
    answer = several(admin, "domainManagedSave", [*(domain.UUIDString() for domain in domains), NOBODY])
    assert outcomes(answer) == [202, 202, 404]
    root = ok(answer)
    assert (root.get("begun"), root.get("done"), root.get("failed")) == ("2", "0", "1")
    for href in root.xpath("domain/job/@href"):
        wait_until("the job is done", lambda href=href: admin.xml(href.removeprefix("/virt")).get("state") == "done")
    for domain in domains:
        assert domain.hasManagedSaveImage() and not domain.isActive()
        domain.managedSaveRemove()


def test_nothing_is_done_on_a_site_that_may_only_read(look, admin, make_domain):
    domain = make_domain("several")
    problem(several(look, "domainSuspend", [domain.UUIDString()]), 403, "read-only")
    assert domain.state()[0] == RUNNING

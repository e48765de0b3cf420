"""Methods, formats, what is not there, and who may change something."""

import libvirt
import pytest
from checks import ACCEPT, FORMATS, PROBLEM, format_of, ok, problem, says

CHANGES = {
    "domainAttachDevice": "/client1/vm1", "domainCreate": "/client1/vm3", "domainDestroy": "/client1/vm1",
    "domainDetachDevice": "/client1/vm1", "domainReboot": "/client1/vm1", "domainResume": "/client1/vm2",
    "domainSetMemory": "/client1/vm1", "domainSetSchedulerParameters": "/client1/vm1", "domainSetVcpus": "/client1/vm1",
    "domainShutdown": "/client1/vm1", "domainSuspend": "/client1/vm1", "domainUndefine": "/client1/vm3",
    "domainDefineXML": "/-/hosts/alpha",
}
READS = {
    "domainGetID": "/client1/vm1", "domainGetInfo": "/client1/vm1", "domainGetMaxMemory": "/client1/vm1",
    "domainGetMaxVcpus": "/client1/vm1", "domainGetName": "/client1/vm1", "domainGetOSType": "/client1/vm1",
    "domainGetSchedulerParameters": "/client1/vm1", "domainGetSchedulerType": "/client1/vm1", "domainGetState": "/client1/vm1",
    "domainGetUUID": "/client1/vm1", "domainGetUUIDString": "/client1/vm1", "domainGetVcpus": "/client1/vm1",
    "domainGetXMLDesc": "/client1/vm1", "domainInterfaceStats": "/client1/vm1",
    "connectGetCapabilities": "/-/hosts/alpha", "nodeGetInfo": "/-/hosts/alpha",
}
LISTS = ["/", "/client1/", "/-/hosts/", "/-/hosts/alpha/"]
ARGUMENTS = {"domainSetMemory": {"memory": "1024"}, "domainSetVcpus": {"nvcpus": "1"}, "domainInterfaceStats": {"device": "testnet0"},
             "domainSetSchedulerParameters": {"params.weight": "1"},
             **{name: {"xml": "<x/>"} for name in ("domainAttachDevice", "domainDetachDevice", "domainDefineXML")}}


def picture(connection):
    """All that a change could change."""
    return sorted((domain.name(), domain.XMLDesc(), domain.state(), domain.info()[:4]) for domain in connection.listAllDomains())


@pytest.fixture
def unchanged(alpha, beta):
    """Nothing may have happened on the hosts by the end of the test."""
    before = picture(alpha), picture(beta)
    yield
    assert (picture(alpha), picture(beta)) == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", CHANGES)
def test_getting_a_change_is_refused_and_nothing_happens(admin, name, method):
    answer = admin.request(method, f"{CHANGES[name]}/{name}", params=ARGUMENTS.get(name))
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
    if method == "GET":
        assert problem(answer, 405, name).findtext(f"{PROBLEM}allow") == "POST"


@pytest.mark.parametrize("name", READS)
def test_posting_to_a_read_is_refused(admin, name):
    answer = admin.post(f"{READS[name]}/{name}", data=ARGUMENTS.get(name))
    assert problem(answer, 405, name).findtext(f"{PROBLEM}allow") == answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", CHANGES)
def test_a_read_only_site_changes_nothing(look, name):
    problem(look.post(f"{CHANGES[name]}/{name}", data=ARGUMENTS.get(name)), 403, "read-only")


@pytest.mark.parametrize("name", READS)
def test_a_read_only_site_reads_everything(look, name):
    ok(look.get(f"{READS[name]}/{name}", params=ARGUMENTS.get(name)))


@pytest.mark.parametrize("path", [*LISTS, "/client1/vm1", "/client1/vm1/domainGetInfo", "/client1/vm1/nosuch", "/nosuch/"])
@pytest.mark.parametrize("format", FORMATS)
def test_head_is_get_without_the_content(admin, path, format):
    headers = {"Accept": ACCEPT[format]}
    get, head = admin.get(path, headers=headers), admin.head(path, headers=headers)
    assert head.status_code == get.status_code and head.content == b""
    varying = {"Date", "Content-Length"} if path.endswith("Info") else {"Date"}
    assert {name: value for name, value in head.headers.items() if name not in varying} == {
        name: value for name, value in get.headers.items() if name not in varying}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "X" * 30])
@pytest.mark.parametrize(("path", "allow"), [("/", "GET, HEAD"), ("/client1/", "GET, HEAD"), ("/client1/vm1", "GET, HEAD"),
                                             ("/client1/vm1/domainDestroy", "POST"), ("/-/health", "GET, HEAD"),
                                             ("/-/assets/virt-fcgi.css", "GET, HEAD")])
def test_other_methods_are_refused(admin, method, path, allow):
    answer = admin.request(method, path)
    assert problem(answer, 405).findtext(f"{PROBLEM}allow") == answer.headers["Allow"] == allow


NOT_THERE = [
    ("/nosuch/", "nosuch"), ("/nosuch/vm1", "nosuch"), ("/client1/nosuch", "nosuch"), ("/client2/vm1", "vm1"),
    ("/_/vm1", "vm1"), ("/client1/vm1/nosuch", "nosuch"), ("/client1/vm1/virNoSuch", "virNoSuch"),
    ("/client1/vm1/connectGetCapabilities", "connectGetCapabilities"), ("/client1/vm1/virdomainGetInfo", "virdomainGetInfo"),
    ("/client1/vm1/DomainGetInfo", "DomainGetInfo"), ("/client1/vm1/domainGetInfo/more", ""), ("/-/hosts/nosuch/", "nosuch"),
    ("/-/hosts/nosuch/nodeGetInfo", "nosuch"), ("/-/hosts/alpha/domainGetInfo", "domainGetInfo"), ("/-/hosts/alpha/nosuch", "nosuch"),
    ("/-/nosuch", ""), ("/-/", ""), ("/-/assets/nosuch", ""), ("/-/assets/../page.xsl", ""),
    ("/client1/00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
]


@pytest.mark.parametrize("choice", ["accept", "query"])
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("path", "word"), NOT_THERE, ids=[path for path, _ in NOT_THERE])
def test_what_is_not_there_is_404_in_every_representation(admin, path, word, format, choice):
    options = {"headers": {"Accept": ACCEPT[format]}} if choice == "accept" else {"params": {"format": format}}
    answer = admin.get(path, **options)
    parsed = ok(answer, 404)
    assert format_of(answer) == format
    assert says(parsed, "404") and says(parsed, "Not Found") and says(parsed, word)


def refusals(client, headers):
    """(status, answer) of each kind of refusal that a client can meet."""
    forms = {"Content-Type": "application/x-www-form-urlencoded"}
    yield 400, client.get("/client1/vm1/domainGetXMLDesc?flags=x", headers=headers)
    yield 400, client.get("/client1/vm1/domainInterfaceStats?device=nix", headers=headers)
    yield 403, client.post("/client1/vm1/domainReboot", headers=headers | {"Origin": "http://evil.example"})
    yield 404, client.get("/client1/nosuch", headers=headers)
    yield 405, client.get("/client1/vm1/domainReboot", headers=headers)
    yield 409, client.post("/client1/vm3/domainDestroy", headers=headers)
    yield 413, client.post("/client1/vm1/domainReboot", headers=headers | forms, data=b"x" * ((1 << 20) + 1))
    yield 414, client.get("/client1/" + "x" * 1100, headers=headers)
    yield 415, client.post("/client1/vm1/domainReboot", headers=headers | {"Content-Type": "image/png"}, data=b"x")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("format", FORMATS)
def test_each_refusal_comes_in_the_clients_format(admin, format):
    for status, answer in refusals(admin, {"Accept": ACCEPT[format]}):
        parsed = ok(answer, status)
        assert format_of(answer) == format
        assert says(parsed, str(status)), answer.text


@pytest.mark.parametrize("path", [*LISTS, "/client1/vm1", "/client1/vm1/domainGetInfo"])
def test_what_cannot_be_made_is_not_acceptable(admin, path):
    for options in ({"headers": {"Accept": "image/png"}}, {"params": {"format": "pdf"}},
                    {"headers": {"Accept": "application/xml;q=0"}}):
        problem(admin.get(path, **options), 406)


@pytest.mark.parametrize("format", FORMATS[1:])
def test_a_format_that_cannot_be_made_is_refused_in_the_accepted_one(admin, format):
    answer = admin.get("/?format=pdf", headers={"Accept": ACCEPT[format]})
    assert says(ok(answer, 406), "406") and format_of(answer) == format


@pytest.mark.parametrize(("accept", "format"), [
    ("*/*", "xml"), ("", "xml"), ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("application/json", "json"), ("text/plain;q=0.5, application/json;q=0.1", "text"), ("text/*", "html"),
    ("TEXT/PLAIN", "text"), ("image/png, */*;q=0.1", "xml"), ("text/xml", "xml"),
])
def test_the_format_is_what_the_client_likes_best(admin, accept, format):
    answer = admin.get("/client1/vm1/domainGetInfo", headers={"Accept": accept})
    ok(answer)
    assert format_of(answer) == format


FOREIGN = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"},
           {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": "{own}"}, {"Origin": "http://127.0.0.1:1"}]
OWN = [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "{own}"},
       {"Sec-Fetch-Site": "same-origin", "Origin": "{own}"}]


def sent(headers, lab):
    return {name: value.format(own=lab.nginx.url("")) for name, value in headers.items()}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("name", ["domainSuspend", "domainDestroy"])
def test_a_page_of_another_site_changes_nothing(admin, lab, headers, name):
    problem(admin.post(f"/client1/vm1/{name}", headers=sent(headers, lab)), 403, "another site")


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_a_page_of_this_site_may_change_something(admin, lab, make_domain, headers):
    domain = make_domain("own")
    ok(admin.post("/client1/own/domainSuspend", headers=sent(headers, lab)))
    assert domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", CHANGES | READS)
def test_every_command_has_a_form(admin, name, format):
    path = (CHANGES | READS)[name]
    answer = admin.get(f"{path}/{name}?form", headers={"Accept": ACCEPT[format]})
    form = ok(answer)
    if format == "html":
        [found] = [each for each in form.xpath("//form") if each.get("action") == f"/virt{path}/{name}"]
        assert found.get("method").upper() == ("POST" if name in CHANGES else "GET")
    if format == "xml":
        assert form.get("href") == f"/virt{path}/{name}"
        assert form.get("method") == ("POST" if name in CHANGES else "GET")
        assert form.get("back") == f"/virt{path}{'/' if path.startswith('/-/') else ''}"
        assert admin.get(form.get("back").removeprefix("/virt"), allow_redirects=False).status_code == 200
        needed = {argument.partition(".")[0] for argument in ARGUMENTS.get(name, {})}
        assert set(form.xpath("parameters/parameter[@required='yes']/@name")) == needed, "a required argument is not marked"


@pytest.mark.parametrize("name", CHANGES)
def test_a_read_only_site_has_no_form_for_a_change(look, name):
    problem(look.get(f"{CHANGES[name]}/{name}?form"), 403)
    assert name not in look.get(CHANGES[name], headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(("path", "location"), [
    ("", "/"), ("/client1", "/client1/"), ("/-/hosts", "/-/hosts/"), ("/-/hosts/alpha", "/-/hosts/alpha/"),
    ("/client1/vm1/", "/client1/vm1"), ("/client1/vm1/domainGetInfo/", "/client1/vm1/domainGetInfo"),
    ("/client1?q=%3Cb%3E&limit=2", "/client1/?q=%3Cb%3E&limit=2"), ("/caf%C3%A9%20%3F", "/caf%C3%A9%20%3F/"),
])
@pytest.mark.parametrize("site", ["admin", "odd"])
def test_a_missing_or_needless_slash_is_redirected(request, site, path, location):
    site = request.getfixturevalue(site)
    answer = site.exact("GET", path)
    prefix = "/virt" if request.node.callspec.params["site"] == "admin" else "/a/b-c"
    assert (answer.status_code, answer.headers["Location"]) == (301, prefix + location)


def test_a_change_is_not_redirected(admin, make_domain):
    domain = make_domain("slash")
    answer = admin.post("/client1/slash/domainSuspend/", allow_redirects=False)
    assert (answer.status_code == 200) == (domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED)
    assert answer.status_code in (200, 404)


def test_health_is_ready(admin, look):
    for site in (admin, look):
        answer = site.get("/-/health")
        assert (answer.status_code, answer.text) == (200, "ready\n")


@pytest.mark.parametrize(("file", "media_type"), [("virt-fcgi.css", "text/css"), ("virt-fcgi.js", "text/javascript")])
def test_assets_are_served(look, file, media_type):
    answer = look.get(f"/-/assets/{file}")
    assert answer.status_code == 200 and answer.content
    assert answer.headers["Content-Type"].startswith(media_type)


def test_the_admin_site_wants_a_password(lab, client_of):
    with client_of(lab, login=None) as nobody:
        assert nobody.get("/").status_code == 401
        assert nobody.post("/client1/vm1/domainDestroy").status_code == 401

"""Sets of stylesheets and the program: their languages, and what it does with a set that is broken or hostile."""

import re
import select
import signal
import subprocess
from pathlib import Path

import pytest
from fastcgi import STDIN, ask, begin, read_answer, record

from tests.lab.responder import default_program, toml
from tests.lab.waiting import wait_until

ROOT = ("version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:exsl='http://exslt.org/common' "
        "extension-element-prefixes='exsl' exclude-result-prefixes='exsl'")
GREETING = """<xsl:import href="languages/en.xsl"/><xsl:output method="html"/>
<xsl:template match="/page"><html lang="{$language}"><body><xsl:value-of select="$hello"/></body></html></xsl:template>"""
HTML = {"HTTP_ACCEPT": "text/html"}
TEST_UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
"""Of the test driver's own domain."""


def write(folder, sets):
    """Writes sets: {"set/file.xsl": what is in the stylesheet}."""
    for name, body in sets.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<xsl:stylesheet {ROOT}>{body}</xsl:stylesheet>", encoding="utf-8")


def words(language, hello):
    return f"""<xsl:variable name="language" select="'{language}'"/><xsl:variable name="hello" select="'{hello}'"/>"""


@pytest.fixture
def folder(tmp_path):
    """A folder of sets with one in it, which greets in two languages."""
    folder = tmp_path / "sets"
    write(folder, {"default/page.xsl": GREETING, "default/languages/en.xsl": words("en", "Hello"),
                   "default/languages/de.xsl": words("de", "Hallo")})
    return folder


def configuration(folder, responder):
    file = Path(folder).parent / "c.toml"
    file.write_text(toml({"hosts": {"here": "test:///default"}, "stylesheets": {"folder": str(folder)}, "responder": responder}))
    return file


def check(folder):
    return subprocess.run([default_program(), "--config", configuration(folder, {}), "--check"], capture_output=True, text=True,
                          timeout=30, check=False)


@pytest.fixture
def start(folder, tmp_path):
    """start() starts the program with one worker over the folder of sets; the address of its socket."""
    running = []

    def start_one(threads=2):
        address = str(tmp_path / "socket")
        with (tmp_path / "log").open("wb") as log:
            running.append(subprocess.Popen([default_program(), "--config", configuration(
                folder, {"socket": address, "workers": 1, "threads": threads})], stderr=log))
        wait_until("the program answers", lambda: running[-1].poll() is None and is_ready(address), 30)
        return address

    start_one.reload = lambda: running[-1].send_signal(signal.SIGHUP)
    yield start_one
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def is_ready(address):
    try:
        return ask(address, "/-/health").startswith("Status: 200")
    except OSError:
        return False


def test_check_names_the_languages_of_each_set(folder):
    write(folder, {"mute/page.xsl": "<xsl:template match='/'/>", "default/languages/fr-CA.xsl": words("fr-CA", "Salut")})
    said = check(folder)
    assert (said.returncode, said.stderr) == (0, "")
    assert "\ndefault in en, de, fr-CA\nmute\n" in said.stdout


@pytest.mark.parametrize(("file", "body", "told"), [
    ("default/languages/de.xsl", "<xsl:variable name='hello' select='['/>", "language de"),
    ("default/languages/de.xsl", "<xsl:include href='../../other.xsl'/>", "language de"),
    ("default/languages/d%.xsl", "", "language tag"),
    ("other/page.xsl", "<xsl:import href='languages/en.xsl'/>", "other"),
])
def test_check_refuses_a_set_that_does_not_compile(folder, file, body, told):
    write(folder, {file: body})
    said = check(folder)
    assert said.returncode == 1 and told in said.stderr, said.stderr


def test_a_page_is_in_the_language_that_its_reader_takes(start):
    address = start()
    for wanted, language, hello in (("de-AT,de;q=0.9,en;q=0.8", "de", "Hallo"), ("fr", "en", "Hello"), ("x" * 2000, "en", "Hello")):
        for path in ("/", "/nosuch/"):
            head, _, body = ask(address, path, HTTP_ACCEPT_LANGUAGE=wanted, **HTML).partition("\r\n\r\n")
            assert f"Content-Language: {language}\r\n" in head and "Vary: Accept, Accept-Language" in head
            assert f'<html lang="{language}">' in body and hello in body
    assert "Content-Language" not in ask(address, "/", HTTP_ACCEPT_LANGUAGE="de")


def test_a_page_that_is_drawn_otherwise_has_another_tag(folder, start):
    address = start()
    tags = {accept: re.search(r'ETag: (.*?)\r', ask(address, "/", HTTP_ACCEPT=accept))[1] for accept in ("text/html", "application/xml")}
    write(folder, {"default/languages/en.xsl": words("en", "Good day")})

    def ask_again(accept):
        return ask(address, "/", HTTP_ACCEPT=accept, HTTP_IF_NONE_MATCH=tags[accept])

    start.reload()
    wait_until("the new sheets draw the page", lambda: "Good day" in ask_again("text/html"))
    assert ask_again("application/xml").startswith("Status: 304"), "what is no page is as it was"


FRAME = "<xsl:template match='/page'><html><body><p>half a page</p>{}</body></html></xsl:template>"
OFTEN = "<xsl:for-each select='//step/@* | //@*'>{}</xsl:for-each>"
for _ in range(5):
    OFTEN = OFTEN.format("<xsl:for-each select='//step/@* | //@*'>{}</xsl:for-each>")
DOUBLE = ("<xsl:call-template name='t'/></body></html></xsl:template><xsl:template name='t'><xsl:param name='s' select=\"'0123456789abcdef'\"/>"
          "<xsl:call-template name='t'><xsl:with-param name='s' select='concat($s, $s)'/></xsl:call-template><html><body>")
TWICE = ("<xsl:call-template name='t'/></body></html></xsl:template><xsl:template name='t'><xsl:param name='d' select='0'/><xsl:if test='$d &lt; 99'>"
         + 2 * "<xsl:call-template name='t'><xsl:with-param name='d' select='$d + 1'/></xsl:call-template>" + "</xsl:if><html><body>")
FAILING = {
    "loops": FRAME.format(OFTEN.format("<xsl:if test='count(//*) = 1'/>")),
    "recurses": FRAME.format("<xsl:apply-templates select='/page'/>"),
    "recurses twice each time": FRAME.format(TWICE),
    "builds gigabytes": FRAME.format(DOUBLE),
    "writes gigabytes": FRAME.format(OFTEN.format("<b>and again and again and again and again and again and again</b>")),
    "talks without end": FRAME.format(OFTEN.format("<xsl:message>and again</xsl:message>")),
    "ends early": FRAME.format("<xsl:message terminate='yes'>enough</xsl:message>"),
    "calls what is not there": FRAME.format("<xsl:value-of select='nosuch()'/>"),
    "evaluates a text": FRAME.format("<xsl:value-of select=\"dyn:evaluate('1')\" xmlns:dyn='http://exslt.org/dynamic'/>"),
    "reads a file": FRAME.format("<xsl:copy-of select=\"document('/etc/passwd')\"/>"),
    "reads the network": FRAME.format("<xsl:copy-of select=\"document('http://127.0.0.1:9/')\"/>"),
    "writes a file": FRAME.format("<exsl:document href='WRITTEN'><x/></exsl:document>"),
}
HARMLESS = {
    "reads a file as text": FRAME.format("<xsl:value-of select=\"unparsed-entity-uri('passwd')\"/>"),
    "includes a file": FRAME.format("<xi:include href='/etc/passwd' parse='text' xmlns:xi='http://www.w3.org/2001/XInclude'/>"),
}


def problem_page(answer, status):
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith(f"Status: {status} ") and "Content-Type: text/html; charset=utf-8" in head, head
    assert body.startswith("<!DOCTYPE html>") and f"<h1>{status} " in body and "half a page" not in body
    return body


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The socket of a program whose sets are the ones above, and "here", which works."""
    folder = tmp_path_factory.mktemp("hostile")
    sets, address = folder / "sets", str(folder / "socket")
    write(sets, {f"{name.replace(' ', '-')}/page.xsl": body.replace("WRITTEN", str(folder / "written"))
                 for name, body in (FAILING | HARMLESS | {"here": FRAME.format("<i/>"), "default": FAILING["ends early"]}).items()})
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([default_program(), "--config", configuration(sets, {"socket": address, "workers": 1, "threads": 2})],
                                   stderr=log)
    wait_until("the program answers", lambda: process.poll() is None and is_ready(address), 30)
    yield address, folder
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def children(folder):
    return re.findall(r"ended|died|killed", (folder / "log").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FAILING)
def test_a_set_that_fails_is_a_problem_from_the_programs_own_sheet(hostile, name):
    address, folder = hostile
    answer = ask(address, "/", VIRT_STYLESHEET=name.replace(" ", "-"), **HTML)
    page = problem_page(answer, 500)
    assert "Content-Language: en\r\n" in answer and "root:" not in answer and 'href="/virt/"' in page
    assert not (folder / "written").exists()
    assert "half a page" in ask(address, "/", VIRT_STYLESHEET="here", **HTML)
    assert not children(folder)
    assert f'the stylesheet "{name.replace(" ", "-")}" failed' in (folder / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", HARMLESS)
def test_a_set_that_reads_gets_nothing(hostile, name):
    answer = ask(hostile[0], "/", VIRT_STYLESHEET=name.replace(" ", "-"), **HTML)
    assert answer.startswith("Status: 200 ") and "root:" not in answer


def test_the_default_set_may_be_the_one_that_fails(hostile):
    problem_page(ask(hostile[0], "/", **HTML), 500)
    problem_page(ask(hostile[0], "/nosuch/", **HTML), 404)
    assert ask(hostile[0], "/").startswith("Status: 200 ")


def test_others_are_served_while_a_set_loops(hostile):
    address, _ = hostile
    with begin(address, "/", VIRT_STYLESHEET="loops", **HTML) as looping:
        looping.sendall(record(STDIN))
        for _ in range(3):
            assert "half a page" in ask(address, "/", VIRT_STYLESHEET="here", **HTML)
        assert not select.select([looping], [], [], 0)[0], "it had ended before the others were served"
        problem_page(read_answer(looping.makefile("rb")), 500)


def test_what_was_done_is_told_although_its_page_fails(hostile):
    page = problem_page(ask(hostile[0], "/_/test/domainSuspend", REQUEST_METHOD="POST", VIRT_READ_ONLY="off", VIRT_STYLESHEET="ends-early", **HTML), 500)
    assert "has been done" in page
    assert "VIR_DOMAIN_PAUSED" in ask(hostile[0], "/_/test/domainGetState")
    page = problem_page(ask(hostile[0], "/-/domains/domainResume", QUERY_STRING=f"domain={TEST_UUID}", REQUEST_METHOD="POST", VIRT_READ_ONLY="off",
                            VIRT_STYLESHEET="ends-early", **HTML), 500)
    assert "has been done" in page
    assert "VIR_DOMAIN_RUNNING" in ask(hostile[0], "/_/test/domainGetState")

"""The grammar of the answers takes what the cases hold and refuses what is nearly right."""

import subprocess

import pytest
from lxml import etree

from conftest import CASES, ROOT, answer_of

UUID = "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"
HOSTS = '<hosts><host name="a" state="{state}" since="{since}" source="mdns" href="{href}"/></hosts>'
RESULT = '<result function="virDomainGetInfo">{}</result>'
COMMANDS = '<commands href="/virt/-/commands"><command name="n" function="setOwners" target="domain" method="POST" who="admin" destroys="no" {}><summary/><parameters/></command></commands>'
PROBLEM = '<problem xmlns="urn:ietf:rfc:7807"><type>about:blank</type><title>T</title><status>{}</status><detail>D</detail>{}</problem>'


JOB = ('<job id="0123456789abcdef0123456789abcdef" href="/virt/-/jobs/0123456789abcdef0123456789abcdef" state="{}" function="virDomainSave" '
       'object="/virt/a/b" since="2026-11-21T20:00:00Z" {}>{}</job>')
RESULTS = '<results function="virDomainShutdown" done="{}" failed="0"><domain {} uuid="4dea22b3-1d52-d8f3-2516-782e98ab3fa0">{}</domain></results>'
BRIEF = 'name="d" host="a" href="/virt/_/d" state="VIR_DOMAIN_RUNNING"'
FORM = '<form function="virDomainReboot" command="domainReboot" method="POST" href="/virt/a/b/c" back="/virt/a/b" destroys="no"{}><summary/><parameters>{}</parameters>{}</form>'
FLAGS = '<parameter name="flags" type="unsigned int" required="no" kind="flags">{}<flag name="VIR_X" value="1" {}/></parameter>'
XML = '<parameter name="xml" type="const char *" required="yes" kind="xml">{}</parameter>'
UNTIL = 'until="2026-11-21T20:00:01Z" status="200"'


def directory(state="up", since="2026-11-21T20:00:00Z", href="/virt/-/hosts/a/", uuid=UUID, power="VIR_DOMAIN_RUNNING"):
    hosts = HOSTS.format(state=state, since=since, href=href)
    domain = f'<domain name="d" uuid="{uuid}" host="a" state="{power}" href="/virt/_/d"/>'
    return f"<directory>{hosts}<owners/><domains>{domain}</domains></directory>"


def full_directory(page='total="1" matching="1" next="/virt/?limit=1&amp;after=x" previous="/virt/"', domains="1", cpus="4", unit="KiB", memory="1024"):
    size = f'<memory unit="{unit}">{memory}</memory>'
    host = (f'<host name="a" state="up" since="2026-11-21T20:00:00Z" source="mdns" href="/virt/-/hosts/a/" hypervisor="QEMU" '
            f'domains="{domains}"><cpus>{cpus}</cpus>{size}<error/></host>')
    domain = (f'<domain name="d" uuid="{UUID}" host="a" state="VIR_DOMAIN_RUNNING" href="/virt/_/d"><nrVirtCpu>{cpus}</nrVirtCpu>{size}'
              '<owner>o</owner><title>t</title></domain>')
    return f"<directory {page}><hosts>{host}</hosts><owners/><domains>{domain}</domains></directory>"


RIGHT = [
    directory(),
    full_directory(),
    RESULT.format(""),
    RESULT.format('<value unit="KiB">18446744073709551615</value>'),
    RESULT.format('<params><param name="x" type="uint">4294967295</param></params>'),
    RESULT.format("<list><item>0-3</item><item><a>1</a></item></list>"),
    COMMANDS.format('may="yes" href="/virt/a/b/n"'),
    COMMANDS.format('may="no" why="w" address="/virt/{owner}/{vm}/n"'),
    PROBLEM.format(404, ""),
    PROBLEM.format(504, "<job>/virt/-/jobs/0</job>"),
    PROBLEM.format(400, "<argument>xml</argument><line>3</line>"),
    RESULTS.format(1, BRIEF, RESULT.format("")),
    RESULTS.format(0, "", PROBLEM.format(404, "")),
    FORM.format("", FLAGS.format("", ""), ""),
    FORM.format(' without_secrets="yes"', FLAGS.format("<value>x</value>", 'chosen="yes"') + XML.format("<value>&lt;</value>"), ""),
    FORM.format("", "", f'<domains><domain uuid="{UUID}" {BRIEF}/></domains>'),
    "<jobs/>",
    f"<jobs>{JOB.format('running', '', '')}</jobs>",
    JOB.format("running", 'host="a" user="b"', '<cancel method="POST" href="/virt/a/b/domainAbortJob"/><progress function="virDomainGetJobStats"/>'),
    JOB.format("done", UNTIL, RESULT.format("")),
    JOB.format("failed", UNTIL, PROBLEM.format(404, "")),
]

WRONG = {
    "a state of no host": directory(state="down"),
    "a local time": directory(since="2026-11-21T20:00:00+01:00"),
    "a link elsewhere": directory(href="javascript:x"),
    "a link with a quote": directory(href="/virt/&quot;"),
    "a UUID in capitals": directory(uuid=UUID.upper()),
    "a state of no domain": directory(power="VIR_DOMAIN_LAST"),
    "a total without what matches": full_directory(page='total="1"'),
    "less than no domain": full_directory(domains="-1"),
    "no CPU": full_directory(cpus="0"),
    "no memory": full_directory(memory="0"),
    "memory in bytes": full_directory(unit="bytes"),
    "a next page elsewhere": full_directory(page='next="https://other.lan/"'),
    "no name of a function": '<result function="DomainGetInfo"/>',
    "a unit of a word": RESULT.format('<value unit="KiB">many</value>'),
    "an enum in words": RESULT.format('<state enum="running">1</state>'),
    "a negative unsigned": RESULT.format('<params><param name="x" type="uint">-1</param></params>'),
    "a type of no parameter": RESULT.format('<params><param name="x" type="float">1</param></params>'),
    "a list that is also a record": RESULT.format("<list><item>1</item><other>2</other></list>"),
    "a command without an address": COMMANDS.format('may="yes"'),
    "a command with two addresses": COMMANDS.format('may="yes" href="/virt/a/b/n" address="/virt/{owner}/{vm}/n"'),
    "a refusal without a reason": COMMANDS.format('may="no" href="/virt/a/b/n"'),
    "a reason without a refusal": COMMANDS.format('may="yes" why="w" href="/virt/a/b/n"'),
    "a problem without namespace": PROBLEM.format(404, "").replace(' xmlns="urn:ietf:rfc:7807"', ""),
    "a problem that is none": PROBLEM.format(200, ""),
    "an error without its code": PROBLEM.format(500, "<libvirt><name>VIR_ERR_X</name><message>m</message></libvirt>"),
    "a line that is none": PROBLEM.format(400, "<line>0</line>"),
    "a domain of several without an outcome": RESULTS.format(1, BRIEF, ""),
    "a domain of several with two outcomes": RESULTS.format(1, BRIEF, RESULT.format("") + PROBLEM.format(404, "")),
    "a domain of several with half a name": RESULTS.format(1, 'name="d"', RESULT.format("")),
    "fewer than no results": RESULTS.format(-1, BRIEF, RESULT.format("")),
    "a flag that is chosen and is not": FORM.format("", FLAGS.format("", 'chosen="no"'), ""),
    "a form of domains that nobody knows": FORM.format("", "", f'<domains><domain uuid="{UUID}"/></domains>'),
    "a state of no job": JOB.format("idle", "", ""),
    "an end without a status": JOB.format("done", 'until="2026-11-21T20:00:01Z"', ""),
    "a job that both failed and succeeded": JOB.format("done", UNTIL, RESULT.format("") + PROBLEM.format(404, "")),
    "a cancelling by GET": JOB.format("running", "", '<cancel method="GET" href="/virt/a/b/domainAbortJob"/>'),
    "a member unheard of": PROBLEM.format(404, "<trace>x</trace>"),
}


def test_the_answer_in_the_case_is_valid(case, envelope, grammar):
    answer = answer_of(envelope)
    if answer is not None:
        grammar.assertValid(answer)


@pytest.mark.parametrize("text", RIGHT)
def test_the_right_answer_is_valid(text, grammar):
    grammar.assertValid(etree.fromstring(text))


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_the_wrong_answer_is_refused(text, grammar):
    assert not grammar.validate(etree.fromstring(text))


def test_jing_agrees(tmp_path):
    schema = ROOT / "docs" / "schema" / "answers.rng"
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.mkdir(), wrong.mkdir()
    answers = [answer_of(etree.parse(case)) for case in CASES]
    for number, answer in enumerate(answer for answer in answers if answer is not None):
        (right / f"{number}.xml").write_bytes(etree.tostring(answer))
    for number, text in enumerate(WRONG.values()):
        (wrong / f"{number}.xml").write_text(text)
    run = subprocess.run(["jing", schema, *right.iterdir()], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    run = subprocess.run(["jing", schema, *wrong.iterdir()], capture_output=True, text=True)
    assert all(f"{path}:" in run.stdout for path in wrong.iterdir()), run.stdout

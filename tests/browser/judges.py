"""What judges a page: axe-core in the browser, the Nu Html Checker beside it, and measures of our own.

`./dev test` installs both into build/npm, as package-lock.json says. To choose newer ones: change package.json, then
`npm install --package-lock-only` in this folder.
"""

import contextlib
import json
import re
import urllib.request

from tests.lab import ROOT
from tests.lab.web_server import free_port

MODULES = ROOT / "build/npm/node_modules"
AXE = MODULES / "axe-core/axe.min.js"
CHECKER = MODULES / "vnu-jar/build/dist/vnu.jar"

ALL_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]},
             "rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SMALLEST_TARGET = 24
"""Pixels, each way: WCAG 2.2, 2.5.8."""

# What axe cannot decide counts, too, save the colours of text in a box that scrolls: it cannot see what is behind the part that is out of sight.
RUN_AXE = """
const done = arguments[arguments.length - 1];
const scrolls = node => document.querySelector(node.target[0])?.closest('pre, textarea, .scroll');
const doubts = rule => ({...rule, nodes: rule.nodes.filter(node => rule.id != 'color-contrast' || !scrolls(node))});
axe.run(document, {...arguments[0], resultTypes: ['violations', 'incomplete']})
   .then(found => done(JSON.stringify({violations: found.violations, incomplete: found.incomplete.map(doubts)})),
         error => done(JSON.stringify({error: String(error)})))"""

# What one presses or types into; links are axe's, which knows what room they have. A box to tick is as large as its label.
SMALL_TARGETS = """
const found = [];
for (const each of document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, a.button')) {
    const label = /^(checkbox|radio)$/.test(each.type) && each.labels.length ? each.labels[0] : each;
    const box = label.getBoundingClientRect(), own = each.getBoundingClientRect();
    const width = Math.max(box.width, own.width), height = Math.max(box.height, own.height);
    if (width && getComputedStyle(label).visibility == 'visible' && (width < arguments[0] || height < arguments[0]))
        found.push(`${each.outerHTML.slice(0, 90)} is ${width.toFixed(1)} by ${height.toFixed(1)}`);
}
return found"""

# The page itself may not be wider than its window; tables and code may, inside something that scrolls.
OVERFLOW = """
const width = document.documentElement.clientWidth, found = [];
if (document.documentElement.scrollWidth <= width) return found;
for (const each of document.body.querySelectorAll('*')) {
    const box = each.getBoundingClientRect();
    if (box.right <= width + 0.5 && box.left >= -0.5) continue;
    let scrolls = false;
    for (let up = each.parentElement; up && up != document.body; up = up.parentElement)
        scrolls ||= getComputedStyle(up).overflowX != 'visible';
    if (!scrolls) found.push(`${each.outerHTML.slice(0, 90)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`);
}
return found.length ? found.slice(0, 5) : [`the page is ${document.documentElement.scrollWidth} wide, of ${width}`]"""


def installed(file):
    if not file.is_file():
        raise FileNotFoundError(f"There is no {file}: ./dev test installs it, with npm")
    return file


def axe(driver, rules=ALL_RULES):
    """What axe-core finds on the page that the browser shows, a line for each element; what it cannot decide is found, too."""
    if not driver.execute_script("return typeof axe == 'object'"):
        driver.execute_script(installed(AXE).read_text(encoding="utf-8"))
    verdict = json.loads(driver.execute_async_script(RUN_AXE, rules))
    if "error" in verdict:
        raise AssertionError(f"axe-core did not work: {verdict['error']}")
    return [line for kind in ("violations", "incomplete") for rule in verdict[kind] for line in axe_lines(kind, rule)]


def axe_lines(kind, rule):
    doubt = "" if kind == "violations" else " (undecided)"
    for node in rule["nodes"]:
        why = "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
        yield f"axe {rule['id']}{doubt}: {node['html'][:120]}: {why[:240]}"


def small_targets(driver):
    return [f"small target: {line}" for line in driver.execute_script(SMALL_TARGETS, SMALLEST_TARGET)]


def overflow(driver):
    return [f"too wide: {line}" for line in driver.execute_script(OVERFLOW)]


class HtmlChecker:
    """The Nu Html Checker, one process for all pages."""

    def __init__(self, port):
        self._url = f"http://127.0.0.1:{port}/?out=json"
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def find(self, content):
        """What it has to say of a page's bytes, a line each; warnings and hints are found, too."""
        request = urllib.request.Request(self._url, content, {"Content-Type": "text/html; charset=utf-8"})
        with self._open(request, timeout=60) as answer:
            return [f"html line {each.get('lastLine')}: {each['message']} {shortened(each.get('extract', ''))}"
                    for each in json.load(answer)["messages"]]

    def answers(self):
        return self.find(b"<!DOCTYPE html><html lang=en><title>x</title><p>x") == []


def shortened(extract):
    return re.sub(r"\s+", " ", extract)[:120]


@contextlib.contextmanager
def html_checker(processes):
    port = free_port()
    java = processes.start("checker", ["java", "-Xss4m", "-XX:+UseSerialGC", "-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp",
                                       installed(CHECKER), "nu.validator.servlet.Main", port])
    checker = HtmlChecker(port)
    java.wait_until_answers(checker.answers, seconds=90)
    try:
        yield checker
    finally:
        java.kill()

"""`./dev bench page`: what the page of a network of a thousand domains costs, beside libxslt alone. See README.md."""

import argparse
import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT))

from tests.lab.domains import Row, define  # noqa: E402
from tests.lab.libvirtd import Libvirtd  # noqa: E402
from tests.lab.processes import Processes  # noqa: E402
from tests.lab.responder import VirtFcgi  # noqa: E402
from tests.lab.waiting import wait_until  # noqa: E402
from tests.site.fastcgi import ask  # noqa: E402

HOSTS, OWNERS = 10, 20
SHEET = ROOT / "stylesheets/default/page.xsl"

INPUT = """\
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:template match="/"><xsl:copy-of select="node()"/></xsl:template>
</xsl:stylesheet>
"""
"""A set of stylesheets that gives back what a sheet gets."""

VIEWS = 80
"""Different pages in each round: more than virt-fcgi keeps, so that none comes from memory."""

SAMPLES = 20
"""Of them, what libxslt is given."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|for \d+ s|\d+ s ago")
TARGET = 1.2
LARGEST_PAGE = 150_000


class Daemon(Libvirtd):
    """A libvirtd of the test driver with its share of the domains."""

    URI = "test+unix:///default?socket={socket}"

    def __init__(self, processes, number, count):
        super().__init__(processes, f"host{number:02}")
        self._first, self._count = number * count, count

    def _prepare_domains(self):
        self._holder = self.open()  # The driver's state lasts as long as one connection does.
        own = self._holder.lookupByName("test")
        own.destroy()
        own.undefine()
        for number in range(self._first, self._first + self._count):
            state = ("running", "shut off", "running", "paused")[number % 4]
            define(self._holder, Row(f"vm{number:04}", (f"client{number % OWNERS + 1}",), state, f"Web server {number}",
                                     memory_mib=2048, vcpus=2))


class Scene:
    """The hosts, and one worker of virt-fcgi, which is asked without a web server."""

    def __init__(self, options):
        self.processes = Processes()
        self.daemons = [Daemon(self.processes, number, options.domains // HOSTS) for number in range(HOSTS)]
        folder = self.processes.folder / "stylesheets"
        shutil.copytree(ROOT / "stylesheets", folder)
        (folder / "input").mkdir()
        (folder / "input/page.xsl").write_text(INPUT, encoding="utf-8")
        self.responder = VirtFcgi(self.processes, {daemon.name: daemon.uri for daemon in self.daemons}, program=options.program,
                                  config={"responder": {"workers": 1}, "stylesheets": {"folder": str(folder)}})
        self._count = options.domains

    def start(self):
        for daemon in self.daemons:
            daemon.launch()
        for daemon in self.daemons:
            daemon.wait_until_ready()
        self.responder.start()
        return wait_until("virt-fcgi knows the domains", self._all_domains, seconds=60)

    def _all_domains(self):
        domains = json.loads(self.ask("format=json")[1])["domains"]
        return domains if len(domains) == self._count else None

    def ask(self, query="", **parameters):
        """Microseconds, and the body."""
        begin = time.perf_counter()
        answer = ask(str(self.responder.socket), "/", QUERY_STRING=query, **parameters)
        took = (time.perf_counter() - begin) * 1e6
        head, _, body = answer.partition("\r\n\r\n")
        if not head.startswith(("Status: 200", "Status: 304")) and "Status:" in head:
            raise AssertionError(f"/?{query}: {head}")
        return took, body

    def page(self, query="", **parameters):
        return self.ask(query, HTTP_ACCEPT="text/html", **parameters)


def write_inputs(scene, queries):
    """The documents that the sheet gets, as files."""
    files = []
    for number, query in enumerate(queries):
        file = scene.processes.folder / f"input{number}.xml"
        file.write_text(scene.page(query, VIRT_STYLESHEET="input")[1], encoding="utf-8")
        files.append(file)
    return files


class Alone:
    """libxslt without us, which makes a page when it is told to."""

    def __init__(self, program, files):
        self._files = files
        self._command = [program, SHEET]
        self._process = subprocess.Popen([*self._command, *files], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def time(self, number):
        """Microseconds for the page of that file."""
        print(number % len(self._files), file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def check_same_page(self, scene, query):
        """Of the first file."""
        alone = subprocess.run([*self._command, self._files[0], "--page"], check=True, capture_output=True, text=True).stdout
        ours = scene.page(query)[1]
        if MOMENT.sub("", alone) != MOMENT.sub("", ours):
            raise AssertionError(f"libxslt alone makes another page of {query}: {len(alone)} and {len(ours)} characters")

    def end(self):
        self._process.stdin.close()
        self._process.wait(10)


def in_words(values, unit=""):
    return f"{statistics.median(values):.2f}{unit} ({min(values):.2f} – {max(values):.2f})"


def parse_options():
    parser = argparse.ArgumentParser(prog="./dev bench page", description=__doc__)
    add = parser.add_argument
    add("--domains", type=int, default=1000, help=f"of {HOSTS} hosts (default: %(default)s)")
    add("--rounds", type=int, default=10, help="(default: %(default)s)")
    add("--program", type=Path, default=ROOT / "build/release/bin/virt-fcgi", help="the virt-fcgi to measure")
    add("--programs", type=Path, default=ROOT / "build/release/tests/bench", help="where raw_libxslt is")
    return parser.parse_args()


def run(scene, options):
    domains = scene.start()
    queries = [f"after={domain['uuid']}" for domain in domains[:len(domains) - 100]]
    views = queries[::max(1, len(queries) // VIEWS)][:VIEWS]
    raw = Alone(options.programs / "raw_libxslt", write_inputs(scene, views[:SAMPLES]))
    raw.check_same_page(scene, views[0])

    first, again, alone = [], [], []
    for _ in range(options.rounds):
        # In turn, so that a slow moment of the machine hits both.
        pairs = [(scene.page(query)[0], raw.time(number)) for number, query in enumerate(views)]
        first.append(statistics.median(ours for ours, _ in pairs))
        alone.append(statistics.median(its for _, its in pairs))
        scene.page()
        again.append(statistics.median(scene.page()[0] for _ in range(VIEWS)))
    raw.end()
    ratios = [ours / its for ours, its in zip(first, alone)]
    _, page = scene.page()
    size, packed = len(page.encode()), len(gzip.compress(page.encode(), 6))

    print(f"/virt/ of {options.domains} domains on {HOSTS} hosts, one client, no web server; medians of {options.rounds} rounds (lowest – highest)")
    print(f"  libxslt alone, same sheet and input   {in_words([us / 1e3 for us in alone], ' ms')}")
    print(f"  a page, made                          {in_words([us / 1e3 for us in first], ' ms')}")
    print(f"  the page again, from memory           {in_words([us / 1e3 for us in again], ' ms')}")
    print(f"  made / libxslt alone                  {in_words(ratios)}; to be under {TARGET}")
    print(f"  bytes                                 {size}, {packed} with gzip; to be under {LARGEST_PAGE}")
    return statistics.median(ratios) < TARGET and size < LARGEST_PAGE


def main():
    options = parse_options()
    scene = Scene(options)
    try:
        return 0 if run(scene, options) else 1
    finally:
        scene.processes.close()


if __name__ == "__main__":
    sys.exit(main())

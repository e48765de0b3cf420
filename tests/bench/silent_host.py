"""`./dev bench silent`: what a host that falls silent costs the others. Needs root. See README.md."""

import argparse
import base64
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT))

for name, program in (("VIRT_FCGI", "virt-fcgi"), ("DOMUMDNS", "domumdns")):
    os.environ.setdefault(name, str(ROOT / "build/release/bin" / program))

from tests.cluster.cluster import Cluster  # noqa: E402
from tests.cluster.web import LOGIN  # noqa: E402
from tests.lab.waiting import wait_until  # noqa: E402

HEALTHY = "/client1/vm1/domainGetInfo"
SILENT = "/client3/backup/domainGetInfo"
CLIENTS = 8


def load(web, path, seconds):
    """wrk's figures for one URL of the web machine, asked from within it."""
    login = base64.b64encode(":".join(LOGIN).encode()).decode()
    command = ["wrk", "--threads", 1, "--connections", CLIENTS, "--duration", f"{seconds}s", "--timeout", "10s", "--header",
               f"Authorization: Basic {login}", "--script", Path(__file__).with_name("page.lua"),
               web.nginx.url(f"/virt{path}")]
    done = subprocess.run(web.namespaces.command([str(word) for word in command]), capture_output=True, text=True, check=True)
    return json.loads([line for line in done.stdout.splitlines() if line.startswith("{")][-1])


def ask_silent_host(web, end):
    """Somebody who keeps on asking for the host that is silent, as often as its answers ask him to."""
    client = web.make_client()
    while not end.is_set():
        end.wait(float(client.get(SILENT).headers.get("Retry-After", 0)))


def show(what, figures):
    print(f"{what:48} {figures['per_second']:7.0f} requests/s, p50 {figures['p50_us'] / 1000:6.2f} ms, "
          f"p99 {figures['p99_us'] / 1000:6.2f} ms, {figures['failed']} failed")


def main():
    parser = argparse.ArgumentParser(prog="./dev bench silent", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each load (default: %(default)s)")
    options = parser.parse_args()
    with Cluster() as cluster:
        web, host = cluster.web, cluster.hosts["h3"]
        cluster.wait_until_whole(30)
        load(web, HEALTHY, 1)
        show("h1, all hosts up", load(web, HEALTHY, options.seconds))
        show("/virt/, all hosts up", load(web, "/", options.seconds))
        host.silence()
        end = threading.Event()
        askers = [threading.Thread(target=ask_silent_host, args=(web, end)) for _ in range(4)]
        for asker in askers:
            asker.start()
        show("h1, h3 silent, 4 clients ask for it", load(web, HEALTHY, options.seconds))
        web.wait_for("h3 unreachable", lambda picture: picture.state("h3") == "unreachable", 20)
        show("h1, h3 known to be unreachable, 4 clients ask", load(web, HEALTHY, options.seconds))
        show("/virt/, h3 known to be unreachable", load(web, "/", options.seconds))
        end.set()
        host.unsilence()
        wait_until("h3 is back", lambda: cluster.is_whole(web.picture()), seconds=20)
        for asker in askers:
            asker.join()
        show("h1, all hosts up again", load(web, HEALTHY, options.seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the tests of roads have in common: how roads are written, and what is said of one that leads nowhere."""

import re

from tests.site.checks import ACCEPT, ok, says

LIBSSH = ("test+libssh://root@{h1}/default?keyfile=/root/.ssh/id_ed25519&known_hosts=/root/.ssh/known_hosts"
          "&known_hosts_verify=normal&sshauth=privkey")


def check_said(web, road, reason, status, limit):
    """Every place where somebody looks says why the host is unreachable, and --probe does, and ends with this status."""
    error = web.wait_for_error(road, re.compile(f"^(there is )?{re.escape(reason)}.*: ."), limit)
    assert error.isprintable() and len(error) < 2000, error
    assert says(ok(web.client.get(f"/-/hosts/{road}/nodeGetInfo"), 503), reason)
    for page in ("/-/hosts/", f"/-/hosts/{road}/"):
        for accept in ACCEPT.values():
            assert says(ok(web.client.get(page, headers={"Accept": accept})), reason), f"{page} as {accept}"
    probed = web.probe(road)
    assert (probed.returncode, reason in probed.stdout) == (status, True), probed

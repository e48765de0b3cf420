"""What mDNS tells: as seen by Avahi's own tool on a node."""

import contextlib
import re
import subprocess
from dataclasses import dataclass

BROWSE = ("avahi-browse", "--resolve", "--terminate", "--parsable", "--no-db-lookup")
BROWSE_SECONDS, TRIES = 7, 4  # It never ends when a service that it is resolving is withdrawn.
PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Service:
    name: str
    target: str
    address: str
    port: int
    text: dict


def announced(node, kind):
    """All services of a type that the node sees over IPv4, resolved: Service by Service. Takes a second."""
    for _ in range(TRIES):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return services_of(node.namespaces.run(*BROWSE, kind, seconds=BROWSE_SECONDS))
    raise TimeoutError(f"avahi-browse has come to no end {TRIES} times")


def services_of(seen):
    return [service_of(line.split(";", 9)) for line in seen.splitlines() if line.startswith("=;eth0;IPv4;")]


def service_of(fields):
    name, target, address, port, text = fields[3], *fields[6:10]
    pairs = (pair.partition("=") for pair in PAIR.findall(text))
    return Service(unescaped(name), target, address, int(port), {key: unescaped(value) for key, _, value in pairs})


def unescaped(text):
    """avahi-browse writes a byte as \\DDD, in decimal, or a character with a backslash before it."""
    raw = re.sub(rb"\\(\d{3})", lambda found: bytes([int(found[1])]), text.encode())
    return re.sub(rb"\\(.)", rb"\1", raw).decode()

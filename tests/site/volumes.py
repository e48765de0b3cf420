"""A storage volume on the host beta, and bytes for it that are made on the fly."""

import hashlib
import http.client
import os
import threading
import time
from contextlib import closing
from urllib.parse import quote, urlsplit

from processes import held, workers

from tests.lab.processes import give

MIB = 1 << 20
POOL, NAME = "streams", "disk é 1.img"
URL = os.environ.get("VOLUME_URL", "/-/hosts/{host}/storagePools/{pool}/storageVols/{volume}/{command}")
"""Where a command of a volume is, below the prefix."""


class Bytes:
    """So many bytes that a seed makes, most of them zeros, in pieces; and what those that were taken add up to."""

    def __init__(self, size, seed=1):
        self._size, self._seed = size, seed
        self._hash = hashlib.sha256()

    def __len__(self):
        return self._size

    def __iter__(self):
        for at in range(0, self._size, MIB):
            block = hashlib.sha256(f"{self._seed} {at}".encode()).digest() * 2048 + bytes(MIB - 65536)
            piece = block[:self._size - at]
            self._hash.update(piece)
            yield piece

    def digest(self):
        return self._hash.hexdigest()


class Volume:
    """A volume that libvirt made on a host of the lab: where it is on the site, and what is in its file."""

    def __init__(self, lab, host, size):
        self.lab, self.host, self.size = lab, host, size
        folder = host._folder / POOL
        folder.mkdir()
        give(folder)
        with closing(host.open()) as connection:
            pool = connection.storagePoolCreateXML(
                f"<pool type='dir'><name>{POOL}</name><target><path>{folder}</path></target></pool>")
            self.file = pool.createXML(f"<volume><name>{NAME}</name><capacity>{size}</capacity>"
                                       "<target><format type='raw'/></target></volume>").path()

    def path(self, command, **arguments):
        path = URL.format(host=self.host.name, pool=POOL, volume=quote(NAME), command=command)
        return path + "?" + "&".join(f"{name}={value}" for name, value in arguments.items())

    def upload(self, **arguments):
        return self.path("storageVolUpload", **{"offset": 0, "length": 0} | arguments)

    def download(self, **arguments):
        return self.path("storageVolDownload", **{"offset": 0, "length": 0} | arguments)

    def digest(self):
        with open(self.file, "rb") as file:
            return digest_of(iter(lambda: file.read(MIB), b""))

    def start(self):
        """What the file begins with."""
        with open(self.file, "rb") as file:
            return file.read(MIB)

    def capacity(self):
        """What libvirt says of it, asked anew."""
        with closing(self.host.open()) as connection:
            pool = connection.storagePoolLookupByName(POOL)
            pool.refresh()
            return pool.storageVolLookupByName(NAME).info()[1]


def digest_of(pieces):
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.hexdigest()


def raw_connection(site):
    """An http.client connection to the server of a Client's site."""
    split = urlsplit(site.base)
    return http.client.HTTPConnection(split.hostname, split.port, timeout=60)


def headers_of(site, path, **options):
    """The headers with which a Client would ask, and the path with its prefix."""
    import requests
    prepared = site.prepare_request(requests.Request("POST", site.base + path, **options))
    return dict(prepared.headers), prepared.path_url


class Watch:
    """While it lasts: how much memory the workers take at most, and how long another request takes at most."""

    def __init__(self, lab, site, path):
        self.resident_kib, self.seconds = 0, []
        self._lab, self._site, self._path = lab, site, path
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self.before_kib = self._measure()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _measure(self):
        return max(held(pid).resident_kib for pid in workers(self._lab))

    def _run(self):
        while not self._ended.wait(0.02):
            begun = time.monotonic()
            assert self._site.get(self._path).status_code == 200
            self.seconds.append(time.monotonic() - begun)
            self.resident_kib = max(self.resident_kib, self._measure())

    @property
    def grown_mib(self):
        return (self.resident_kib - self.before_kib) / 1024

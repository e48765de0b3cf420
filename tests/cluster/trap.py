"""What shows whether a lie had consequences."""

import contextlib
import re
import socket
import threading

from tests.lab import ROOT

LOGS = re.compile(r"\.log$|/nginx/access|/nginx/error")


class Trap:
    """Listens on a port of a node, whatever the address. `caught` has the connections that came."""

    def __init__(self, node, port):
        self.caught = []
        with node.namespaces.network():
            self._listener = socket.create_server(("0.0.0.0", port))
        self._thread = threading.Thread(target=self._wait)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)  # Ends the accept().
        self._thread.join()
        self._listener.close()

    def _wait(self):
        with contextlib.suppress(OSError):
            while True:
                self.caught.append(self._listener.accept())


def files_of(web):
    """Where virt-fcgi could have written: {file: when it was changed} of its own folders and the stylesheets."""
    found = [path for folder in (web.folder, ROOT / "stylesheets") for path in folder.rglob("*")]
    return {path: path.lstat().st_mtime_ns for path in found if path.is_file() and not LOGS.search(str(path))}

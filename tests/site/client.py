"""An HTTP client for one site: its prefix, and its login if it has one."""

import requests
from lxml import etree


class Client(requests.Session):
    """A requests session whose paths begin below the site's prefix, as in `admin.get("/client1/vm1")`.

    Whole URLs (`http://…`) are left as they are. Note that requests itself resolves `..` and
    normalises percent-encoding; a test of exactly these bytes needs `exact()`.
    """

    def __init__(self, base, login=None):
        super().__init__()
        self.base = base
        self.auth = login
        self.trust_env = False  # No proxy, no ~/.netrc.

    def request(self, method, url, **options):
        options.setdefault("timeout", 60)
        return super().request(method, self.base + url if url.startswith("/") else url, **options)

    def xml(self, path, **options):
        """GETs a path as XML and returns its document element; fails unless the answer is 200."""
        answer = self.get(path, headers={"Accept": "application/xml"}, **options)
        assert answer.status_code == 200, f"{path}: {answer.status_code}\n{answer.text}"
        return etree.fromstring(answer.content)

    def exact(self, method, path, **options):
        """Sends a path byte for byte, whatever is in it."""
        request = self.prepare_request(requests.Request(method, self.base + "/", **options))
        request.url = self.base + path
        return self.send(request, timeout=60, allow_redirects=False)

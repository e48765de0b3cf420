"""An HTTP client for one site: its prefix, and its login if it has one."""

import contextlib
import http.client
from urllib.parse import urlsplit

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
        """Sends a path byte for byte, whatever is in it. (requests and urllib3 mend what they take for mistakes.)"""
        request = self.prepare_request(requests.Request(method, self.base + "/", **options))
        site = urlsplit(self.base)
        with contextlib.closing(http.client.HTTPConnection(site.hostname, site.port, timeout=60)) as connection:
            connection.putrequest(method, site.path + path, skip_accept_encoding=True)
            for header in request.headers.items():
                connection.putheader(*header)
            connection.endheaders(request.body.encode() if isinstance(request.body, str) else request.body)
            return as_response(connection.getresponse(), request, self.base + path)


def as_response(got, request, url):
    answer = requests.Response()
    answer.status_code, answer.request, answer.url, answer.encoding = got.status, request, url, "utf-8"
    answer.headers.update(got.getheaders())
    answer._content = got.read()
    return answer

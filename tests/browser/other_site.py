"""A site of somebody else: a small server of the tests' own."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INNER = "<!DOCTYPE html><title>inner</title><p>A page of this site."


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, [("Content-Type", "text/html; charset=utf-8")], self.server.page if self.path == "/" else INNER)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(307, [("Location", self.server.target)])

    def answer(self, status, headers, content=""):
        self.send_response(status)
        for header in (*headers, ("Content-Length", len(content.encode())), ("Cache-Control", "no-store")):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_):
        pass


class OtherSite(ThreadingHTTPServer):
    """On a free port of 127.0.0.1. GET / is `page`, other paths are INNER; a POST is sent on to `target`, with its body."""

    daemon_threads = True
    page = target = ""

    def url(self, host):
        return f"http://{host}:{self.server_port}/"


@contextlib.contextmanager
def other_site():
    with OtherSite(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

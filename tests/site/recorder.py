"""A FastCGI responder that answers each request with the parameters it came with: what a web server really sends."""

import json
import socketserver
import struct
import threading

from fastcgi import END, PARAMS, STDIN, STDOUT, record


def number(data):
    """A length as FastCGI writes it, in one byte or four, and what comes after it."""
    if data[0] < 128:
        return data[0], data[1:]
    return int.from_bytes(data[:4], "big") & 0x7FFFFFFF, data[4:]


def pairs(data):
    while data:
        name_length, data = number(data)
        value_length, data = number(data)
        end = name_length + value_length
        yield data[:name_length].decode("latin-1"), data[name_length:end].decode("latin-1")
        data = data[end:]


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        parameters = b""
        while header := self.rfile.read(8):
            _, kind, _, length, padding = struct.unpack("!BBHHBx", header)
            content = self.rfile.read(length + padding)[:length]
            if kind == PARAMS:
                parameters += content
            if kind == STDIN and not length:
                break
        answer = "Status: 200\r\nContent-Type: application/json\r\n\r\n" + json.dumps(list(pairs(parameters)))
        self.wfile.write(record(STDOUT, answer.encode()) + record(STDOUT) + record(END, bytes(8)))


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


class Recorder:
    """Listens on the Unix socket `path`. The answer is a JSON list of [name, value]; each byte of a value is a character."""

    def __init__(self, path):
        self._server = Server(str(path), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

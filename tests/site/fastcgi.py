"""A FastCGI client of one request, for sockets that no web server stands before."""

import socket
import struct

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
LOCAL = {"SCRIPT_NAME": "/virt", "REQUEST_METHOD": "GET", "QUERY_STRING": "", "VIRT_AUTHENTICATE": "off", "VIRT_READ_ONLY": "on"}


def record(kind, content=b""):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def pair(name, value):
    return struct.pack("!II", len(name) | 1 << 31, len(value) | 1 << 31) + name.encode() + value.encode()


def begin(address, path, **parameters):
    """A connection with a request but for its end; `address` is a path or (host, port)."""
    client = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
    client.settimeout(30)
    client.connect(address)
    every = LOCAL | {"PATH_INFO": path} | parameters
    client.sendall(record(BEGIN, struct.pack("!HB5x", 1, 0)) + record(PARAMS, b"".join(pair(*each) for each in every.items()))
                   + record(PARAMS))
    return client


def end(client):
    """Ends the request; the whole answer, header lines first."""
    client.sendall(record(STDIN))
    return read_answer(client.makefile("rb"))


def ask(address, path, **parameters):
    """The whole answer to one request, header lines first."""
    with begin(address, path, **parameters) as client:
        return end(client)


def read_answer(stream):
    answer = b""
    while header := stream.read(8):
        _, kind, _, length, padding = struct.unpack("!BBHHBx", header)
        content = stream.read(length + padding)[:length]
        if kind == STDOUT:
            answer += content
        if kind == END:
            return answer.decode()
    raise ConnectionError(f"the answer ended early: {answer}")

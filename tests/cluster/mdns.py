"""Multicast DNS by hand: packets that no decent daemon would send."""

import socket
import struct
from dataclasses import dataclass

GROUP, PORT = "224.0.0.251", 5353
A, PTR, TXT, SRV = 1, 12, 16, 33
IN, CACHE_FLUSH = 0x0001, 0x8000
RESPONSE = 0x8400
USUAL_PACKET = 1400  # Bytes; a longer record gets a packet of its own, in fragments.


@dataclass(frozen=True)
class Record:
    """`name` is a tuple of labels, which may hold dots and anything else."""

    name: tuple
    kind: int
    data: bytes
    unique: bool = True

    def packed(self, seconds):
        head = struct.pack("!HHIH", self.kind, IN | (CACHE_FLUSH if self.unique else 0), seconds, len(self.data))
        return packed_name(self.name) + head + self.data


def packed_name(labels):
    raw = [label.encode() for label in labels]
    return b"".join(bytes([len(label)]) + label for label in raw) + b"\0"


def service(instance, kind, target, port, text):
    """The three records of a service. `kind` is "_domu._tcp" or so, `target` a name, `text` {key: value} or bytes."""
    of_kind = (*kind.split("."), "local")
    name = (instance, *of_kind)
    return [Record(of_kind, PTR, packed_name(name), unique=False),
            Record(name, SRV, struct.pack("!HHH", 0, 0, port) + packed_name(target)),
            Record(name, TXT, text if isinstance(text, bytes) else packed_text(text))]


def packed_text(pairs):
    strings = [f"{key}={value}".encode() for key, value in pairs.items()]
    return b"".join(bytes([len(string)]) + string for string in strings)


def address(target, ip):
    return Record(target, A, socket.inet_aton(ip))


def packets(records, seconds):
    """The records as the responses of a multicast DNS responder, valid for so many seconds."""
    group, size = [], 0
    for raw in (record.packed(seconds) for record in records):
        if group and size + len(raw) > USUAL_PACKET:
            yield packet(group)
            group, size = [], 0
        group.append(raw)
        size += len(raw)
    if group:
        yield packet(group)


def packet(raw_records):
    return struct.pack("!HHHHHH", 0, RESPONSE, 0, len(raw_records), 0, 0) + b"".join(raw_records)


def multicast_socket(own_address):
    """A socket that speaks as a responder does: from port 5353, with TTL 255."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(own_address))
    sender.bind(("", PORT))
    return sender

"""A road to a libvirtd that loses the answer to one kind of call: what was asked for happens, and nobody is told."""

import socket
import struct
import threading
from contextlib import suppress

HEADER = struct.Struct(">6I")  # Length, program, version, procedure, type, serial: libvirt's docs/internals/rpc.html
REMOTE_PROGRAM, REMOTE_PROC_DOMAIN_SUSPEND = 0x20008086, 34


class Swallower:
    """Listens at `path`, leads to `target`, both Unix sockets. While `procedure` is set, its answers do not come back.

        with Swallower(path, lab.alpha.socket) as road:
            road.procedure = REMOTE_PROC_DOMAIN_SUSPEND
    """

    def __init__(self, path, target):
        self.procedure = None
        self._target = str(target)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(16)
        self._open = []

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                self._open += [client, server]
                lost = set()  # Serial numbers of calls whose answers are swallowed.
                for source, sink, take in ((client, server, self._asks), (server, client, self._answers)):
                    threading.Thread(target=self._carry, args=(source, sink, take, lost), daemon=True).start()

    def _carry(self, source, sink, take, lost):
        with suppress(OSError, struct.error):
            while head := receive(source, HEADER.size):
                length, program, _, procedure, kind, serial = HEADER.unpack(head)
                packet = head + receive(source, length - HEADER.size)
                if take(program, procedure, kind, serial, lost):
                    sink.sendall(packet)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _asks(self, program, procedure, _kind, serial, lost):
        if (program, procedure) == (REMOTE_PROGRAM, self.procedure):
            lost.add(serial)
        return True

    @staticmethod
    def _answers(_program, _procedure, kind, serial, lost):
        return kind != 1 or serial not in lost


def receive(source, size):
    data = b""
    while len(data) < size and (more := source.recv(size - len(data))):
        data += more
    return data

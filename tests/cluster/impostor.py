"""A machine's port where somebody answers who is no libvirtd."""

import contextlib
import socket
import ssl
import threading


class Listener:
    """Listens on a port of a node, on a thread of its own, for as long as the `with` lasts. What it does with who comes
    is in _meet(); by default it says nothing, for ever. `met` counts them.
    """

    def __init__(self, node, port):
        self.met = 0
        self._node, self._port, self._accepted = node, port, []
        self._listener = self._thread = None

    def __enter__(self):
        self._listener = self._listen()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)  # Ends the accept().
        self._thread.join()
        for connection in (self._listener, *self._accepted):
            connection.close()

    def _listen(self):
        with self._node.namespaces.network():
            return socket.create_server(("0.0.0.0", self._port))

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                self._accepted.append(connection)
                self._meet(connection)
                self.met += 1

    def _meet(self, connection):
        pass


class MuteSocket(Listener):
    """The same on a Unix socket; `node` is not needed, and `port` is its path."""

    def _listen(self):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._port))
        listener.listen()
        return listener

    def __exit__(self, *_):
        super().__exit__(*_)
        self._port.unlink()


class Impostor(Listener):
    """Speaks TLS with this identity (pki.py), welcomes everyone as libvirtd does, and notes what it is sent: `heard`."""

    SECONDS = 10

    def __init__(self, node, port, identity):
        super().__init__(node, port)
        self.heard = []
        file = node.path("impostor.pem")
        file.write_bytes(identity.certificate_pem + identity.key_pem)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(file)
        self._context.num_tickets = 0  # libvirt takes one for the end of what it reads first.

    def _meet(self, connection):
        connection.settimeout(self.SECONDS)
        with contextlib.suppress(OSError), self._context.wrap_socket(connection, server_side=True) as secured:
            secured.sendall(b"\1")  # libvirtd's word that it accepts the client's certificate.
            if said := secured.recv(4096):
                self.heard.append(said)

"""The Ethernet between the nodes."""

from .namespaces import Namespaces

DISABLED, FORWARDING = 0, 3  # States of a bridge's port, as `bridge link` takes them.


class Network:
    """A bridge in namespaces of its own, with a port for each node that is plugged in."""

    def __init__(self, processes):
        self._processes = processes
        self._namespaces = Namespaces(self, "network")
        self._ip("link add bridge0 type bridge mcast_snooping 0", "link set bridge0 up")

    def start(self, name, argv):
        return self._processes.start(f"network-{name}", argv)

    def plug(self, node):
        """Gives a node its eth0: a fixed MAC, node.address if it has one, and a cable to a port of the bridge."""
        port = self._port(node)
        self._ip(f"link add {port} type veth peer name eth0 address {node.mac} netns {node.namespaces.holder.pid}",
                 f"link set {port} master bridge0 up")
        node.namespaces.run("ip", "link", "set", "eth0", "up")
        if node.address:
            node.namespaces.run("ip", "address", "add", f"{node.address}/24", "dev", "eth0")

    def unplug(self, node):
        self._ip(f"link delete {self._port(node)}")

    def silence(self, node):
        """Nothing gets to or from the node any more, and its link stays up: nobody is told."""
        self._set_state(node, DISABLED)

    def unsilence(self, node):
        self._set_state(node, FORWARDING)

    def close(self):
        self._namespaces.close()

    def _set_state(self, node, state):
        self._namespaces.run("bridge", "link", "set", "dev", self._port(node), "state", str(state))

    def _ip(self, *commands):
        self._namespaces.run("ip", "-batch", "-", text="".join(f"{command}\n" for command in commands))

    @staticmethod
    def _port(node):
        return f"to-{node.name}"

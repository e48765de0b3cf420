"""The demo's network where Avahi cannot be had. With Avahi, test_demo.py looks at it."""

from tests.lab import avahi
from tests.lab.network import DOWN, Network


def test_where_no_namespaces_can_be_made_the_hosts_are_fixed_ones(monkeypatch):
    monkeypatch.setattr(avahi, "reason_against", lambda command, user: "unshare: Operation not permitted")
    with Network() as network:
        assert network.reason == "unshare: Operation not permitted"
        assert network.avahi is None
        assert {name: network.host_state(name) for name in ("alpha", "beta", "delta", DOWN)} == {
            "alpha": "up", "beta": "up", "delta": "up", DOWN: "unreachable"}

"""Hosts in network namespaces, with real daemons in each: see README.md."""

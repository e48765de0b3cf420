"""Every function that the program exposes, and how it is called so that it works: one row each.

`rows.py` has the kinds of rows, `scene.py` the objects they are called on, the others the rows themselves.
"""

from . import device_rows, domain_changes, domain_reads, host_changes, host_reads

ROWS = {}
for table in (domain_reads, domain_changes, host_reads, host_changes, device_rows):
    assert not ROWS.keys() & table.ROWS.keys()
    ROWS |= table.ROWS

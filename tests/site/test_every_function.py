"""Every function is called over HTTP, and libvirt's own Python makes the same call: same values, same names.

The rows are in calls/; a function without one is called as it comes, and fails by its name if it needs arguments. Figures are printed at the end.
"""

import subprocess
from collections import Counter

import pytest
from calls import ROWS
from calls.lab import running_scene
from calls.rows import AsItComes

from tests.lab.responder import default_program

EFFECTS = {name: effect for name, _, _, _, effect, *_ in
           (line.split("\t") for line in
            subprocess.run([default_program(), "--commands"], capture_output=True, text=True, check=True).stdout.splitlines())}
NAMES = tuple(EFFECTS)
OUTCOMES, HOSTS, DENIED = {}, {}, {}


DRIVERS = {"alpha": "the test driver", "beta": "QEMU of a user", "gamma": "QEMU of the system"}


@pytest.fixture(scope="module")
def scene():
    with running_scene() as scene:
        yield scene


@pytest.mark.parametrize("name", NAMES)
def test_a_function_answers_as_libvirt_does(scene, name):
    row = ROWS.get(name) or AsItComes(scene.commands[name])
    host = row.check(scene, scene.commands[name])
    OUTCOMES[name], HOSTS[name], DENIED[name] = row.outcome, DRIVERS[host], row.is_denied


def test_no_row_is_of_a_function_that_is_not_there():
    assert set(ROWS) <= set(NAMES)


def test_what_a_read_is_a_read_only_connection_says():
    """It denies what is no read, and nothing else; asked of the real drivers, with the arguments of the rows."""
    asked = {name: is_denied for name, is_denied in DENIED.items() if is_denied is not None}
    assert {name for name, is_denied in asked.items() if is_denied != (EFFECTS[name] != "read")} == set()
    assert len(asked) > len(DENIED) * 0.8


def test_figures(scene, capsys):
    """Nothing is unsupported but what no driver implements; the rest is compared, done or refused as libvirt does."""
    by_target = {}
    for name, outcome in OUTCOMES.items():
        by_target.setdefault(scene.commands[name]["target"], Counter())[outcome] += 1
    with capsys.disabled():
        print(f"\n{len(OUTCOMES)} of {len(NAMES)} functions: {dict(Counter(OUTCOMES.values()))}")
        print(f"a read-only connection was asked of {sum(denied is not None for denied in DENIED.values())}")
        print("on", dict(Counter(HOSTS[name] for name in OUTCOMES)))
        for target, counts in sorted(by_target.items()):
            print(f"{target:16} {sum(counts.values()):4}  {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}")
    assert len(OUTCOMES) == len(NAMES)

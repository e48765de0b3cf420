"""Every function is called over HTTP, and libvirt's own Python makes the same call: same values, same names.

The rows are in calls/; a function without one fails by its name. Figures are printed at the end.
"""

import subprocess
from collections import Counter

import pytest
from calls import ROWS
from calls.lab import running_scene

from tests.lab.responder import default_program

NAMES = [line.split("\t")[0] for line in
         subprocess.run([default_program(), "--commands"], capture_output=True, text=True, check=True).stdout.splitlines()]
OUTCOMES, HOSTS = {}, {}


DRIVERS = {"alpha": "the test driver", "beta": "QEMU of a user", "gamma": "QEMU of the system"}


@pytest.fixture(scope="module")
def scene():
    with running_scene() as scene:
        yield scene


@pytest.mark.parametrize("name", NAMES)
def test_a_function_answers_as_libvirt_does(scene, name):
    assert name in ROWS, f"no row in tests/site/calls/ calls {name}"
    row = ROWS[name]
    host = row.check(scene, scene.commands[name])
    OUTCOMES[name], HOSTS[name] = row.outcome, DRIVERS[host]


def test_no_row_is_of_a_function_that_is_not_there():
    assert set(ROWS) <= set(NAMES)


def test_figures(scene, capsys):
    """Nothing is unsupported but what no driver implements; the rest is compared, done or refused as libvirt does."""
    by_target = {}
    for name, outcome in OUTCOMES.items():
        by_target.setdefault(scene.commands[name]["target"], Counter())[outcome] += 1
    with capsys.disabled():
        print(f"\n{len(OUTCOMES)} of {len(NAMES)} functions: {dict(Counter(OUTCOMES.values()))}")
        print("on", dict(Counter(HOSTS[name] for name in OUTCOMES)))
        for target, counts in sorted(by_target.items()):
            print(f"{target:16} {sum(counts.values()):4}  {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}")
    assert len(OUTCOMES) == len(NAMES)

"""`./dev bench`: how fast virt-fcgi is, beside libvirt without HTTP and FastCGI without work. See README.md."""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT))

import loads  # noqa: E402
import usage  # noqa: E402
from report import COMMANDS, EMPTY, OURS, RAW, Report, Sample, Slot, print_memory  # noqa: E402
from scene import COUNT, EMPTY_PREFIX, OWNER, PREFIX, Scene  # noqa: E402

THREADS = 4
CLIENTS = (8, 64)
FIXED_PAGE = "fixed-page"
MUCH = 10  # percent of the machine that others may use before the figures mean little
VARIANTS = {
    "raw libvirt, one connection": ["--one-connection"],
    "raw libvirt, handles kept": ["--keep-handles"],
}


def plan(with_ours, with_variants):
    """One round, as groups of what is compared with each other, and so runs right after each other."""
    groups = []
    for clients in CLIENTS:
        for command in COMMANDS:
            ours = [Slot(OURS, command, clients)] if with_ours else []
            variants = [Slot(name, command, THREADS) for name in VARIANTS] if with_variants else []
            groups.append([Slot(RAW, command, THREADS), *ours, Slot(EMPTY, FIXED_PAGE, clients), *variants])
    return groups


class Bench:
    def __init__(self, scene, options):
        self._scene, self._options = scene, options
        self._processes = scene.families()
        self.samples = []
        self.elapsed = self.others = self.stolen = 0.0

    def run(self):
        groups = plan(self._scene.responder, self._options.variants)
        for slot in groups[0] + groups[1]:  # Everything is warm before it counts.
            self.load(slot, 1)
        for number in range(1, self._options.rounds + 1):
            print(f"round {number} of {self._options.rounds}", file=sys.stderr)
            turns = [((number, group), slot) for group, slots in enumerate(groups) for slot in slots]
            # Every other round backwards, so that a drift within a round favours nobody.
            for group, slot in turns if number % 2 else reversed(turns):
                self.samples.append(self.measure(group, slot))

    def measure(self, group, slot):
        failures = len(self._scene.nginx.failures())
        begin = time.monotonic()
        machine, before = usage.machine_seconds(), usage.cpu_of(self._processes)
        figures = self.load(slot, self._options.seconds)
        after, machine_after = usage.cpu_of(self._processes), usage.machine_seconds()
        used = {label: after[label] - before[label] for label in after} | {"load generator": figures["cpu_seconds"]}
        self.elapsed += time.monotonic() - begin
        self.others += machine_after[0] - machine[0] - sum(used.values())
        self.stolen += machine_after[1] - machine[1]
        # nginx saw each answer that was not 200; the load generator those over 399 and what broke below HTTP.
        failed = len(self._scene.nginx.failures()) - failures + figures["failed"] - figures.get("status", 0)
        cpu_us = {label: cpu / figures["requests"] * 1e6 for label, cpu in used.items()}
        return Sample(group, slot, figures["requests"], failed, figures["per_second"],
                      figures["p50_us"], figures["p99_us"], cpu_us)

    def load(self, slot, seconds):
        if slot.load in (OURS, EMPTY):
            prefix = PREFIX if slot.load == OURS else EMPTY_PREFIX
            return loads.run_wrk(self._scene.nginx.url(""), f"{prefix}/{OWNER}/", f"/{slot.command}", COUNT,
                                 slot.clients, seconds)
        return loads.run_raw(self._options.programs / "raw_libvirt", self._scene.host.uri, slot.command,
                             slot.clients, seconds, VARIANTS.get(slot.load, ()))

    def memory(self):
        return {process.label: usage.memory(process.pid) for process in self._processes}

    def print_circumstances(self):
        share = 100.0 / (self.elapsed * os.cpu_count())
        others, stolen = max(0.0, self.others) * share, self.stolen * share
        print(f"Medians of {self._options.rounds} rounds of {self._options.seconds} s on {os.cpu_count()} processors."
              f" Other programs used {others:.0f} % of them, other machines {stolen:.0f} %.")
        if others + stolen > MUCH:
            print("That is much: measure again on a quiet machine, or believe the ratios more than the rates.")
        print()

    def print(self):
        self.print_circumstances()
        report = Report(self.samples)
        report.print_rates()
        report.print_ratios()
        report.print_cpu()
        print_memory(self.memory())
        for line in self._scene.nginx.failures()[:10]:
            print(f"failed: {line}")
        return report.failed == 0


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return number


def parse_options():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    add = parser.add_argument
    add("--rounds", type=positive, default=5, help="how often everything is measured (default: %(default)s)")
    add("--seconds", type=positive, default=2, help="how long each time (default: %(default)s)")
    add("--workers", type=positive, help="worker processes of virt-fcgi (default: its own)")
    add("--threads", type=positive, help="threads of each (default: its own)")
    add("--calls", type=positive, help="calls_per_host of each worker (default: its own)")
    add("--variants", action="store_true", help="also raw libvirt on one shared connection, and with handles kept")
    add("--json", type=Path, metavar="FILE", help="also write every single sample to FILE")
    add("--program", type=Path, default=ROOT / "build/release/bin/virt-fcgi", help="the virt-fcgi to measure")
    add("--without-virt-fcgi", action="store_true", help="only what it is compared with")
    add("--programs", type=Path, default=ROOT / "build/release/tests/bench", metavar="FOLDER",
        help="where raw_libvirt and empty_responder are")
    return parser.parse_args()


def check(options):
    """Everything that must have been built is there."""
    needed = [options.programs / "raw_libvirt", options.programs / "empty_responder"]
    for program in needed + ([] if options.without_virt_fcgi else [options.program]):
        if not program.is_file():
            sys.exit(f"There is no {program}: run ./dev build first.")


def main():
    options = parse_options()
    check(options)
    counts = {name: value for name, value in (("workers", options.workers), ("threads", options.threads)) if value}
    program = None if options.without_virt_fcgi else options.program
    config = {"responder": counts} if counts else {}
    if options.calls:
        config["libvirt"] = {"calls_per_host": options.calls}
    with Scene(options.programs, program, config) as scene:
        if program:
            scene.check_answers()
        bench = Bench(scene, options)
        bench.run()
        good = bench.print()
    if options.json:
        options.json.write_text(json.dumps([asdict(sample) for sample in bench.samples], indent=1), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

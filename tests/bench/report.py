"""Turns the samples of all rounds into medians, and prints them."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

COMMANDS = ("domainGetInfo", "domainGetXMLDesc")
RAW, OURS, EMPTY = "raw libvirt", "virt-fcgi", "empty responder"


@dataclass(frozen=True)
class Slot:
    """One thing to measure; `clients` are threads for raw libvirt."""
    load: str
    command: str
    clients: int

    def __str__(self):
        return f"{self.load}, {self.clients} {'clients' if self.load in (OURS, EMPTY) else 'threads'}"


@dataclass
class Sample:
    group: tuple   # samples of the same group were taken right after each other
    slot: Slot
    requests: int
    failed: int
    per_second: float
    p50_us: float
    p99_us: float
    cpu_us: dict   # by process, for one request


class Report:
    def __init__(self, samples):
        self.samples = samples
        self.by_slot = defaultdict(list)
        for sample in samples:
            self.by_slot[sample.slot].append(sample)

    @property
    def failed(self):
        return sum(sample.failed for sample in self.samples)

    def middle(self, slot, name):
        return median(getattr(sample, name) for sample in self.by_slot[slot])

    def total(self, slot, name):
        return sum(getattr(sample, name) for sample in self.by_slot[slot])

    def ratios(self, slot, other_load):
        """The rate of each sample to that of the other load in the same group."""
        other = {sample.group: sample.per_second for sample in self.samples if sample.slot.load == other_load}
        return [sample.per_second / other[sample.group] for sample in self.by_slot[slot]]

    def sections(self):
        """The slots under the title that they share."""
        shared = defaultdict(list)
        for slot in sorted(self.by_slot, key=order):
            shared[slot.command].append(slot)
        return shared.items()

    def print_rates(self):
        print(f"{'':42}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'requests':>11}{'failed':>8}")
        for title, slots in self.sections():
            print(title)
            for slot in slots:
                rate, p50, p99 = (self.middle(slot, name) for name in ("per_second", "p50_us", "p99_us"))
                requests, failed = (self.total(slot, name) for name in ("requests", "failed"))
                print(f"  {str(slot):40}{rate:12,.0f}{p50 / 1e3:10.2f}{p99 / 1e3:10.2f}{requests:11,}{failed:8,}")

    def print_ratios(self):
        slots = sorted((slot for slot in self.by_slot if slot.load not in (RAW, EMPTY)), key=order)
        if not slots:
            return
        title = "Ratio of requests/s: median (lowest to highest)"
        print(f"\n{title:58}{'to raw libvirt':>22}{'to empty responder':>22}")
        for slot in slots:
            columns = "".join(f"{spread(self.ratios(slot, load)):>22}" for load in (RAW, EMPTY))
            print(f"  {slot.command + ': ' + str(slot):56}{columns}")

    def print_cpu(self):
        print("\nCPU time for one request, µs")
        for title, slots in self.sections():
            print(title)
            for slot in slots:
                used = self.cpu_of(slot)
                parts = ", ".join(f"{label}: {used[label]:.0f}" for label in used if used[label] >= 0.5)
                print(f"  {str(slot):40}{sum(used.values()):6.0f} = {parts}")

    def cpu_of(self, slot):
        samples = self.by_slot[slot]
        return {label: median(sample.cpu_us[label] for sample in samples) for label in samples[0].cpu_us}


def order(slot):
    """Commands first; of each, raw libvirt, its variants, and then what goes through nginx."""
    return slot.command not in COMMANDS, slot.command, not slot.load.startswith(RAW), slot.load, slot.clients


def spread(values):
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def print_memory(memory_of):
    print(f"\n{'Memory, MB':42}{'resident':>12}{'highest':>10}")
    for label, memory in memory_of.items():
        print(f"  {label:40}{memory.resident_kb / 1024:12.1f}{memory.peak_kb / 1024:10.1f}")

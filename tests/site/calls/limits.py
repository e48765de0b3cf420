"""Values at the limits of libvirt's types, and past them."""

# C's type: the least and the largest number.
RANGES = {
    "int": (-2**31, 2**31 - 1), "uint": (0, 2**32 - 1), "llong": (-2**63, 2**63 - 1), "ullong": (0, 2**64 - 1),
    "boolean": (0, 1)}
NO_NUMBERS = ("x", " 1", "1 ", "+1", "0x1", "1e3", "1.0", "1,5", "٣", "--1", "1KiB")


def outside(least, largest):
    """The numbers next to a range, and one far outside."""
    return str(least - 1), str(largest + 1), "9" * 400, "-" + "9" * 400


def at_the_ends(least, largest):
    return [number for number in sorted({least, -1, 0, 1, largest - 1, largest}) if least <= number <= largest]


def range_of(parameter):
    """What a number may be, as the list of commands says it; of a list, what each may be."""
    if parameter["kind"] == "list":
        return RANGES["ullong" if "long long" in parameter["type"] else "uint"]
    return int(parameter["minimum"]), int(parameter["maximum"])


def takes_numbers(parameter):
    return parameter["kind"] == "integer" or (parameter["kind"] == "list" and "unsigned" in parameter["type"])


def integers_of(commands):
    """Every number that a function takes: (function, argument, least, largest)."""
    return [(command["name"], parameter["name"], *range_of(parameter))
            for command in commands for parameter in command["parameters"] if takes_numbers(parameter)]


def typed_parameters_of(commands):
    """Every typed parameter that a function sets: (function, name, type)."""
    return [(command["name"], each["name"], each["type"]) for command in commands for parameter in command["parameters"]
            if parameter["kind"] == "params" for each in parameter.get("params", [])]

"""What libvirt's documentation says in words: units, enums, results, types of typed parameters.

libvirt-api.xml has no field for any of these. Each rule here reads one of them out of the text, and gives nothing
rather than a guess. Where the text is missing or sits at the wrong place, CORRECTED_… say what libvirt does.
"""
import re

# virDomainJobInfo's comments stand one field too early in the API file: its times are milliseconds, the rest bytes.
CORRECTED_UNITS = [
    (re.compile(r"virDomainJobInfo\.type"), ""),
    (re.compile(r"virDomainJobInfo\.time\w+"), "ms"),
    (re.compile(r"virDomainJobInfo\.(data|mem|file)\w+"), "bytes"),
]

CORRECTED_ENUMS = {
    "virDomainJobInfo.type": ("virDomainJobType",),
    "virDomainQemuAgentCommand.timeout": ("virDomainQemuAgentCommandTimeoutValues",),
    "virSecretLookupByUsage.usageType": ("virSecretUsageType",),
}

# What may be NULL, which libvirt says in the text of the function, or only its drivers do.
OPTIONAL = re.compile(
    r"virConnect(Baseline|Compare)HypervisorCPU\.(emulator|arch|machine|virttype)"
    r"|virConnectGetDomainCapabilities\.(emulatorbin|arch|machine|virttype)"
    r"|virConnectFindStoragePoolSources\.srcSpec|virConnectGetMaxVcpus\.type"
    r"|virDomainFS(Freeze|Thaw)\.mountpoints|virDomainFSTrim\.mountPoint"
    r"|virDomainAuthorizedSSHKeysSet\.keys|virDomainGetMetadata\.uri|virDomainSetMetadata\.metadata"
    r"|virNode(ListDevices|NumOfDevices)\.cap")

# The text gives no type for these, or (…MERGE_ACROSS_NODES) a wrong one; this is what libvirt's drivers take.
CORRECTED_TYPES = [
    (re.compile(r"VIR_PERF_PARAM_\w+"), "boolean"),
    (re.compile(r"VIR_DOMAIN_SAVE_PARAM_(FILE|DXML)"), "string"),
    (re.compile(r"VIR_DOMAIN_JOB_ERRMSG"), "string"),
    (re.compile(r"VIR_DOMAIN_IOTHREAD_POLL_MAX_NS"), "ullong"),
    (re.compile(r"VIR_DOMAIN_IOTHREAD_POLL_(GROW|SHRINK)"), "uint"),
    (re.compile(r"VIR_MIGRATE_PARAM_(LISTEN_ADDRESS|MIGRATE_DISKS|COMPRESSION)"), "string"),
    (re.compile(r"VIR_NODE_MEMORY_SHARED_(PAGES_TO_SCAN|SLEEP_MILLISECS|MERGE_ACROSS_NODES)"), "uint"),
    (re.compile(r"VIR_NODE_MEMORY_SHARED_(PAGES_(SHARED|SHARING|UNSHARED|VOLATILE)|FULL_SCANS)"), "ullong"),
]

# The first that matches wins, so the longer units stand first.
UNITS = [
    (re.compile(r"\b(MiB|mebibytes)(/s\b|/sec|/second| per second)", re.I), "MiB/s"),
    (re.compile(r"\bbytes(/s\b|/sec|/second| per second)", re.I), "bytes/s"),
    (re.compile(r"\b(kibibytes?|kilobytes?|kbytes?|KiB|KB)\b", re.I), "KiB"),
    (re.compile(r"\b(nano-?seconds?|nsecs?|ns)\b", re.I), "ns"),
    (re.compile(r"\b(micro-?seconds?|usecs?)\b", re.I), "us"),
    (re.compile(r"\b(milli-?seconds?|msecs?|ms)\b", re.I), "ms"),
    (re.compile(r"\bseconds\b", re.I), "s"),
    (re.compile(r"\bMHz\b"), "MHz"),
    (re.compile(r"(?<!-bit )\bbytes\b", re.I), "bytes"),
]
UNITS_OF_NAMES = [(re.compile(r"mhz"), "MHz"), (re.compile(r"\w+_bytes"), "bytes")]

FLAGS_DECIDE = re.compile(r"determine the unit|for unit")
NUMBER_TYPE = re.compile(r"(?:(?:un)?signed|short|int|long|size_t|double|\s)+\**")
ENUM_TYPE = re.compile(r"((unsigned )?int|unsigned char)( \*)?")
UNUSED_FLAGS = re.compile(r"not used yet|unused|pass(ed)? (0|zero)|set to 0|use 0 for now")
FLAGS_ENUM = re.compile(r"\w+(Flags|FlagValues|FlagsValues|Impact)")
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)\s+(?=[A-Z@'\"(]|e\.g\.)")
TYPE_WORDS = {"unsigned long long": "ullong", "unsigned int": "uint", "long long": "llong"}
TYPE_TEXT = re.compile(r"\b(?:as an?|(?:has|with a|is a|is of) type(?: of)?) "
                       r"(unsigned long long|unsigned int|long long|ullong|llong|uint|int|double|boolean|string)\b")
TYPE_MACRO = re.compile(r"\bVIR_TYPED_PARAMS?_(INT|UINT|LLONG|ULLONG|DOUBLE|BOOLEAN|STRING)\b")


def one_line(text):
    return " ".join((text or "").split())


def parameter_info(function, name, text):
    """What libvirt says of a parameter, and that it is optional if it does not say so itself."""
    return one_line(text) + (" (optional)" if OPTIONAL.fullmatch(f"{function}.{name}") else "")


def first_sentence(text, limit=200):
    """The first sentence of a text, on one line, cut at a word with an ellipsis when it is longer than the limit.

    A paragraph that lists a flag ("VIR_… - what it does") is no sentence about the function.
    """
    paragraphs = [one_line(part) for part in re.split(r"\n\s*\n", text or "")]
    told = [part for part in paragraphs if part and not re.match(r"VIR_\w+ - ", part)]
    if not told:
        return ""
    sentence = SENTENCE_END.split(told[0], maxsplit=1)[0].rstrip(":")
    if len(sentence) <= limit:
        return sentence
    return sentence[:limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def constant_info(text):
    """A constant's text in a sentence, without the remarks on bits that other enums use."""
    return first_sentence(re.sub(r"\b1 << \d+ is reserved for \w+", "", text or ""))


def unit_in(text):
    """The unit that a text about one number names, or nothing. Names of other parameters (@seconds) are no units."""
    text = re.sub(r"@\w+", "", text)
    return next((unit for pattern, unit in UNITS if pattern.search(text)), "")


def unit_of(owner, name, c_type, info, owner_info=""):
    """The unit of a parameter, field or result: from its own text, its name, or the owner's words about it."""
    for pattern, unit in CORRECTED_UNITS:
        if pattern.fullmatch(f"{owner}.{name}"):
            return unit
    if name == "flags" or not NUMBER_TYPE.fullmatch(c_type):
        return ""
    if FLAGS_DECIDE.search(info):
        return ""
    by_name = (unit for pattern, unit in UNITS_OF_NAMES if pattern.fullmatch(name))
    return unit_in(info) or next(by_name, "") or unit_told_by_owner(name, owner_info)


def unit_told_by_owner(name, owner_info):
    """The unit in clauses such as "@name … in bytes" and "@name … unit is kibibytes"; nothing if two disagree."""
    clauses = re.split(r"[.;]\s|, (?:and|then) (?=@)", one_line(owner_info))
    about = [clause[clause.index("@" + name):] for clause in clauses if re.search(rf"@{name}\b", clause)]
    units = {unit_in(word) for clause in about for word in re.findall(r"\b(?:in|unit is) ([\w/]+)", clause)} - {""}
    return units.pop() if len(units) == 1 else ""


def enums_named(text, enums):
    """The enums whose names stand in the text, in its order; a name may have lost or gained an s."""
    found = []
    for word in re.findall(r"\bvir\w+", text):
        for spelling in (word, word + "s", word.removesuffix("s")):
            if spelling in enums and spelling not in found:
                found.append(spelling)
                break
    return found


def enums_of_constants(text, enum_of_constant):
    """The enums of the constants that the text names, in its order."""
    found = (enum_of_constant.get(word) for word in re.findall(r"\bVIR_\w+", text))
    return list(dict.fromkeys(name for name in found if name))


def enums_of(owner, name, c_type, info, owner_info, api):
    """The enums whose constants a parameter or field takes."""
    if f"{owner}.{name}" in CORRECTED_ENUMS:
        return [enum for enum in CORRECTED_ENUMS[f"{owner}.{name}"] if enum in api.enums]
    if not (ENUM_TYPE.fullmatch(c_type) or name == "flags") or UNUSED_FLAGS.search(info):
        return []
    sentences = SENTENCE_END.split(one_line(owner_info))
    about = " ".join(sentence for sentence in sentences if re.search(rf"@{name}\b", sentence))
    found = enums_named(info, api.enums) or enums_of_constants(info, api.enum_of_constant)
    found = found or [enum for enum in enums_named(about, api.enums) if enum != owner]
    if not found and name == "flags":
        named = enums_of_constants(owner_info, api.enum_of_constant)
        found = [enum for enum in named if FLAGS_ENUM.fullmatch(enum)]
    return with_borrowed(found, api)


def with_borrowed(names, api):
    """Adds the enums that others point to for their constants: "See virDomainModificationImpact"."""
    found = list(names)
    for name in names:
        for constant in api.enums[name]:
            if constant.info.startswith("See "):
                found += [enum for enum in enums_named(constant.info, api.enums) if enum not in found]
    return found


def returns_of(c_type, info, handles):
    """Whether a function gives "nothing", a "value" or an "object". Only success and failure are nothing."""
    if c_type == "void":
        return "nothing"
    if c_type in handles:
        return "object"
    text = one_line(info).lower()
    is_outcome = re.match(r"(the )?(0|-1)\b", text)
    says_success = re.search(r"\b0(,? or -1| (in case of|on|upon|for) success|, | otherwise| when successful"
                             r"| if (?!no\b))", text)
    says_more = re.search(r"\b1 (if|in case|when|on)\b(?<!-1 if)(?<!-1 in case)(?<!-1 when)(?<!-1 on)", text)
    if c_type == "int" and is_outcome and says_success and not says_more:
        return "nothing"
    return "value"


def typed_parameter_type(macro, info):
    """The type of a typed parameter: "as a uint", "as an unsigned long long", "VIR_TYPED_PARAM_INT"."""
    for pattern, kind in CORRECTED_TYPES:
        if pattern.fullmatch(macro):
            return kind
    text = one_line(info)
    by_macro = TYPE_MACRO.search(text)
    if by_macro:
        return by_macro.group(1).lower()
    by_word = TYPE_TEXT.search(text)
    return TYPE_WORDS.get(by_word.group(1), by_word.group(1)) if by_word else ""

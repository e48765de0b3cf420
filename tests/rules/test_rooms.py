"""What a room may include, and how its files are kept. See the README of each room."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [room for room in ("core", "fcgi", "discovery") if list((ROOT / room).glob("*.cpp"))]
WITH_README = ROOMS + ["stylesheets", "nginx", "lighttpd", "tests"]
LONGEST_FILE = 400

# What the includes of a room must not begin with: everything that another room is for.
FASTCGI, XSLT, LIBVIRT, AVAHI = ("fcgiapp.h", "fcgio.h", "fcgi_"), ("libxslt/", "libexslt/"), ("libvirt/",), ("avahi-",)
HTTP = ("curl/", "microhttpd", "httplib", "boost/beast", "nghttp2/", "evhttp")
FORBIDDEN = {
    "core": (*FASTCGI, *XSLT, *AVAHI, *HTTP, "fcgi/", "discovery/", "systemd/", "spdlog/", "CLI/", "toml++/"),
    "fcgi": (*LIBVIRT, *AVAHI, *HTTP),
    "discovery": (*FASTCGI, *XSLT, *LIBVIRT, *HTTP, "fcgi/"),
}
MADE_BY_THE_BUILD = {"api_structs.h", "schema_files.h"}
BAD_NAMES = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}
SOURCES = {".cpp", ".h", ".py", ".xsl", ".css", ".sh", ".cmake", ".conf", ".inc", ".lua"}


def sources(room):
    return sorted(path for path in (ROOT / room).rglob("*") if path.suffix in (".cpp", ".h"))


def project_files():
    """Every source file outside of build folders and dot folders, and the scripts without a suffix."""
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not any(part.startswith((".", "build", "__pycache__")) for part in parts):
            if path.suffix in SOURCES or path.name in ("dev", "CMakeLists.txt"):
                yield path


def includes(path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^">]+)[">]', path.read_text(encoding="utf-8"), re.MULTILINE)


def listed_sources(room):
    """The .cpp files that the room's CMakeLists.txt names, without those that the build makes."""
    text = re.sub(r"#.*", "", (ROOT / room / "CMakeLists.txt").read_text(encoding="utf-8"))
    return set(re.findall(r"^\s+(\w[\w/]*\.cpp)", text, re.MULTILINE)) | set(re.findall(r" (\w+\.cpp)\)", text))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_includes_only_what_it_may(room):
    wrong = [f"{path.relative_to(ROOT)} includes {included}"
             for path in sources(room) for included in includes(path) if included.startswith(FORBIDDEN[room])]
    assert not wrong


def test_the_rules_see_the_includes_that_are_there():
    seen = {room: {included for path in sources(room) for included in includes(path)} for room in ROOMS}
    assert "libvirt/libvirt.h" in seen["core"]
    assert "avahi-client/publish.h" in seen["discovery"]
    assert "fcgiapp.h" in seen["fcgi"] and any(included.startswith("libxslt/") for included in seen["fcgi"])


def test_one_file_knows_fastcgi_and_two_know_xslt():
    def who(prefixes):
        return [path.name for path in sources("fcgi") if any(included.startswith(prefixes) for included in includes(path))]
    assert who(FASTCGI) == ["conversation.cpp"]
    assert who(XSLT) == ["sheet.cpp", "transformation.cpp"]


def test_fcgi_knows_one_thing_of_discovery():
    seen = {included for path in sources("fcgi") for included in includes(path) if included.startswith("discovery/")}
    assert seen == {"discovery/browser.h"}


@pytest.mark.parametrize("room", ROOMS)
def test_own_headers_are_included_by_their_whole_path(room):
    wrong = [f"{path.relative_to(ROOT)} includes {included}" for path in sources(room)
             for included in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8"))
             if not (ROOT / included).is_file() and included not in MADE_BY_THE_BUILD]
    assert not wrong


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_every_source_is_listed_for_the_build(room):
    listed = listed_sources(room)
    there = {str(path.relative_to(ROOT / room)) for path in sources(room) if path.suffix == ".cpp"}
    there = {name for name in there if not name.startswith(("bench/", "fuzz/"))}
    assert there - listed == set()
    assert listed - there == set()


@pytest.mark.parametrize("room", WITH_README)
def test_a_room_has_a_readme(room):
    assert (ROOT / room / "README.md").is_file()


def test_no_file_is_long():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in project_files()}
    assert len(lengths) > 50
    # A language is one list of texts, whole, for whoever translates it.
    code = {name: length for name, length in lengths.items() if "/languages/" not in name}
    assert {name: length for name, length in code.items() if length > LONGEST_FILE} == {}


def test_a_files_name_says_what_is_in_it():
    assert [str(path.relative_to(ROOT)) for path in project_files() if BAD_NAMES & set(re.split(r"[_.-]", path.stem))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_header_is_included_once_and_says_first_what_it_is_for(room):
    for header in (path for path in sources(room) if path.suffix == ".h"):
        text = header.read_text(encoding="utf-8")
        assert text.startswith("// "), header
        assert "#pragma once" in text, header


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_its_own_namespace(room):
    for path in sources(room):
        if path.name != "main.cpp":
            assert re.search(rf"^namespace {room}(::\w+)* {{$", path.read_text(encoding="utf-8"), re.MULTILINE), path

"""Typed parameters, there and back: read the scheduler's, change some, read them again."""

import pytest
from lxml import etree

from tests.lab.domains import TUNED

GET = f"/client1/{TUNED}/domainGetSchedulerParameters"
SET = f"/client1/{TUNED}/domainSetSchedulerParameters"
XML = {"Accept": "application/xml"}

# What libvirt's QEMU driver has, and as what.
TYPES = {
    "cpu_shares": "ullong",
    "vcpu_period": "ullong", "vcpu_quota": "llong",
    "emulator_period": "ullong", "emulator_quota": "llong",
    "global_period": "ullong", "global_quota": "llong",
    "iothread_period": "ullong", "iothread_quota": "llong",
}
START = {"cpu_shares": 1024, "vcpu_period": 100000, "vcpu_quota": 50000}
ULLONG_MAX, LLONG_MIN, LLONG_MAX = 2**64 - 1, -2**63, 2**63 - 1


@pytest.fixture(scope="module")
def site(privileged_lab, client_of):
    with client_of(privileged_lab) as client:
        yield client


@pytest.fixture(scope="module")
def connection(privileged_lab):
    connection = privileged_lab.gamma.open()
    yield connection
    connection.close()


@pytest.fixture
def tuned(connection):
    """libvirt's own handle of the domain, whose parameters are START's."""
    domain = connection.lookupByName(TUNED)
    domain.setSchedulerParameters(START)
    return domain


def change(site, parameters):
    """POSTs {"cpu_shares": 1} as a form; returns the answer."""
    return site.post(SET, data={f"params.{name}": value for name, value in parameters.items()}, headers=XML)


def read(site):
    """The parameters as the web shows them: {"cpu_shares": ("ullong", "1024"), …}"""
    result = site.xml(GET)
    assert result.tag == "result" and result.get("function") == "virDomainGetSchedulerParameters"
    params = result.findall("params/param")
    shown = {param.get("name"): (param.get("type"), param.text) for param in params}
    assert len(shown) == len(params)
    return shown


def problem(answer):
    """The problem document of a refusal, by the names of its elements."""
    return {element.tag.rpartition("}")[2]: element.text for element in etree.fromstring(answer.content)}


def expected(parameters):
    """What the web should show of libvirt's parameters."""
    return {name: (TYPES[name], str(value)) for name, value in parameters.items()}


def assert_same(site, domain, parameters):
    """The web and libvirt itself both have the changed parameters, and agree on all others."""
    own = domain.schedulerParameters()
    assert own.items() >= parameters.items()
    assert read(site) == expected(own)


def test_all_of_libvirts_parameters_are_shown_with_their_types(site, tuned):
    own = tuned.schedulerParameters()
    assert own.keys() == TYPES.keys()
    assert read(site) == expected(own)


def test_one_is_changed_and_read_back_and_the_others_stay(site, tuned):
    answer = change(site, {"cpu_shares": 2048})
    assert answer.status_code == 200, answer.text
    assert_same(site, tuned, START | {"cpu_shares": 2048})


def test_several_are_changed_at_once(site, tuned):
    several = {"cpu_shares": 512, "vcpu_period": 20000, "vcpu_quota": -1, "emulator_period": 30000, "emulator_quota": -1,
               "iothread_quota": 15000}
    answer = change(site, several)
    assert answer.status_code == 200, answer.text
    assert_same(site, tuned, several)
    assert "<quota>-1</quota>" in tuned.XMLDesc()


@pytest.mark.parametrize("edge", [
    {"cpu_shares": ULLONG_MAX},
    {"vcpu_quota": LLONG_MIN},
    {"vcpu_period": 1000},
    {"vcpu_period": 1000000},
])
def test_no_digit_is_lost_at_the_edges(site, tuned, edge):
    answer = change(site, edge)
    assert answer.status_code == 200, answer.text
    assert_same(site, tuned, START | edge)


def test_what_others_change_is_seen(site, tuned):
    tuned.setSchedulerParameters({"cpu_shares": 77, "vcpu_quota": -1})
    assert_same(site, tuned, START | {"cpu_shares": 77, "vcpu_quota": -1})


def test_json_has_them_as_numbers(site, tuned):
    several = {"cpu_shares": 2**60 + 1, "vcpu_quota": -1}
    change(site, several)
    answer = site.get(GET, headers={"Accept": "application/json"})
    shown = answer.json()["params"]
    assert {"name": "vcpu_quota", "type": "llong", "value": -1} in shown
    assert {param["name"]: param["value"] for param in shown} == tuned.schedulerParameters()


WRONG = [
    ("cpu_shares", "many"),
    ("cpu_shares", "-1"),
    ("cpu_shares", "1.5"),
    ("cpu_shares", " 1"),
    ("cpu_shares", "0x10"),
    ("cpu_shares", ULLONG_MAX + 1),
    ("vcpu_quota", "1e3"),
    ("vcpu_quota", LLONG_MAX + 1),
    ("vcpu_quota", LLONG_MIN - 1),
    ("no_such_name", "1"),
    ("", "1"),
]


@pytest.mark.parametrize("good", [{}, {"vcpu_period": 20000}], ids=["alone", "after a good one"])
@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_and_nothing_changes(site, tuned, name, value, good):
    before = tuned.schedulerParameters()
    answer = change(site, good | {name: value})
    assert answer.status_code == 400, answer.text
    said = problem(answer)
    assert said["argument"] == f"params.{name}"
    assert f"params.{name}" in said["detail"]
    assert_same(site, tuned, before)


def test_one_given_twice_is_refused(site, tuned):
    answer = site.post(SET, data=[("params.cpu_shares", "1"), ("params.cpu_shares", "2")], headers=XML)
    assert answer.status_code == 400
    assert problem(answer)["argument"] == "params.cpu_shares"
    assert_same(site, tuned, START)


def test_none_at_all_is_refused(site, tuned):
    answer = change(site, {})
    assert answer.status_code == 400
    assert problem(answer)["argument"] == "params"
    assert_same(site, tuned, START)


def test_what_only_libvirt_can_judge_is_refused_in_its_words(site, tuned):
    answer = change(site, {"cpu_shares": 2048, "vcpu_period": 999})
    assert answer.status_code == 400
    assert "'vcpu_period' is out of range [1000, 1000000]" in problem(answer)["detail"]
    assert_same(site, tuned, START)


def test_changing_is_a_post_and_not_for_readers(site, privileged_lab, client_of, tuned):
    assert site.get(SET, params={"params.cpu_shares": "1"}).status_code == 405
    with client_of(privileged_lab, "/look", login=None) as look:
        assert read(look) == read(site)
        assert change(look, {"cpu_shares": 1}).status_code == 403
    assert_same(site, tuned, START)

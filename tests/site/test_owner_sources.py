"""Owners who stand in the domains' names, or in a file."""

import pytest
from checks import ok, problem
from client import Client
from conftest import remove, running_lab
from processes import children

from tests.lab.domains import Row, define
from tests.lab.lab import ADMIN, OWN
from tests.lab.waiting import wait_until

USERS = {"client1": "one", "client2": "two", "client10": "ten"}


@pytest.fixture(scope="module")
def owners_lab():
    with running_lab(sites=(ADMIN, OWN), users=USERS, config={"owners": {"source": "name-prefix"}}) as lab:
        yield lab


@pytest.fixture
def host(owners_lab):
    connection = owners_lab.alpha.open()
    yield connection
    connection.close()


@pytest.fixture
def enter(owners_lab):
    def client(user):
        if user in USERS:
            return Client(owners_lab.nginx.url("/own"), (user, USERS[user]))
        return Client(owners_lab.nginx.url("/virt"), (owners_lab.user, owners_lab.password))
    return client


def names(client, path="/"):
    return {domain.get("name") for domain in ok(client.get(path)).findall("domains/domain")}


@pytest.fixture
def make(host, enter):
    made = []

    def domain(name, *owners):
        made.append(define(host, Row(name, owners, "shut off")))
        wait_until(f"virt-fcgi knows {name}", lambda: name in names(enter("admin")))
        return made[-1]

    yield domain
    for each in made:
        remove(host, each)


def test_the_name_says_the_owner_and_metadata_does_not(make, enter):
    make("client1_vm", "client2")
    make("client10_vm")
    make("vm-of-nobody", "client1")
    assert names(enter("client1")) == {"client1_vm"}
    assert names(enter("client10")) == {"client10_vm"}
    assert names(enter("client2")) == set()
    assert {"vm-of-nobody", "vm1"} <= names(enter("admin"), "/_/")


def test_a_domain_renamed_into_anothers_prefix_is_the_others_at_once(make, enter):
    domain = make("client1_vm")
    uuid = domain.UUIDString()
    client = enter("client1")
    ok(client.get("/client1/client1_vm"))
    domain.rename("client2_vm")  # virt-fcgi may not know it yet
    for path in ("/client1/client1_vm", f"/client1/{uuid}", "/client1/client2_vm"):
        problem(client.post(f"{path}/domainCreate"), 404, f'there is no domain "{path.rpartition("/")[2]}" of owner "client1"')
    assert domain.isActive() == 0
    wait_until("the other has it", lambda: names(enter("client2")) == {"client2_vm"})
    problem(client.get("/client1/client1_vm"), 404)
    ok(enter("client2").post("/client2/client2_vm/domainCreate"))
    assert domain.isActive() == 1


def test_owners_in_names_cannot_be_set(make, enter):
    make("client1_vm")
    problem(enter("admin").post("/client1/client1_vm/setOwners", data={"owners": "client2"}), 409, "not read from metadata")


def test_a_file_says_the_owners_and_a_reload_reads_it_anew(make_lab):
    with_file = make_lab(sites=(ADMIN, OWN), users=USERS)
    file = with_file.processes.folder / "owners.toml"
    vm1, vm2 = (with_file.alpha.open().lookupByName(name).UUIDString() for name in ("vm1", "vm2"))
    client = {user: Client(with_file.nginx.url("/own"), (user, password)) for user, password in USERS.items()}

    def write(text):
        file.write_text(text)
        with_file.responder.config = {"owners": {"source": "file", "file": str(file)}}
        with_file.responder.hup()

    def write_and_wait(text):
        """Until who read the file before has ended: both answer for a moment."""
        program = with_file.responder.process.pid
        before = set(children(program))
        write(text)
        wait_until("others have taken over", lambda: children(program) and not before & set(children(program)), seconds=30)

    write_and_wait(f'client1 = ["{vm1.upper()}", "alpha/shop"]\nclient10 = ["alpha/shop"]\n')
    assert names(client["client1"]) == {"vm1", "shop"}
    assert names(client["client10"]) == {"shop"} and names(client["client2"]) == set()
    ok(client["client1"].post("/client1/vm1/domainSuspend"))
    write_and_wait(f'client2 = ["{vm1}", "{vm2}"]\n')
    assert names(client["client2"]) == {"vm1", "vm2"}
    problem(client["client1"].get("/client1/vm1"), 404)
    assert names(client["client1"]) == set()
    write("client2 = 7\n")  # Refused: the one before stays.
    with_file.responder.wait_for_log(r"owners\.toml:1:11: .*client2.* must be a list of domains")
    assert names(client["client2"]) == {"vm1", "vm2"}

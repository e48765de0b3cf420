"""Calls that take longer than a request: they go on, can be followed from anywhere, ended, and tell how they ended."""

import contextlib
import os
import signal
from pathlib import Path

import libvirt
import pytest
import requests
from checks import ok, problem
from client import Client
from conftest import running_lab
from fastcgi import begin, end
from lxml import etree
from processes import workers

from tests.lab.domains import GUEST
from tests.lab.lab import ADMIN, LOOK, OWN
from tests.lab.waiting import wait_until

ASYNC = {"Prefer": "respond-async"}
REQUEST = 3  # Seconds.
# Without keep-alive, which would notice a daemon that stands still.
CONFIG = {"responder": {"workers": 2, "request_timeout": f"{REQUEST}s", "jobs": 3}, "libvirt": {"keepalive_interval": "0s"}}
SLOWLY, SIZE = 1 << 20, 16 << 20  # Bytes a second, bytes.
ENDED = 60  # Seconds that an end is waited for.


@pytest.fixture(scope="module")
def lab():
    with running_lab(sites=(ADMIN, LOOK, OWN), config=CONFIG, users={"client1": "one", "client2": "two"}) as lab:
        yield lab


@pytest.fixture
def admin(lab, client_of):
    with client_of(lab) as admin:
        yield admin


@pytest.fixture
def beta(lab):
    with contextlib.closing(lab.beta.open()) as connection:
        yield connection


@pytest.fixture
def alpha(lab):
    with contextlib.closing(lab.alpha.open()) as connection:
        yield connection


@contextlib.contextmanager
def standing_still(host):
    """The daemon of a host answers nothing meanwhile."""
    host.pause()
    try:
        yield
    finally:
        host.resume()


@contextlib.contextmanager
def hanging_guest(lab):
    """The process of beta's guest stands still: the daemon answers, and waits for it."""
    folder, name = str(lab.processes.folder).encode(), f"guest={GUEST},".encode()
    pid, = (int(each.parent.name) for each in Path("/proc").glob("[0-9]*/cmdline") if holds(each, folder, name))
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def holds(cmdline, *texts):
    try:
        text = cmdline.read_bytes()
    except OSError:  # It has ended.
        return False
    return all(each in text for each in texts)


@pytest.fixture
def disk(lab, beta, request):
    """The target of a disk with content that the guest has while the test lasts."""
    target = "sdb"
    image = lab.beta.make_disk(f"{request.node.name}.img", SIZE)
    image.write_bytes(os.urandom(SIZE))
    guest = beta.lookupByName(GUEST)
    xml = (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{image}'/>"
           f"<target dev='{target}' bus='scsi'/></disk>")
    guest.attachDeviceFlags(xml, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    yield target
    wait_until("no job is left", lambda: not guest.blockJobInfo(target, 0) and guest.jobInfo()[0] == libvirt.VIR_DOMAIN_JOB_NONE)
    guest.detachDeviceFlags(guest_disk(guest, target), libvirt.VIR_DOMAIN_AFFECT_LIVE)
    wait_until("the disk is gone", lambda: f"'{target}'" not in guest.XMLDesc())


def guest_disk(guest, target):
    return etree.tostring(etree.fromstring(guest.XMLDesc()).xpath("devices/disk[target/@dev=$target]", target=target)[0]).decode()


def post(client, path, *, status=202, headers=ASYNC, **options):
    return ok(client.post(path, headers=headers, **options), status)


def ended(client, job):
    def has_ended():
        now = ok(client.get(job_path(client, job)))
        return [now] if now.get("until") else None
    return wait_until(f"{job.get('function')} has ended", has_ended, ENDED)[0]


def job_path(client, job):
    return job.get("href").removeprefix(client.base[client.base.index("/", 8):])


def copy(client, lab, disk, name, bandwidth=0):
    destination = lab.processes.folder / "beta/disks" / name
    data = {"disk": disk, "destxml": f"<disk type='file'><driver type='raw'/><source file='{destination}'/></disk>",
            "flags": "VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB"}
    if bandwidth:
        data["params.bandwidth"] = str(bandwidth)
    return post(client, f"/client1/{GUEST}/domainBlockCopy", data=data), destination


def test_any_change_can_be_a_job(admin, alpha):
    answer = admin.post("/client1/vm1/domainSuspend", headers=ASYNC)
    job = ok(answer, 202)
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert answer.headers["Location"] == job.get("href")
    result = ended(admin, job)
    assert (result.get("state"), result.get("status")) == ("done", "200")
    assert result.find("result").get("function") == "virDomainSuspend"
    assert alpha.lookupByName("vm1").state()[0] == libvirt.VIR_DOMAIN_PAUSED
    ended(admin, post(admin, "/client1/vm1/domainResume"))


def test_what_libvirt_refuses_is_how_the_job_ended(admin):
    result = ended(admin, post(admin, "/client1/vm1/domainResume"))
    assert (result.get("state"), result.get("status")) == ("failed", "502")
    assert result.findtext("{*}problem/{*}libvirt/{*}name") == "VIR_ERR_INTERNAL_ERROR"


def test_what_is_wrong_is_no_job(admin, lab, client_of):
    problem(admin.post("/client1/vm1/domainSetMemory", data={"memory": "1", "colour": "red"}, headers=ASYNC), 400, argument="colour")
    problem(admin.post("/client1/nobody/domainSuspend", headers=ASYNC), 404, argument=None)
    with client_of(lab, "/look", login=None) as look:
        problem(look.post("/client1/vm1/domainSuspend", headers=ASYNC), 403)


def test_a_call_that_takes_longer_than_its_request_goes_on(admin, lab, beta):
    with hanging_guest(lab):
        answer = admin.post(f"/client1/{GUEST}/domainManagedSave")
        late = problem(answer, 504, "it goes on")
        href = late.findtext("{*}job")
        assert href in late.findtext("{*}detail")
        path = href.removeprefix("/virt")
        assert {ok(admin.get(path)).get("state") for _ in range(8)} == {"running"}  # whichever worker answers
    result = wait_until("it has ended", lambda: [job for job in [ok(admin.get(path))] if job.get("until")], ENDED)[0]
    assert result.get("state") == "done", result
    assert beta.lookupByName(GUEST).hasManagedSaveImage()
    ok(admin.post(f"/client1/{GUEST}/domainCreate"))


def test_a_call_survives_its_client(admin, lab, beta):
    def under_way():
        return [job for job in ok(admin.get("/-/jobs/")).findall("job") if job.get("state") == "running"]

    with hanging_guest(lab):
        with pytest.raises(requests.Timeout):
            admin.post(f"/client1/{GUEST}/domainManagedSave", timeout=REQUEST / 10)
        job, = wait_until("its request's time is up", under_way)
    assert ended(admin, job).get("state") == "done"
    assert beta.lookupByName(GUEST).hasManagedSaveImage()
    ok(admin.post(f"/client1/{GUEST}/domainCreate"))


def test_progress_is_libvirts_own_and_cancelling_ends_it(admin, lab, disk, beta):
    job, _ = copy(admin, lab, disk, "cancelled.img", SLOWLY)
    path = job_path(admin, job)

    def progress():
        now = ok(admin.get(path)).find("progress")
        return [now] if now is not None and int(now.findtext(".//cur") or 0) > 0 else None

    seen = wait_until("there is progress", progress, ENDED)[0]
    info = beta.lookupByName(GUEST).blockJobInfo(disk, 0)
    assert seen.get("function") == "virDomainGetBlockJobInfo"
    assert (seen.findtext(".//end"), seen.findtext(".//bandwidth")) == (str(info["end"]), str(info["bandwidth"]))
    assert int(seen.findtext(".//cur")) <= info["cur"] < info["end"]
    cancel = ok(admin.get(path)).find("cancel")
    ok(admin.request(cancel.get("method"), cancel.get("href").removeprefix("/virt")))
    result = ended(admin, job)
    assert (result.get("state"), result.findtext("{*}problem/{*}libvirt/{*}name")) == ("failed", "VIR_ERR_OPERATION_ABORTED")
    assert beta.lookupByName(GUEST).blockJobInfo(disk, 0) == {}


def test_a_copy_is_done_when_it_follows_its_disk(admin, lab, disk, beta):
    job, destination = copy(admin, lab, disk, "ready.img")
    result = ended(admin, job)
    assert (result.get("state"), result.find("result/status").get("enum")) == ("done", "VIR_DOMAIN_BLOCK_JOB_READY")
    ok(admin.post(f"/client1/{GUEST}/domainBlockJobAbort", data={"disk": disk}))
    assert destination.read_bytes() == (lab.processes.folder / "beta/disks" / "test_a_copy_is_done_when_it_follows_its_disk.img").read_bytes()


def test_a_backup_is_done_when_libvirt_has_made_it(admin, lab, disk, beta):
    target = lab.processes.folder / "beta/disks/backup.qcow2"
    xml = (f"<domainbackup mode='push'><disks><disk name='{disk}' type='file'><target file='{target}'/></disk></disks>"
           "</domainbackup>")
    result = ended(admin, post(admin, f"/client1/{GUEST}/domainBackupBegin", data={"backupXML": xml}))
    assert (result.get("state"), result.find("result/status").get("enum")) == ("done", "VIR_DOMAIN_BLOCK_JOB_COMPLETED")
    assert target.stat().st_size >= SIZE


def test_jobs_go_on_in_a_worker_that_others_have_replaced(admin, lab, disk):
    job, _ = copy(admin, lab, disk, "reloaded.img", SLOWLY)
    before = set(workers(lab))
    lab.responder.hup()
    wait_until("there are new workers", lambda: len(set(workers(lab)) - before) == CONFIG["responder"]["workers"])
    assert ok(admin.get(job_path(admin, job))).get("state") == "running"
    ok(admin.post(f"/client1/{GUEST}/domainBlockJobAbort", data={"disk": disk}))
    assert ended(admin, job).get("state") == "failed"
    wait_until("the old workers are gone", lambda: not before & set(workers(lab)), ENDED)


def test_a_job_whose_worker_was_killed_is_lost_and_can_still_be_ended(admin, lab, disk, beta):
    job, _ = copy(admin, lab, disk, "lost.img", SLOWLY)
    wait_until("the copy has begun", lambda: beta.lookupByName(GUEST).blockJobInfo(disk, 0))
    before = set(workers(lab))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until("there are new workers", lambda: len(set(workers(lab)) - before) == CONFIG["responder"]["workers"])
    now = wait_until("it is lost", lambda: [ok(seen) for seen in [admin.get(job_path(admin, job))] if seen.status_code == 200], ENDED)[0]
    assert now.get("state") == "lost" and now.find("progress") is not None
    ok(admin.post(now.find("cancel").get("href").removeprefix("/virt")))


def test_a_worker_that_has_served_enough_serves_on_while_it_has_a_job(make_lab, client_of):
    lab = make_lab(config={"responder": {"workers": 1, "threads": 2, "max_requests": 1}})
    with client_of(lab) as admin, hanging_guest(lab):
        with begin(str(lab.responder.socket), f"/client1/{GUEST}/domainManagedSave", REQUEST_METHOD="POST", VIRT_READ_ONLY="off",
                   HTTP_PREFER="respond-async") as last:
            ok(admin.get("/"))  # That was enough, and the other one is under way.
            assert "202 Accepted" in end(last)
        job, = ok(admin.get("/-/jobs/")).findall("job")
        assert job.get("state") == "running"
    with client_of(lab) as admin:
        assert ended(admin, job).get("state") == "done"


def test_no_more_are_begun_than_there_may_be(admin, lab, alpha):
    most = CONFIG["responder"]["jobs"] * CONFIG["responder"]["workers"]
    with standing_still(lab.alpha):
        begun = [admin.post("/client1/vm1/domainSnapshotCreateXML", data={"xmlDesc": "<domainsnapshot/>"}, headers=ASYNC) for _ in range(most + 1)]
        codes = [answer.status_code for answer in begun]
        assert codes[-1] == 503 or 503 in codes, codes
        refused = next(answer for answer in begun if answer.status_code == 503)
        assert int(refused.headers["Retry-After"]) > 0
    for answer in begun:
        if answer.status_code == 202:
            ended(admin, ok(answer, 202))
    for snapshot in alpha.lookupByName("vm1").listAllSnapshots():
        snapshot.delete()


def test_an_owner_follows_his_own_jobs_only(lab):
    with Client(lab.nginx.url("/own"), ("client1", "one")) as own, Client(lab.nginx.url("/own"), ("client2", "two")) as other:
        job = post(own, "/client1/vm1/domainSuspend")
        assert "host" not in job.attrib
        result = ended(own, job)
        assert result.get("state") == "done"
        problem(other.get(job_path(own, job)), 404)
        assert job.get("id") in own.get("/-/jobs/").text and job.get("id") not in other.get("/-/jobs/").text
        ended(own, post(own, "/client1/vm1/domainResume"))


def test_every_representation_and_the_list(admin):
    job = post(admin, "/client1/vm1/domainSuspend")
    ended(admin, job)
    ended(admin, post(admin, "/client1/vm1/domainResume"))
    for path in (job_path(admin, job), "/-/jobs/"):
        for format in ("xml", "html", "json", "text"):
            ok(admin.get(path, params={"format": format}))
    assert "job.state: done\n" in admin.get(job_path(admin, job), params={"format": "text"}).text
    listed = ok(admin.get("/-/jobs/")).findall("job")
    assert job.get("id") in [each.get("id") for each in listed]
    assert [each.get("since") for each in listed] == sorted((each.get("since") for each in listed), reverse=True)
    problem(admin.post("/-/jobs/"), 405)
    problem(admin.get("/-/jobs/0"), 404)

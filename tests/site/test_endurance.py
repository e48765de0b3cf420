"""Ten thousand requests leave everything where it was after the first thousand."""

from load import Load
from processes import children, has_sanitizer, held

MIXED = [
    "/virt/", "/virt/client1/", "/virt/?sort=-state&limit=3", "/virt/client1/vm1", "/virt/client1/vm1/domainGetInfo?format=json",
    "/virt/client1/vm2/domainGetVcpus?format=text", "/virt/client1/small?flags=VIR_DOMAIN_XML_INACTIVE",
    "/virt/client2/shop/domainGetSchedulerParameters", "/virt/client1/vm1/domainInterfaceStats?device=nix",
    "/virt/nosuch/?format=json", "/virt/client1/vm1/domainGetXMLDesc?flags=x", "/virt/client1/vm1/domainReboot",
    "/virt/-/hosts/alpha/nodeGetInfo", "/virt/-/health", "/look/client1/vm1?format=json", "/virt/client1/vm1/domainGetUUID",
    "/virt/client1/vm1?format=html", "/virt/nosuch/?format=html", "/virt/client3/mail/domainGetName?format=pdf",
    "/virt/-/assets/virt-fcgi.css",
]
SPARE_KIB = 2048  # What an allocator may keep. A leak of 240 bytes in each request would be more.


def together(lab):
    return {pid: held(pid) for pid in children(lab.responder.process.pid)}


def ask(lab, count):
    with Load(lab, MIXED, threads=4) as load:
        load.wait_for_more(count)
    assert 0 not in {got.status for got in load.results} and 500 not in {got.status for got in load.results}


def test_ten_thousand_requests_leave_nothing_behind(make_lab):
    # One connection to each host: with more, how many there are depends on the requests of the busiest moment.
    lab = make_lab(config={"responder": {"workers": 1, "threads": 4}, "libvirt": {"calls_per_host": 1}})
    ask(lab, 1000)
    before = together(lab)
    for _ in range(9):
        ask(lab, 1000)
    after = together(lab)
    assert before.keys() == after.keys(), "a process has ended"
    for pid, then in before.items():
        now = after[pid]
        assert (now.descriptors, now.threads) == (then.descriptors, then.threads)
        if not has_sanitizer(lab.responder.program):
            assert now.resident_kib <= then.resident_kib + SPARE_KIB
            assert now.resident_kib < 30 * 1024


def test_a_worker_is_replaced_after_its_number_of_requests(make_lab):
    lab = make_lab(config={"responder": {"workers": 2, "threads": 4, "max_requests": 50}})
    before = set(children(lab.responder.process.pid))
    with Load(lab, ["/virt/client1/vm1/domainGetInfo"], threads=4) as load:
        load.wait_for_more(500)
    assert not load.failed()
    assert len(before - set(children(lab.responder.process.pid))) == 2

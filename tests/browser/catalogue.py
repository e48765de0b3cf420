"""Every page in every state: where it is, and how one gets there."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from tests.lab.domains import uuid_of

from .scene import DEAD, SECRET_UUID

LANGUAGES = ("en", "de")
"""Everything is judged in the first one, and what words decide in the others."""
HELIOS, ATLAS = "/-/hosts/helios", "/-/hosts/atlas"
WWW, SHOP, STAGING = "/nordlicht/www", "/nordlicht/shop", "/nordlicht/staging"


@dataclass(frozen=True)
class Page:
    """`path` is below the prefix; with `fields` it is a POST of these (name, value) pairs. `scene` names one of scene.SCENES; "{NAME}" as path is one of its places.
    `pictures`: what is drawn of it, (width, scheme) each."""

    name: str
    path: str
    fields: tuple = None
    prefix: str = "/virt"
    scene: str = "town"
    status: int = 200
    pictures: tuple = ((1280, "light"),)


ALL_WAYS = ((1280, "light"), (1280, "dark"), (360, "light"))


def query(*pairs):
    return "/?" + urlencode(pairs)


def several(*names):
    return tuple(("domain", uuid_of(name)) for name in names)


LISTS = (
    Page("network", "/", pictures=(*ALL_WAYS, (360, "dark"))),
    Page("network-empty", "/", scene="desert"),
    Page("network-large", "/", scene="crowd", pictures=((1280, "light"), (360, "light"))),
    Page("network-large-second", query(("limit", 100), ("after", uuid_of("web-012"))), scene="crowd"),
    Page("network-large-filtered", query(("state", "running"), ("q", "db"), ("sort", "-name")), scene="crowd"),
    Page("network-filtered", query(("state", "running"), ("sort", "name"))),
    Page("network-nothing-found", query(("q", "no such thing"))),
    Page("network-read-only", "/", prefix="/look"),
    Page("owner", "/nordlicht/"),
    Page("owner-own", "/nordlicht/", prefix="/own"),
    Page("owner-nobody", "/_/"),
    Page("hosts", "/-/hosts/"),
    Page("host", f"{HELIOS}/", pictures=ALL_WAYS),
    Page("host-dead", f"/-/hosts/{DEAD}/"),
    Page("host-empty", "/-/hosts/luna/", scene="desert"),
)

DOMAINS = (
    Page("domain", WWW, pictures=(*ALL_WAYS, (360, "dark"))),
    Page("domain-shut-off", STAGING),
    Page("domain-paused", "/kanzlei-weber/terminal"),
    Page("domain-crashed", "/fablab/runner-2"),
    Page("domain-qemu", "/nordlicht/router"),
    Page("domain-read-only", WWW, prefix="/look"),
    Page("domain-own", WWW, prefix="/own"),
    Page("domain-template", "/_/debian-12-template"),
    Page("snapshots", f"{WWW}/snapshots/"),
    Page("snapshot", f"{WWW}/snapshots/after-php-8.3"),
)

OBJECTS = (
    Page("networks", f"{HELIOS}/networks/"),
    Page("host-network", f"{HELIOS}/networks/clients"),
    Page("pools", f"{HELIOS}/storagePools/"),
    Page("pool", f"{HELIOS}/storagePools/images"),
    Page("volumes", f"{HELIOS}/storagePools/images/storageVols/"),
    Page("volume", f"{HELIOS}/storagePools/images/storageVols/www-1.qcow2"),
    Page("volume-qemu", f"{ATLAS}/storagePools/images/storageVols/debian-12.6.0-amd64-netinst.iso"),
    Page("node-devices", f"{HELIOS}/nodeDevices/"),
    Page("node-device", f"{HELIOS}/nodeDevices/net_eno1_3c_ec_ef_12_70_1a"),
    Page("interfaces", f"{HELIOS}/interfaces/"),
    Page("interface", f"{HELIOS}/interfaces/eno1"),
    Page("secrets", f"{ATLAS}/secrets/"),
    Page("secret", f"{ATLAS}/secrets/{SECRET_UUID}"),
    Page("nwfilters", f"{ATLAS}/nwfilters/"),
    Page("nwfilter", f"{ATLAS}/nwfilters/clean-traffic-lan"),
    Page("nwfilter-bindings", f"{ATLAS}/nwfilterBindings/"),
    Page("checkpoints", "/theater/tickets/checkpoints/"),
    Page("checkpoint", "/theater/tickets/checkpoints/monday"),
)

CALLS = (
    Page("commands", "/-/commands", pictures=((1280, "light"), (360, "light"))),
    Page("commands-found", "/-/commands?q=vcpus"),
    Page("commands-none", "/-/commands?q=zzz"),
    Page("commands-of-domain", f"{WWW}?commands"),
    Page("commands-read-only", f"{WWW}?commands", prefix="/look"),
    Page("form-flags", f"{WWW}/domainSetVcpusFlags?form"),
    Page("form-memory", f"{WWW}/domainSetMemory?form"),
    Page("form-params", "/fablab/printserver/domainSetSchedulerParametersFlags?form"),
    Page("form-many-params", f"{WWW}/domainSetBlockIoTune?form"),
    Page("form-list", f"{WWW}/domainFSFreeze?form"),
    Page("form-bytes", f"{ATLAS}/secrets/{SECRET_UUID}/secretSetValue?form"),
    Page("form-attach", f"{WWW}/domainAttachDevice?form"),
    Page("form-migrate", f"{WWW}/domainMigrate3?form"),
    Page("form-upload", f"{HELIOS}/storagePools/images/storageVols/www-1.qcow2/storageVolUpload?form"),
    Page("form-snapshot", f"{WWW}/domainSnapshotCreateXML?form"),
    Page("form-define", f"{HELIOS}/domainDefineXML?form"),
    Page("form-owners", f"{WWW}/setOwners?form"),
    Page("form-read", f"{WWW}/domainGetXMLDesc?form"),
    Page("question-destroy", f"{WWW}/domainDestroy?form", pictures=ALL_WAYS),
    Page("question-undefine", f"{STAGING}/domainUndefine?form"),
    Page("form-read-only", f"{WWW}/domainGetInfo?form", prefix="/look"),
    Page("result-scalar", f"{WWW}/domainGetMaxMemory"),
    Page("result-text", f"{WWW}/domainGetOSType"),
    Page("result-record", f"{HELIOS}/nodeGetInfo"),
    Page("result-nested", f"{WWW}/domainGetVcpus"),
    Page("result-list", f"{HELIOS}/connectListAllStoragePools"),
    Page("result-params", "/fablab/printserver/domainGetSchedulerParametersFlags"),
    Page("result-statistics", "/nordlicht/router/domainMemoryStats"),
    Page("result-done", f"{WWW}/domainSetAutostart", (("autostart", "1"),)),
    Page("result-empty-list", f"{STAGING}/checkpoints/"),
    Page("document", f"{HELIOS}/connectGetCapabilities"),
    Page("jobs", "/-/jobs/"),
    Page("jobs-none", "/-/jobs/", scene="desert"),
    Page("job-running", "{job-running}"),
    Page("job-done", "{job-done}"),
    Page("job-failed", "{job-failed}"),
)

SEVERAL = several("tickets", "stage-1", "stage-2", "cinema", "router")
SEVERAL_AND_EDITED = (
    Page("results-several", "/-/domains/domainReboot", SEVERAL),
    Page("question-several", f"/-/domains/domainDestroy?{urlencode((('form', ''), *SEVERAL))}"),
    Page("form-edit", f"{HELIOS}/domainDefineXML?form&of=www"),
    Page("form-edit-network", f"{HELIOS}/networkDefineXML?form&of=clients"),
)

PROBLEMS = (
    Page("problem-400", f"{WWW}/domainSetMemory", (("memory", "plenty"),), status=400),
    Page("problem-400-query", f"{WWW}?flags=nonsense", status=400),
    Page("problem-403", f"{WWW}/domainShutdown?form", prefix="/look", status=403),
    Page("problem-404", "/nordlicht/wwww", status=404),
    Page("problem-404-host", "/-/hosts/hyperion/", status=404),
    Page("problem-404-command", f"{WWW}/domainExplode", status=404),
    Page("problem-404-page", "/-/nothing/here", status=404),
    Page("problem-405", f"{WWW}/domainSuspend", status=405),
    Page("problem-409", "/fablab/printserver/domainSuspend", (), status=409),
    Page("problem-503", f"/-/hosts/{DEAD}/nodeGetInfo", status=503),
    Page("problem-xml", f"{HELIOS}/domainDefineXML", (("xml", "<domain type='test'>\n  <name>new</name>\n  <memory>x</memory>\n</domain>\n"),),
         status=400),
    Page("problem-own-404", "/fablab/gitlab", prefix="/own", status=404),
)

PAGES = {page.name: page for page in (*LISTS, *DOMAINS, *OBJECTS, *CALLS, *SEVERAL_AND_EDITED, *PROBLEMS)}
assert len(PAGES) == len((*LISTS, *DOMAINS, *OBJECTS, *CALLS, *SEVERAL_AND_EDITED, *PROBLEMS)), "two pages of one name"


def address(page, places):
    """Below the site's address; `places` as a scene has them."""
    path = places[page.path[1:-1]] if page.path.startswith("{") else page.path
    return page.prefix + quote(path, safe="/?&=-_.~%:+")

"""The commands of docs/remote-names.md, as they are printed there, on two machines: what they set up works."""

import re

import pytest

from tests.lab import ROOT

from .conftest import running
from .road_host import RoadHost
from .roads import NO_LEAKS, RoadCluster, RoadWeb

PAGE = (ROOT / "docs/remote-names.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
PASSWORD = "what stands in web.password"
CONFIG = "/etc/virt-fcgi/virt-fcgi.toml"


def blocks(heading, language):
    """The blocks of this language below a heading of the page."""
    section = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", re.sub(r"(?m)^#!", "\0!", PAGE), re.M | re.S)[1].replace("\0", "#")
    return [text for kind, text in BLOCK.findall(section) if kind == language]


class DocumentedWeb(RoadWeb):
    def layers(self):
        return super().layers() | {"/var/lib": self.path("layer-lib"), "/usr/local": self.path("layer-local")}


class DocumentedHost(RoadHost):
    follows_the_page = False

    def layers(self):
        return super().layers() | {"/home": self.path("layer-home")}

    def write_pki(self):
        if not self.follows_the_page:
            super().write_pki()


class DocumentedCluster(RoadCluster):
    def _make_web(self, *arguments, **options):
        return made(DocumentedWeb(self.processes, self.network, *arguments, authority=self.authority, env=self._env, **options),
                    "layer-lib", "layer-local")

    def _make_host(self, *arguments):
        return made(DocumentedHost(self.processes, self.network, *arguments, authority=self.authority), "layer-home")


def made(node, *folders):
    for name in folders:
        node.path(name).mkdir(mode=0o755)
    return node


@pytest.fixture(scope="module")
def page():
    """The two machines with the user whom an installation makes; `desk` is the folder where the commands are run."""
    with running(DocumentedCluster({"h1": {"vm1": ("client1",)}}, env=NO_LEAKS)) as cluster:
        cluster.desk = cluster.web.path("desk")
        cluster.desk.mkdir(mode=0o755)
        cluster.desk.joinpath("web.password").write_text(PASSWORD)
        web, h1 = cluster.web, cluster.hosts["h1"]
        sh(cluster, web, "useradd --system --user-group --home-dir /var/lib/virt-fcgi --create-home virt-fcgi")
        sh(cluster, web, f"echo '{h1.address} h1' >> /etc/hosts; install -d -m 755 /etc/virt-fcgi")
        sh(cluster, h1, "groupadd --system libvirt")
        h1.follows_the_page = True
        yield cluster


def sh(cluster, node, commands):
    return node.namespaces.run("sh", "-ec", f"cd {cluster.desk}\n{commands}")


def probe(cluster, configuration):
    """What `--probe h1` says to the service's user. The page speaks of QEMU; here is libvirt's test driver."""
    text = configuration.replace("qemu+", "test+").replace("/system", "/default").replace("qemu:///", "test:///")
    cluster.web.namespaces.run("sh", "-c", f"cat > {CONFIG}", text=text)
    return cluster.web.namespaces.call("runuser", "-u", "virt-fcgi", "--", cluster.web.responder.program, "-c", CONFIG,
                                       "--probe", "h1", env=NO_LEAKS, seconds=60)


def check_there(said, encrypted=None):
    assert said.returncode == 0, said.stdout + said.stderr
    assert re.search(r"^host name +h1$", said.stdout, re.M)
    assert not encrypted or re.search(rf"^encrypted +{encrypted}$", said.stdout, re.M)


@pytest.fixture(scope="module")
def certificates(page):
    """After the commands of "tls"."""
    authority, of_host, of_web, on_host, on_web = blocks("tls", "sh")
    h1 = page.hosts["h1"]
    for node, commands in ((page.web, authority), (page.web, of_host), (page.web, of_web), (h1, on_host), (page.web, on_web)):
        sh(page, node, commands)
    [allowed] = [text for text in blocks("tls", "") if "tls_allowed_dn_list" in text]
    h1.settings |= dict([allowed.strip().split(" = ", 1)])
    h1.restart_libvirtd()
    return page


def test_tls(certificates):
    [configuration] = blocks("tls", "toml")
    check_there(probe(certificates, configuration), encrypted="yes")
    # Whoever has another certificate of the same authority is not on the list.
    sh(certificates, certificates.hosts["h1"], "install -m 644 h1-cert.pem other.pem")
    certificates.hosts["h1"].settings["tls_allowed_dn_list"] = '["CN=another"]'
    certificates.hosts["h1"].restart_libvirtd()
    assert probe(certificates, configuration).returncode == 6
    certificates.hosts["h1"].settings["tls_allowed_dn_list"] = '["O=virt-fcgi hosts,CN=web"]'
    certificates.hosts["h1"].restart_libvirtd()


def test_a_password_on_top_of_it(certificates):
    [of_host], [auth_file], [section] = (blocks("A password on top of it", kind) for kind in ("sh", "ini", "toml"))
    [hosts] = blocks("tls", "toml")
    h1 = certificates.hosts["h1"]
    sh(certificates, h1, of_host)
    h1.settings["auth_tls"] = '"sasl"'
    h1.restart_libvirtd()
    assert probe(certificates, hosts).returncode == 6
    certificates.web.namespaces.run("sh", "-c", "umask 077; cat > /etc/virt-fcgi/auth.conf; chmod 640 /etc/virt-fcgi/auth.conf;"
                                    "chgrp virt-fcgi /etc/virt-fcgi/auth.conf", text=auth_file)
    check_there(probe(certificates, hosts + section), encrypted="yes")
    del h1.settings["auth_tls"]
    h1.restart_libvirtd()


@pytest.fixture(scope="module")
def keys(page):
    """After the commands of "ssh"."""
    on_web, on_host, _program = blocks("ssh", "sh")
    shown = sh(page, page.web, on_web)
    sh(page, page.web, "install -m 644 /var/lib/virt-fcgi/.ssh/id_ed25519.pub .")
    sh(page, page.hosts["h1"], on_host)
    assert page.hosts["h1"].namespaces.run("ssh-keygen", "-l", "-f", page.hosts["h1"].path("sshd/host_key")).split()[1] in shown
    return page


def test_ssh(keys):
    [configuration] = blocks("ssh", "toml")
    check_there(probe(keys, configuration))


def test_a_program_instead_of_ssh(keys):
    _, _, program = blocks("ssh", "sh")
    keys.web.script("other-ssh", *program.replace("-o ProxyJump=gate ", "").splitlines()[1:])  # There is no gate here.
    [configuration] = blocks("ssh", "toml")
    check_there(probe(keys, configuration.replace("/system", f"/system?command={keys.web.path('other-ssh')}")))


def test_libssh(keys):
    [configuration] = blocks("libssh", "toml")
    check_there(probe(keys, configuration))


def test_ext_and_unix(page):
    socket = page.hosts["h1"].path("run/libvirt/libvirt-sock-ro")
    sh(page, page.web, f"install -d /run/hosts/h1; ln -s {socket} /run/hosts/h1/libvirt-sock")
    [program] = blocks("ext", "sh")
    sh(page, page.web, program)
    [configuration] = blocks("ext", "toml")
    check_there(probe(page, configuration))
    [configuration] = blocks("unix", "toml")
    check_there(probe(page, configuration.replace("there =", "h1 =")))

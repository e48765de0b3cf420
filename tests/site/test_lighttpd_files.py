"""lighttpd's site files as they are shipped, before anything runs behind them."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.lab.lighttpd import shipped
from tests.lab.web_server import free_port

MODES = {"insecure.conf": ("off", "off"), "read-only.conf": ("off", "on"), "owner-read-only.conf": ("on", "on"), "owner.conf": ("on", "off")}
SITES = tuple(MODES)
WITH_PASSWORD = tuple(site for site in SITES if site != "read-only.conf")
SHARED = ("virt-fcgi.inc", "virt-fcgi-limit.lua")
DEBIANS = Path("/etc/lighttpd/lighttpd.conf")
OTHERS = 'server.modules += ( "mod_fastcgi", "mod_setenv", "mod_auth", "mod_openssl" )\n'


def lighttpd_says(folder, files):
    """What `lighttpd -tt` says to site files, included where Debian's own configuration includes them."""
    for name, text in {**{name: shipped(name) for name in SHARED}, **files}.items():
        text = text.replace("/etc/lighttpd/", f"{folder}/").replace("/usr/local/bin/virt-fcgi", "/usr/bin/true")
        (folder / name).write_text(text)
    includes = "".join(f'include "{name}"\n' for name in files)
    main, count = re.subn(r"^include .*conf-enabled.*\n", lambda _: includes, DEBIANS.read_text(), flags=re.MULTILINE)
    assert count == 1
    main = re.sub(r'^(server\.(?:errorlog|pid-file) *= )".*/', rf'\1"{folder}/', main, flags=re.MULTILINE)
    main = re.sub(r"^server\.(username|groupname|upload-dirs) .*\n", "", main, flags=re.MULTILINE)
    main = re.sub(r"^(server\.document-root *= ).*", rf'\1"{folder}"', main, flags=re.MULTILINE)
    (folder / "lighttpd.conf").write_text(main)
    return subprocess.run(["/usr/sbin/lighttpd", "-tt", "-f", folder / "lighttpd.conf"], capture_output=True, text=True, check=False)


def settings(text):
    """The lines that say something, comments left out."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def taken(said):
    return said.returncode == 0 and not said.stderr


def test_lighttpd_takes_all_sites_as_shipped(tmp_path):
    said = lighttpd_says(tmp_path, {name: shipped(name) for name in SITES})
    assert taken(said), said.stderr


def test_lighttpd_takes_the_sites_where_others_have_loaded_the_modules(tmp_path):
    said = lighttpd_says(tmp_path, {"05-others.conf": OTHERS, **{name: shipped(name) for name in SITES}, "20-others.conf": OTHERS})
    assert taken(said), said.stderr


@pytest.mark.parametrize("site", SITES)
def test_lighttpd_takes_a_site_with_its_tls_lines(site, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=virt.example.com",
                    "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True)
    text = re.sub(r"^\$SERVER.* \{\n", "", shipped(site), flags=re.MULTILINE)
    text, count = re.subn(r"^#(server\.modules|ssl\.|\$SERVER)", r"\1", text, flags=re.MULTILINE)
    assert count == 6
    text = re.sub(r"/etc/ssl/certs/[^\"]+", f"{tmp_path}/cert", text)
    text = re.sub(r"/etc/ssl/private/[^\"]+", f"{tmp_path}/key", text)
    said = lighttpd_says(tmp_path, {site: text.replace(":443", f":{free_port()}")})
    assert taken(said), said.stderr


@pytest.mark.parametrize("site", SITES)
def test_a_site_listens_on_this_machine_only(site):
    sockets = [line for line in settings(shipped(site)) if line.startswith("$SERVER")]
    assert len(sockets) == 1 and sockets[0].startswith('$SERVER["socket"] == "127.0.0.1:')


def test_the_include_leaves_who_may_do_what_to_the_site():
    said = settings(shipped("virt-fcgi.inc"))
    assert not [line for line in said if re.search(r"VIRT_|REMOTE_USER|^auth\.|environment = ", line)]


@pytest.mark.parametrize("site", SITES)
def test_a_site_says_its_mode_once(site):
    text = "\n".join(settings(shipped(site)))
    assert dict(re.findall(r'"(VIRT_\w+)" *=> "(\w+)"', text)) == dict(zip(("VIRT_AUTHENTICATE", "VIRT_READ_ONLY"), MODES[site]))
    assert text.count("VIRT_AUTHENTICATE") == text.count("VIRT_READ_ONLY") == text.count("setenv.set-environment") == 1


@pytest.mark.parametrize("site", SITES)
def test_the_mode_and_the_password_belong_to_the_same_paths(site):
    block = re.search(r'^    \$HTTP\["url"\] .*\{\n(.*?)^    \}\n', shipped(site), re.MULTILINE | re.DOTALL)[1]
    inside = ("setenv.set-environment", "fastcgi.server", *(("auth.require", "auth.backend.htpasswd") if site in WITH_PASSWORD else ()))
    assert all(word in block for word in inside)
    assert ("auth." in shipped(site)) == (site in WITH_PASSWORD)
    assert "REMOTE_USER" not in "\n".join(settings(shipped(site)))  # lighttpd says it where it has checked the password.


def test_owners_have_no_password_of_the_admin_site():
    files = {site: re.search(r'htpasswd\.userfile = "(\S+)"', shipped(site))[1] for site in WITH_PASSWORD}
    assert files["owner.conf"] == files["owner-read-only.conf"] != files["insecure.conf"]


def test_each_site_has_a_port_of_its_own():
    assert len({re.search(r"127\.0\.0\.1:(\d+)", shipped(site))[1] for site in SITES}) == len(SITES)


def test_one_site_has_lighttpd_start_the_program():
    assert [site for site in SITES if "virt_fcgi_started" in shipped(site)] == ["insecure.conf"]

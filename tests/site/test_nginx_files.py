"""The site files as they are shipped, before anything runs behind them."""

import re
import subprocess

import pytest

from tests.lab.nginx import shipped
from tests.lab.web_server import free_port

MODES = {"insecure.conf": ("off", "off"), "read-only.conf": ("off", "on"), "owner-read-only.conf": ("on", "on"), "owner.conf": ("on", "off")}
SITES = tuple(MODES)
WITH_PASSWORD = tuple(site for site in SITES if site != "read-only.conf")
WHOLE = """
pid {folder}/pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; fastcgi_temp_path {folder}/fastcgi; proxy_temp_path {folder}/proxy;
    scgi_temp_path {folder}/scgi; uwsgi_temp_path {folder}/uwsgi;
    {includes}
}}
"""


def nginx_says(folder, files):
    """What `nginx -t` says to site files. It binds their ports, so they are replaced by free ones."""
    def elsewhere(match):
        return f"{match[1]}{free_port()}"
    files = {name: re.sub(r"^(    listen (?:\S+:)?)\d+", elsewhere, text, flags=re.MULTILINE)
             for name, text in files.items()}
    for name, text in {"virt-fcgi.inc": shipped("virt-fcgi.inc"), **files}.items():
        (folder / name).write_text(text)
    includes = " ".join(f"include {name};" for name in files)
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, includes=includes))
    return subprocess.run(["/usr/sbin/nginx", "-t", "-e", folder / "error.log", "-c", folder / "nginx.conf"],
                          capture_output=True, text=True, check=False)


def settings(text):
    """The lines that say something, comments left out."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_nginx_takes_all_sites_as_shipped(tmp_path):
    said = nginx_says(tmp_path, {name: shipped(name) for name in SITES})
    assert said.returncode == 0 and "warn" not in said.stderr, said.stderr


@pytest.mark.parametrize("site", SITES)
def test_nginx_takes_a_site_with_its_tls_lines(site, tmp_path):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=virt.example.com",
                    "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], check=True, capture_output=True)
    text = re.sub(r"^    listen 127.*\n", "", shipped(site), flags=re.MULTILINE)
    text = re.sub(r"^    #(listen|server_name|ssl_)", r"    \1", text, flags=re.MULTILINE)
    text = re.sub(r"/etc/ssl/certs/\S+;", f"{tmp_path}/cert;", text)
    text = re.sub(r"/etc/ssl/private/\S+;", f"{tmp_path}/key;", text)
    said = nginx_says(tmp_path, {site: text})
    assert said.returncode == 0 and "warn" not in said.stderr, said.stderr


@pytest.mark.parametrize("site", SITES)
def test_a_site_listens_on_this_machine_only(site):
    listens = [line for line in settings(shipped(site)) if line.startswith("listen")]
    assert listens and all(line.startswith("listen 127.0.0.1:") for line in listens)


def test_the_include_leaves_who_may_do_what_to_the_site():
    said = settings(shipped("virt-fcgi.inc"))
    assert not [line for line in said if re.search(r"VIRT_|REMOTE_USER|auth_", line)]


@pytest.mark.parametrize("site", SITES)
def test_a_site_says_its_mode_once(site):
    said = dict(re.findall(r"^fastcgi_param (VIRT_\w+) +(\w+);$", "\n".join(settings(shipped(site))), re.MULTILINE))
    assert said == dict(zip(("VIRT_AUTHENTICATE", "VIRT_READ_ONLY"), MODES[site]))
    assert shipped(site).count(" VIRT_AUTHENTICATE ") == shipped(site).count(" VIRT_READ_ONLY ") == 1


@pytest.mark.parametrize("site", SITES)
def test_only_a_site_that_checks_a_password_says_who_came(site):
    text = "\n".join(settings(shipped(site)))
    assert ("REMOTE_USER" in text) == ("auth_basic_user_file " in text) == (site in WITH_PASSWORD)


def test_owners_have_no_password_of_the_admin_site():
    files = {site: re.search(r"auth_basic_user_file (\S+);", shipped(site))[1] for site in WITH_PASSWORD}
    assert files["owner.conf"] == files["owner-read-only.conf"] != files["insecure.conf"]


def test_each_site_has_a_port_and_a_limit_of_its_own():
    ports = {re.search(r"listen 127\.0\.0\.1:(\d+);", shipped(site))[1] for site in SITES}
    zones = [re.findall(r"^ *limit_req(?:_zone)? .*zone=(\w+)", shipped(site), re.MULTILINE) for site in SITES]
    assert len(ports) == len({zone for zone, _ in zones}) == len(SITES)
    assert all(defined == used for defined, used in zones)

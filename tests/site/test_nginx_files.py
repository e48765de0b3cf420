"""The site files as they are shipped, before anything runs behind them."""

import re
import subprocess

import pytest

from tests.lab.nginx import free_port, shipped

SITES = ("insecure.conf", "read-only.conf")
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
    for name, text in {"virt-fcgi.inc": shipped("virt-fcgi.inc"), "virt-fcgi.htpasswd": "", **files}.items():
        (folder / name).write_text(text)
    includes = " ".join(f"include {name};" for name in files)
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder, includes=includes))
    return subprocess.run(["/usr/sbin/nginx", "-t", "-e", folder / "error.log", "-c", folder / "nginx.conf"],
                          capture_output=True, text=True, check=False)


def settings(text):
    """The lines that say something, comments left out."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_nginx_takes_both_sites_as_shipped(tmp_path):
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


def test_only_the_site_that_checks_a_password_says_who_came():
    assert any("REMOTE_USER" in line for line in settings(shipped("insecure.conf")))
    assert any(line.startswith("auth_basic_user_file ") for line in settings(shipped("insecure.conf")))
    assert not any("REMOTE_USER" in line for line in settings(shipped("read-only.conf")))

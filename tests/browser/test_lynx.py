"""lynx: no pictures, styles or scripts either; of a form without fields it sends its own kind of request."""

import os
import subprocess

import libvirt
import pytest

ENTER = "^J"


@pytest.fixture
def lynx(lab, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "vt100"}
    login = f"-auth={lab.user}:{lab.password}"

    def run(path, *options):
        return subprocess.run(["lynx", login, *options, lab.nginx.url(path)], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=60, check=False)

    def types(path, *keys):
        """What lynx wrote to its terminal while somebody typed these keys."""
        script = tmp_path / "keys"
        script.write_text("".join(f"key {key}\n" for key in [*keys, "q", "y"]), encoding="ascii")
        return run(path, f"-cmd_script={script}").stdout

    run.types = types
    return run


def search(words):
    return ["/", *({" ": "<space>"}.get(letter, letter) for letter in words), ENTER]


def test_lynx_shows_a_domain(lynx):
    page = lynx("/virt/client1/vm1", "-dump", "-width=100").stdout
    assert all(words in page for words in ("vm1", "Web server", "Running", "alpha", "2 GiB", "vm1-vda.qcow2", "52:54:00"))


def test_a_button_without_fields_is_a_post_in_lynx(lynx, prey):
    said = lynx.types("/virt/client1/prey", *search("Reboot"), "Down Arrow", ENTER)
    assert prey.state()[0] == libvirt.VIR_DOMAIN_PAUSED, said


def test_lynx_forces_a_domain_off_after_the_question(lynx, prey):
    said = lynx.types("/virt/client1/prey", *search("Force"), ENTER, *search("Force"), "n", ENTER)
    assert not prey.isActive(), said

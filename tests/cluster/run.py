"""Runs pytest on the tests of the cluster, as root: by sudo, where that takes no password. Arguments are pytest's."""

import os
import shutil
import subprocess
import sys

KEPT = "VIRT_FCGI,DOMUMDNS,PYTHONDONTWRITEBYTECODE,ASAN_OPTIONS,LSAN_OPTIONS,UBSAN_OPTIONS,TSAN_OPTIONS"
SUDO = ["sudo", "--non-interactive", f"--preserve-env={KEPT}"]


def may_become_root():
    return shutil.which("sudo") and not subprocess.run([*SUDO, "true"], capture_output=True, check=False).returncode


def main():
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *sys.argv[1:]]
    if os.geteuid() and may_become_root():
        command = [*SUDO, *command]
    os.execvp(command[0], command)  # As it is, without a way to be root: the tests say so, and fail.


if __name__ == "__main__":
    main()

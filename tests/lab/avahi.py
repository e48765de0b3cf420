"""`Avahi`: an avahi-daemon with a D-Bus of its own, for hosts that are to be found by mDNS.

It runs in a network of its own, where there is nothing but `lo`: it neither hears nor disturbs the machine's own
Avahi, and nothing it says leaves the machine. Its bus is a socket in the lab's folder, so that programs outside of
that network reach it. Its mounts end with it.
"""

from .privileged import AS_ROOT, NAMESPACES, account_files, reason_against
from .processes import give, unprivileged_user

# In a user namespace nobody is who he says he is; who may use the bus is decided by its folder.
DBUS_CONF = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>ANONYMOUS</auth>
  <allow_anonymous/>
  <policy context="default">
    <allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""

AVAHI_CONF = """\
[server]
host-name={name}
use-ipv4=yes
use-ipv6={ipv6}
allow-interfaces={interface}
ratelimit-interval-usec=1000000
ratelimit-burst=10000
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""

# With the folder of all this as $0. avahi-daemon insists on a user of its name, whoever it runs as.
MOUNTS = """\
set -e
mount -n -t tmpfs tmpfs /run
mount -n --bind "$0/passwd" /etc/passwd
mount -n --bind "$0/group" /etc/group
mount -n --bind "$0/etc" /etc/avahi
ip link set lo up
"""
INSIDE = MOUNTS + 'exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "$0/avahi.conf"\n'


def find_way_in():
    """The command that makes the namespaces, and who is to run it. PermissionError says why there is none."""
    user = unprivileged_user()
    ways = [([*NAMESPACES, *AS_ROOT], user)]
    if user:  # We are root.
        ways.append(([*NAMESPACES], None))
    for command, who in ways:
        reason = reason_against(command, who)
        if not reason:
            return command, who
    raise PermissionError(reason)


class Avahi:
    """`environment` is what a program needs to use it. PermissionError where nobody may make the namespaces."""

    HOST_NAME = "demo"

    def __init__(self, processes):
        self._enter, self._user = find_way_in()
        self._processes = processes
        self._folder = processes.folder / "avahi"
        self._bus = self._folder / "bus"
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._bus}"}
        for name in ("", "etc", "etc/services"):
            (self._folder / name).mkdir(mode=0o700)
            give(self._folder / name)
        self._write("dbus.conf", DBUS_CONF.format(socket=self._bus))
        self._write("avahi.conf", AVAHI_CONF.format(name=self.HOST_NAME, interface="lo", ipv6="no"))
        for name, text in account_files("avahi").items():
            self._write(name, text)

    def start(self):
        """Starts both daemons; returns once Avahi answers."""
        dbus = self._processes.start(
            "dbus", ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={self._folder}/dbus.conf"],
            user=unprivileged_user())
        dbus.wait_until_answers(self._bus.stat)
        self._avahi = self._processes.start("avahi", [*self._enter, "sh", "-c", INSIDE, self._folder],
                                            env=self.environment, user=self._user)
        self._avahi.wait_until_answers(self._check_started)

    def _check_started(self):
        if "Server startup complete" not in self._avahi.log_tail():
            raise OSError("it has not started yet")

    def _write(self, name, text):
        file = self._folder / name
        file.write_text(text)
        give(file)

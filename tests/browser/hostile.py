"""A host whose every word is an attempt at the page that shows it: names, titles, metadata, snapshots, devices, paths, addresses.

libvirt lets all of this through. What it would not take (a slash or a line's end in a name, what XML cannot carry) is not here.
"""

from xml.sax.saxutils import escape, quoteattr

from tests.lab.domains import OWNERS_NAMESPACE, uuid_of

from .machines import SELENE_CPU, TEST

MARKER = "hostileScriptRan"
"""What a script of these would set in the window."""

RUN = f"window.{MARKER}=1,alert(1)"

NAMES = {
    "script": f'"><script>{RUN}<!--',
    "image": f"'><img src=x onerror={RUN}>",
    "handler": f'" autofocus onfocus="{RUN}" x="',
    "address": f"javascript:{RUN}",
    "template": "{alert(1)} {{7*7}} ${alert(1)} #{1} <%= 1 %>",
    "entity": "&lt;script&gt; &amp;amp; &#60;b&#62; &quot;",
    "cdata": "]]><![CDATA[ <!-- --> <?php ?>",
    "percent": "%3Cscript%3E%00%2e%2e%2f%0d%0aX: y%",
    "query": "a?form=1&b=2#c;d=e+f",
    "bidi": "\u202egnp.exe\u202c \u2066left\u2069 \u200frtl \u05d0\u05d1\u05d2",
    "controls": "nul\u2400\ufffdc1\u009b\u0085zero\u200b\u2060\ufeff",
    "emoji": "\U0001f469\u200d\U0001f4bb\U0001f3f4\u200d\u2620\ufe0f e\u0301\u0301\u0301\u0301",
    "dots": "..",
    "quotes": "it's \"quoted\" `back` \\back",
    "long": "W" * 900,
    "words": "wide words " * 90 + "end",
}
"""By what they try. None has a slash, which libvirt forbids in names; the address of the longest has less than 1,024 bytes, the limit of a path."""

UNSHOWN = {"controls": "nul\u2400\ufffdc1\ufffd\ufffdzero"}
"""What a page makes of those that it does not show as they are: U+FFFD stands for each control character."""

TEXT = " ".join(NAMES[name] for name in NAMES if name not in ("long", "words", "dots")) + f"</title></textarea></script><script>{RUN}</script>{'W' * 1000}"
"""Where slashes are allowed."""


def text(name):
    """For a field of text: this one's attempt, and all others."""
    return escape(f"{NAMES[name]} {TEXT}")


def path(name):
    return quoteattr(f"/srv/{NAMES[name][:200]}/{TEXT}")


def metadata(name):
    return f"""<metadata><virt:owners xmlns:virt="{OWNERS_NAMESPACE}"><virt:owner>{escape(NAMES[name][:60])}</virt:owner>
      <virt:owner>mallory</virt:owner></virt:owners>
      <x:note xmlns:x="javascript:{MARKER}" {f'a={path(name)}'}>{text(name)}<x:script>{RUN}</x:script></x:note></metadata>"""


def domain(name, state):
    snapshot = NAMES[name][:200].rstrip()
    return f"""<domain type="test" {TEST}><name>{escape(NAMES[name])}</name><uuid>{uuid_of("hostile-" + name)}</uuid>
  <title>{text(name)}</title><description>{text(name)}</description>{metadata(name)}
  <memory unit="MiB">64</memory><vcpu>1</vcpu><os><type arch="x86_64">hvm</type></os>
  <devices>
    <disk type="file" device="disk"><driver name={quoteattr(NAMES[name][:80])} type="raw"/><source file={path(name)}/><target dev="vda" bus="virtio"/>
      <serial>{escape(NAMES["quotes"])}</serial></disk>
    <disk type="network" device="disk"><source protocol="nbd" name={path(name)}><host name={quoteattr(NAMES[name][:200])} port="1"/></source>
      <target dev="vdb" bus="virtio"/></disk>
    <interface type="network"><mac address="52:54:00:00:00:01"/><source network={quoteattr(NAMES[name])}/>
      <target dev={quoteattr(NAMES[name][:200])}/><script path={path(name)}/></interface>
    <interface type="bridge"><source bridge={quoteattr(NAMES[name][:200])}/></interface>
    <hostdev mode="subsystem" type="usb"><source><vendor id="0x1234"/><product id="0xbeef"/></source></hostdev>
    <serial type="file"><source path={path(name)}/></serial>
    <graphics type="vnc" socket={path(name)}/>
    <filesystem type="mount"><source dir={path(name)}/><target dir={path(name)}/></filesystem>
  </devices>
  <test:runstate>{state}</test:runstate>
  <test:domainsnapshot><name>{escape(snapshot)}</name><description>{text(name)}</description><state>running</state>
    <creationTime>1792396800</creationTime><active>1</active></test:domainsnapshot>
</domain>"""


def network(name, number):
    return f"""<network><name>{escape(NAMES[name])}</name><uuid>{uuid_of("net-" + name)}</uuid><metadata><x:n xmlns:x="urn:x">{text(name)}</x:n></metadata>
  <bridge name={quoteattr(f"br{number}{NAMES[name][:150]}")}/><domain name={quoteattr(NAMES[name][:200])}/>
  <ip address="10.{number}.0.1" netmask="255.255.255.0"><dhcp><range start="10.{number}.0.2" end="10.{number}.0.9"/>
  <host mac="52:54:00:00:00:0a" name={quoteattr("h" + NAMES[name][:200])} ip="10.{number}.0.3"/></dhcp></ip></network>"""


def pool(name):
    volumes = "".join(f"""<volume><name>{escape(NAMES[each])}</name><key>{escape(NAMES[each])}-{name}</key><capacity>1000</capacity>
      <target><path>/srv/{uuid_of(name)}/{escape(NAMES[each])}</path></target></volume>""" for each in (name, "script"))
    return f"""<pool type="dir"><name>{escape(NAMES[name])}</name><uuid>{uuid_of("pool-" + name)}</uuid>
      <target><path>/srv/{escape(NAMES[name])}/{escape(TEXT)}</path></target>{volumes if name == "image" else ""}</pool>"""


def interface(name):
    return f"""<interface type="ethernet" name={quoteattr(NAMES[name])}><start mode="onboot"/><mac address={quoteattr(NAMES[name][:100])}/></interface>"""


def device(name):
    return f"""<device><name>{escape(NAMES[name])}</name><parent>computer</parent><capability type="system"><hardware>
      <vendor>{text(name)}</vendor><version>{text(name)}</version><serial>{text(name)}</serial>
      <uuid>{uuid_of("device-" + name)}</uuid></hardware><firmware><vendor>{text(name)}</vendor></firmware></capability></device>"""


def node_xml():
    names = list(NAMES)
    return "<node>" + SELENE_CPU + "".join((
        *(domain(name, (1, 3, 5, 6)[at % 4]) for at, name in enumerate(names)),
        *(network(name, at + 1) for at, name in enumerate(names)),
        *(pool(name) for name in names), *(interface(name) for name in names), *(device(name) for name in names))) + "</node>"

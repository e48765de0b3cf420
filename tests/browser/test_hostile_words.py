"""Whatever hosts, guests and their owners write into their fields, a page shows as text, and nothing else comes of it."""

import itertools
from urllib.parse import quote

import pytest
import requests
from lxml import etree

from tests.lab.domains import uuid_of

from .catalogue import LANGUAGES
from .hostile import MARKER, NAMES, UNSHOWN
from .judges import overflow

HOST = "/virt/-/hosts/mallory/"
KINDS = ("networks", "storagePools", "interfaces", "nodeDevices")
CALLS = ("?commands", "/domainDestroy?form", "/domainUndefine?form", "/domainSetMemory?form", "/domainGetMetadata?type=0", "/domainGetMetadata?type=1",
         "/domainGetMetadata?type=2&uri=javascript%3A" + MARKER, "/domainSetMetadata?form", "/domainAttachDevice?form", "/setOwners?form",
         "/domainGetHostname", "/domainSuspend")
SHOWN = 150
"""Characters of a name that a page shows at least."""

# What none of our pages has, and what a payload would make.
INTRUDERS = """
return [...document.querySelectorAll('script:not([src]), script[src^="javascript"], img, iframe, object, embed, base, style, link[href^="javascript"], '
    + 'a[href^="javascript" i], form[action^="javascript" i], [autofocus], [onerror], [onfocus], [onload], [x]')]
    .concat([...document.querySelectorAll('*')].filter(each => [...each.attributes].some(attribute => attribute.name.startsWith('on'))))
    .map(each => each.outerHTML.slice(0, 200))"""

# All that the page says: its text, and what its fields hold.
SAID = """
const fields = [...document.querySelectorAll('textarea, input')].map(field => field.value);
return [document.body.textContent, ...fields].join(' ')"""


class Explorer:
    """Finds what there is, as a script does: by the addresses in the answers."""

    def __init__(self, lab):
        self._session, self._lab = requests.Session(), lab
        self._session.auth, self._session.trust_env = lab.login("/virt"), False

    def hrefs(self, path, where):
        answer = self._session.get(self._lab.nginx.url(path), headers={"Accept": "application/xml"}, timeout=60)
        return etree.fromstring(answer.content).xpath(where)

    def domains(self):
        return dict(self.pairs("/virt/", "domains/domain/@uuid | domains/domain/@href"))

    def pairs(self, path, where):
        found = self.hrefs(path, where)
        return list(zip(found[::2], found[1::2], strict=True))


@pytest.fixture(scope="module")
def explorer(scene_of):
    return Explorer(scene_of("hostile"))


@pytest.fixture
def read(eye, scene_of):
    """read(path) opens a page and returns what is wrong with it, and all that it says."""
    site = scene_of("hostile").nginx.url("")

    def open_page(path):
        sight = eye.open(site + path)
        wrong = [line for line in sight.console if "status of" not in line or "Policy" in line]
        wrong += [f"made {each}" for each in eye.driver.execute_script(INTRUDERS)]
        wrong += [f"asks elsewhere: {url}" for url in sight.requests if not url.startswith((site, "data:"))]
        if eye.driver.execute_script("return window[arguments[0]] !== undefined", MARKER):
            wrong.append("a script ran")
        if "text/html" not in sight.headers["content-type"] or sight.status >= 500 and sight.status != 501:
            wrong.append(f"{sight.status}, {sight.headers['content-type']}")
        return [f"{path[:100]}: {line}" for line in wrong], squeezed(eye.driver.execute_script(SAID))
    return open_page


def squeezed(text):
    return " ".join(text.split())


def shown(name):
    return squeezed(UNSHOWN.get(name, NAMES[name]))[:SHOWN].rstrip()


def says(said, name):
    return shown(name) in said


def which(name):
    """The key of a name."""
    return next((key for key in NAMES if squeezed(NAMES[key]) == squeezed(name)), "controls")


@pytest.fixture(params=LANGUAGES)
def language(request, eye):
    eye.speak(request.param)
    eye.look(320)
    return request.param


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("path", ["/virt/", HOST, "/virt/mallory/", "/virt/?q=script", "/virt/?sort=-name", *(f"{HOST}{kind}/" for kind in KINDS)])
def test_a_list_says_their_names_and_nothing_more(read, eye, path):
    wrong, said = read(path)
    missing = [name for name in NAMES if "?q=" not in path and not says(said, name)]
    assert not wrong and not missing and not overflow(eye.driver)


@pytest.mark.parametrize("name", NAMES)
def test_a_domain_says_its_words_and_nothing_more(language, read, eye, explorer, name):
    """Its page in each language, the pages of its commands in one of them, by turns."""
    turn = (list(NAMES).index(name) + LANGUAGES.index(language)) % len(LANGUAGES)
    href = explorer.domains()[uuid_of(f"hostile-{name}")]
    wrong, said = read(href)
    assert says(said, name) and not overflow(eye.driver)
    for path in (*(href + call for call in CALLS if turn == 0), f"{href}/snapshots/", *explorer.hrefs(f"{href}/snapshots/", "//item/@href")):
        wrong += read(path)[0]
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_host_has_says_its_words_and_nothing_more(read, eye, explorer, kind):
    wrong, missing = [], []
    for name, href in explorer.pairs(f"{HOST}{kind}/", "//item/@name | //item/@href"):
        found, said = read(href)
        wrong += found + overflow(eye.driver)
        missing += [] if says(said, which(name)) else [name]
    assert not wrong and not missing, "\n".join(wrong + missing)


@pytest.mark.usefixtures("language")
def test_volumes_say_their_words_and_nothing_more(read, explorer):
    pool = f"{HOST}storagePools/{uuid_of('pool-image')}/storageVols/"
    volumes = explorer.hrefs(pool, "//item/@href")
    assert len(volumes) == 2
    assert not [line for path in (pool, *volumes, *(f"{each}/storageVolDelete?form" for each in volumes)) for line in read(path)[0]]


@pytest.mark.parametrize(("name", "language"), zip(NAMES, itertools.cycle(LANGUAGES)), indirect=["language"])
def test_what_a_visitor_types_is_said_back_as_text(language, read, name):
    """In an address, as a filter, as an argument that is wrong."""
    word = quote(NAMES[name][:900], safe="")
    wrong = [line for path in (f"/virt/{word}/", f"/virt/mallory/{word}x", f"/virt/-/{word}", f"/virt/?q={word}", f"/virt/?state={word}",
                               f"/virt/?sort={word}", f"/virt/-/commands?q={word}", f"{HOST}{word}", f"{HOST}networks/{word}x",
                               f"{HOST}nodeGetInfo?{word}={word}", f"{HOST}nodeGetCPUStats?cpuNum={word}&flags={word}")
             for line in read(path)[0]]
    assert not wrong, "\n".join(wrong)


def test_these_tests_would_see_what_ran(eye, scene_of):
    eye.open(scene_of("hostile").nginx.url("/virt/"))
    eye.driver.execute_script("const image = document.createElement('img'); image.setAttribute('onerror', '0'); document.body.append(image);"
                              "window[arguments[0]] = 1", MARKER)
    assert len(eye.driver.execute_script(INTRUDERS)) == 2
    assert eye.driver.execute_script("return window[arguments[0]] !== undefined", MARKER)

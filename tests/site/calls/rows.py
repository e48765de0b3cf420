"""The kinds of rows: what one call must come to, over HTTP and through libvirt's own Python."""

import libvirt
import pytest
from checks import ACCEPT, FORMATS, ok, problem

from tests.lab.waiting import wait_until

from .binding import call, python_arguments
from .law import is_denied
from .leaves import fields_of, leaves_of_answer, leaves_of_python, names_of

# What libvirt refuses, over HTTP: any other error is 502.
STATUS = {
    libvirt.VIR_ERR_NO_SUPPORT: 501, libvirt.VIR_ERR_OPERATION_UNSUPPORTED: 501, libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED: 422,
    libvirt.VIR_ERR_INVALID_ARG: 400, libvirt.VIR_ERR_XML_ERROR: 400, libvirt.VIR_ERR_OPERATION_INVALID: 409,
    libvirt.VIR_ERR_CONFIG_UNSUPPORTED: 422, libvirt.VIR_ERR_AGENT_UNRESPONSIVE: 504}


class Call:
    """A function called on a thing of the scene, with these arguments of libvirt's names."""

    def __init__(self, on, **arguments):
        self.on, self.arguments = on, arguments
        self.is_denied = None  # By a connection that may only read; None: not asked.
        self._by = None

    def params(self, **values):
        """Adds typed parameters; `__` stands for a dot."""
        self.arguments |= {f"params.{name.replace('__', '.')}": value for name, value in values.items()}
        return self

    def by(self, ask):
        """What Python asks instead, where its low-level function is not C's; `ask` gets the thing."""
        self._by = ask
        return self

    def check(self, scene, command):
        """Calls it both ways and compares; returns the host that was called."""
        thing = scene.thing(self.on)
        if not self._by and not isinstance(self, Special):
            self.is_denied = is_denied(scene, thing, command, self.filled(scene, thing))
        self.check_on(scene, thing, command)
        return thing.host

    def check_on(self, scene, thing, command):
        raise NotImplementedError

    def filled(self, scene, thing, but=()):
        """The arguments, of which some depend on the scene and the thing; `but` are names of those to leave as they are."""
        return {name: value(scene, thing) if callable(value) and name not in but else value for name, value in self.arguments.items()}

    def over_http(self, scene, thing, command, format="json"):
        arguments = self.filled(scene, thing)
        way = "params" if command["method"] == "GET" else "data"
        return scene.admin.request(command["method"], thing.url + command["name"], **{way: arguments},
                                   headers={"Accept": ACCEPT.get(format, "*/*")})

    def through_python(self, scene, thing, command):
        if self._by:
            return self._by(thing)
        arguments = self.filled(scene, thing)
        return call(command["function"], thing.handle, python_arguments(command["parameters"], arguments, scene.connection_of))


class Same(Call):
    """A read: both answers say the same, under libvirt's names, and it can be had in each format."""

    outcome = "compared"
    _wavers = False

    def wavering(self):
        """Its numbers go up and down by themselves, or grow all the time: one fifth more or less is the same."""
        self._wavers = True
        return self

    def check_on(self, scene, thing, command):
        before = leaves_of_python(self.through_python(scene, thing, command))
        answer = ok(self.over_http(scene, thing, command))
        after = leaves_of_python(self.through_python(scene, thing, command))
        assert answer.keys() <= names_of(command["function"])
        self.compare(command, before, leaves_of_answer(answer), after)
        for format in FORMATS:
            ok(self.over_http(scene, thing, command, format))

    def compare(self, command, before, ours, after):
        values = [[value for _, value in leaves] for leaves in (before, ours, after)]
        assert len(set(map(len, values))) == 1, f"libvirt said {before}, we said {ours}, then libvirt said {after}"
        for low, value, high in zip(*values, strict=True):
            assert self.is_between(low, value, high), f"{value} is not {low} or {high} in {ours}"
        for (name, _), (our_name, _) in zip(before, ours, strict=True):
            assert name in (None, our_name), f"{our_name} should be called {name}"
        if fields := fields_of(command["function"]):
            names = {name for name, _ in ours} - {None, "value"}
            assert names <= set(fields), f"{names} are not {fields}"

    def is_between(self, low, value, high):
        if isinstance(value, str) or low is None or value is None:
            return value in (low, high)
        if self._wavers:
            return type(value) is type(low) and min(low, high) * 0.8 <= value <= max(low, high) * 1.2
        return min(low, high) <= value <= max(low, high)


class Change(Call):
    """A change: what shows it is otherwise before, and as it should be afterwards."""

    outcome = "changed"
    _look = _seconds = None

    def shows(self, look, value, *, seconds=0):
        """`look` gets the thing; `seconds` is how long libvirt may take to do it after the answer."""
        self._look, self._value, self._seconds = look, value, seconds
        return self

    def check_on(self, scene, thing, command):
        assert self._look(thing) != self._value, "it is so already"
        answer = self.over_http(scene, thing, command)
        ok(answer, answer.status_code if answer.status_code == 201 else 200)
        if self._seconds:
            wait_until(f"{command['name']} is done", lambda: self._look(thing) == self._value, self._seconds)
        assert self._look(thing) == self._value


class Done(Call):
    """A change that nothing shows afterwards: both ways libvirt does it, and says the same of it. New things get it once."""

    outcome = "done both ways"

    def check_on(self, scene, thing, command):
        said = leaves_of_python(self.through_python(scene, thing, command))
        ours = leaves_of_answer(ok(self.over_http(scene, scene.thing(self.on), command)))
        assert not ours or [value for _, value in ours] == [value for _, value in said]


class Refused(Call):
    """What no driver here can be made to do: libvirt refuses it, and both ways in the same words."""

    outcome = "refused alike"

    def __init__(self, on, *codes, **arguments):
        super().__init__(on, **arguments)
        self._codes = [getattr(libvirt, f"VIR_ERR_{code}") for code in codes]

    def check_on(self, scene, thing, command):
        with pytest.raises(libvirt.libvirtError) as error:
            self.through_python(scene, thing, command)
        code = error.value.get_error_code()
        assert code in self._codes, error.value
        wrong = problem(self.over_http(scene, thing, command, "xml"), STATUS.get(code, 502))
        said = [wrong.findtext(f"{{*}}libvirt/{{*}}{name}") for name in ("code", "domain", "message")]
        assert said == [str(code), str(error.value.get_error_domain()), str(error.value)]


class Unsupported(Refused):
    """What no driver here implements: each host says so."""

    outcome = "501"

    def __init__(self, **arguments):
        super().__init__("alpha", "NO_SUPPORT", **arguments)

    def check_on(self, scene, thing, command):
        for host in ("alpha", "beta", "gamma"):
            super().check_on(scene, scene.thing(host), command)


class Special(Call):
    """A call with a check of its own: `check(scene, thing, command)`."""

    outcome = "compared"

    def __init__(self, on, check, **arguments):
        super().__init__(on, **arguments)
        self._check = check

    def check_on(self, scene, thing, command):
        self._check(self, scene, thing, command)


class AsItComes(Same):
    """A function of which nobody has said more: one that needs no argument, refused or answered alike."""

    THINGS = {"domain": "vm", "host": "alpha", "snapshot": "snapshot", "checkpoint": "checkpoint", "network": "network", "networkPort": "port",
              "storagePool": "pool", "storageVol": "volume", "nodeDevice": "device", "interface": "interface", "secret": "secret",
              "nwfilter": "filter", "nwfilterBinding": "binding"}

    def __init__(self, command):
        super().__init__(self.THINGS[command["target"]])

    def check_on(self, scene, thing, command):
        needed = [each["name"] for each in command["parameters"] if each["required"] == "yes"]
        assert not needed, f"{command['name']} needs {needed}: a row in tests/site/calls/ says which"
        try:
            self.through_python(scene, thing, command)
        except libvirt.libvirtError as error:
            Refused(self.on, libvirt_name(error)).check_on(scene, thing, command)
        else:
            (super().check_on if command["method"] == "GET" else Done(self.on).check_on)(scene, thing, command)


def libvirt_name(error):
    """ "NO_SUPPORT" of a libvirtError. """
    return next(name.removeprefix("VIR_ERR_") for name in dir(libvirt)
                if name.startswith("VIR_ERR_") and getattr(libvirt, name) == error.get_error_code())


def each(kind, on, names):
    """Rows of one kind for functions that need no arguments, on the same thing."""
    return {name: kind(on) for name in names.split()}

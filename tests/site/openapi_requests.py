"""Requests made from an OpenAPI document: what its schemas allow, and what they do not."""

import random
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote

FORM = "application/x-www-form-urlencoded"
TEXTS = ["", "a", "testnet0", "vda", "weight", "é🐧", "a b+c%41&d=e", "../..", "<x>&amp;", "'\";--", "x" * 300, "0", "VIR_DOMAIN_AFFECT_LIVE"]
JUNK = ["", "-1", "0x10", "1.5", "1e3", " 1", "+1", "99999999999999999999999", "-99999999999999999999999", "NaN", "VIR_NONSENSE", "é", "a\nb", *TEXTS]
DOCUMENTS = [
    "<domain type='test'><name>made</name><memory>65536</memory><os><type>hvm</type></os></domain>", "<domain/>",
    "<domainsnapshot><name>second</name></domainsnapshot>", "<domainsnapshot/>", "<x xmlns:y='urn:y'>é &amp; <y:z/></x>",
    "<interface type='network'><source network='default'/></interface>", "<disk type='file'><target dev='vdz'/></disk>",
]
BROKEN_DOCUMENTS = ["", "<", "<a></b>", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "no document", "<a/>" * 2]
PREFERENCES = ["respond-async, wait=10", "return=minimal", "wait=1"]  # With which the answer is the usual one.
BROKEN_PREFERENCES = ["", ",;=", "wait=-1", "respond", "wait=99999999999999999999999, respond", "x" * 300]


def required_in_form(body):
    """Beside a document these stand in the query, where OpenAPI can only call them optional."""
    return body["content"].get(FORM, {"schema": {}})["schema"].get("required", ()) if body else ()


@dataclass
class Request:
    """One call of an operation. `is_valid`: its arguments are what the document's schemas allow."""

    method: str
    path: str
    is_valid: bool
    query: list = field(default_factory=list)
    body: object = None
    content_type: str = ""
    accept: str = "application/json"
    headers: dict = field(default_factory=dict)

    def send(self, client):
        headers = self.headers | {"Accept": self.accept} | ({"Content-Type": self.content_type} if self.content_type else {})
        return client.request(self.method, self.path, params=self.query, data=self.body, headers=headers, allow_redirects=False)


class Maker:
    """Makes requests for the operations of a document; `known` has values for path variables. Same seed, same requests."""

    def __init__(self, document, known, seed):
        self._document, self._known, self._random = document, known, random.Random(seed)

    def operations(self):
        """(path, method, operation) of each."""
        for path, item in self._document["paths"].items():
            for method, operation in item.items():
                yield path, method, operation

    def resolve(self, node):
        while "$ref" in node:
            target = self._document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def make(self, path, method, operation, is_valid):
        request = Request(method.upper(), path, is_valid)
        answers = self.resolve(operation["responses"]["200"])["content"]
        if "application/json" not in answers:  # bytes; problems stay JSON
            request.accept = ", ".join(["application/json", *(f"{each};q=0.5" for each in answers)])
        body = operation.get("requestBody")
        media_type = self._random.choice(list(body["content"])) if body else None
        for parameter in map(self.resolve, operation["parameters"]):
            if parameter["in"] == "path":
                request.path = request.path.replace(f"{{{parameter['name']}}}", quote(self._step(parameter, is_valid), safe=""))
            elif parameter["in"] == "header":
                if self._random.random() < 0.3:
                    request.headers[parameter["name"]] = self._random.choice(PREFERENCES if is_valid else BROKEN_PREFERENCES)
            elif parameter["name"] not in ("format", "host") and media_type != FORM:
                is_required = parameter["required"] or parameter["name"] in required_in_form(body)
                request.query += self._pairs(parameter["name"], parameter["schema"], self._is_given(is_required, is_valid), is_valid)
        if media_type == FORM:
            schema = body["content"][media_type]["schema"]
            request.body = []
            for name, its_schema in schema["properties"].items():
                is_given = self._is_given(name in schema.get("required", ()), is_valid)
                request.body += self._pairs(name, its_schema, is_given, is_valid)
        elif media_type == "application/octet-stream":
            request.body = self._random.randbytes(self._random.choice([0, 1, 70000]))
        elif media_type:
            request.body = self._document_text(is_valid).encode()
        request.content_type = media_type or ""
        return request

    def _step(self, parameter, is_valid):
        if is_valid or self._random.random() < 0.8:
            return self._known[parameter["name"]]
        return self._random.choice([text for text in TEXTS if text and ".." not in text])

    def _is_given(self, is_required, is_valid):
        return is_required and is_valid or self._random.random() < (0.3 if is_valid else 0.6)

    def _pairs(self, name, schema, is_given, is_valid):
        if not is_given:
            return []
        if schema.get("uniqueItems"):
            return [(name, self._value(schema["items"], is_valid))]
        if schema["type"] == "array":
            return [(name, self._value(schema["items"], is_valid)) for _ in range(self._random.randint(schema.get("minItems", 0), 3))]
        return [(name, self._value(schema, is_valid))] * (1 if is_valid or self._random.random() < 0.9 else 2)

    def _value(self, schema, is_valid):
        if not is_valid and self._random.random() < 0.5:
            return self._random.choice(JUNK)
        if "anyOf" in schema:
            return self._value(self._random.choice(schema["anyOf"]), is_valid)
        if schema.get("format") == "uuid":
            return self._known["vm"]
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        if schema["type"] == "integer":
            return str(self._integer(schema["minimum"], schema["maximum"]))
        if schema["type"] == "number":
            return repr(self._random.choice([0.0, -1.5, 1e300, self._random.random()]))
        if schema.get("contentMediaType") == "application/xml":
            return self._document_text(is_valid)
        if schema.get("contentEncoding") == "base64":
            return b64encode(self._random.choice(TEXTS).encode()).decode()
        if "examples" in schema:
            return self._random.choice(schema["examples"])
        return self._random.choice([text for text in TEXTS if len(text) >= schema.get("minLength", 0)])

    def _integer(self, least, most):
        return self._random.choice([least, most, max(least, 0), min(most, 1), self._random.randint(least, most), self._random.randint(0, min(most, 70000))])

    def _document_text(self, is_valid):
        return self._random.choice(DOCUMENTS if is_valid else DOCUMENTS + BROKEN_DOCUMENTS)

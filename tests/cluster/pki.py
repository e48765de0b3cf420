"""Certificates as libvirt wants them: made here, right ones and wrong ones."""

import functools
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
SINCE_YESTERDAY = (-DAY, 30 * DAY)
EXPIRED = (-3 * DAY, -DAY)
NOT_YET_VALID = (DAY, 30 * DAY)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key. `name` is the distinguished name as libvirt writes it."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def name(self):
        return f"CN={common_name(self.certificate)}"

    @property
    def certificate_pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self):
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                                      serialization.NoEncryption())


class Authority(Identity):
    """Who signs. Two of a name are two: their keys differ."""

    def __init__(self, name):
        key = new_key()
        builder = _builder(name, key.public_key(), SINCE_YESTERDAY).issuer_name(_name(name))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        super().__init__(builder.sign(key, hashes.SHA256()), key)

    def issue_server(self, *addresses, valid=SINCE_YESTERDAY):
        """A server's identity, proven for these IP addresses and no host name."""
        return self._issue(f"server of {addresses[0]}", ExtendedKeyUsageOID.SERVER_AUTH, valid, addresses)

    def issue_client(self, name, valid=SINCE_YESTERDAY):
        return self._issue(name, ExtendedKeyUsageOID.CLIENT_AUTH, valid)

    def revocations(self, *revoked):
        """The list of revoked certificates, as PEM."""
        now = _now()
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(now - DAY).next_update(now + 30 * DAY)
        for identity in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(identity.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(now - DAY).build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _issue(self, name, purpose, valid, addresses=()):
        key = everybodys_key()
        builder = _builder(name, key.public_key(), valid).issuer_name(self.certificate.subject)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(digital_signature=True, key_encipherment=True), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        if addresses:
            names = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return Identity(builder.sign(self.key, hashes.SHA256()), key)


def common_name(certificate):
    return certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


def new_key():
    """RSA: libvirt 9.0.0 refuses other certificates for their key's purpose."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def everybodys_key():
    """The one key of all but authorities: making another takes a third of a second and shows nothing more."""
    return new_key()


def _now():
    return datetime.now(timezone.utc)


def _name(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(name, public_key, valid):
    since, until = valid
    return (x509.CertificateBuilder().subject_name(_name(name)).public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(_now() + since).not_valid_after(_now() + until))


def _usage(**true):
    usages = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
              "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{usage: true.get(usage, False) for usage in usages})


def write_client(folder, authority, identity=None, revocations=None):
    """A folder as `pkipath=` takes it: all files in one place. Without an identity the client has none."""
    files = {"cacert.pem": authority.certificate_pem}
    if identity:
        files |= {"clientcert.pem": identity.certificate_pem, "clientkey.pem": identity.key_pem}
    if revocations:
        files["cacrl.pem"] = revocations
    _write(folder, files)


def write_etc_pki(folder, authority, *, server=None, client=None, revocations=None):
    """A folder as /etc/pki, libvirt's own places. What is not given is not there afterwards."""
    files = {"CA/cacert.pem": authority.certificate_pem, "CA/cacrl.pem": revocations}
    for kind, identity in (("server", server), ("client", client)):
        files[f"libvirt/{kind}cert.pem"] = identity and identity.certificate_pem
        files[f"libvirt/private/{kind}key.pem"] = identity and identity.key_pem
    _write(folder, files)


def _write(folder, files):
    """Whole files, in place of what was there: a reader finds the old one or the new one."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if content is None:
            file.unlink(missing_ok=True)
            continue
        new = file.with_name(f".{file.name}")
        new.write_bytes(content)
        new.chmod(0o600 if "key" in file.name else 0o644)
        new.rename(file)

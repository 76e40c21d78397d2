"""A public key infrastructure on loopback: certificates, a timestamp authority, OCSP and CRLs, all real (certomancer).

    root ── intermediate ── voorzitter, secretaris, whoever `issue` adds   (OCSP and CRL over HTTP)
       └─── tsa                                                            (CRL over HTTP)

How to use it: take the fixture `pki` (one server a session, set back before every test). `pki.now = AT` moves its
clock, `pki.write_key("voorzitter", folder)` gives a PKCS#12 file of mode 600 under `PASSPHRASE`,
`pki.write_trust(folder)` the root in PEM, `pki.tsa_url` the timestamp authority; `pki.revoke("voorzitter", since)`,
`pki.issue("kort", valid_to=...)` and `pki.fails("tsa", "refuses")` make trouble. Outside pytest: `with running_pki() as
pki`. Two of them (`running_pki("Vreemd")`) know nothing of each other. Persons have RSA keys, as most issuers give;
the authorities have elliptic curves, which are quick.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from asn1crypto import ocsp, tsp
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture, ServiceLabel
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)

PASSPHRASE = b"alleen voor proeven"
FROM, UNTIL = datetime(2015, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
SIGNING = ("digital_signature", "non_repudiation")
Service = Literal["tsa", "ocsp", "crl"]
Fault = Literal["unavailable", "refuses", "garbage", "silent", "cut"]
AUTHORITIES = ("root", "interm", "ocsp", "tsa")
_ARCH = "proef"
_PLACES: dict[str, Service] = {"tsa": "tsa", "ocsp": "ocsp", "crls": "crl"}
_TYPES: dict[Service, str] = {
    "tsa": "application/timestamp-reply",
    "ocsp": "application/ocsp-response",
    "crl": "application/pkix-crl",
}


class Pki:
    """The running infrastructure.

    Attributes:
        now: what its services take for the time; None: the machine's clock.
        asked: service of every request so far ("tsa", "ocsp", "crl"), in order.
        faults: how a service fails: "unavailable" (503), "refuses" (a proper answer of its protocol that says no),
            "garbage" (no such format), "silent" (no answer for 30 s), "cut" (the connection is closed).
        password: name and password that the timestamp authority asks for; None: it asks for nothing.
        tsa: which certificate the timestamp authority signs with.
    """

    def __init__(self, url: str, folder: Path, name: str) -> None:
        self._url, self._folder, self._name = url, folder, name
        self._keys: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey] = {}
        self._hush = threading.Event()
        self.reset()

    def reset(self) -> None:
        """As it was at the start: the two signatories, nobody revoked, everything answers."""
        self.now: datetime | None = None
        self.asked: list[Service] = []
        self.faults: dict[Service, Fault] = {}
        self.password: tuple[str, str] | None = None
        self.tsa = "tsa"
        self._serial = 4096
        self._certificates = _first_certificates()
        self._persons = {label: label.capitalize() for label in AUTHORITIES}
        self._stale = True
        self.issue("voorzitter", "prof. dr. V. Voorbeeld")
        self.issue("secretaris", "mr. drs. S. de Proef")

    # -- making trouble ------------------------------------------------------------------------------------

    def issue(
        self,
        label: str,
        name: str | None = None,
        *,
        valid_from: datetime = FROM,
        valid_to: datetime = UNTIL,
        usage: Sequence[str] = SIGNING,
        key_of: str | None = None,
    ) -> None:
        """A certificate for a person under the intermediate; issued again under the same label it replaces the first.

        Args:
            name: common name; the label when left out.
            key_of: whose key it has (saves making one); None: its own.
        """
        self._persons[label] = name or label
        extensions = [_usage(*usage), _crl_of("interm"), _ocsp()]
        self._add(label, "interm", (valid_from, valid_to), extensions, key_of)

    def issue_tsa(self, label: str, *, valid_from: datetime = FROM, valid_to: datetime = UNTIL) -> None:
        """Another certificate for the timestamp authority; `pki.tsa = label` makes it sign with that."""
        self._persons[label] = label
        extensions = [_usage("digital_signature"), _purpose("time_stamping"), _crl_of("root")]
        self._add(label, "root", (valid_from, valid_to), extensions, "tsa")

    def revoke(self, label: str, since: datetime, reason: str = "key_compromise") -> None:
        """From now on OCSP and CRL say that this certificate is revoked since a moment."""
        self._certificates[label]["revocation"] = {"revoked-since": since.isoformat(), "reason": reason}
        self._stale = True

    def fails(self, service: Service, how: Fault = "unavailable") -> None:
        """From now on a service fails; see `faults`."""
        self.faults[service] = how

    def works(self, *services: Service) -> None:
        """These services answer again; without any: all."""
        for service in services or tuple(self.faults):
            self.faults.pop(service, None)

    # -- what a program is given ---------------------------------------------------------------------------

    @property
    def tsa_url(self) -> str:
        return f"{self._url}/{_ARCH}/tsa/{self.tsa}"

    def pem(self, label: str) -> bytes:
        """A certificate: "root", "interm", "tsa", "voorzitter" and so on."""
        return self.certificate(label).public_bytes(Encoding.PEM)

    def certificate(self, label: str) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.architecture.get_cert(CertLabel(label)).dump())

    def key(self, label: str) -> rsa.RSAPrivateKey:
        """The private key of a person's certificate."""
        key = self._key(self._certificates[label].get("subject-key", label))
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def pkcs12(self, label: str) -> bytes:
        """Key, certificate and chain under `PASSPHRASE`."""
        chain = [self.certificate("interm"), self.certificate("root")]
        hidden = BestAvailableEncryption(PASSPHRASE)
        return pkcs12.serialize_key_and_certificates(
            label.encode(), self.key(label), self.certificate(label), chain, hidden
        )

    def write_key(self, label: str, folder: Path) -> Path:
        """The PKCS#12 file of a person, mode 600."""
        path = folder / f"{label}.p12"
        path.touch(mode=0o600)
        path.write_bytes(self.pkcs12(label))
        return path

    def write_trust(self, folder: Path) -> Path:
        """The root in PEM: all that a verifier has to trust."""
        path = folder / "vertrouwd.pem"
        path.write_bytes(self.pem("root"))
        return path

    # -- inside --------------------------------------------------------------------------------------------

    @property
    def architecture(self) -> PKIArchitecture:
        """Certomancer's own view, built anew after a change; certificates that were issued stay as they are."""
        if self._stale:
            self._architecture = self._build()
            self._stale = False
        return self._architecture

    def answer(self, service: Service, label: str, body: bytes) -> bytes:
        """What a service says to a request."""
        at = self.now or datetime.now(tz=UTC)
        services = self.architecture.service_registry
        refused = self.faults.get(service) == "refuses"
        if service == "tsa":
            if refused:
                status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {"system_failure"}})
                told: bytes = status.dump()
                return bytes([0x30, len(told)]) + told  # asn1crypto makes no answer without a token
            stamper = services.summon_timestamper(ServiceLabel(label), at)
            return bytes(stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump())
        if service == "ocsp":
            if refused:
                return bytes(ocsp.OCSPResponse({"response_status": "try_later"}).dump())
            responder = services.summon_responder(ServiceLabel(label), at)
            return bytes(responder.build_ocsp_response(ocsp.OCSPRequest.load(body)).dump())
        return bytes(services.get_crl(ServiceLabel(label), at).dump())

    def stop(self) -> None:
        self._hush.set()

    def wait(self) -> None:
        self._hush.wait(30)  # longer than anyone asks; ends with the server

    def _add(
        self,
        label: str,
        issuer: str,
        valid: tuple[datetime, datetime],
        extensions: list[dict[str, Any]],
        key_of: str | None,
    ) -> None:
        self._serial += 1
        spec: dict[str, Any] = {"issuer": issuer, "serial": self._serial, **_validity(*valid), "extensions": extensions}
        if key_of is not None:
            spec["subject-key"] = key_of
        self._certificates[label] = spec
        self._stale = True

    def _build(self) -> PKIArchitecture:
        keys = {name: self._key_file(name) for name in self._key_names()}
        tsas = [label for label, spec in self._certificates.items() if _purpose("time_stamping") in spec["extensions"]]
        files = {label: self._file_of(label, spec) for label, spec in self._certificates.items()}
        known = {label: {"certificate-file": str(file)} for label, file in files.items() if file.exists()}
        architecture = {
            "keyset": _ARCH,
            "entity-defaults": {"country-name": "NL", "organization-name": f"{self._name} (niet echt)"},
            "entities": {label: {"common-name": name} for label, name in self._persons.items()},
            "certs": {label: copy.deepcopy(spec) | known.get(label, {}) for label, spec in self._certificates.items()},
            "services": {
                "ocsp": {"interm": {"for-issuer": "interm", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                "crl-repo": {
                    label: {"for-issuer": label, "signing-key": label, "simulated-update-schedule": "P30D"}
                    for label in ("root", "interm")
                },
                "time-stamping": {label: {"signing-key": "tsa", "signing-cert": label} for label in tsas},
            },
        }
        config = CertomancerConfig(
            {
                "external-url-prefix": self._url,
                "keysets": {_ARCH: {"keys": keys}},
                "pki-architectures": {_ARCH: architecture},
            },
            key_search_dir=str(self._folder),
            config_search_dir=str(self._folder),
        )
        built = config.get_pki_arch(ArchLabel(_ARCH))
        for label, file in files.items():
            if label not in known:
                file.write_bytes(built.get_cert(CertLabel(label)).dump())
        return built

    def _file_of(self, label: str, spec: dict[str, Any]) -> Path:
        """Where a certificate is kept: ECDSA would sign it otherwise each time."""
        said = repr((self._persons[label], {key: value for key, value in spec.items() if key != "revocation"}))
        return self._folder / f"{label}-{hashlib.sha256(said.encode()).hexdigest()[:16]}.crt"

    def _key_names(self) -> list[str]:
        return sorted({spec.get("subject-key", label) for label, spec in self._certificates.items()})

    def _key(self, name: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
        if name not in self._keys:
            authority = name in AUTHORITIES
            self._keys[name] = ec.generate_private_key(ec.SECP256R1()) if authority else _rsa()
        return self._keys[name]

    def _key_file(self, name: str) -> dict[str, Any]:
        """A person's key without its private half: certomancer has no need of it, and reading RSA takes time."""
        file = self._folder / f"{name}.pem"
        key = self._key(name)
        if name in AUTHORITIES:
            file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            return {"path": file.name}
        file.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return {"path": file.name, "public-only": True}


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _first_certificates() -> dict[str, dict[str, Any]]:
    ca = _usage("digital_signature", "key_cert_sign", "crl_sign")
    authority: dict[str, Any] = {"id": "basic_constraints", "critical": True, "value": {"ca": True}}
    always = _validity(FROM, UNTIL)
    return {
        "root": {"issuer": "root", "serial": 1, **always, "extensions": [authority, ca]},
        "interm": {"issuer": "root", "serial": 2, **always, "extensions": [authority, ca, _crl_of("root")]},
        "ocsp": {
            "issuer": "interm",
            "serial": 3,
            **always,
            "extensions": [_usage("digital_signature"), _purpose("ocsp_signing"), {"id": "ocsp_no_check"}],
        },
        "tsa": {
            "issuer": "root",
            "serial": 4,
            **always,
            "extensions": [_usage("digital_signature"), _purpose("time_stamping"), _crl_of("root")],
        },
    }


def _validity(valid_from: datetime, valid_to: datetime) -> dict[str, Any]:
    return {"validity": {"valid-from": valid_from.isoformat(), "valid-to": valid_to.isoformat()}}


def _usage(*names: str) -> dict[str, Any]:
    return {
        "id": "key_usage",
        "critical": True,
        "smart-value": {"schema": "key-usage", "params": list(names)},
    }


def _purpose(name: str) -> dict[str, Any]:
    return {"id": "extended_key_usage", "critical": True, "value": [name]}


def _crl_of(issuer: str) -> dict[str, Any]:
    smart = {"schema": "crl-dist-url", "params": {"crl-repo-names": [issuer]}}
    return {"id": "crl_distribution_points", "smart-value": smart}


def _ocsp() -> dict[str, Any]:
    smart = {"schema": "aia-urls", "params": {"ocsp-responder-names": ["interm"]}}
    return {"id": "authority_information_access", "smart-value": smart}


def _handler(running: list[Pki]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve(b"")

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

        def _serve(self, body: bytes) -> None:
            pki = running[0]
            _, _, place, label, *_ = self.path.split("/")
            service = _PLACES[place]
            pki.asked.append(service)
            fault = pki.faults.get(service)
            if fault == "silent":
                pki.wait()
            if fault in ("silent", "cut"):
                self.close_connection = True
                return None
            if fault == "unavailable":
                return self._say(503, "text/plain", b"even niet")
            if service == "tsa" and pki.password is not None and not self._knows(pki.password):
                return self._say(401, "text/plain", b"wie bent u")
            answer = b"<html>geen antwoord</html>" if fault == "garbage" else pki.answer(service, label, body)
            return self._say(200, _TYPES[service], answer)

        def _knows(self, password: tuple[str, str]) -> bool:
            expected = base64.b64encode(":".join(password).encode()).decode()
            return self.headers.get("Authorization") == f"Basic {expected}"

        def _say(self, status: int, media_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            return

    return Handler


@contextmanager
def running_pki(name: str = "Proef") -> Iterator[Pki]:
    """An infrastructure of its own; `name` stands in the subject of every certificate."""
    running: list[Pki] = []
    with (
        tempfile.TemporaryDirectory(prefix="pki-") as folder,
        ThreadingHTTPServer(("127.0.0.1", 0), _handler(running)) as server,
    ):
        server.daemon_threads = True
        pki = Pki(f"http://127.0.0.1:{server.server_port}", Path(folder), name)
        running.append(pki)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield pki
        finally:
            pki.stop()
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def pki_server() -> Iterator[Pki]:
    with running_pki() as running:
        yield running


@pytest.fixture
def pki(pki_server: Pki) -> Pki:
    """The session's infrastructure, as new."""
    pki_server.reset()
    return pki_server

"""Throwaway keys are whole certificates that anybody's tools accept, and that nobody can take for real ones."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from bna_pipeline.model.programme import Signatory
from bna_pipeline.signing.throwaway import (
    AUTHORITY_FILE,
    THROWAWAY_POLICY,
    ThrowawayKeys,
    is_throwaway,
    throwaway_authority,
    write_throwaway,
)
from tests.unit.signing.workshop import AT, FIELDS, PASSPHRASE, SIGNATORIES, throwaway

AUTHORITY = x509.load_pem_x509_certificate(throwaway().authority)


def held(field: str, keys: ThrowawayKeys | None = None) -> pkcs12.PKCS12KeyAndCertificates:
    return pkcs12.load_pkcs12((keys or throwaway()).pkcs12[field], PASSPHRASE)


def certificate(field: str) -> x509.Certificate:
    found = held(field).cert
    assert found is not None
    return found.certificate


def common_name(made: x509.Certificate) -> str:
    (attribute,) = made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(attribute.value)


@pytest.mark.parametrize("field", FIELDS)
def test_a_key_comes_with_its_own_certificate_and_the_authoritys(field: str) -> None:
    whole = held(field)
    assert whole.key is not None and whole.cert is not None
    assert whole.key.public_key() == whole.cert.certificate.public_key()
    assert [c.certificate for c in whole.additional_certs] == [AUTHORITY]
    assert whole.cert.friendly_name is not None and b"TEST" in whole.cert.friendly_name


def test_each_signatory_has_a_key_and_a_number_of_his_own_under_his_own_label() -> None:
    first, second = (certificate(field) for field in FIELDS)
    assert len({first.serial_number, second.serial_number, AUTHORITY.serial_number}) == 3
    assert first.public_key() != second.public_key() != AUTHORITY.public_key() != first.public_key()
    assert [common_name(c) for c in (first, second)] == [f"TEST {s.label}" for s in SIGNATORIES]
    assert throwaway().passphrase == PASSPHRASE and set(throwaway().pkcs12) == set(FIELDS)


def test_the_passphrase_is_needed() -> None:
    with pytest.raises(ValueError, match="password"):
        pkcs12.load_pkcs12(throwaway().pkcs12["Voorzitter"], b"een andere")


@pytest.mark.parametrize("made", [AUTHORITY, *map(certificate, FIELDS)], ids=["authority", *FIELDS])
def test_every_certificate_is_a_plain_rsa_one_that_says_test_and_holds_long_before_and_after(
    made: x509.Certificate,
) -> None:
    key = made.public_key()
    assert isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048 and key.public_numbers().e == 65537
    assert made.not_valid_before_utc == AT - timedelta(days=1)
    assert made.not_valid_after_utc == made.not_valid_before_utc + timedelta(days=30 * 365)
    assert made.signature_hash_algorithm is not None and made.signature_hash_algorithm.name == "sha256"
    unit = made.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert [str(a.value) for a in unit] == ["TEST wegwerpsleutel"] and common_name(made).startswith("TEST ")
    policies = made.extensions.get_extension_for_class(x509.CertificatePolicies)
    assert [p.policy_identifier for p in policies.value] == [THROWAWAY_POLICY] and not policies.critical
    own = made.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert own.value == x509.SubjectKeyIdentifier.from_public_key(key) and not own.critical
    assert is_throwaway(made)


def test_the_authority_may_certify_signatories_and_nothing_below_them() -> None:
    limits = AUTHORITY.extensions.get_extension_for_class(x509.BasicConstraints)
    assert limits.critical and limits.value == x509.BasicConstraints(ca=True, path_length=0)
    AUTHORITY.verify_directly_issued_by(AUTHORITY)


@pytest.mark.parametrize("field", FIELDS)
def test_a_signatory_is_issued_by_the_authority_and_certifies_nobody(field: str) -> None:
    made = certificate(field)
    made.verify_directly_issued_by(AUTHORITY)
    limits = made.extensions.get_extension_for_class(x509.BasicConstraints)
    assert limits.critical and limits.value == x509.BasicConstraints(ca=False, path_length=None)
    above = made.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    identifier = AUTHORITY.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert above.value.key_identifier == identifier.digest and not above.critical


@pytest.mark.parametrize("whose", ["authority", *FIELDS])
def test_a_key_is_used_for_what_its_owner_does_and_for_nothing_else(whose: str) -> None:
    made = AUTHORITY if whose == "authority" else certificate(whose)
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    allowed = {
        name
        for name in (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
        )
        if getattr(usage.value, name)
    }
    certifies = {"key_cert_sign", "crl_sign"}
    assert usage.critical
    assert allowed == (certifies if whose == "authority" else {"digital_signature", "content_commitment"})


def test_a_long_label_is_cut_to_what_a_certificate_can_hold() -> None:
    long = Signatory(person="p", field="Lang", label="de waarnemend " * 10, name="N. Naam")
    made = held("Lang", throwaway_authority([long], at=AT, passphrase=PASSPHRASE)).cert
    assert made is not None
    name = common_name(made.certificate)
    assert len(name) == 64 and f"TEST {long.label}".startswith(name)


def test_written_keys_lie_under_their_fields_and_an_earlier_set_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "een" / "twee"
    for keys in (throwaway(), throwaway_authority(SIGNATORIES, at=AT, passphrase=PASSPHRASE)):
        paths = write_throwaway(keys, folder)
        assert {field: path.read_bytes() for field, path in paths.items()} == dict(keys.pkcs12)
        assert (folder / AUTHORITY_FILE).read_bytes() == keys.authority
    assert {path.name for path in folder.iterdir()} == {AUTHORITY_FILE, *(f"TEST-{field}.p12" for field in FIELDS)}
    assert all(re.match("TEST-", path.name) for path in paths.values())


class TestKnownByItsPolicyAlone:
    """Without a word in its names, as a tool that renames certificates would leave it."""

    def made(self, *policies: x509.ObjectIdentifier, issuer: str = "CA") -> x509.Certificate:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Voorzitter")]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(AT)
            .not_valid_after(AT + timedelta(days=1))
        )
        if policies:
            listed = [x509.PolicyInformation(policy, None) for policy in policies]
            builder = builder.add_extension(x509.CertificatePolicies(listed), critical=False)
        return builder.sign(key, hashes.SHA256())

    def test_the_policy_is_enough_wherever_it_stands_in_the_list(self) -> None:
        other = x509.ObjectIdentifier("1.3.6.1.4.1.99999.1")
        assert is_throwaway(self.made(THROWAWAY_POLICY))
        assert is_throwaway(self.made(other, THROWAWAY_POLICY))
        assert not is_throwaway(self.made(other))
        assert not is_throwaway(self.made())

    def test_a_loud_issuer_is_enough(self) -> None:
        assert is_throwaway(self.made(issuer="TEST wegwerp-CA"))

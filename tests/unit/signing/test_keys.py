"""Keys: what can be wrong with a PKCS#12 file, and how a throwaway key is known."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.errors import KeyUnusable
from bna_pipeline.signing.keys import load_pkcs12
from bna_pipeline.signing.throwaway import is_throwaway, throwaway_authority, write_throwaway
from tests.unit.signing.workshop import AT, PASSPHRASE, SIGNATORIES, throwaway


def kept(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    path = folder / "sleutel.p12"
    path.write_bytes(data)
    path.chmod(mode)
    return path


def certificate(common_name: str, unit: str = "Bestuur") -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return key, made


def test_a_whole_file_with_its_passphrase_gives_the_key(tmp_path: Path) -> None:
    material = load_pkcs12(kept(tmp_path, throwaway().pkcs12["Voorzitter"]), PASSPHRASE)
    assert "TEST de voorzitter" in material.identity.subject
    assert material.identity.throwaway


def test_a_file_without_passphrase_can_be_read(tmp_path: Path) -> None:
    key, cert = certificate("Voorzitter")
    data = pkcs12.serialize_key_and_certificates(None, key, cert, None, NoEncryption())
    assert not load_pkcs12(kept(tmp_path, data), None).identity.throwaway


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match=r"weg\.p12 ontbreekt"):
        load_pkcs12(tmp_path / "weg.p12", PASSPHRASE)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KeyUnusable, match="toegankelijk") as refused:
        load_pkcs12(kept(tmp_path, throwaway().pkcs12["Voorzitter"], mode), PASSPHRASE)
    assert "chmod 600" in refused.value.mend


def test_a_stricter_mode_than_600_is_fine(tmp_path: Path) -> None:
    assert load_pkcs12(kept(tmp_path, throwaway().pkcs12["Voorzitter"], 0o400), PASSPHRASE)


@pytest.mark.parametrize("wrong", [b"fout", b"", None])
def test_a_wrong_passphrase_is_called_that(tmp_path: Path, wrong: bytes | None) -> None:
    with pytest.raises(KeyUnusable) as refused:
        load_pkcs12(kept(tmp_path, throwaway().pkcs12["Voorzitter"]), wrong)
    assert "wachtzin" in refused.value.message and "wachtzin" in refused.value.mend


@pytest.mark.parametrize("what", ["empty", "text", "certificate", "cut off"])
def test_what_is_no_whole_pkcs12_is_called_damaged(tmp_path: Path, what: str) -> None:
    keys = throwaway()
    data = {
        "empty": b"",
        "text": b"geen sleutel",
        "certificate": keys.authority,
        "cut off": keys.pkcs12["Voorzitter"][:-40],
    }[what]
    with pytest.raises(KeyUnusable) as refused:
        load_pkcs12(kept(tmp_path, data), PASSPHRASE)
    assert "beschadigd" in refused.value.message and "uitgever" in refused.value.mend


def test_a_file_with_certificates_only_holds_no_key(tmp_path: Path) -> None:
    _, cert = certificate("Voorzitter")
    data = pkcs12.serialize_key_and_certificates(None, None, None, [cert], BestAvailableEncryption(PASSPHRASE))
    with pytest.raises(KeyUnusable, match="geen sleutel"):
        load_pkcs12(kept(tmp_path, data), PASSPHRASE)


@settings(max_examples=60, deadline=None)
@given(at=st.floats(0, 0.999), bit=st.integers(0, 7))
def test_a_flipped_bit_never_gives_anything_but_the_key_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, at: float, bit: int
) -> None:
    data = bytearray(throwaway().pkcs12["Voorzitter"])
    data[int(at * len(data))] ^= 1 << bit
    path = kept(tmp_path_factory.getbasetemp(), bytes(data))
    with suppress(KeyUnusable):
        assert load_pkcs12(path, PASSPHRASE).identity.throwaway


def test_throwaway_files_are_for_their_owner_only(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        paths = write_throwaway(throwaway(), tmp_path / "sleutels")
    finally:
        os.umask(umask)
    assert set(paths) == {"Voorzitter", "Secretaris"}
    assert {path.stat().st_mode & 0o777 for path in paths.values()} == {0o600}
    assert all(path.name.startswith("TEST-") for path in paths.values())
    assert (tmp_path / "sleutels").stat().st_mode & 0o777 == 0o700


def test_each_authority_is_another_one() -> None:
    again = throwaway_authority(SIGNATORIES[:1], at=AT, passphrase=PASSPHRASE)
    assert again.authority != throwaway().authority


def test_a_throwaway_authority_is_known_by_its_policy_and_by_its_words() -> None:
    authority = x509.load_pem_x509_certificate(throwaway().authority)
    assert is_throwaway(authority)
    assert "TEST" in authority.subject.rfc4514_string()


@pytest.mark.parametrize(
    ("name", "unit", "test"),
    [
        ("Voorzitter", "Bestuur", False),
        ("Voorzitter", "TEST wegwerpsleutel", True),
        ("TEST voorzitter", "Bestuur", True),
        ("A. Testers", "Bestuur", False),
        ("Protest", "ATTEST", False),
    ],
)
def test_the_word_test_alone_makes_a_key_a_test_key(name: str, unit: str, test: bool) -> None:
    assert is_throwaway(certificate(name, unit)[1]) is test

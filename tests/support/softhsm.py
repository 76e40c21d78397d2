"""A card in software (SoftHSM 2) with a person's key on it, in a folder of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support.needs import missing
from tests.support.pki import Pki
from tests.support.programs import require_program

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
PIN, TOKEN, KEY = "2468", "BNA proefkaart", "handtekening"


def soft_card(folder: Path, monkeypatch: pytest.MonkeyPatch, pki: Pki, label: str) -> Path:
    """Make the token and put a person's key and certificates on it.

    Args:
        label: whose, in `pki`.

    Returns:
        The library that speaks for the card.
    """
    module = next((Path(name) for name in MODULES if Path(name).exists()), None)
    if module is None:
        missing("SoftHSM", install="softhsm2")
    program = require_program("softhsm2-util", install="softhsm2")
    tokens = folder / "tokens"
    tokens.mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    key = folder / "sleutel.pem"
    key.write_bytes(pki.key(label).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for options in (
        ["--init-token", "--free", "--label", TOKEN, "--so-pin", "13579", "--pin", PIN],
        ["--import", str(key), "--token", TOKEN, "--label", KEY, "--id", "01", "--pin", PIN],
    ):
        subprocess.run([program, *options], check=True, capture_output=True)
    key.unlink()
    _put_certificates(module, pki, label)
    return module


def _put_certificates(module: Path, pki: Pki, label: str) -> None:
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    library = pkcs11.lib(str(module))
    library.reinitialize()  # another test may have loaded it with other settings
    with library.get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
        for name, whose in ((KEY, label), ("uitgever", "interm")):
            found = decode_x509_certificate(pki.certificate(whose).public_bytes(Encoding.DER))
            session.create_object({**found, pkcs11.Attribute.LABEL: name, pkcs11.Attribute.TOKEN: True})

"""Signing with a card (PKCS#11): SoftHSM in place of the card, everything else as it will be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bna_pipeline.errors import KeyUnusable
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.settings import KeySetting
from bna_pipeline.signing.card import Card, load_card
from bna_pipeline.signing.letter_signer import LetterSigner
from bna_pipeline.wiring.keys import material_of
from tests.support.pki import Pki
from tests.support.signing_desk import profile
from tests.support.softhsm import KEY, PIN, TOKEN, soft_card
from tests.unit.signing.workshop import AT, CHECKER, STAMP, TYPESETTER, VOORZITTER, adopted


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pki: Pki) -> Card:
    """The voorzitter's card."""
    module = soft_card(tmp_path, monkeypatch, pki, "voorzitter")
    return Card(module, TOKEN, KEY, None, PIN)


def test_a_letter_is_signed_with_a_card_up_to_the_level_that_is_asked(card: Card, pki: Pki) -> None:
    pki.now = AT
    material = load_card(card)
    assert material.identity.subject == pki.certificate("voorzitter").subject.rfc4514_string()
    signer = LetterSigner(material, TYPESETTER, STAMP, profile(pki, SignatureLevel.B_LT))
    signed = signer.sign(adopted(), field_name=VOORZITTER.field, printed_name=VOORZITTER.name, at=AT, certify=True)
    report = CHECKER.check(signed, adopted(), fields=["Voorzitter"], trust=[pki.pem("root")])
    (found,) = report.signatures
    assert report.byte_rule_holds and found.intact and found.valid and found.trusted and found.timestamped


def test_the_settings_name_a_card_and_where_its_pin_is(card: Card, tmp_path: Path, pki: Pki) -> None:
    pin = tmp_path / "pin"
    pin.touch(mode=0o600)
    pin.write_text(PIN)
    setting = KeySetting(pkcs11_module=card.module, cert_label=KEY, pin_file=pin)
    assert material_of(setting).certificate == pki.certificate("voorzitter")
    pin.write_text("0000")
    with pytest.raises(KeyUnusable, match="pincode"):
        material_of(setting)


def test_what_is_wrong_with_a_card_is_one_dutch_sentence(card: Card, tmp_path: Path) -> None:
    for wrong, said, mend in (
        (replace(card, pin="1111"), "De pincode van de kaart BNA proefkaart is onjuist", "blokkeert de kaart"),
        (replace(card, token="Andere"), "Er is geen kaart met de naam Andere", "Steek de kaart in de lezer"),
        (
            replace(card, key="andere"),
            "staat geen certificaat met de naam andere",
            f"op de kaart staat: {KEY}, uitgever",
        ),
        (replace(card, key="andere", certificate=KEY), "staat geen sleutel met de naam andere", "key_label"),
        (replace(card, pin=None), f"staat geen sleutel met de naam {KEY}", "Zonder pincode"),
        (replace(card, module=tmp_path / "weg.so"), "bibliotheek van de kaart ontbreekt", "pkcs11_module"),
        (replace(card, module=tmp_path / "sleutels.txt"), "niet te laden", "pkcs11_module"),
    ):
        (tmp_path / "sleutels.txt").write_text("geen bibliotheek")
        with pytest.raises(KeyUnusable, match=said) as refused:
            load_card(wrong)
        assert mend in refused.value.mend, refused.value.mend
        assert PIN not in str(refused.value) and "1111" not in str(refused.value)


def test_a_pin_is_in_no_description(card: Card) -> None:
    assert PIN not in repr(card)

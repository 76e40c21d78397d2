"""Keys and timestamp authority are looked at before they are needed: each thing that can be wrong has its sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bna_pipeline.errors import KeyUnusable
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.ports import Probed
from bna_pipeline.signing.keys import KeyMaterial
from bna_pipeline.signing.readiness import SigningReadiness
from tests.support.pki import Pki
from tests.support.signing_desk import key_of, profile
from tests.unit.signing.workshop import AT

UNTIL = date(2020, 8, 1)


def looked(pki: Pki, *, level: SignatureLevel = SignatureLevel.B_LT, voorzitter: str = "voorzitter") -> Probed:
    """What a look finds, with the voorzitter's key replaced by another person's."""
    pki.now = AT
    readiness = SigningReadiness(
        {"Voorzitter": lambda: key_of(pki, voorzitter), "Secretaris": lambda: key_of(pki, "secretaris")},
        lambda: profile(pki, level, timeout=0.5),
        sha256_hex(b"zo"),
    )
    return readiness.probe(AT, UNTIL)


def test_what_is_in_order_is_named_and_has_no_fault(pki: Pki) -> None:
    found = looked(pki)
    assert found.faults == ()
    assert found.looked_at == ("de sleutel van Voorzitter", "de sleutel van Secretaris", "de tijdstempeldienst")
    assert set(pki.asked) == {"tsa", "ocsp", "crl"}


def test_without_an_authority_nothing_outside_is_asked(pki: Pki) -> None:
    assert looked(pki, level=SignatureLevel.B_B) == Probed(
        ("de sleutel van Voorzitter", "de sleutel van Secretaris"), ()
    )
    assert pki.asked == []


def _ends_soon(pki: Pki) -> None:
    pki.issue("kort", valid_to=AT + timedelta(days=20), key_of="voorzitter")


def _has_ended(pki: Pki) -> None:
    pki.issue("kort", valid_to=AT - timedelta(days=1), key_of="voorzitter")


def _begins_later(pki: Pki) -> None:
    pki.issue("kort", valid_from=AT + timedelta(days=5), key_of="voorzitter")


def _other_use(pki: Pki) -> None:
    pki.issue("kort", usage=("key_encipherment",), key_of="voorzitter")


def _revoked(pki: Pki) -> None:
    pki.issue("kort", key_of="voorzitter")
    pki.revoke("kort", AT - timedelta(days=1))


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (_ends_soon, "De sleutel van Voorzitter verloopt op 14 juli 2020, voor de verwachte ondertekening (1 augustus"),
        (_has_ended, "Het certificaat van Voorzitter is niet geldig op 24-06-2020: het liep tot en met 23-06-2020"),
        (_begins_later, "het gaat in op 29-06-2020"),
        (_other_use, "niet bedoeld om mee te ondertekenen"),
        (_revoked, "Het certificaat van Voorzitter is ingetrokken op 23-06-2020"),
    ],
)
def test_a_key_that_will_not_do_is_said(pki: Pki, trouble: Callable[[Pki], None], said: str) -> None:
    trouble(pki)
    (fault,) = looked(pki, voorzitter="kort").faults
    assert said in fault


def test_a_key_that_cannot_be_opened_is_said(pki: Pki) -> None:
    def locked() -> KeyMaterial:
        raise KeyUnusable("De wachtzin past niet bij het sleutelbestand v.p12.", "Controleer de wachtzin.")

    keys = {"Voorzitter": locked}
    found = SigningReadiness(keys, lambda: profile(pki, SignatureLevel.B_B), sha256_hex(b"")).probe(AT, UNTIL)
    assert found.faults == ("[SIG-002] De wachtzin past niet bij het sleutelbestand v.p12. Controleer de wachtzin.",)


def test_an_authority_that_will_not_do_is_said(pki: Pki) -> None:
    pki.fails("tsa", "refuses")
    (refuses,) = looked(pki).faults
    assert "weigert een tijdstempel" in refuses
    pki.works()
    pki.issue_tsa("kort", valid_to=AT + timedelta(days=3))
    pki.tsa = "kort"
    (ends,) = looked(pki).faults
    assert "Het certificaat van de tijdstempeldienst verloopt op 27 juni 2020" in ends


def test_settings_that_cannot_be_used_are_the_fault(pki: Pki) -> None:
    def unusable() -> None:
        raise KeyUnusable("Het geheim ontbreekt.", "")

    found = SigningReadiness({}, unusable, sha256_hex(b"")).probe(AT, UNTIL)  # type: ignore[arg-type]
    assert found.looked_at == ("instellingen",) and "Het geheim ontbreekt." in found.faults[0]

"""Keys on a card or a hardware module (PKCS#11): the private key never leaves it.

The session is opened for each use and closed after it, so that a card may be taken out in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.general import SigningError as EngineError
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bna_pipeline.errors import KeyUnusable, SigningError
from bna_pipeline.signing.keys import KeyMaterial

if TYPE_CHECKING:
    from pkcs11 import Session, Token

_INSERT: Final = "Steek de kaart in de lezer, en kijk pkcs11_module en token_label na onder [keys]."


@dataclass(frozen=True)
class Card:
    """Where a key is; as `settings.KeySetting`."""

    module: Path
    token: str | None
    key: str | None
    certificate: str | None
    pin: str | None = field(repr=False)


def load_card(card: Card) -> KeyMaterial:
    """A key on a card with its certificate and the certificates above it, as far as they stand on the card.

    Raises:
        KeyUnusable: says which of these: the driver or the library for cards is missing, there is no such token, the
            PIN is wrong or locked, or the key or its certificate is not on it.
    """
    with _open(card) as session:
        certificates = dict(_certificates(session))
        own = _own(card, certificates)
        _require_key(card, session)
    others = [certificate for label, certificate in certificates.items() if label != own]
    signer = _CardSigner(card, certificates[own], others)
    return KeyMaterial(signer=signer, certificate=x509.load_der_x509_certificate(certificates[own].dump()))


class _CardSigner(Signer):
    """pyHanko's signer over a session of its own for each signature."""

    def __init__(self, card: Card, certificate: asn1_x509.Certificate, others: list[asn1_x509.Certificate]) -> None:
        store = SimpleCertificateStore.from_certs([certificate, *others])  # type: ignore[no-untyped-call]
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._card = card

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature.

        Raises:
            KeyUnusable: as `load_card`.
            SigningError: the card refuses to sign.
        """
        from pyhanko.sign.pkcs11 import PKCS11Signer

        assert self.signing_cert is not None  # given above
        if dry_run:
            return bytes(self.signing_cert.public_key.byte_size)
        with _open(self._card) as session:
            engine = PKCS11Signer(session, signing_cert=self.signing_cert, key_label=_key_label(self._card))
            try:
                return await engine.async_sign_raw(data, digest_algorithm)
            except (EngineError, NotImplementedError) as fault:
                raise SigningError(f"De kaart kan deze handtekening niet zetten: {fault}.", _INSERT) from fault


@contextmanager
def _open(card: Card) -> Iterator[Session]:
    """A session with the token, logged in; what the library refuses becomes our own error."""
    try:
        import pkcs11
        from pkcs11 import exceptions
    except ImportError as fault:
        raise KeyUnusable(
            "Voor ondertekenen met een kaart ontbreekt de bibliotheek python-pkcs11.",
            "Installeer haar met `pip install 'bna-pipeline[card]'`.",
        ) from fault
    if not card.module.is_file():
        raise KeyUnusable(f"De bibliotheek van de kaart ontbreekt: {card.module}.", _INSERT)
    try:
        library = pkcs11.lib(str(card.module))
    except (exceptions.PKCS11Error, RuntimeError, OSError) as fault:
        raise KeyUnusable(f"De bibliotheek van de kaart is niet te laden: {card.module}.", _INSERT) from fault
    try:
        with _session(_token(card, library.get_tokens), card) as session:
            yield session
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange) as fault:
        raise KeyUnusable(
            f"De pincode van {_named(card)} is onjuist.",
            "Kijk de pincode na voordat u het opnieuw probeert: na een paar fouten blokkeert de kaart.",
        ) from fault
    except (exceptions.PinLocked, exceptions.PinExpired) as fault:
        raise KeyUnusable(
            f"De pincode van {_named(card)} is geblokkeerd of verlopen.", "Laat de kaart deblokkeren door de uitgever."
        ) from fault
    except exceptions.PKCS11Error as fault:
        said = str(fault) or type(fault).__name__
        raise KeyUnusable(f"Met {_named(card)} is niet te werken: {said}.", _INSERT) from fault


def _token(card: Card, tokens: Callable[[], Iterator[Token]]) -> Token:
    from pkcs11 import TokenFlag

    ready = [token for token in tokens() if token.flags & TokenFlag.TOKEN_INITIALIZED]
    found = [token for token in ready if card.token is None or token.label.strip() == card.token]
    if not found:
        raise KeyUnusable(f"Er is geen kaart{'' if card.token is None else f' met de naam {card.token}'}.", _INSERT)
    if len(found) > 1:
        names = ", ".join(token.label.strip() for token in found)
        raise KeyUnusable(f"Er zijn meer kaarten: {names}.", "Zeg met token_label welke het is.")
    return found[0]


def _session(token: Token, card: Card) -> Session:
    from pkcs11 import PROTECTED_AUTH, TokenFlag

    if card.pin is not None:
        return token.open(user_pin=card.pin)
    asks_itself = bool(token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    return token.open(user_pin=PROTECTED_AUTH) if asks_itself else token.open()


def _certificates(session: Session) -> Iterator[tuple[str, asn1_x509.Certificate]]:
    from pkcs11 import Attribute, ObjectClass

    for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        try:
            yield str(found[Attribute.LABEL]), asn1_x509.Certificate.load(found[Attribute.VALUE], strict=True)
        except ValueError:
            continue  # a card may hold more than certificates of this kind


def _own(card: Card, certificates: dict[str, asn1_x509.Certificate]) -> str:
    wanted = card.certificate or card.key
    if wanted is not None and wanted in certificates:
        return wanted
    there = ", ".join(sorted(certificates)) or "geen enkel"
    raise KeyUnusable(
        f"Op {_named(card)} staat geen certificaat met de naam {wanted}.",
        f"Noem het juiste met cert_label; op de kaart staat: {there}.",
    )


def _require_key(card: Card, session: Session) -> None:
    from pkcs11 import ObjectClass
    from pkcs11.exceptions import MultipleObjectsReturned, NoSuchKey

    label = _key_label(card)
    try:
        session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
    except NoSuchKey as fault:
        raise KeyUnusable(
            f"Op {_named(card)} staat geen sleutel met de naam {label}.",
            "Noem de juiste met key_label. Zonder pincode (pin_file, pin_env) laat een kaart haar sleutels niet zien.",
        ) from fault
    except MultipleObjectsReturned as fault:
        raise KeyUnusable(
            f"Op {_named(card)} staan meer sleutels met de naam {label}.", "Geef ze een eigen naam."
        ) from fault


def _key_label(card: Card) -> str:
    label = card.key or card.certificate
    assert label is not None  # the settings ask for one of them
    return label


def _named(card: Card) -> str:
    return f"de kaart {card.token}" if card.token is not None else "de kaart"

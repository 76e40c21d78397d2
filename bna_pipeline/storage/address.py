"""A database's address as a message may show it, and what a database had to say as one Dutch sentence."""

from __future__ import annotations

import re
from urllib.parse import unquote

from bna_pipeline.errors import StorageError, in_words

_SPACE = "Kijk of er ruimte is en of dit account er mag schrijven, en geef het commando opnieuw; wat vastlag, blijft."
_SQLITE = {
    "SQLITE_BUSY": (
        "een ander programma houdt het vast",
        "Sluit dat programma of wacht, en geef het commando opnieuw.",
    ),
    "SQLITE_LOCKED": (
        "een ander programma houdt het vast",
        "Sluit dat programma of wacht, en geef het commando opnieuw.",
    ),
    "SQLITE_FULL": ("de schijf is vol", _SPACE),
    "SQLITE_READONLY": ("het is alleen te lezen", _SPACE),
    "SQLITE_CANTOPEN": ("het is niet te openen", _SPACE),
    "SQLITE_IOERR": ("de schijf is vol of geeft een fout", _SPACE),
    "SQLITE_PERM": ("dit account mag dat niet", _SPACE),
}
_DRIVER = "pip install 'bna-pipeline[server]'"


def is_postgres(url: str) -> bool:
    """Whether a database's address names a PostgreSQL server."""
    return url.partition(":")[0].partition("+")[0] in ("postgresql", "postgres")


def where(url: str) -> str:
    """The address without user, password and parameters; of one that may be read in two ways, only its scheme."""
    scheme, _, rest = url.partition("://")
    if scheme.startswith("sqlite"):
        return url.partition("?")[0]
    if "?" in rest[: rest.rfind("@") + 1]:
        return f"{scheme}://"  # a question mark in the password, or an @ in a parameter
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def unusable(url: str, fault: Exception) -> StorageError:
    """The error for a database that cannot be used.

    Args:
        url: its address; what is secret in it stays out of the message.
        fault: what the driver or the operating system raised.
    """
    if isinstance(fault, ImportError):
        return StorageError(
            f"Voor de database {where(url)} ontbreekt een onderdeel van Python: {fault.name or fault}.",
            f"Installeer het: {_DRIVER}",
        )
    file = _of_a_file(fault)
    if file is not None:
        return StorageError(f"Het logboek {where(url)} is niet te gebruiken: {file[0]}.", file[1])
    return StorageError(
        f"Het logboek {where(url)} is niet te gebruiken: {_said(url, fault)}.",
        "Controleer of de database draait en of het adres in de instellingen klopt.",
    )


def _of_a_file(fault: Exception) -> tuple[str, str] | None:
    """What SQLite or the operating system had against the file, and what to do; None when neither said so."""
    if isinstance(fault, OSError):
        return in_words(fault), _SPACE
    name = str(getattr(getattr(fault, "orig", None) or fault, "sqlite_errorname", ""))
    return next((told for kind, told in _SQLITE.items() if name.startswith(kind)), None)


def _said(url: str, fault: Exception) -> str:
    if where(url).endswith("://"):
        return type(fault).__name__  # what is the password and what is not, the driver may have seen otherwise
    # The first line only: SQLAlchemy adds the statement with its values, which may be personal data.
    text = str(getattr(fault, "orig", None) or fault).strip() or type(fault).__name__
    said = text.splitlines()[0].rstrip(".")
    for secret in (url, *_secrets(url)):
        said = said.replace(secret, "***")
    return said


def _secrets(url: str) -> list[str]:
    found = re.findall(r"://[^:/]*:(.*)@|[?&]password=([^&]*)", url)
    plain = {part for parts in found for part in parts if part}
    return sorted(plain | {unquote(part) for part in plain}, key=len, reverse=True)

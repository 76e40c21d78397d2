"""A database's address as a message may show it, and what a database had to say as one Dutch sentence."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from bna_pipeline.errors import StorageError
from bna_pipeline.system_words import in_words

_SPACE = "Kijk of er ruimte is en of dit account er mag schrijven, en geef het commando opnieuw; wat vastlag, blijft."
_HELD = ("een ander programma houdt het vast", "Sluit dat programma of wacht, en geef het commando opnieuw.")
_SQLITE = {
    "SQLITE_BUSY": _HELD,
    "SQLITE_LOCKED": _HELD,
    "SQLITE_FULL": ("de schijf is vol", _SPACE),
    "SQLITE_READONLY": ("het is alleen te lezen", _SPACE),
    "SQLITE_CANTOPEN": ("het is niet te openen", _SPACE),
    "SQLITE_IOERR": ("de schijf is vol of geeft een fout", _SPACE),
    "SQLITE_PERM": ("dit account mag dat niet", _SPACE),
}
_POSTGRES = {  # by SQLSTATE
    "25006": (
        "het is alleen te lezen",
        "Vraag de beheerder of dit de server is waar geschreven wordt, en geen kopie of een server in onderhoud.",
    ),
    "42501": ("dit account mag dat niet", "Vraag de beheerder om rechten op de tabellen van het logboek."),
    "42P01": (
        "een tabel ontbreekt",
        "Kijk of het adres naar de goede database en het goede schema leidt; zo ja, zet de reservekopie terug.",
    ),
    "53100": ("de schijf van de server is vol", "Vraag de beheerder om ruimte; wat vastlag, blijft."),
    "55P03": _HELD,
    "57014": ("de server deed er te lang over", "Geef het commando straks opnieuw; wat vastlag, blijft."),
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


def unusable(url: str, fault: Exception, what: str = "Het logboek") -> StorageError:
    """The error for a database that cannot be used.

    Args:
        url: its address; what is secret in it stays out of the message.
        fault: what the driver or the operating system raised.
        what: what stands there, as the message calls it.
    """
    if isinstance(fault, ImportError):
        return StorageError(
            f"Voor de database {where(url)} ontbreekt een onderdeel van Python: {fault.name or fault}.",
            f"Installeer het: {_DRIVER}",
        )
    known = _known(url, fault)
    if known is not None:
        return StorageError(f"{what} {where(url)} is niet te gebruiken: {known[0]}.", known[1])
    return StorageError(
        f"{what} {where(url)} is niet te gebruiken: {_said(url, fault)}.",
        "Controleer of de database draait en of het adres in de instellingen klopt.",
    )


def _known(url: str, fault: Exception) -> tuple[str, str] | None:
    """What the database or the operating system said by a code, and what to do; None when by none that is known."""
    if isinstance(fault, OSError):
        return in_words(fault), _SPACE
    said = getattr(fault, "orig", None) or fault
    name = str(getattr(said, "sqlite_errorname", ""))
    # A database whose writers all closed it has no journal beside it, and cannot be opened where none can be made.
    if name.startswith("SQLITE_CANTOPEN") and _read_only(url):
        return _SQLITE["SQLITE_READONLY"]
    file = next((told for kind, told in _SQLITE.items() if name.startswith(kind)), None)
    return file or _POSTGRES.get(str(getattr(said, "sqlstate", "")))


def _read_only(url: str) -> bool:
    """Whether an SQLite file lies where nothing can be written at all."""
    folder = Path(where(url).partition(":///")[2]).parent
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:  # it is not there either: that is another fault
        return False


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

"""Why the operating system refused something, in Dutch."""

from __future__ import annotations

import errno

_SYSTEM = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de ruimte van dit account is op",
    errno.EFBIG: "een bestand mag niet groter worden",
    errno.EROFS: "de map is alleen te lezen",
    errno.EACCES: "dit account mag dat niet",
    errno.EPERM: "dit account mag dat niet",
    errno.ENOENT: "het bestaat niet",
    errno.EEXIST: "er staat al iets met die naam",
    errno.EISDIR: "er staat een map waar een bestand hoort",
    errno.ENOTDIR: "er staat een bestand waar een map hoort",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.ELOOP: "het is een koppeling naar iets anders",
    errno.EMFILE: "er staan te veel bestanden open",
    errno.ENFILE: "er staan te veel bestanden open",
    errno.ENOMEM: "het geheugen is vol",
    errno.EIO: "de schijf geeft een fout",
    errno.EBUSY: "iets anders gebruikt het",
    errno.ETXTBSY: "iets anders gebruikt het",
    errno.ESTALE: "de netwerkmap is niet meer bereikbaar",
}


def in_words(fault: OSError) -> str:
    """Why the operating system refused, in Dutch, as the end of a sentence; its own words where these are not known."""
    # Copying a folder gives a list of faults as text, of which the first says enough.
    within = str(fault).partition("[Errno ")[2].partition("]")[0]
    number = fault.errno or (int(within) if within.isdecimal() else 0)
    return _SYSTEM.get(number) or fault.strerror or str(fault)

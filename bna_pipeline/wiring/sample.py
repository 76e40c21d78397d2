"""The sample that travels with the software."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from bna_pipeline.errors import NoProject, StorageError
from bna_pipeline.storage.outbox import write_atomic
from bna_pipeline.system_words import in_words


def lay_out_sample(folder: Path) -> int:
    """Copy the sample's `templates/` and `inbox/` into a folder, and make an empty outbox.

    What stands there is left alone.

    Returns:
        How many files were copied.

    Raises:
        NoProject: neither the package nor a checkout around it holds the sample.
    """
    package = Path(__file__).parents[1]
    source = next((s for s in (package / "_sample", package.parent) if (s / "templates").is_dir()), None)
    if source is None:
        raise NoProject("Bij deze installatie hoort geen voorbeeld.", "Installeer het pakket opnieuw.")
    made = 0
    for part in ("templates", "inbox"):
        for path in sorted(p for p in (source / part).rglob("*") if p.is_file()):
            target = folder / path.relative_to(source)
            if not target.exists():
                write_atomic(target, path.read_bytes())
                made += 1
    (folder / "outbox").mkdir(parents=True, exist_ok=True)
    return made


def forget_store(store: Path) -> None:
    """Take a sample's ledger, key and blobs away in one step.

    File by file, somebody who looks in between would find a key in use without its ledger. What a kill leaves lies
    aside, and goes at the next call.

    Raises:
        StorageError: it cannot be set aside.
    """
    aside = store.with_name(f"{store.name}.weg")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with suppress(FileNotFoundError):
            store.rename(aside)
    except OSError as fault:
        raise StorageError(
            f"Het voorbeeld in {store} is niet weg te halen: {in_words(fault)}.",
            f"Kijk van wie de map is, en of {aside} weg kan.",
        ) from fault
    shutil.rmtree(aside, ignore_errors=True)

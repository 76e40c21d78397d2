"""What is made once before anything is measured.

`python -m benchmarks.prepare WORKSHOP SOURCE PREFECT BY_MAIL PARTNERS...`
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks import crowd, material
from benchmarks.catalogue import SMALL
from benchmarks.measurement import Workshop


def main(workshop: str, source: str, conducted: str, by_mail: str, *partners: str) -> None:
    """Play the sample edition, and lay out the other projects that are asked for.

    Args:
        workshop: an empty folder.
        source: the checkout, with `templates/` and `inbox/`.
        conducted: "yes" when Prefect's home has to be laid out as well.
        by_mail: sizes of the programmes whose round goes by mail, with commas in between.
        partners: sizes of the generated programmes, multiples of the sample's.
    """
    made, checkout = Workshop(Path(workshop)), Path(source)
    material.prepare(checkout, made)
    for size in map(int, partners):
        crowd.make(checkout, made.crowd(size), size // SMALL)
    for size in map(int, filter(None, by_mail.split(","))):
        crowd.make_for_mail(checkout, made.by_mail(size), size // SMALL)
    if conducted == "yes":
        from flows.embedded import embedded

        shutil.copytree(made.before("settle"), made.conducted)
        with embedded(made.conducted):
            pass  # the first start lays out Prefect's database


if __name__ == "__main__":
    main(*sys.argv[1:])

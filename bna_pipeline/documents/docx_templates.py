"""The two Word templates of a programme, and whether they can be used."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bna_pipeline.documents import docx_letter, docx_report
from bna_pipeline.documents.docx_check import template_faults
from bna_pipeline.documents.house import load_house

_TEMPLATES: Final = ((docx_report.TEMPLATE, docx_report.NEEDS), (docx_letter.TEMPLATE, docx_letter.NEEDS))


def word_template_faults(folder: Path) -> tuple[str, ...]:
    """What is wrong with a programme's Word templates, in Dutch: where, what, and how to mend it.

    A draft refuses the same templates for the same reasons.

    Args:
        folder: the programme's folder. A template that is not there is left to the check of files.

    Raises:
        TemplateInvalid: the house style, which their styles are held against, cannot be used.
    """
    house = load_house(folder)
    faults: list[str] = []
    for name, needs in _TEMPLATES:
        try:
            data = (folder / name).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            faults.append(f"Het Word-sjabloon {name} is niet te lezen: {error.strerror}.")
            continue
        faults += template_faults(data, name, needs, house)
    return tuple(faults)

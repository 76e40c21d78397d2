"""One typesetter and one full-size rendering for all tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.render import Rendered, render
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content
from tests.unit.documents import factory, lint_draft, small


@pytest.fixture(scope="session")
def typesetter() -> TypstTypesetter:
    return TypstTypesetter(factory.FONTS)


@pytest.fixture(scope="session")
def content() -> Content:
    text = load_letter_text(factory.FOLDER)
    return make_content(factory.programme(), factory.edition(), factory.consolidation(), text)


@pytest.fixture(scope="session")
def rendered(content: Content, typesetter: TypstTypesetter) -> Rendered:
    return render(content, factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP)


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.folder(tmp_path_factory.mktemp("programmes"))


@pytest.fixture(scope="session")
def small_content(small_folder: Path) -> Content:
    """A small content with everything in it that the lint looks at."""
    return lint_draft.content(small_folder)


@pytest.fixture(scope="session")
def documents(small_content: Content, small_folder: Path, typesetter: TypstTypesetter) -> Mapping[str, bytes]:
    """The six files of that content, by name."""
    return lint_draft.documents(small_content, small_folder, typesetter)

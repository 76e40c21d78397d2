"""A step is loaded when it is asked for; what a status rests on loads no library that takes long."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bna_pipeline import pipeline

SLOW = {
    "PIL",
    "aiohttp",
    "bagit",
    "docx",
    "docxtpl",
    "fsspec",
    "httpx",
    "jinja2",
    "lxml",
    "pikepdf",
    "pyhanko",
    "pypdf",
    "sqlalchemy",
    "typst",
}


def test_every_name_leads_to_its_step() -> None:
    """A constant cannot say where it stands."""
    for name in pipeline.__all__:
        found = getattr(pipeline, name)
        assert name.isupper() or found.__module__.startswith("bna_pipeline.pipeline.")
    with pytest.raises(AttributeError, match="geen_stap"):
        pipeline.geen_stap  # noqa: B018


def test_what_the_type_checker_sees_is_what_is_loaded() -> None:
    """The names stand in the module twice; they must not come apart."""
    tree = ast.parse(Path(pipeline.__file__).read_text(encoding="utf-8"))
    seen = {
        (str(node.module).removeprefix("bna_pipeline.pipeline."), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("bna_pipeline.pipeline.")
        for alias in node.names
    }
    loaded = {(module, name) for module, names in pipeline._MODULES.items() for name in names}
    assert seen == loaded
    assert {name for _, name in loaded} == set(pipeline.__all__)


def test_a_status_rests_on_no_slow_library() -> None:
    code = "import sys, bna_pipeline.pipeline.status, bna_pipeline.views; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.partition(".")[0] for name in done.stdout.split()} & SLOW == set()

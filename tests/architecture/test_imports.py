"""The import rules hold, cover every module, and catch a breach of each kind."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bna_pipeline", "flows")


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, Any]]:
    """The contracts of pyproject.toml by name."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in configuration["tool"]["importlinter"]["contracts"]}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project of its own with the packages as they stand, to plant breaches in."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def broken_in(copy: Path) -> Callable[[], set[str]]:
    """Runs the contracts over the copy and gives the names of those that are broken."""

    def run() -> set[str]:
        script = Path(sys.executable).with_name("lint-imports")
        done = subprocess.run(
            [script, "--no-cache"],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
            env={"COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        verdicts = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", done.stdout, re.MULTILINE)
        assert verdicts, done.stdout + done.stderr
        broken = {name for name, verdict in verdicts if verdict == "BROKEN"}
        assert done.returncode == (1 if broken else 0)
        return broken

    return run


def test_every_contract_holds_for_the_code_as_it_stands(broken_in: Callable[[], set[str]]) -> None:
    assert broken_in() == set()


ORDER = "rooms stand in one order; stages and adapters stand apart"
STAGES = "stages are called by the pipeline and built by the wiring"
ADAPTERS = "adapters are built in one place, the wiring"
RIMS = "rims reach everything through the wiring"
MODEL = "the model does no I/O and knows no path, environment or clock"
SQL = "SQLAlchemy and fsspec have one home, storage"
DRIVERS = "drivers of databases and object stores are named in storage alone"
NETWORK_AND_CARDS = "signing goes over the network from one place, and knows cards in one"
MAIL = "connections to mail servers have one home, mail"
PREFECT = "Prefect has one home, the flows"

BREACHES = [
    ("review/planted.py", "from bna_pipeline.documents import content", ORDER),
    ("review/planted.py", "import bna_pipeline.storage", ORDER),
    ("errors/__init__.py", "from bna_pipeline import model", ORDER),
    ("model/planted.py", "from bna_pipeline.ports import Clock", ORDER),
    ("ports/planted.py", "import bna_pipeline.review", ORDER),
    ("rounds/planted.py", "import bna_pipeline.wiring", ORDER),
    ("views.py", "import bna_pipeline.pipeline", ORDER),
    ("settings/planted.py", "import bna_pipeline.wiring", ORDER),
    ("wiring/planted.py", "import bna_pipeline.cli", ORDER),
    ("views.py", "import bna_pipeline.review", STAGES),
    ("cli/planted.py", "import bna_pipeline.record", STAGES),
    ("pipeline/planted.py", "from bna_pipeline.storage.ledger import SqlLedger", ADAPTERS),
    ("views.py", "import bna_pipeline.identity", ADAPTERS),
    ("cli/planted.py", "from bna_pipeline.storage import blobs", ADAPTERS),
    ("../flows/planted.py", "from bna_pipeline.pipeline import advance", RIMS),
    ("cli/planted.py", "import bna_pipeline.views", RIMS),
    ("../flows/planted.py", "import bna_pipeline.ports", RIMS),
    ("../flows/planted.py", "import bna_pipeline.cli", "flows and portal never import each other"),
    ("wiring/planted.py", "import flows", "nothing below the rims knows the flows"),
    ("wiring/planted.py", "import s3fs", DRIVERS),
    ("pipeline/planted.py", "import botocore", DRIVERS),
    ("rounds/planted.py", "import smtplib", MAIL),
    ("wiring/planted.py", "def late() -> None:\n    import imap_tools", MAIL),
    ("errors/__init__.py", "import pydantic", "errors stand on the standard library alone"),
    ("model/planted.py", "import os", MODEL),
    ("model/planted.py", "from pathlib import Path", MODEL),
    ("model/planted.py", "def late() -> None:\n    import time", MODEL),
    ("ports/planted.py", "import sqlite3", "ports name needs and do nothing"),
    ("review/planted.py", "import socket", "stages, pipeline and views open no connection of their own"),
    ("review/planted.py", "import pyhanko", "pyHanko has one home, signing"),
    ("wiring/planted.py", "import pkcs11", NETWORK_AND_CARDS),
    ("signing/planted.py", "def late() -> None:\n    import requests", NETWORK_AND_CARDS),
    ("signing/planted.py", "import httpx", "signing asks over httpx, in fetching"),
    ("record/planted.py", "from pyhanko_certvalidator import context", "pyHanko has one home, signing"),
    ("../flows/planted.py", "import sqlalchemy", SQL),
    ("pipeline/planted.py", "import fsspec", SQL),
    ("record/planted.py", "import typst", "Typst and docxtpl have one home, documents"),
    ("contributions/planted.py", "from docxtpl import DocxTemplate", "Typst and docxtpl have one home, documents"),
    ("record/planted.py", "import pygfried", "formats are looked up in one program, format_scan"),
    ("cli/planted.py", "from fastapi import FastAPI", "FastAPI has one home, the portal"),
    ("views.py", "import prefect", PREFECT),
    ("trigger.py", "from prefect.client import orchestration", PREFECT),
    ("cli/planted.py", "def late() -> None:\n    from prefect import flow", PREFECT),
]


@pytest.mark.parametrize(("place", "code", "contract"), BREACHES)
def test_a_planted_breach_is_caught_by_its_contract(
    copy: Path, broken_in: Callable[[], set[str]], place: str, code: str, contract: str
) -> None:
    path = copy / "bna_pipeline" / place
    standing = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{standing}\n{code}\n", encoding="utf-8")
    assert contract in broken_in()


def test_every_contract_is_broken_by_some_breach(contracts: dict[str, dict[str, Any]]) -> None:
    assert {contract for _, _, contract in BREACHES} == set(contracts)


@pytest.mark.parametrize("place", ["helpers.py", "archive/__init__.py"])
def test_a_new_room_that_no_row_covers_fails(copy: Path, broken_in: Callable[[], set[str]], place: str) -> None:
    path = copy / "bna_pipeline" / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    assert broken_in() == {ORDER}


def test_the_portal_stands_beside_the_flows_and_reaches_stages_through_the_wiring(
    copy: Path, broken_in: Callable[[], set[str]]
) -> None:
    planted = copy / "bna_pipeline" / "portal" / "planted.py"
    planted.write_text("import bna_pipeline.wiring\nimport fastapi\n", encoding="utf-8")
    assert "FastAPI has one home, the portal" not in broken_in()
    planted.write_text("import flows\nimport bna_pipeline.review\n", encoding="utf-8")
    assert {"flows and portal never import each other", STAGES} <= broken_in()


def test_every_room_that_exists_stands_in_the_contract_of_its_kind(contracts: dict[str, dict[str, Any]]) -> None:
    """A room that comes later (mail, the portal) is placed by the order at once; here it is asked for in the rest."""
    there = {name for name in ("cli", "portal") if (ROOT / "bna_pipeline" / name).is_dir()}
    assert set(contracts[RIMS]["source_modules"]) == {"flows", *(f"bna_pipeline.{name}" for name in there)}
    row = next(layer for layer in contracts[ORDER]["layers"] if "storage" in layer)
    rooms = {name.strip("() ") for name in row.split("|")}
    there = {name for name in rooms if any((ROOT / "bna_pipeline").glob(f"{name}*"))}
    kinds = [*contracts[STAGES]["protected_modules"], *contracts[ADAPTERS]["protected_modules"]]
    assert sorted(kinds) == sorted(f"bna_pipeline.{name}" for name in there)


def test_all_code_lies_in_the_packages_that_the_contracts_read() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {*PACKAGES, "tests", "benchmarks"}
    assert not list(ROOT.glob("*.py"))


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("errors", {"datetime", "errno", "typing"}),
        (
            "model",
            {"collections", "dataclasses", "datetime", "decimal", "enum", "hashlib", "json", "re", "typing"}
            | {"fractions", "functools", "itertools", "unicodedata", "pydantic"},
        ),
        ("ports", {"collections", "contextlib", "dataclasses", "datetime", "pathlib", "typing"}),
    ],
)
def test_the_lowest_rooms_import_from_outside_only_what_is_listed(
    graph: grimp.ImportGraph, room: str, allowed: set[str]
) -> None:
    """A list of what is forbidden, as in the contracts, has gaps; these rooms are small enough to list what is not."""
    top = f"bna_pipeline.{room}"
    inside = {top} | graph.find_descendants(top)
    outside = {m for module in inside for m in graph.find_modules_directly_imported_by(module)}
    assert {m for m in outside if not m.startswith("bna_pipeline")} - {"__future__"} <= allowed


def test_the_command_loads_flows_and_servers_only_when_it_needs_them() -> None:
    for path in (ROOT / "bna_pipeline" / "cli").rglob("*.py"):
        names = {name for node in _at_import(ast.parse(path.read_text(encoding="utf-8"))) for name in _imported(node)}
        early = {name for name in names if name.split(".")[0] in {"flows", "uvicorn"} or "portal" in name}
        assert not early, f"{path.name} imports {early} when it is loaded"


def test_starting_the_command_loads_no_framework() -> None:
    code = "import sys, bna_pipeline.cli; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"prefect", "fastapi", "sqlalchemy", "flows"}


def _at_import(tree: ast.AST) -> list[ast.Import | ast.ImportFrom]:
    """Imports that run when the module is loaded: not those in functions, nor those for the type checker."""
    found: list[ast.Import | ast.ImportFrom] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found.extend(_at_import(node))
    return found


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]

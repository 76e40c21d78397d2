"""Write the sample inbox from the readable data beside this file: `python -m tests.sample.make [--check]`.

With `--check` nothing is written; what differs from the inbox is named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.forms import word_form
from bna_pipeline.contributions.structured import read_data
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.programme import Programme
from tests.sample.filling import Answer, fill_form

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PROGRAMME = ROOT / "templates" / "bna" / "programme.yaml"
HEAD = ("carrier", "file", "faults")


def sample_files(source: Path = HERE, programme_file: Path = PROGRAMME) -> dict[str, bytes]:
    """Every file of the sample inbox by its path below `inbox/`."""
    programme = Programme.model_validate(read_data(programme_file.read_bytes())[1])
    files: dict[str, bytes] = {}
    for path in sorted((source / "contributions").glob("*.yaml")):
        data = read_data(path.read_bytes())[1]
        head = {key: data.pop(key) for key in HEAD if key in data}
        name = f"{data['edition']}/{data['partner']}/{head['file']}"
        if name in files:
            raise ValueError(f"{path.name}: {name} is written twice")
        files[name] = _carried(programme, head, data, source)
    redactie = (source / "redactie.yaml").read_bytes()
    files[f"{read_data(redactie)[1]['edition']}/redactie/redactie.yaml"] = redactie
    return files


def _carried(programme: Programme, head: Mapping[str, Any], data: dict[str, Any], source: Path) -> bytes:
    match head["carrier"]:
        case "docx":
            return _word(programme, data, head.get("faults", ()), source)
        case "json":
            return (json.dumps(_with_pictures(data, source), ensure_ascii=False, indent=2) + "\n").encode()
        case "yaml":
            text = yaml.dump(
                _with_pictures(data, source), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120
            )
            return text.encode()
        case other:
            raise ValueError(f"unknown carrier {other!r}")


def _word(programme: Programme, data: Mapping[str, Any], faults: Any, source: Path) -> bytes:
    edition, partner = programme.edition(data["edition"]), programme.partner(data["partner"])
    programme = programme.of(edition)
    answers: dict[str, Answer] = {q.AUTHOR: data["author"], q.COMPLETENESS: data["completeness"]}
    for report in data["reports"]:
        for question, answer in _answers(report, source):
            answers[q.code_of(report["action"], question)] = answer
    for fault in faults:
        answers[fault["cell"]] = fault["text"]
    filled = {code: answer for code, answer in answers.items() if answer}
    return fill_form(word_form(programme, edition, partner), filled, datetime.fromisoformat(data["sent_at"]))


def _answers(report: Mapping[str, Any], source: Path) -> Iterator[tuple[q.Question, Answer]]:
    yield q.STATUS, report["status"]
    texts = (
        (q.ACHIEVED, "achieved"),
        (q.NEXT_STEPS, "next_steps"),
        (q.REASON, "reason"),
        (q.MEASURE, "measure"),
    )
    for question, key in texts:
        yield question, _paragraphs(report.get(key, ""))
    for question, reached in ((q.REACHED, True), (q.COMING, False)):
        yield question, [_milestone(m) for m in report.get("milestones", ()) if m["reached"] is reached]
    example = report.get("example", {})
    yield q.EXAMPLE_TITLE, example.get("title", "")
    yield q.EXAMPLE_TEXT, _paragraphs(example.get("text", ""))
    yield q.CAPTION, example.get("caption", "")
    if picture := example.get("picture"):
        yield q.PICTURE, (source / picture["file"]).read_bytes()
        yield q.DESCRIPTION, picture["description"]
    if money := report.get("money"):
        yield q.AMOUNT, f"€ {money['amount']:,}".replace(",", ".")
        yield q.PURPOSE, money["purpose"]


def _milestone(milestone: Mapping[str, Any]) -> str:
    return f"{dutch_date(datetime.fromisoformat(milestone['date']).date())} - {milestone['title']}"


def _paragraphs(text: str | list[str]) -> list[str]:
    parts = re.split(r"\n\s*\n", text) if isinstance(text, str) else text
    return [" ".join(part.split()) for part in parts if part.strip()]


def _with_pictures(value: Any, source: Path) -> Any:
    """The same data with pictures inside, where the source names a file."""
    if isinstance(value, list):
        return [_with_pictures(item, source) for item in value]
    if not isinstance(value, dict):
        return value
    if "file" in value and "description" in value:
        content = base64.b64encode((source / value["file"]).read_bytes()).decode("ascii")
        return {"data": content, **{k: v for k, v in value.items() if k != "file"}}
    return {key: _with_pictures(item, source) for key, item in value.items()}


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, as a person writes them."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def differences(files: Mapping[str, bytes], inbox: Path) -> list[str]:
    """What makes the inbox differ from these files, one sentence each; empty when it does not."""
    editions = {name.split("/", 1)[0] for name in files}
    there = {
        path.relative_to(inbox).as_posix()
        for edition in editions
        for path in (inbox / edition).rglob("*")
        if path.is_file()
    }
    return [
        *(f"{name} is missing" for name in sorted(set(files) - there)),
        *(f"{name} does not belong there" for name in sorted(there - set(files))),
        *(f"{n} differs" for n in sorted(there & set(files)) if (inbox / n).read_bytes() != files[n]),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the inbox, or compare it; returns the exit code."""
    parser = argparse.ArgumentParser(description="Write inbox/ from the readable data in tests/sample/.")
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs")
    options = parser.parse_args(arguments)
    files, inbox = sample_files(), ROOT / "inbox"
    if options.check:
        found = differences(files, inbox)
        sys.stderr.writelines(f"{line}; run `make sample`\n" for line in found)
        return 1 if found else 0
    for name, data in files.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sys.stdout.write(f"{len(files)} files written below {inbox}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

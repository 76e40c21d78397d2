"""The control page of a draft: everything that was found is on it, as it was said, and nothing on it does anything."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from bna_pipeline.documents.control_page import ControlPage, control_html, control_json
from bna_pipeline.model.checklist import ChecklistItem
from bna_pipeline.model.draft_findings import DraftFinding, DraftFindings, FindingAccepted
from bna_pipeline.model.finding import Finding, Severity, Weight

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="`\x7f\u00a0\u00ad"), min_size=1)
WORDS = TEXT.filter(lambda text: bool(text.split()) and not any(0x7F <= ord(c) < 0xA0 for c in text))


def found(weight: Weight, message: str, sentence: str | None = None, code: str = "BRF-010") -> DraftFinding:
    finding = Finding(
        code=code,
        severity=Severity.WARNING,
        place="Vervolg, alinea 1",
        rule="Een regel.",
        message=message,
        mend="Doe `dit` eraan.",
        sentence=sentence,
    )
    return DraftFinding(weight=weight, finding=finding)


def acceptance(of: DraftFinding, reason: str) -> FindingAccepted:
    return FindingAccepted(
        code=of.finding.code,
        finding=of.digest,
        place=of.finding.place,
        message=of.finding.message,
        reason=reason,
        by="coordinator",
        at=datetime(2020, 6, 15, 22, 30, tzinfo=UTC),
    )


def page(
    *findings: DraftFinding, accepted: tuple[FindingAccepted, ...] = (), checklist: tuple[ChecklistItem, ...] = ()
) -> ControlPage:
    return ControlPage(
        title="Rapportage",
        version=3,
        findings=DraftFindings(letter=findings, checklist=checklist),
        accepted=accepted,
        names={"coordinator": "Programmacoördinator"},
        command=lambda one: f"bna accept delta-2030 --rule {one.finding.code} --reason REDEN",
    )


def asked(place: str) -> ChecklistItem:
    return ChecklistItem(subject="Kleuren", question="Zijn de kleuren goed?", source="huisstijl", places=(place,))


def text_of(made: ControlPage) -> str:
    body = next(html.fromstring(control_html(made)).iter("body"))
    return " ".join("".join(map(str, body.itertext())).split())


@settings(max_examples=25, deadline=None)
@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_a_text_says_stands_on_the_page_as_it_is(message: str, sentence: str, reason: str, item: str) -> None:
    one = found(Weight.ACCEPTABLE, message, sentence)
    made = page(one, accepted=(acceptance(one, reason),), checklist=(asked(item),))
    said = text_of(made)
    assert all(" ".join(text.split()) in said for text in (message, sentence, reason, item))
    tree = html.fromstring(control_html(made))
    assert {element.tag for element in tree.iter()} <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "main",
            "h1",
            "h2",
            "h3",
            "p",
            "strong",
            "span",
            "ol",
            "ul",
        ),
        *("li", "blockquote", "code"),
    }
    assert json.loads(control_json(made))["accepted"][0]["reason"] == " ".join(reason.split())


def test_open_accepted_and_remarked_stand_apart_and_in_order() -> None:
    kept, left, told = (found(w, f"Dit is {n}.") for n, w in enumerate([Weight.ACCEPTABLE] * 2 + [Weight.REMARK]))
    made = page(kept, left, told, accepted=(acceptance(kept, "mag"),), checklist=(asked("bladzijde 3"),))
    heads = html.fromstring(control_html(made)).xpath("//h2/text()")
    assert heads == ["Open (1)", "Aanvaard (1)", "Opmerkingen (1)", "Wat alleen een mens kan zien"]
    said = text_of(made)
    assert "Er staat één bevinding open." in said
    assert "Of aanvaard het met bna accept delta-2030 --rule BRF-010 --reason REDEN" in said
    assert "Aanvaard door Programmacoördinator op 16 juni 2020 om 00:30 uur: mag" in said
    plain = json.loads(control_json(made))
    assert [len(plain[key]) for key in ("open", "accepted", "remarks", "checklist")] == [1, 1, 1, 1]


def test_an_acceptance_of_another_text_is_not_shown() -> None:
    now, before = found(Weight.ACCEPTABLE, "Nu dit."), found(Weight.ACCEPTABLE, "Eerst dat.")
    made = page(now, accepted=(acceptance(before, "mocht toen"),))
    assert "mocht toen" not in text_of(made)
    assert made.open == (now,)


def test_a_draft_without_findings_says_so_and_makes_the_same_bytes_every_time() -> None:
    assert "Er staat niets open." in text_of(page())
    assert control_html(page()) == control_html(page())


def test_the_page_is_one_file_in_dutch_that_asks_nothing_of_the_network() -> None:
    said = control_html(page(found(Weight.ACCEPTABLE, "<script>alert(1)</script> https://example.org"))).decode()
    tree = html.fromstring(said)
    assert tree.get("lang") == "nl" and tree.xpath("//title/text()") == ["Controle van concept 3 - Rapportage"]
    assert not list(tree.iter("script", "link", "img", "iframe", "a", "form"))
    assert not re.search(r"url\(|@import", said)
    levels = [int(h.tag[1]) for h in tree.iter("h1", "h2", "h3")]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))

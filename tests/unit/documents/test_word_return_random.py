"""Whatever is tracked, in whichever fields: reading gives exactly that, and accepting all of it gives the new text."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.budget import budget
from tests.support.word_edits import ANNE, BERT, WordEdit, added, gone, kept, mark, paragraph
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.returned_draft import ACHIEVED, EXAMPLE, FOREWORD, NEXT, PROVINCE, SUMMARY, Seen
from tests.unit.documents.word_return_cases import EX_TEXT, FORE, NEXT_STEPS, PROV, SCHOOL, SUM

_FIELDS = {FORE: FOREWORD, SUM: SUMMARY, SCHOOL: ACHIEVED, PROV: PROVINCE, EX_TEXT: EXAMPLE, NEXT_STEPS: NEXT}
_WORDS = ("nu", "R&D", "<b>", "één", "שלום", "2021", "en/of", "“zo”", "heel", "(toen)")


@dataclass
class Written:
    """What was done to one field: the changes, and the paragraphs that follow from them."""

    found: list[Seen] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def _reworded(edit: WordEdit, text: str, key: str, random: Random, made: Written) -> None:
    """Words of one paragraph go, come or give way to others; between two changes a word stays."""
    words = [f"{word} " for word in text.split(" ")]
    words[-1] = words[-1][:-1]
    pieces, result, free = [], "", False
    for word in words:
        by = random.choice((ANNE, BERT))
        new = f"{random.choice(_WORDS)} "
        act = random.choice(("in", "out", "for", "", "", "")) if free and word.endswith(" ") else ""
        free = not act
        if act == "in":
            made.found.append(Seen("invoeging", by.name, "", new, key, by.date))
        elif act == "out":
            made.found.append(Seen("verwijdering", by.name, word, "", key, by.date))
        elif act == "for":
            made.found.append(Seen("vervanging", by.name, word, new, key, by.date))
        pieces.append(gone(word, by) if act in ("out", "for") else "")
        pieces.append(added(new, by) if act in ("in", "for") else "")
        pieces.append("" if act in ("out", "for") else kept(word))
        result += (new if act in ("in", "for") else "") + ("" if act in ("out", "for") else word)
    edit.rewrite(text, *(piece for piece in pieces if piece))
    made.text.append(" ".join(result.split()))


def _edited(edit: WordEdit, key: str, random: Random) -> Written:
    made = Written()
    paragraphs = _FIELDS[key]
    before = "words"
    for text in paragraphs:
        # Two whole paragraphs of one author right behind each other would be one change.
        act = random.choice(("words", "words", "none", "gone", "new")) if before in ("words", "none") else "none"
        before = act
        by = random.choice((ANNE, BERT))
        node = edit.paragraph(text)
        if act == "words":
            _reworded(edit, text, key, random, made)
        elif act == "gone":
            edit.end(edit.rewrite(text, gone(text, by)), "del", by)
            made.found.append(Seen("verwijdering", by.name, text, "", key, by.date))
        else:
            made.text.append(text)
        if act == "new":
            words = " ".join(random.choices(_WORDS, k=3))
            style = edit.style(node)
            last = text == paragraphs[-1]
            if last:  # as Word does it at the end of what is there
                edit.end(node, "ins", by)
                edit.after(node, paragraph(added(words, by), style=style))
            else:
                edit.after(node, paragraph(added(words, by), end=mark("ins", by), style=style))
            made.found.append(Seen("invoeging", by.name, "", words, key, by.date))
            made.text.append(words)
    return made


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=budget(12, 400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_tracked_is_read_and_accepting_it_all_gives_the_new_text(seed: int) -> None:
    random = Random(seed)
    edit = WordEdit(draft.own().data)
    if random.random() < 0.3:
        edit.drop_bookmarks()
    chosen = random.sample(sorted(_FIELDS), k=random.randint(1, len(_FIELDS)))
    written = {key: _edited(edit, key, random) for key in chosen}
    word = draft.back(edit.bytes())
    assert sorted(map(draft.seen, word.every), key=str) == sorted(
        (one for made in written.values() for one in made.found), key=str
    )
    became = draft.accepted(word)
    for key, made in written.items():
        if made.found:
            assert became[key] == tuple(made.text)
            assert next(s for s in word.scripts if s.field.key == key).text(()) == _FIELDS[key]


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=budget(6, 200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_edited_without_tracking_is_read_and_accepting_it_all_gives_the_new_text(seed: int) -> None:
    random = Random(seed)
    edit = WordEdit(draft.own().data)
    became: dict[str, tuple[str, ...]] = {}
    for key in random.sample(sorted(_FIELDS), k=random.randint(1, len(_FIELDS))):
        texts = []
        for text in _FIELDS[key]:
            words = [w for w in text.split(" ") if random.random() > 0.15]
            words.insert(random.randint(0, len(words)), random.choice(_WORDS))
            texts.append(" ".join(words))
            edit.rewrite(text, kept(texts[-1]))
        became[key] = tuple(texts)
    word = draft.back(edit.bytes())
    assert all(not change.tracked and change.author == draft.SENDER for change in word.every)
    assert word.remarks == ()
    assert draft.accepted(word) == became

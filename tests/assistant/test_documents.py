from hypothesis import given
from hypothesis import strategies as st

from backend.assistant.ranking.documents import passages


def test_a_text_is_cut_at_its_headings() -> None:
    found = passages("Anfang.\n\n# Kosten\nNichts.\n## Fristen ##\nZwei Wochen.")
    assert [(passage.heading, passage.text) for passage in found] == [
        ("", "Anfang."),
        ("Kosten", "Nichts."),
        ("Fristen", "Zwei Wochen."),
    ]


def test_short_paragraphs_stay_together_and_long_ones_are_cut_between_sentences() -> None:
    sentences = [f"Das ist Satz {number}." for number in range(60)]
    found = passages("Kurz.\n\nAuch kurz.\n\n" + " ".join(sentences), limit=40)
    assert found[0].text.startswith("Kurz.\nAuch kurz.")
    assert all(len(passage.text.split()) <= 40 for passage in found)
    assert all(passage.text.endswith(".") for passage in found)


def test_a_wall_of_words_without_any_mark_is_cut_all_the_same() -> None:
    found = passages("wort " * 1000, limit=120)
    assert [len(passage.text.split()) for passage in found] == [120] * 8 + [40]


def test_an_empty_text_has_no_passages() -> None:
    assert passages(" \n\n ") == []


@given(st.text(alphabet="ab .!\n#", max_size=300))
def test_no_word_is_lost(text: str) -> None:
    found = passages(text, limit=3)
    kept = " ".join(f"{passage.heading} {passage.text}" for passage in found)
    for word in ("a", "b"):
        headings_without_text = text.count("#") and word not in kept
        assert headings_without_text or (word in kept) == (word in text)

"""What is kept for editors names nobody."""

import pytest

from backend.assistant.scrubbing import MAX_KEPT, scrub


@pytest.mark.parametrize(
    ("typed", "gone"),
    [
        ("Ich heiße Erika Muster und brauche einen Kuchen", "Muster"),
        ("my name is John Smith, where is the cake", "Smith"),
        ("Меня зовут Иван Петров, где торт", "Петров"),
        ("Мене звати Олена Коваль, де торт", "Коваль"),
        ("اسمي محمد علي أين الكعكة", "محمد"),
        ("benim adım Ayşe Yılmaz, pasta nerede", "Yılmaz"),
        ("nazywam się Jan Nowak, gdzie ciasto", "Nowak"),
        ("je m'appelle Marie Curie, où est le gâteau", "Curie"),
        ("Frau Schmidt hat den Kuchen nicht", "Schmidt"),
        ("Kuchen zur Musterstraße 12a bitte", "12a"),
        ("Kuchen geboren 03.04.1985", "1985"),
        ("Kuchen an kuchen@example.org", "example"),
        ("Kuchen 0151 23456789 anrufen", "23456789"),
        ("Aktenzeichen AB 1234/56 Kuchen", "1234"),
        ("Kuchen https://example.org/erika", "erika"),
    ],
)
def test_names_numbers_and_addresses_are_taken_out(typed: str, gone: str) -> None:
    kept = scrub(typed)
    assert gone not in kept
    assert "…" in kept


def test_what_was_asked_stays_short_and_readable() -> None:
    assert scrub("Wie  züchtet\nman § 24 Orchideen?") == "Wie züchtet man § 24 Orchideen?"
    assert len(scrub("Orchideen züchten " * 50)) <= MAX_KEPT
    assert scrub("0151 23456789") == ""

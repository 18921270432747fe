"""A small library of pages in a folder of the test's own, to break on purpose."""

import shutil
from datetime import date
from pathlib import Path

from backend.content.checks import ContentProblem, find_problems
from backend.content.library import Library, load_library

CONTENT = Path(__file__).resolve().parents[2] / "content"
LOCALES = ("de", "de-simple", "en", "ar")
TODAY = date(2026, 11, 25)

GERMAN = """+++
id = "hund"
kind = "service"
group = "home"
title = "Hund anmelden"
summary = "Sie haben einen Hund? Dann melden Sie ihn bei der Stadt an."
deadline = "2 Wochen, nachdem der Hund da ist."
steps = ["Rufen Sie die [115](tel:115) an.", "Füllen Sie das Formular aus."]
source = "Satzung der Stadt"
checked_on = 2026-11-01
valid_until = 2027-11-01
translation = "source"
legal = [{ paragraph = "§ 1 Satzung", about = "Steuer für Hunde" }]
keywords = ["Hund", "Hundesteuer", "Welpe"]
sample_questions = [
  "Wo melde ich meinen Hund an?",
  "Was kostet ein Hund?",
  "Ich habe einen Welpen, was nun?",
  "Muss ich den Hund anmelden?",
  "Wie melde ich den Hund ab?",
]
+++

## Wenn der Hund weg ist

- Melden Sie ihn ab.
- Rufen Sie die [115](tel:115) an.
"""

ENGLISH = """+++
id = "hund"
title = "Register a dog"
summary = "You have a dog? Then register it with the city."
deadline = "2 weeks after you get the dog."
steps = ["Call [115](tel:115).", "Fill in the form."]
checked_on = 2026-11-01
translation = "machine"
keywords = ["dog", "dog tax", "puppy"]
sample_questions = [
  "Where do I register my dog?",
  "What does a dog cost?",
  "I have a puppy, what now?",
  "Do I have to register the dog?",
  "How do I deregister the dog?",
]
+++

## If the dog is gone

- Deregister it.
- Call [115](tel:115).
"""

SIMPLE = """+++
id = "hund"
title = "Den Hund anmelden"
summary = "Haben Sie einen Hund? Melden Sie ihn an."
deadline = "Sie haben 2 Wochen Zeit."
steps = ["Rufen Sie die Nummer [115](tel:115) an."]
checked_on = 2026-11-01
translation = "machine"
keywords = ["Hund", "Tier", "Steuer"]
sample_questions = [
  "Ich habe einen Hund. Was nun?",
  "Wo melde ich den Hund?",
  "Kostet der Hund Geld?",
  "Mein Hund ist weg. Was nun?",
  "Der Hund ist neu. Wer hilft?",
]
+++

## Der Hund ist weg?

Melden Sie ihn ab.
"""

GLOSSARY = """[[term]]
id = "formular"
word = "Formular"
forms = ["Formulars"]
avoid = ["Vordruck"]
[term.in_words]
de = { plain = "Blatt zum Ausfüllen", text = "Sie schreiben Ihre Angaben hinein." }
en = { plain = "form", text = "A sheet to fill in." }
"""


class Town:
    """A content folder with one page in three languages."""

    def __init__(self, folder: Path) -> None:
        self.content = folder
        self.pages = folder / "pages"
        (self.pages / "hund").mkdir(parents=True)
        for name in ("groups.toml", "facets.toml"):
            shutil.copyfile(CONTENT / "pages" / name, self.pages / name)
        shutil.copyfile(CONTENT / "operator.toml", folder / "operator.toml")
        (folder / "glossary.toml").write_text(GLOSSARY, encoding="utf-8")
        self.write("de", GERMAN)
        self.write("en", ENGLISH)
        self.write("de-simple", SIMPLE)

    def write(self, locale: str, text: str, page: str = "hund") -> None:
        """Put a file there."""
        path = self.pages / page / f"{locale}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, locale: str, old: str, new: str) -> None:
        """Change a file in one place."""
        path = self.pages / "hund" / f"{locale}.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def load(self) -> Library:
        """Read the folder."""
        return load_library(self.content, LOCALES)

    def errors(self, today: date = TODAY) -> list[ContentProblem]:
        """What the build refuses."""
        return [problem for problem in find_problems(self.load(), today) if problem.severity == "error"]

"""The city's texts: complete in every language, and refused where one is not."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from backend.alerts.areas import CityAreas
from backend.alerts.cap.read_xml import read_xml
from backend.alerts.cap.write_xml import write_xml
from backend.alerts.issuing.composing import TRANSLATION, Envelope, compose, reference_to
from backend.alerts.issuing.schemas import WarningArea, WarningValues
from backend.alerts.issuing.templates import Templates, TemplatesError, load_templates
from backend.alerts.rules import is_all_clear
from backend.alerts.texts import words
from backend.core.city import CityConfig
from tests.alerts.conftest import CONTENT, GenuineShapes
from tests.alerts.kit import NOW

ENVELOPE = Envelope(identifier="city-1", sender="app.test", sender_name="Stadt", sent=NOW)


@pytest.fixture(scope="session")
def templates(city: CityConfig) -> Templates:
    return load_templates(CONTENT / "alerts", city.locales)


def values(**changes: object) -> WarningValues:
    given = {
        "template": "smoke",
        "status": "actual",
        "severity": "severe",
        "urgency": "immediate",
        "certainty": "observed",
        "area": WarningArea(districts=["010"]),
        "place": "Stadtmitte",
    }
    return WarningValues(**{**given, **changes})  # type: ignore[arg-type]  # the fields are named above


def test_every_event_can_be_told_in_every_language(templates: Templates, city: CityConfig) -> None:
    assert len(templates.events) >= 12
    for key in templates.events:
        for kind in ("alert", "cancel"):
            made = compose(
                kind,  # type: ignore[arg-type]  # both are kinds
                values(template=key, area=WarningArea(whole_city=True), expires=NOW + timedelta(hours=5)),
                ENVELOPE,
                templates,
                city,
                GenuineShapes()._shape,
            )
            told = words(made, city.locales)
            assert [text.locale for text in told] == list(city.locales)
            assert all(text.headline and text.steps for text in told)
            assert not any("{" in " ".join((text.headline, *text.description, *text.steps)) for text in told)
            assert all(text.untranslated == () for text in told if text.locale not in {"de", "de-simple"})


def test_only_german_is_not_marked_as_translated_by_a_machine(templates: Templates, city: CityConfig) -> None:
    made = compose("alert", values(), ENVELOPE, templates, city, GenuineShapes()._shape)
    marked = {info.language for info in made.infos if TRANSLATION in {pair.name for pair in info.parameters}}
    assert marked == {info.language for info in made.infos} - {"de"}


def test_a_message_survives_being_written_and_concerns_what_was_chosen(
    templates: Templates, city: CityConfig, areas: CityAreas
) -> None:
    made = compose("alert", values(), ENVELOPE, templates, city, GenuineShapes()._shape)
    assert read_xml(write_xml(made)) == made
    assert areas.concern(made).districts == ("010",)
    assert areas.concern(
        compose("alert", values(area=WarningArea(whole_city=True)), ENVELOPE, templates, city, GenuineShapes()._shape)
    ).whole_city


def test_an_exercise_and_an_all_clear_say_so_first(templates: Templates, city: CityConfig) -> None:
    exercise = compose("alert", values(status="exercise"), ENVELOPE, templates, city, GenuineShapes()._shape)
    assert exercise.status == "Exercise"
    german = words(exercise, city.locales)[0]
    assert german.headline.startswith("Übung:")
    assert german.description[0].startswith("Das ist eine Übung.")
    over = compose("cancel", values(), ENVELOPE, templates, city, GenuineShapes()._shape)
    assert is_all_clear(over)
    assert words(over, city.locales)[0].headline == "Entwarnung: Rauch und Brandgeruch – Stadtmitte"
    assert reference_to(exercise) == "app.test,city-1,2026-11-23T12:00:00+00:00"


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("templates/smoke.toml", 'fr = "Fumée et odeur de brûlé"\n', "", "languages differ"),
        ("templates/smoke.toml", "{place}. Er kann", "hier. Er kann", "placeholders"),
        ("templates/smoke.toml", "stay_inside", "stay_outside", "does not know"),
        ("templates/smoke.toml", '"Severe"', '"Terrible"', "Terrible"),
        ("phrases.toml", "[frame.until]", "[frame.till]", "frames differ"),
    ],
)
def test_what_is_missing_keeps_the_app_from_starting(
    tmp_path: Path, city: CityConfig, file: str, old: str, new: str, complaint: str
) -> None:
    shutil.copytree(CONTENT / "alerts", tmp_path, dirs_exist_ok=True)
    path = tmp_path / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(TemplatesError, match=complaint):
        load_templates(tmp_path, city.locales)

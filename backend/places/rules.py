"""How edits of the desk lie over the data of the city. Pure.

A place's columns hold what is shown. For each field that the desk changed, the edit remembers what the city's data says
(`city_values`), so an import can renew that without touching the edit, and an edit can be taken back.
"""

from collections.abc import Mapping
from typing import Any

EDITABLE = (
    "name",
    "category",
    "street",
    "zip",
    "lat",
    "lon",
    "description",
    "hours_text",
    "note",
    "web",
    "accessible_toilet",
)
"""What the desk may change; the district follows from the position."""

Values = Mapping[str, Any]


def lay_over(shown: Values, city_values: Values, wanted: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Changed columns and the new `city_values`. A field that is set back to the city's value is no edit any more."""
    changed: dict[str, Any] = {}
    city = dict(city_values)
    for field, value in wanted.items():
        original = city_values.get(field, shown[field])
        if value == original:
            city.pop(field, None)
        else:
            city[field] = original
        if value != shown[field]:
            changed[field] = value
    return changed, city


def keep_edits(shown: Values, city_values: Values, imported: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an import writes over an edited place, and the new `city_values`. Where the city agrees, the edit ends."""
    city = {field: imported[field] for field in city_values if imported[field] != shown[field]}
    return {**imported, **{field: shown[field] for field in city_values}}, city

"""Edits over the city's data, without a database."""

from backend.places.rules import keep_edits, lay_over

CITY = {"name": "Bad", "street": "Am Wall 1", "hours_text": None}


def test_an_edit_remembers_what_the_city_says() -> None:
    changed, city = lay_over(CITY, {}, {"hours_text": "täglich", "name": "Bad"})
    assert (changed, city) == ({"hours_text": "täglich"}, {"hours_text": None})


def test_a_second_edit_still_remembers_the_city_and_not_the_first_edit() -> None:
    changed, city = lay_over({**CITY, "name": "Hallenbad"}, {"name": "Bad"}, {"name": "Stadtbad"})
    assert (changed, city) == ({"name": "Stadtbad"}, {"name": "Bad"})


def test_going_back_to_the_citys_value_ends_the_edit() -> None:
    changed, city = lay_over({**CITY, "name": "Hallenbad"}, {"name": "Bad"}, {"name": "Bad"})
    assert (changed, city) == ({"name": "Bad"}, {})


def test_an_import_renews_what_the_city_says_and_leaves_the_edit() -> None:
    written, city = keep_edits({"name": "Hallenbad"}, {"name": "Bad"}, {"name": "Bad neu", "street": "Am Wall 2"})
    assert (written, city) == ({"name": "Hallenbad", "street": "Am Wall 2"}, {"name": "Bad neu"})


def test_an_edit_ends_when_the_citys_data_agrees() -> None:
    written, city = keep_edits({"name": "Hallenbad"}, {"name": "Bad"}, {"name": "Hallenbad"})
    assert (written, city) == ({"name": "Hallenbad"}, {})

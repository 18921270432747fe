"""A driver with a blue badge looks for a free disabled bay near the town hall before leaving."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import MEDIOTHEK, RATHAUS, SENSORS, installed, text
from tests.e2e.served import Served

LOCALES = ["de", "de-simple", "ar"]
OpenPage = Callable[..., Page]


def bay_id(app: Served, name: str) -> str:
    return next(str(bay["id"]) for bay in app.bays() if bay["name"] == name)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_nearest_free_disabled_bay_comes_first_with_age_size_and_way_there(
    app: Served, open_page: OpenPage, locale: str
) -> None:
    page = open_page(f"{app.url}/parken", locale=locale, badge=True)
    first = page.locator("li.option").first

    expect(first.get_by_role("heading")).to_contain_text(RATHAUS)
    expect(first.locator(".status-free")).to_have_text(text(locale, "frei"))
    expect(first).to_contain_text(text(locale, "Demo"))
    expect(first.locator("time")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if locale == "ar" else "ltr")

    first.get_by_role("link", name=RATHAUS, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text(RATHAUS)
    main = page.locator("main")
    expect(main).to_contain_text(text(locale, "abgesenkt"))
    expect(main).to_contain_text("3,5" if locale != "ar" else "3.5")
    way = main.get_by_role("link", name=re.compile(text(locale, "Weg auf OpenStreetMap ansehen"))).first
    expect(way).to_have_attribute("href", re.compile(r"openstreetmap\.org/\?mlat=51\.33"))


def test_an_android_phone_is_handed_over_to_its_own_navigation(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/parken", badge=True)
    page.context.add_init_script("Object.defineProperty(navigator, 'userAgent', { get: () => 'Linux; Android 16' })")
    page.reload()

    guide = page.locator("li.option").first.get_by_role("link", name=re.compile("Hinführen"))

    expect(guide).to_have_attribute("href", re.compile(r"^geo:51\.33\d+,6\.55\d+\?q="))


def test_a_place_chosen_by_its_name_becomes_the_centre_of_the_list(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/parken?zeige=disabled", badge=True)
    page.get_by_role("button", name="Nah bei").click()
    page.get_by_role("searchbox").fill("mediotek")

    page.get_by_role("list", name="Gefundene Orte").get_by_role("button").first.click()

    expect(page.locator("li.option").first.get_by_role("heading")).to_contain_text(MEDIOTHEK)
    expect(page).to_have_url(re.compile(r"bei=[0-9a-f-]{36}"))


def test_the_position_is_asked_for_by_a_tap_only_and_never_sent(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/parken?zeige=disabled", badge=True)
    page.context.grant_permissions(["geolocation"], origin=app.url)
    page.context.set_geolocation({"latitude": 51.334846, "longitude": 6.563771})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.get_by_role("button", name="Nah bei").click()

    page.get_by_role("button", name="Bei mir in der Nähe").click()

    expect(page.locator("li.option").first.get_by_role("heading")).to_contain_text(MEDIOTHEK)
    assert not [url for url in sent if "6.56" in url or "51.33" in url]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_watched_bay_that_is_taken_is_told_with_the_next_best(
    own_app: Served, open_page: OpenPage, locale: str
) -> None:
    watched = bay_id(own_app, RATHAUS)
    page = open_page(f"{own_app.url}/parken/platz/{watched}", locale=locale, badge=True)
    page.get_by_role("button", name=text(locale, "Platz beobachten")).click()

    own_app.say(SENSORS[RATHAUS], occupied=True)

    toast = page.locator(".toasts")
    expect(toast).to_contain_text(text(locale, "{name} ist jetzt nicht mehr frei.", name=RATHAUS))
    expect(page.locator("main .status-taken").first).to_be_visible()
    toast.get_by_role("button", name=text(locale, "Nächster: {name}", name=MEDIOTHEK)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(MEDIOTHEK)


def test_the_list_follows_a_sensor_without_a_reload(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/parken?zeige=free,disabled", badge=True)
    expect(page.locator("li.option")).to_have_count(2)

    own_app.say(SENSORS[RATHAUS], occupied=True)

    expect(page.locator("li.option")).to_have_count(1)


def test_on_a_slow_network_the_list_is_usable_in_twenty_seconds(app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{app.url}/parken?zeige=disabled", badge=True, slow=True)

    expect(page.locator("li.option").first).to_contain_text(RATHAUS, timeout=20_000)


@pytest.mark.parametrize("locale", LOCALES)
def test_with_the_server_gone_a_deep_link_opens_and_says_how_old_it_is(
    own_app: Served, open_page: OpenPage, locale: str
) -> None:
    page = open_page(f"{own_app.url}/parken", locale=locale, badge=True)
    installed(page)
    link = f"{own_app.url}/parken/platz/{bay_id(own_app, RATHAUS)}"
    own_app.stop()

    page.goto(link)

    expect(page.get_by_role("heading", level=1)).to_have_text(RATHAUS)
    expect(page.locator("main .status-free").first).to_be_visible()
    notice = page.locator(".notice").first
    expect(notice).to_contain_text(text(locale, "Keine Verbindung. Letzte Daten: {age}.").split("{age}")[0].strip())
    expect(notice.locator("time")).to_be_visible()


def test_without_network_an_old_report_turns_unknown(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/parken?zeige=disabled", badge=True)
    installed(page)
    expect(page.locator("li.option .status-free").first).to_be_visible()
    own_app.stop()
    page.clock.install()
    page.reload()
    expect(page.locator("li.option .status-free").first).to_be_visible()

    page.clock.fast_forward("08:00:00")

    expect(page.locator("li.option .status-free")).to_have_count(0)
    card = page.locator("li.option", has_text=RATHAUS)
    expect(card.locator(".status-unknown")).to_have_text("unbekannt")
    expect(card).to_contain_text("Der Sensor meldet sich nicht mehr, zuletzt vor")


def test_a_phone_with_a_wrong_clock_sees_the_same_ages(own_app: Served, open_page: OpenPage) -> None:
    page = open_page(f"{own_app.url}/parken?zeige=disabled", badge=True)
    page.context.add_init_script("const real = Date.now; Date.now = () => real() + 6 * 3600 * 1000;")
    page.reload()

    first = page.locator("li.option").first
    expect(first.locator(".status-free")).to_be_visible()
    expect(first.locator("time")).to_have_text(re.compile("gerade eben|Sekunde|Minute"))

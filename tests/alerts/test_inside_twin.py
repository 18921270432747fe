"""Phone and server agree on "am I inside" for a million points, also on borders and corners."""

import json
import math
import subprocess
import sys
from array import array
from pathlib import Path
from random import Random

from backend.alerts.inside import is_inside
from tests.conftest import REPOSITORY

TWIN = REPOSITORY / "pwa" / "src" / "features" / "alerts" / "inside.ts"
POINTS = 1_000_000
Areas = list[list[list[list[list[float]]]]]


def ring(random: Random, lon: float, lat: float, size: float, corners: int) -> list[list[float]]:
    """A random star around a point, with five digits as on the wire."""
    turns = sorted(random.uniform(0, 2 * math.pi) for _ in range(corners))
    radii = [random.uniform(0.3, 1) * size for _ in turns]
    points = [
        [round(lon + radius * math.cos(turn), 5), round(lat + radius * math.sin(turn), 5)]
        for turn, radius in zip(turns, radii, strict=True)
    ]
    return [*points, points[0]]


def make_areas(random: Random) -> Areas:
    """Plain ones, ones with holes, several polygons, squares along the axes, empty ones."""
    areas: Areas = [[], [[]], [[[]]]]
    for _ in range(40):
        lon, lat = random.uniform(6.4, 6.8), random.uniform(51.2, 51.5)
        polygon = [ring(random, lon, lat, 0.1, random.randint(3, 14))]
        if random.random() < 0.5:
            polygon.append(ring(random, lon, lat, 0.02, random.randint(3, 8)))
        areas.append([polygon, [ring(random, lon + 0.2, lat, 0.05, 5)]])
    areas.append([[[[6.5, 51.3], [6.6, 51.3], [6.6, 51.4], [6.5, 51.4], [6.5, 51.3]]]])
    return areas


def make_points(random: Random, areas: Areas) -> "array[float]":
    """Mostly anywhere; a tenth on corners, on borders and on the same degree as a corner."""
    points = array("d")
    for index in range(POINTS):
        area = areas[index % len(areas)]
        rings = [each for polygon in area for each in polygon if each]
        if rings and index % 10 == 0:
            line = random.choice(rings)
            place = random.randrange(len(line) - 1)
            (ax, ay), (bx, by) = line[place], line[place + 1]
            share = random.choice((0.0, 0.5, 1.0, random.random()))
            points.extend((ax + share * (bx - ax), random.choice((ay, ay + share * (by - ay)))))
        else:
            points.extend((random.uniform(6.2, 7.0), random.uniform(51.0, 51.7)))
    return points


def test_phone_and_server_agree_on_a_million_points(tmp_path: Path) -> None:
    random = Random(20261123)
    areas = make_areas(random)
    points = make_points(random, areas)
    (tmp_path / "areas.json").write_text(json.dumps(areas), encoding="utf-8")
    (tmp_path / "points.bin").write_bytes(points.tobytes())
    node = Path(sys.executable).parent / "node"
    script = Path(__file__).with_name("inside_twin.mjs")

    subprocess.run([node, script, TWIN, tmp_path], check=True)

    phone = (tmp_path / "answers.bin").read_bytes()
    server = bytes(is_inside(areas[i % len(areas)], points[2 * i], points[2 * i + 1]) for i in range(POINTS))
    assert len(phone) == POINTS
    assert phone == server
    assert 0.05 < sum(server) / POINTS < 0.5  # the points are not all on one side


def test_borders_and_corners_belong_to_the_area_and_holes_have_an_edge() -> None:
    outer = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
    hole = [[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 3.0], [1.0, 1.0]]
    area = [[outer, hole]]
    assert [is_inside(area, *point) for point in ((0, 0), (2, 0), (4, 4), (1, 1), (2, 1))] == [True] * 5
    assert [is_inside(area, *point) for point in ((2, 2), (-0.1, 2), (4.1, 4), (2, 4.0001))] == [False] * 4
    assert not is_inside([], 0, 0)

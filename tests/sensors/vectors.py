"""Reads the published test vectors: payload bytes and the vendor fields they decode to."""

from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml import YAML

LORAWAN = Path(__file__).resolve().parent.parent / "data" / "lorawan"

DECODER_OF_FILE = {
    "b-meters__iwmlr3-codec": "bmeters-iwmlr3",
    "bosch__tps110-0292-codec": "bosch-tps110",
    "decentlab__dl-pm-codec": "decentlab-pm",
    "decentlab__dl-sht35-codec": "decentlab-sht35",
    "decentlab__dl-tbrg-01-codec": "decentlab-tbrg",
    "dingtek__dc410-codec": "dingtek-dc410",
    "elsys__ers-eye-codec": "elsys-ers",
    "nwave__nps310sm-codec": "nwave-nps310",
    "teneo-iot__filling-degree-sensor-codec": "teneo-filling",
}


class Vector(msgspec.Struct, frozen=True):
    """One published example."""

    name: str
    decoder: str
    port: int
    payload: bytes
    expected: dict[str, Any]


def load_vectors() -> list[Vector]:
    """All uplink examples of all files. A file without a known decoder is an error, so that none is forgotten."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    return [
        Vector(
            name=f"{path.stem}: {example['description']}",
            decoder=DECODER_OF_FILE[path.stem],
            port=example["input"]["fPort"],
            payload=bytes(example["input"]["bytes"]),
            expected=example["output"]["data"],
        )
        for path in sorted((LORAWAN / "vectors").glob("*.yaml"))
        for example in yaml.load(path.read_text("utf-8"))["uplinkDecoder"]["examples"]
    ]

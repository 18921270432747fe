"""Uplinks as network servers send them: the bodies of The Things Stack v3 and ChirpStack v4, and whole requests.

Shape and size follow the examples of both servers' documentation (see `tests/data/lorawan/SOURCES.md`).
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

PROFILE = "nwave-nps310"
THINGS_STACK_PATH = "/api/v1/sensors/uplinks/things-stack"
CHIRPSTACK_PATH = "/api/v1/sensors/uplinks/chirpstack?event=up"
_EUI_BASE = 0x70B3D57ED0000000
_STATUS_PORT = 1


class Sensor(msgspec.Struct, frozen=True):
    """A device and the bay it watches."""

    number: int
    dev_eui: str
    bay_id: UUID

    @property
    def path(self) -> str:
        """Where this device's network server delivers: one half uses each of the two."""
        return THINGS_STACK_PATH if self.number % 2 else CHIRPSTACK_PATH

    def body(self, f_cnt: int, occupied: bool, at: datetime) -> bytes:
        """One uplink of this device."""
        payload = base64.b64encode(bytes([occupied])).decode()
        build = _things_stack if self.number % 2 else _chirpstack
        return msgspec.json.encode(build(self.dev_eui, f_cnt, payload, at))


def dev_eui(number: int) -> str:
    """The identifier of the synthetic device `number`."""
    return f"{_EUI_BASE + number:016x}"


def request(path: str, body: bytes, secret: str, host: str = "localhost") -> bytes:
    """A whole HTTP/1.1 request, ready to be written to a socket."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
        f"x-webhook-secret: {secret}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def instant(at: datetime) -> str:
    """RFC 3339 with nanoseconds, as both servers write it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"


def _things_stack(eui: str, f_cnt: int, payload: str, at: datetime) -> dict[str, object]:
    gateways = ["gateway-town-hall", "gateway-water-tower"]
    message: dict[str, object] = {
        "session_key_id": f"AYd{eui}==",
        "f_port": _STATUS_PORT,
        "frm_payload": payload,
        "rx_metadata": [_gateway(name, at) for name in gateways],
        "settings": {
            "data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7, "coding_rate": "4/5"}},
            "frequency": "868100000",
            "timestamp": 2463457000,
        },
        "received_at": instant(at),
        "consumed_airtime": "0.046336s",
        "network_ids": {"net_id": "000013", "tenant_id": "ttn", "cluster_id": "eu1"},
    }
    if f_cnt:  # the server leaves zeros out
        message["f_cnt"] = f_cnt
    return {
        "end_device_ids": {
            "device_id": f"eui-{eui}",
            "application_ids": {"application_id": "parking"},
            "dev_eui": eui.upper(),
            "join_eui": "0000000000000000",
            "dev_addr": "260B1234",
        },
        "correlation_ids": [f"gs:uplink:{eui}{f_cnt}"],
        "received_at": instant(at),
        "uplink_message": message,
    }


def _gateway(name: str, at: datetime) -> dict[str, object]:
    return {
        "gateway_ids": {"gateway_id": name, "eui": "B827EBFFFE123456"},
        "time": instant(at),
        "timestamp": 2463457000,
        "rssi": -57,
        "channel_rssi": -57,
        "snr": 9.2,
    }


def _chirpstack(eui: str, f_cnt: int, payload: str, at: datetime) -> dict[str, object]:
    event: dict[str, object] = {
        "deduplicationId": f"3ac7e3c4-4401-4b8d-9386-{f_cnt:012x}",
        "time": instant(at),
        "deviceInfo": {
            "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242",
            "tenantName": "City",
            "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97",
            "applicationName": "parking",
            "deviceProfileId": "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
            "deviceProfileName": PROFILE,
            "deviceName": f"bay {eui}",
            "devEui": eui,
        },
        "devAddr": "00189440",
        "adr": True,
        "dr": 1,
        "fPort": _STATUS_PORT,
        "data": payload,
        "rxInfo": [{"gatewayId": "0016c001f153a14c", "uplinkId": 4217106255, "rssi": -36, "snr": 10.5}],
        "txInfo": {"frequency": 867100000, "modulation": {"lora": {"bandwidth": 125000, "spreadingFactor": 11}}},
    }
    if f_cnt:
        event["fCnt"] = f_cnt
    return event


def spread(sensors: Sequence[Sensor], parts: int) -> list[list[Sensor]]:
    """The sensors in `parts` groups, so that each connection speaks for its own devices."""
    return [list(sensors[part::parts]) for part in range(parts)]

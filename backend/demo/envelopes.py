"""Messages as the network servers send them, for synthetic devices: zeros are left out, as both servers do."""

import base64
import hashlib
from datetime import datetime
from typing import Any

import msgspec

from backend.demo.payloads import EncodedFrame

CHIRPSTACK_PATH = "/api/v1/sensors/uplinks/chirpstack?event=up"
THINGS_STACK_PATH = "/api/v1/sensors/uplinks/things-stack"


class Transmission(msgspec.Struct, frozen=True):
    """A frame on its way: who sent it, in which session, when."""

    dev_eui: str
    session_seed: str
    f_cnt: int
    frame: EncodedFrame
    at: datetime


class Message(msgspec.Struct, frozen=True):
    """What is posted where."""

    path: str
    body: bytes


def write_message(transmission: Transmission) -> Message:
    """The message of the network server this device belongs to: the last digit of its identifier decides."""
    is_even = int(transmission.dev_eui[-1], 16) % 2 == 0
    return _things_stack(transmission) if is_even else _chirpstack(transmission)


def _chirpstack(sent: Transmission) -> Message:
    message: dict[str, Any] = {
        "time": sent.at.isoformat(),
        "deviceInfo": {"applicationName": "demo", "deviceName": f"demo-{sent.dev_eui[-4:]}", "devEui": sent.dev_eui},
        "devAddr": _session(sent, 4).hex(),
        "data": base64.b64encode(sent.frame.payload).decode(),
        "rxInfo": [{"gatewayId": "demo", "rssi": -97, "snr": 6.5}],
    }
    return Message(CHIRPSTACK_PATH, _encode(message | {"fCnt": sent.f_cnt, "fPort": sent.frame.port}))


def _things_stack(sent: Transmission) -> Message:
    uplink: dict[str, Any] = {
        "session_key_id": base64.b64encode(_session(sent, 16)).decode(),
        "frm_payload": base64.b64encode(sent.frame.payload).decode(),
        "rx_metadata": [{"gateway_ids": {"gateway_id": "demo"}, "rssi": -97, "snr": 6.5}],
        "received_at": sent.at.isoformat(),
    }
    counted = {"f_cnt": sent.f_cnt, "f_port": sent.frame.port}
    message = {
        "end_device_ids": {"device_id": f"demo-{sent.dev_eui[-4:]}", "dev_eui": sent.dev_eui.upper()},
        "uplink_message": uplink | {name: value for name, value in counted.items() if value},
    }
    return Message(THINGS_STACK_PATH, _encode(message))


def _encode(message: dict[str, Any]) -> bytes:
    return msgspec.json.encode({name: value for name, value in message.items() if value})


def _session(sent: Transmission, size: int) -> bytes:
    return hashlib.blake2b(f"{sent.dev_eui} {sent.session_seed}".encode(), digest_size=size).digest()

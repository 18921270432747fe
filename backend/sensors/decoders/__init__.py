"""Payload decoders by name: one module per vendor family.

A new vendor is one module here, one profile in `content/sensors/profiles` and its vectors in the tests.
"""

from collections.abc import Mapping
from types import MappingProxyType

from backend.sensors.decoders import (
    bmeters_iwmlr3,
    bosch_tps110,
    decentlab,
    dingtek_dc410,
    elsys_ers,
    nwave_nps310,
    teneo_filling,
)
from backend.sensors.decoders.frame import Decoded, Decoder, UndecodableFrame, Value

__all__ = ["DECODERS", "Decoded", "Decoder", "UndecodableFrame", "Value"]

DECODERS: Mapping[str, Decoder] = MappingProxyType(
    {
        "bmeters-iwmlr3": bmeters_iwmlr3.decode,
        "bosch-tps110": bosch_tps110.decode,
        "decentlab-pm": decentlab.PARTICULATE_MATTER.decode,
        "decentlab-sht35": decentlab.AIR_CLIMATE.decode,
        "decentlab-tbrg": decentlab.RAIN_GAUGE.decode,
        "dingtek-dc410": dingtek_dc410.decode,
        "elsys-ers": elsys_ers.decode,
        "nwave-nps310": nwave_nps310.decode,
        "teneo-filling": teneo_filling.decode,
    }
)
"""Every decoder that a device profile may name."""

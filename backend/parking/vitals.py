"""How the bays are, for the desk."""

from collections.abc import Sequence

from backend.core.i18n import N_
from backend.core.vitals import Vital, VitalSource
from backend.parking.projection import ParkingProjection

_TOLERATED_SHARE = 0.1
"""So many silent sensors are everyday life; more of them make the picture of the city old."""


def bay_vitals(projection: ParkingProjection) -> VitalSource:
    """Bays whose sensor is silent, as a share of those that have one."""

    async def read() -> Sequence[Vital]:
        await projection.ensure_loaded()
        watched, silent = projection.board.sensor_counts()
        return [
            Vital(
                key="parking.bays",
                label=N_("Stellplätze mit Sensor"),
                state="off" if not watched else "late" if silent > watched * _TOLERATED_SHARE else "ok",
                detail=N_("Aktuell: {live}. Still: {silent}."),
                figures={"live": watched - silent, "silent": silent},
            )
        ]

    return read

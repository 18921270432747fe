"""Devices and quarantine for staff."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from backend.core.concurrency import ChangedMeanwhile, IfMatch, VersionRequired, version_tag
from backend.core.http import csv_answer, problems
from backend.core.identity import Visitor
from backend.core.pagination import InvalidCursor
from backend.core.policy import allow, staff
from backend.core.tables import (
    CSV_MEDIA_TYPE,
    TableCursor,
    TableLimit,
    TablePage,
    TableQuery,
    TableSearch,
    TableSort,
    UnknownColumn,
)
from backend.sensors.errors import (
    DeviceKnown,
    NothingQuarantined,
    TargetTaken,
    TargetUnknown,
    UnknownDevice,
    UnknownProfile,
)
from backend.sensors.rules import DeviceState
from backend.sensors.schemas import (
    DeskDevice,
    DeskDeviceDetail,
    DeviceChanged,
    DeviceEdit,
    Discarded,
    ProfileList,
    QuarantinedDevice,
    QuarantineDiscard,
    QuarantineRegistration,
    Registered,
)
from backend.sensors.service.desk import ROLES, DeviceDesk
from backend.sensors.service.quarantine import QuarantineDesk

POLICY = staff(*ROLES)
OnlyState = Annotated[DeviceState | None, QueryParameter(description="Only devices in this state.")]
DevEui = Annotated[str, PathParameter(pattern="^[0-9a-f]{16}$", description="Identifier, 16 lower-case hex digits.")]


class SensorDeskController(Controller):
    """What the control centre does with devices."""

    path = "/api/v1/desk/sensors"
    opt = allow(POLICY)
    tags = ("Desk",)

    @get(
        "/devices",
        operation_id="listDeskDevices",
        summary="All devices for staff",
        responses=problems(*POLICY.problems, UnknownColumn, InvalidCursor),
    )
    async def list_devices(
        self,
        device_desk: NamedDependency[DeviceDesk],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        device_state: OnlyState = None,
    ) -> TablePage[DeskDevice]:
        """Searched by name, identifier and profile; sorted by `name`, `devEui`, `profile`, `lastSeen`, `battery`."""
        return await device_desk.list_devices(TableQuery(q=q, sort=sort, limit=limit, cursor=cursor), device_state)

    @get(
        "/devices/export.csv",
        operation_id="exportDeskDevices",
        summary="All devices as CSV",
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*POLICY.problems, UnknownColumn),
    )
    async def export_devices(
        self,
        device_desk: NamedDependency[DeviceDesk],
        q: TableSearch = "",
        sort: TableSort = "",
        device_state: OnlyState = None,
    ) -> Response[bytes]:
        """The same questions as the list, all rows at once."""
        return csv_answer(await device_desk.export(TableQuery(q=q, sort=sort), device_state), "devices.csv")

    @get(
        "/devices/{device_id:uuid}",
        operation_id="getDeskDevice",
        summary="One device with its newest values and messages",
        responses=problems(*POLICY.problems, UnknownDevice),
    )
    async def get_device(
        self, device_desk: NamedDependency[DeviceDesk], device_id: FromPath[UUID]
    ) -> Response[DeskDeviceDetail]:
        """`ETag` names the version that a change is made from."""
        detail = await device_desk.get_device(device_id)
        return Response(detail, headers={"etag": version_tag(detail.device.version)})

    @put(
        "/devices/{device_id:uuid}",
        operation_id="changeDeskDevice",
        summary="Change a device",
        responses=problems(
            *POLICY.problems,
            UnknownDevice,
            UnknownProfile,
            TargetUnknown,
            TargetTaken,
            VersionRequired,
            ChangedMeanwhile,
        ),
    )
    async def change_device(
        self,
        device_desk: NamedDependency[DeviceDesk],
        visitor: NamedDependency[Visitor],
        device_id: FromPath[UUID],
        data: JSONBody[DeviceEdit],
        if_match: IfMatch = None,
    ) -> Response[DeviceChanged]:
        """Name, profile, what it watches, and whether it is in service. Can be undone."""
        changed = await device_desk.edit(visitor, device_id, data, if_match)
        return Response(changed, headers={"etag": version_tag(changed.device.version)})

    @get(
        "/profiles",
        operation_id="listDeviceProfiles",
        summary="Models that can be registered",
        responses=problems(*POLICY.problems),
        sync_to_thread=False,
    )
    def list_profiles(self, quarantine_desk: NamedDependency[QuarantineDesk]) -> ProfileList:
        """From `content/sensors/profiles`."""
        return quarantine_desk.profiles()

    @get(
        "/quarantine",
        operation_id="listQuarantine",
        summary="Messages that wait, by device",
        responses=problems(*POLICY.problems, UnknownColumn, InvalidCursor),
    )
    async def list_quarantine(
        self,
        quarantine_desk: NamedDependency[QuarantineDesk],
        q: TableSearch = "",
        sort: TableSort = "",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
    ) -> TablePage[QuarantinedDevice]:
        """Unknown devices, and messages at odds with an earlier one. Sorted by `devEui`, `frames`, `first`, `last`."""
        return await quarantine_desk.list_waiting(TableQuery(q=q, sort=sort, limit=limit, cursor=cursor))

    @post(
        "/quarantine/{dev_eui:str}/register",
        operation_id="registerQuarantinedDevice",
        summary="Register an unknown device",
        status_code=200,
        responses=problems(*POLICY.problems, UnknownProfile, DeviceKnown, NothingQuarantined),
    )
    async def register(
        self,
        quarantine_desk: NamedDependency[QuarantineDesk],
        visitor: NamedDependency[Visitor],
        dev_eui: DevEui,
        data: JSONBody[QuarantineRegistration],
    ) -> Registered:
        """Its messages are worked on at once. Can be undone while nobody has edited the device."""
        return await quarantine_desk.register(visitor, dev_eui, data)

    @post(
        "/quarantine/{dev_eui:str}/discard",
        operation_id="discardQuarantinedDevice",
        summary="Put the messages of a device away",
        status_code=200,
        responses=problems(*POLICY.problems, NothingQuarantined),
    )
    async def discard(
        self,
        quarantine_desk: NamedDependency[QuarantineDesk],
        visitor: NamedDependency[Visitor],
        dev_eui: DevEui,
        data: JSONBody[QuarantineDiscard],
    ) -> Discarded:
        """Can be undone until they are deleted with the quarantine's time."""
        return await quarantine_desk.discard(visitor, dev_eui, data.reason)

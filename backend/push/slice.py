"""What the push slice adds to the app."""

import asyncio
from datetime import timedelta

from backend.core.context import Context, Slice
from backend.core.places import DistrictShapes
from backend.push.bell import SEND_JOB, PushBell
from backend.push.controllers import PushController
from backend.push.personal_data import entries
from backend.push.sender import LEASE, Sender
from backend.push.service import PushChoicesService, private_key
from backend.push.vitals import SendingVitals

_DAY_S = 86_400
_SWEEP_S = 5


class PushSlice(Slice, frozen=True, kw_only=True):
    """`bell` reaches phones, and says whom it would reach; for the app to hand on."""

    bell: PushBell
    sender: Sender


def build_bell(context: Context) -> PushBell:
    """The bell alone: it may be handed on before the slice is built."""
    return PushBell(context)


def build_sender(context: Context, lane: tuple[int, int] = (0, 1), lease: timedelta = LEASE) -> Sender:
    """What sends in one process; `lane` (n, of m) is its share of the phones."""
    return Sender(context, lambda: private_key(context), lane=lane, lease=lease)


def build(context: Context, shapes: DistrictShapes, bell: PushBell) -> PushSlice:
    """Wire the slice around its bell, which whoever warns has been given already."""
    service = PushChoicesService(context, shapes, bell)
    sender = build_sender(context)
    vitals = SendingVitals(context)
    context.jobs.every("push.tend", _DAY_S, service.tend)
    context.jobs.every("push.forget_old", _DAY_S, bell.forget_old)
    sends_here = context.settings.push.send_in_jobs
    context.jobs.task(SEND_JOB, sender.drain if sends_here else _leave_it)
    if sends_here:
        context.jobs.every("push.sweep", _SWEEP_S, sender.drain)
    arming: list[asyncio.Task[None]] = []

    async def start() -> None:
        if sends_here and context.settings.is_sqlite:
            arming.append(asyncio.create_task(sender.keep_armed(), name="push arming"))

    async def stop() -> None:
        for task in arming:
            task.cancel()
        await asyncio.gather(*arming, return_exceptions=True)
        await sender.services.close()

    return PushSlice(
        controllers=[PushController],
        dependencies={"push_service": service},
        on_startup=[start],
        on_shutdown=[stop],
        personal_data=entries(),
        vitals=[service.vitals, vitals.read],
        bell=bell,
        sender=sender,
    )


async def _leave_it() -> None:
    """Processes of their own look for open chunks by themselves."""

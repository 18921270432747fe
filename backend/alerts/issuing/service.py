"""Use cases of the duty officer: draft, preview, propose, release, update, end. Everything stands in the log."""

import asyncio
from datetime import UTC, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import structlog

from backend.alerts.areas import CityAreas, Concern
from backend.alerts.cap.model import Alert
from backend.alerts.errors import AlertNotFound
from backend.alerts.issuing import repository
from backend.alerts.issuing.composing import TRANSLATION, Envelope, compose, place_names, reference_to
from backend.alerts.issuing.errors import SecondPersonNeeded, WarningNotEditable
from backend.alerts.issuing.rules import EXERCISE_TEMPLATE, check_values, is_second, needs_second
from backend.alerts.issuing.schemas import (
    CitySeverity,
    DeskAlert,
    DeskAlertRow,
    DraftBegin,
    DraftChange,
    DraftRelease,
    DraftState,
    Kind,
    PreviewText,
    Status,
    TemplateList,
    WarningPreview,
    WarningPreviewAsk,
    WarningReach,
    WarningTemplate,
    WarningValues,
)
from backend.alerts.issuing.templates import Templates
from backend.alerts.models import AlertDraft
from backend.alerts.ringing import area_of, push_line
from backend.alerts.service import AlertsService
from backend.alerts.texts import locale_of, words
from backend.core.alarms import AlarmReach
from backend.core.audit import NameLookup
from backend.core.concurrency import check_version
from backend.core.context import Context
from backend.core.db import Session
from backend.core.errors import FieldError, InvalidRequest
from backend.core.identity import Role, Visitor
from backend.core.ids import new_id
from backend.core.places import DistrictShapes
from backend.core.tables import TablePage, TableQuery

logger = structlog.get_logger(__name__)

CITY_FEED = "city"
ROLES = frozenset({Role.OFFICER, Role.ADMIN})
_SUBJECT = "alertDraft"
_OPEN = ("draft", "proposed")
_LEFT_BEHIND = timedelta(seconds=30)
"""Whoever releases also publishes; only what is older than this was left behind by a process that died."""


class IssuingService:
    """The city's own warnings from the first word to the all-clear."""

    def __init__(
        self,
        context: Context,
        alerts: AlertsService,
        areas: CityAreas,
        shapes: DistrictShapes,
        names: NameLookup,
        reach: AlarmReach,
        templates: Templates,
        sender_name: str,
    ) -> None:
        self._context = context
        self._alerts = alerts
        self._areas = areas
        self._shapes = shapes
        self._names = names
        self._reach = reach
        self._templates = templates
        self._sender_name = sender_name
        self._sender = urlsplit(context.settings.public_url).netloc

    # --- Read

    def templates(self) -> TemplateList:
        """All event types in the order of their keys."""
        return TemplateList(
            templates=[
                WarningTemplate(
                    key=key,
                    names=dict(template.event),
                    severity=cast("CitySeverity", template.severity.lower()),
                    urgency=cast("Any", template.urgency.lower()),
                    certainty=cast("Any", template.certainty.lower()),
                    exercise_only=key == EXERCISE_TEMPLATE,
                    reviewed=template.review == "human",
                )
                for key, template in self._templates.events.items()
            ]
        )

    async def page(self, query: TableQuery, state: DraftState | None) -> TablePage[DeskAlertRow]:
        """One page of all messages. Raises `UnknownColumn`, `InvalidCursor`."""
        async with self._context.db.read() as session:
            drafts, total, cursor = await repository.read_drafts(session, query, state)
        return TablePage(items=[DeskAlertRow(**_row(draft)) for draft in drafts], total=total, next_cursor=cursor)

    async def view(self, visitor: Visitor, draft_id: UUID) -> DeskAlert:
        """One message. Raises `AlertNotFound`."""
        async with self._context.db.read() as session:
            draft = await repository.find_draft(session, draft_id)
            if draft is None:
                raise AlertNotFound
            return await self._view(session, visitor, draft)

    async def _view(self, session: Session, visitor: Visitor, draft: AlertDraft) -> DeskAlert:
        people = [one for one in (draft.author_id, draft.editor_id, draft.releaser_id) if one]
        names = await self._names.names_of(session, people)
        needs = await self._needs_second(session, draft)
        is_latest = draft.state == "released" and not await repository.is_followed(session, draft.id)
        return DeskAlert(
            **_row(draft),
            values=msgspec.convert(draft.values, WarningValues),
            reason=draft.reason,
            follows=draft.follows,
            is_latest=is_latest and draft.kind != "cancel",
            needs_second=needs,
            may_release=draft.state in _OPEN and (not needs or _is_second(draft, visitor)),
            author=names.get(draft.author_id) if draft.author_id else None,
            editor=names.get(draft.editor_id) if draft.editor_id else None,
            releaser=names.get(draft.releaser_id) if draft.releaser_id else None,
            override_reason=draft.override_reason,
            released_at=draft.released_at,
            story_id=self._alerts.story_of(_identifier(draft.id)) if draft.state == "released" else None,
            version=draft.version,
        )

    async def _needs_second(self, session: Session, draft: AlertDraft) -> bool:
        earlier = await repository.find_draft(session, draft.follows) if draft.follows else None
        return needs_second(draft.severity, *([earlier.severity] if earlier else []))

    async def preview(self, ask: WarningPreviewAsk) -> WarningPreview:
        """How it would arrive. Raises `InvalidRequest`."""
        alert, concern = await self._compose(ask.kind, ask.values, new_id(), None)
        machine = {
            locale_of(info.language)
            for info in alert.infos
            if any(pair.name == TRANSLATION for pair in info.parameters)
        }
        return WarningPreview(
            texts=[
                PreviewText(
                    locale=text.locale,
                    headline=text.headline,
                    push=push_line(text, self._sender_name).body,
                    description=list(text.description),
                    steps=list(text.steps),
                    machine=text.locale in machine,
                )
                for text in words(alert, self._context.city.locales)
            ],
            whole_city=concern.whole_city,
            districts=list(concern.districts),
            needs_second=needs_second(ask.values.severity),
        )

    async def reach(self, draft_id: UUID) -> WarningReach:
        """Whom a real warning with these values would reach now. Raises `AlertNotFound`, `InvalidRequest`."""
        async with self._context.db.read() as session:
            draft = await repository.find_draft(session, draft_id)
            if draft is None:
                raise AlertNotFound
            values = msgspec.convert(draft.values, WarningValues)
            _, concern = await self._compose(cast("Kind", draft.kind), values, draft.id, None)
            found = await self._reach.reach(session, area_of(concern), values.severity)
        return WarningReach(devices=found.devices, confirmed=found.confirmed)

    async def _compose(
        self, kind: Kind, values: WarningValues, draft_id: UUID, references: str | None
    ) -> tuple[Alert, Concern]:
        """The message and what it means for the city. Raises `InvalidRequest` for values that say nothing usable."""
        now = self._context.clock().astimezone(UTC).replace(microsecond=0)
        shape = await self._shapes.district_shapes()
        check_values(values, now, frozenset(self._templates.events), frozenset(one.code for one in shape.districts))
        envelope = Envelope(
            identifier=_identifier(draft_id),
            sender=self._sender,
            sender_name=self._sender_name,
            sent=now,
            references=references,
        )
        await self._areas.load()
        alert = compose(kind, values, envelope, self._templates, self._context.city, shape)
        concern = await asyncio.to_thread(self._areas.concern, alert)
        if not concern.concerns:
            raise InvalidRequest(errors=[FieldError(field="area", message="outside")])
        if values.place is None and not concern.whole_city:
            named = msgspec.structs.replace(values, place=place_names(concern.districts, shape))
            alert = compose(kind, named, envelope, self._templates, self._context.city, shape)
        return alert, concern

    # --- Write

    async def begin(self, visitor: Visitor, body: DraftBegin) -> DeskAlert:
        """A new draft. Raises `InvalidRequest`, `AlertNotFound`, `WarningNotEditable`."""
        if (body.follows is None) != (body.kind == "alert"):
            raise InvalidRequest(errors=[FieldError(field="follows", message="missing")])
        now = self._context.clock()
        draft = AlertDraft(
            id=new_id(),
            kind=body.kind,
            state="draft",
            version=1,
            follows=body.follows,
            author_id=visitor.account_id,
            created_at=now,
        )
        await self._fill(draft, body.values, body.reason)
        async with self._context.db.write() as session:
            if body.follows is not None:
                await self._followed(session, body.follows, body.values)
            session.add(draft)
            await session.flush()
            await self._record(session, visitor, "alert.drafted", draft, reason=body.reason)
            return await self._view(session, visitor, draft)

    async def _followed(self, session: Session, draft_id: UUID, values: WarningValues) -> AlertDraft:
        earlier = await repository.find_draft(session, draft_id, lock=True)
        if earlier is None:
            raise AlertNotFound
        if earlier.state != "released" or earlier.kind == "cancel" or earlier.status != values.status:
            raise WarningNotEditable  # an exercise never ends a real warning
        if await repository.is_followed(session, draft_id):
            raise WarningNotEditable
        return earlier

    async def _fill(self, draft: AlertDraft, values: WarningValues, reason: str) -> None:
        alert, _ = await self._compose(cast("Kind", draft.kind), values, draft.id, None)
        draft.headline = words(alert, ("de",))[0].headline
        draft.status, draft.severity = values.status, values.severity
        draft.values = msgspec.to_builtins(values)
        draft.reason = reason
        draft.changed_at = self._context.clock()

    async def change(self, visitor: Visitor, draft_id: UUID, body: DraftChange, if_match: str | None) -> DeskAlert:
        """New values; a proposal becomes a draft again: nobody saw these. Raises as `begin`, and 412 or 428."""
        async with self._context.db.write() as session:
            draft = await self._open(session, draft_id, if_match)
            if draft.follows is not None:
                await self._followed(session, draft.follows, body.values)
            before = draft.values
            await self._fill(draft, body.values, body.reason)
            draft.editor_id, draft.state = visitor.account_id, "draft"
            await self._record(session, visitor, "alert.changed", draft, before=before, reason=body.reason)
            return await self._saved(session, visitor, draft)

    async def propose(self, visitor: Visitor, draft_id: UUID, if_match: str | None) -> DeskAlert:
        """Ask for a second pair of eyes."""
        return await self._move(visitor, draft_id, if_match, "proposed")

    async def discard(self, visitor: Visitor, draft_id: UUID, if_match: str | None) -> DeskAlert:
        """It is not sent; it stays in the list."""
        return await self._move(visitor, draft_id, if_match, "discarded")

    async def _move(self, visitor: Visitor, draft_id: UUID, if_match: str | None, state: DraftState) -> DeskAlert:
        async with self._context.db.write() as session:
            draft = await self._open(session, draft_id, if_match)
            draft.state, draft.changed_at = state, self._context.clock()
            await self._record(session, visitor, f"alert.{state}", draft)
            return await self._saved(session, visitor, draft)

    async def release(self, visitor: Visitor, draft_id: UUID, body: DraftRelease, if_match: str | None) -> DeskAlert:
        """Warn. Raises `SecondPersonNeeded` and as `change`.

        The decision is stored first and then put among the warnings: should this process die in between, the job
        `publish_left_behind` of any process goes on, and repeating it changes nothing.
        """
        async with self._context.db.write() as session:
            draft = await self._open(session, draft_id, if_match)
            if await self._needs_second(session, draft) and not _is_second(draft, visitor):
                if body.override_reason is None:
                    raise SecondPersonNeeded
                draft.override_reason = body.override_reason
            values = msgspec.convert(draft.values, WarningValues)
            references = None
            if draft.follows is not None:
                earlier = await self._followed(session, draft.follows, values)
                references = reference_to(_document(earlier))
            alert, _ = await self._compose(cast("Kind", draft.kind), values, draft.id, references)
            now = self._context.clock()
            draft.state, draft.releaser_id, draft.released_at, draft.changed_at = (
                "released",
                visitor.account_id,
                now,
                now,
            )
            draft.document = msgspec.json.encode(alert)
            action = "alert.released" if draft.override_reason is None else "alert.releasedAlone"
            await self._record(session, visitor, action, draft, reason=draft.override_reason)
            await self._saved(session, visitor, draft)
        await self._publish(draft_id, alert)
        return await self.view(visitor, draft_id)

    async def _publish(self, draft_id: UUID, alert: Alert) -> None:
        await self._alerts.store(CITY_FEED, [alert])
        await self._alerts.reload()  # here at once; other processes hear of it
        async with self._context.db.write() as session:
            await repository.mark_published(session, draft_id, self._context.clock())

    async def publish_left_behind(self) -> None:
        """Put what was released, but not published, among the warnings; runs every few seconds."""
        async with self._context.db.read() as session:
            drafts = await repository.unpublished(session, self._context.clock() - _LEFT_BEHIND)
        for draft in drafts:
            logger.warning("alert_left_behind", draft=str(draft.id))
            await self._publish(draft.id, _document(draft))

    async def _open(self, session: Session, draft_id: UUID, if_match: str | None) -> AlertDraft:
        draft = await repository.find_draft(session, draft_id, lock=True)
        if draft is None:
            raise AlertNotFound
        check_version(draft.version, if_match)
        if draft.state not in _OPEN:
            raise WarningNotEditable
        return draft

    async def _saved(self, session: Session, visitor: Visitor, draft: AlertDraft) -> DeskAlert:
        draft.version += 1
        await session.flush()
        return await self._view(session, visitor, draft)

    async def _record(self, session: Session, visitor: Visitor, action: str, draft: AlertDraft, **details: Any) -> None:
        after = {"headline": draft.headline, "kind": draft.kind, **draft.values}
        await self._context.audit.record(session, visitor, action, (_SUBJECT, draft.id), after=after, **details)


def _row(draft: AlertDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "kind": cast("Kind", draft.kind),
        "state": cast("DraftState", draft.state),
        "headline": draft.headline,
        "status": cast("Status", draft.status),
        "severity": cast("CitySeverity", draft.severity),
        "changed_at": draft.changed_at,
    }


def _is_second(draft: AlertDraft, visitor: Visitor) -> bool:
    return is_second((draft.author_id, draft.editor_id), visitor.account_id)


def _identifier(draft_id: UUID) -> str:
    return f"city-{draft_id}"


def _document(draft: AlertDraft) -> Alert:
    assert draft.document is not None
    return msgspec.json.decode(draft.document, type=Alert)

"""HTTP: who am I, where am I signed in."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from backend.accounts.errors import SessionNotFound
from backend.accounts.schemas import EndedSessions, Me, SessionList, SessionView
from backend.accounts.service.identity import IdentityService
from backend.accounts.service.sessions import SessionService
from backend.core.http import problems
from backend.core.identity import Visitor
from backend.core.policy import ON_DEVICE, SIGNED_IN

ME_PATH = "/api/v1/me"


class MeController(Controller):
    """The visitor's own picture."""

    path = ME_PATH
    tags = ("Account",)

    @get(
        "/",
        operation_id="getMe",
        summary="Who am I",
        policy=ON_DEVICE,
        responses=problems(*ON_DEVICE.problems),
    )
    async def get_me(self, identity_service: NamedDependency[IdentityService], visitor: NamedDependency[Visitor]) -> Me:
        """Name, roles and organisations; all empty when nobody is signed in. Never makes an identity."""
        return await identity_service.me(visitor)

    @get(
        "/sessions",
        operation_id="listMySessions",
        summary="Where I am signed in",
        policy=SIGNED_IN,
        responses=problems(*SIGNED_IN.problems),
    )
    async def list_sessions(
        self, session_service: NamedDependency[SessionService], visitor: NamedDependency[Visitor]
    ) -> SessionList:
        """All signed-in browsers of the person, this one marked."""
        assert visitor.account_id is not None  # the policy has seen to it
        rows = await session_service.list_sessions(visitor.account_id)
        return SessionList(
            sessions=[
                SessionView(
                    id=row.id,
                    label=row.label,
                    method=row.method,
                    created_at=row.created_at,
                    last_seen_at=row.last_seen_at,
                    expires_at=row.expires_at,
                    is_this=row.id == visitor.session_id,
                )
                for row in rows
            ]
        )

    @delete(
        "/sessions/{session_id:uuid}",
        operation_id="endMySession",
        summary="Sign another browser out",
        policy=SIGNED_IN,
        responses=problems(*SIGNED_IN.problems, SessionNotFound),
    )
    async def end_session(
        self,
        session_service: NamedDependency[SessionService],
        visitor: NamedDependency[Visitor],
        session_id: FromPath[UUID],
    ) -> None:
        """Ends one session of the person."""
        assert visitor.account_id is not None  # the policy has seen to it
        await session_service.end(visitor.account_id, session_id)

    @post(
        "/sessions/end-others",
        operation_id="endMyOtherSessions",
        summary="Sign all other browsers out",
        policy=SIGNED_IN,
        status_code=200,
        responses=problems(*SIGNED_IN.problems),
    )
    async def end_other_sessions(
        self, session_service: NamedDependency[SessionService], visitor: NamedDependency[Visitor]
    ) -> EndedSessions:
        """Ends all sessions of the person but this one."""
        assert visitor.account_id is not None  # the policy has seen to it
        return EndedSessions(ended=await session_service.end_others(visitor.account_id, visitor.session_id))

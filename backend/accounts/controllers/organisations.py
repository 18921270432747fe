"""HTTP for members: make an organisation, see it, invite, join, leave."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend.accounts.errors import InvitationNotFound, LastManager, OrganisationNotFound, PersonNotFound
from backend.accounts.schemas import (
    InvitationCreate,
    InvitationCreated,
    InvitationToken,
    InvitationView,
    OrganisationCreate,
    OrganisationView,
)
from backend.accounts.service.organisations import OrganisationService
from backend.core.errors import InvalidRequest
from backend.core.http import problems
from backend.core.idempotency import IdempotencyKey, IdempotencyKeyInvalid, IdempotencyKeyReused
from backend.core.identity import ORGANISATION_ROLES, Visitor
from backend.core.policy import SIGNED_IN, member
from backend.core.ratelimit import Rate, RateLimited, rate_limit

_MEMBER = member(*ORGANISATION_ROLES)
_MANAGER = member(*ORGANISATION_ROLES, manages=True)
_CREATIONS = Rate(5, per=3600)
_INVITATIONS = Rate(30, per=3600)
_LOOKS = Rate(20, per=600)


class OrganisationsController(Controller):
    """Clubs, shops and offices that act in the app."""

    path = "/api/v1/organisations"
    tags = ("Account",)

    @post(
        "/",
        operation_id="createOrganisation",
        summary="Make an organisation",
        policy=SIGNED_IN,
        guards=[rate_limit("organisation-create", _CREATIONS)],
        responses=problems(
            *SIGNED_IN.problems, InvalidRequest, IdempotencyKeyInvalid, IdempotencyKeyReused, RateLimited
        ),
    )
    async def create(
        self,
        organisation_service: NamedDependency[OrganisationService],
        visitor: NamedDependency[Visitor],
        data: JSONBody[OrganisationCreate],
        idempotency_key: IdempotencyKey = None,
    ) -> OrganisationView:
        """It waits until the city has verified it; whoever makes it manages it."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await organisation_service.create(visitor.account_id, data, idempotency_key)

    @get(
        "/{organisation_id:uuid}",
        operation_id="getMyOrganisation",
        summary="My organisation",
        policy=_MEMBER,
        responses=problems(*_MEMBER.problems, OrganisationNotFound),
    )
    async def view(
        self, organisation_service: NamedDependency[OrganisationService], organisation_id: FromPath[UUID]
    ) -> OrganisationView:
        """Status and members, for members only."""
        return await organisation_service.view(organisation_id)

    @delete(
        "/{organisation_id:uuid}/members/{account_id:uuid}",
        operation_id="removeMember",
        summary="Take a member out",
        policy=_MANAGER,
        responses=problems(*_MANAGER.problems, OrganisationNotFound, PersonNotFound, LastManager),
    )
    async def remove_member(
        self,
        organisation_service: NamedDependency[OrganisationService],
        visitor: NamedDependency[Visitor],
        organisation_id: FromPath[UUID],
        account_id: FromPath[UUID],
    ) -> None:
        """The person's rights in this organisation, and open invitations of theirs, end at once."""
        await organisation_service.remove_member(visitor, organisation_id, account_id)

    @post(
        "/{organisation_id:uuid}/leave",
        operation_id="leaveOrganisation",
        summary="Leave my organisation",
        policy=_MEMBER,
        status_code=204,
        responses=problems(*_MEMBER.problems, OrganisationNotFound, PersonNotFound, LastManager),
    )
    async def leave(
        self,
        organisation_service: NamedDependency[OrganisationService],
        visitor: NamedDependency[Visitor],
        organisation_id: FromPath[UUID],
    ) -> None:
        """Only the last person who manages cannot go before somebody else manages."""
        assert visitor.account_id is not None  # the policy has seen to it
        await organisation_service.remove_member(visitor, organisation_id, visitor.account_id)

    @post(
        "/{organisation_id:uuid}/invitations",
        operation_id="inviteMember",
        summary="Invite somebody",
        policy=_MANAGER,
        guards=[rate_limit("organisation-invite", _INVITATIONS)],
        responses=problems(*_MANAGER.problems, InvalidRequest, OrganisationNotFound, RateLimited),
    )
    async def invite(
        self,
        organisation_service: NamedDependency[OrganisationService],
        visitor: NamedDependency[Visitor],
        organisation_id: FromPath[UUID],
        data: JSONBody[InvitationCreate],
    ) -> InvitationCreated:
        """A link for one person, good for seven days."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await organisation_service.invite(visitor, organisation_id, data, visitor.account_id)


class InvitationsController(Controller):
    """Invitations, by their secret. It travels in the body, so that no log and no history keeps it."""

    path = "/api/v1/invitations"
    tags = ("Account",)

    @post(
        "/view",
        operation_id="viewInvitation",
        summary="What an invitation leads to",
        policy=SIGNED_IN,
        status_code=200,
        guards=[rate_limit("invitation", _LOOKS)],
        responses=problems(*SIGNED_IN.problems, InvalidRequest, InvitationNotFound, RateLimited),
    )
    async def view(
        self, organisation_service: NamedDependency[OrganisationService], data: JSONBody[InvitationToken]
    ) -> InvitationView:
        """Name of the organisation and what the person would be there."""
        return await organisation_service.look_at(data.token)

    @post(
        "/accept",
        operation_id="acceptInvitation",
        summary="Join by an invitation",
        policy=SIGNED_IN,
        status_code=200,
        guards=[rate_limit("invitation", _LOOKS)],
        responses=problems(*SIGNED_IN.problems, InvalidRequest, InvitationNotFound, RateLimited),
    )
    async def accept(
        self,
        organisation_service: NamedDependency[OrganisationService],
        visitor: NamedDependency[Visitor],
        data: JSONBody[InvitationToken],
    ) -> OrganisationView:
        """Uses the invitation up."""
        assert visitor.account_id is not None  # the policy has seen to it
        return await organisation_service.accept(data.token, visitor.account_id)

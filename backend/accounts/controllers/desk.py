"""HTTP of the desk: people, their roles, and organisations. For administrators."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.accounts.errors import (
    ClaimedRole,
    LastAdministrator,
    NotYourself,
    OrganisationNotFound,
    PersonNotFound,
)
from backend.accounts.schemas import (
    BlockChange,
    CityRole,
    OrganisationChange,
    OrganisationRow,
    OrganisationStatus,
    OrganisationView,
    PersonRow,
    PersonView,
    RolesChange,
)
from backend.accounts.service.organisations import OrganisationService
from backend.accounts.service.people import PeopleService
from backend.core.concurrency import ChangedMeanwhile, IfMatch, VersionRequired, tagged
from backend.core.errors import InvalidRequest
from backend.core.http import csv_answer, problems
from backend.core.identity import Role, Visitor
from backend.core.pagination import InvalidCursor
from backend.core.policy import staff
from backend.core.tables import (
    CSV_MAX_ROWS,
    CSV_MEDIA_TYPE,
    TableCursor,
    TableLimit,
    TablePage,
    TableQuery,
    TableSearch,
    TableSort,
    UnknownColumn,
    to_csv,
)

_ADMIN = staff(Role.ADMIN)
_FRESH_ADMIN = _ADMIN.freshly()
_TABLE_PROBLEMS = (*_ADMIN.problems, InvalidRequest, InvalidCursor, UnknownColumn)
_CHANGE_PROBLEMS = (*_FRESH_ADMIN.problems, InvalidRequest, ChangedMeanwhile, VersionRequired)

RoleFilter = Annotated[CityRole | None, QueryParameter(description="Only people with this role.")]
StatusFilter = Annotated[OrganisationStatus | None, QueryParameter(description="Only organisations in this state.")]


class DeskPeopleController(Controller):
    """Accounts at the desk."""

    path = "/api/v1/desk/people"
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listPeople",
        summary="People with an account",
        policy=_ADMIN,
        responses=problems(*_TABLE_PROBLEMS),
    )
    async def list_people(
        self,
        people_service: NamedDependency[PeopleService],
        q: TableSearch = "",
        sort: TableSort = "name",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        role: RoleFilter = None,
    ) -> TablePage[PersonRow]:
        """Name, city roles, number of organisations, last sign-in. Nothing about what a person does in the app."""
        query = TableQuery(q=q, sort=sort, limit=limit, cursor=cursor)
        return await people_service.page(query, Role(role) if role else None)

    @get(
        "/export.csv",
        operation_id="exportPeople",
        summary="The same as CSV",
        policy=_ADMIN,
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*_TABLE_PROBLEMS),
    )
    async def export_people(
        self,
        people_service: NamedDependency[PeopleService],
        q: TableSearch = "",
        sort: TableSort = "name",
        role: RoleFilter = None,
    ) -> Response[bytes]:
        """All rows that fit, as RFC 4180."""
        query = TableQuery(q=q, sort=sort, limit=CSV_MAX_ROWS)
        page = await people_service.page(query, Role(role) if role else None)
        header = ("id", "name", "roles", "organisations", "lastSignedInOn", "createdAt", "blockedAt", "demo")
        rows = (
            (
                row.id,
                row.name,
                " ".join(row.roles),
                row.organisations,
                row.last_signed_in_on,
                row.created_at,
                row.blocked_at,
                row.demo,
            )
            for row in page.items
        )
        return csv_answer(to_csv(header, rows), "people.csv")

    @get(
        "/{account_id:uuid}",
        operation_id="getPerson",
        summary="One person",
        policy=_ADMIN,
        responses=problems(*_ADMIN.problems, PersonNotFound),
    )
    async def get_person(
        self, people_service: NamedDependency[PeopleService], account_id: FromPath[UUID]
    ) -> Response[PersonView]:
        """Roles with where they come from, organisations, and the version to edit (ETag)."""
        return tagged(await people_service.view(account_id))

    @put(
        "/{account_id:uuid}/roles",
        operation_id="changePersonRoles",
        summary="Give a person city roles",
        policy=_FRESH_ADMIN,
        responses=problems(*_CHANGE_PROBLEMS, PersonNotFound, LastAdministrator, ClaimedRole),
    )
    async def change_roles(
        self,
        people_service: NamedDependency[PeopleService],
        visitor: NamedDependency[Visitor],
        account_id: FromPath[UUID],
        data: JSONBody[RolesChange],
        if_match: IfMatch = None,
    ) -> Response[PersonView]:
        """Exactly these roles from the desk; takes effect at the person's next request."""
        return tagged(await people_service.change_roles(visitor, account_id, data, if_match))

    @put(
        "/{account_id:uuid}/block",
        operation_id="changePersonBlock",
        summary="Block a person or let in again",
        policy=_FRESH_ADMIN,
        responses=problems(*_CHANGE_PROBLEMS, PersonNotFound, LastAdministrator, NotYourself),
    )
    async def change_block(
        self,
        people_service: NamedDependency[PeopleService],
        visitor: NamedDependency[Visitor],
        account_id: FromPath[UUID],
        data: JSONBody[BlockChange],
        if_match: IfMatch = None,
    ) -> Response[PersonView]:
        """A blocked account is signed out everywhere and cannot sign in."""
        return tagged(await people_service.change_block(visitor, account_id, data, if_match))


class DeskOrganisationsController(Controller):
    """Organisations at the desk."""

    path = "/api/v1/desk/organisations"
    tags = ("Desk",)

    @get(
        "/",
        operation_id="listOrganisations",
        summary="Organisations",
        policy=_ADMIN,
        responses=problems(*_TABLE_PROBLEMS),
    )
    async def list_organisations(
        self,
        organisation_service: NamedDependency[OrganisationService],
        q: TableSearch = "",
        sort: TableSort = "name",
        limit: TableLimit = 50,
        cursor: TableCursor = None,
        status: StatusFilter = None,
    ) -> TablePage[OrganisationRow]:
        """Name, kind, status and number of members."""
        query = TableQuery(q=q, sort=sort, limit=limit, cursor=cursor)
        return await organisation_service.page(query, status)

    @get(
        "/export.csv",
        operation_id="exportOrganisations",
        summary="The same as CSV",
        policy=_ADMIN,
        media_type=CSV_MEDIA_TYPE,
        responses=problems(*_TABLE_PROBLEMS),
    )
    async def export_organisations(
        self,
        organisation_service: NamedDependency[OrganisationService],
        q: TableSearch = "",
        sort: TableSort = "name",
        status: StatusFilter = None,
    ) -> Response[bytes]:
        """All rows that fit, as RFC 4180."""
        page = await organisation_service.page(TableQuery(q=q, sort=sort, limit=CSV_MAX_ROWS), status)
        header = ("id", "name", "kind", "status", "members", "createdAt", "demo")
        rows = ((row.id, row.name, row.kind, row.status, row.members, row.created_at, row.demo) for row in page.items)
        return csv_answer(to_csv(header, rows), "organisations.csv")

    @get(
        "/{organisation_id:uuid}",
        operation_id="getOrganisationAtDesk",
        summary="One organisation",
        policy=_ADMIN,
        responses=problems(*_ADMIN.problems, OrganisationNotFound),
    )
    async def get_organisation(
        self, organisation_service: NamedDependency[OrganisationService], organisation_id: FromPath[UUID]
    ) -> Response[OrganisationView]:
        """With members, and the version to edit (ETag)."""
        return tagged(await organisation_service.view(organisation_id))

    @put(
        "/{organisation_id:uuid}",
        operation_id="changeOrganisation",
        summary="Verify, suspend or rename an organisation",
        policy=_FRESH_ADMIN,
        responses=problems(*_CHANGE_PROBLEMS, OrganisationNotFound),
    )
    async def change_organisation(
        self,
        organisation_service: NamedDependency[OrganisationService],
        visitor: NamedDependency[Visitor],
        organisation_id: FromPath[UUID],
        data: JSONBody[OrganisationChange],
        if_match: IfMatch = None,
    ) -> Response[OrganisationView]:
        """Only members of a verified organisation may act for it."""
        return tagged(await organisation_service.change(visitor, organisation_id, data, if_match))

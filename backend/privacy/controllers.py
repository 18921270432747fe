"""HTTP of people's rights. No route takes the id of a person: each is about whoever asks."""

from typing import Annotated, Any

from litestar import Controller, MediaType, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.core.errors import InvalidRequest, NotFound
from backend.core.http import locale_of, problems
from backend.core.i18n import Translations
from backend.core.identity import Visitor
from backend.core.policy import ON_DEVICE, PUBLIC, SIGNED_IN, allow
from backend.core.ratelimit import Rate, RateLimited, rate_limit
from backend.privacy.errors import LastAdministrator
from backend.privacy.readable import CONTENT_SECURITY_POLICY
from backend.privacy.schemas import (
    DeviceDataDecision,
    DeviceDataMoved,
    DeviceDataQuestion,
    Erased,
    MyData,
    MyExport,
    PrivacyNotice,
)
from backend.privacy.service import PrivacyService

PRIVACY_PATH = "/api/v1/privacy"
_DOWNLOADS = Rate(10, per=600)
_ERASING = SIGNED_IN.freshly()

AppLocale = Annotated[
    str | None,
    QueryParameter(name="locale", max_length=20, description="Language of the texts; otherwise `Accept-Language`."),
]
"""A plain link cannot say the app's language in a header."""


class MyDataController(Controller):
    """What is stored about whoever asks."""

    path = "/api/v1/me"
    opt = allow(ON_DEVICE)
    tags = ("Privacy",)

    @get("/data", operation_id="getMyData", summary="What is stored about me", responses=problems(*ON_DEVICE.problems))
    async def get_my_data(
        self,
        request: Request[Any, Any, Any],
        privacy_service: NamedDependency[PrivacyService],
        translations: NamedDependency[Translations],
        visitor: NamedDependency[Visitor],
    ) -> MyData:
        """What, why, until when and how much, of this device and of the account. Needs no account."""
        return await privacy_service.overview(visitor, locale_of(request, translations))

    @get(
        "/data/download",
        operation_id="downloadMyData",
        summary="Everything about me as JSON",
        guards=[rate_limit("my-data", _DOWNLOADS)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, RateLimited),
    )
    async def download_my_data(
        self,
        request: Request[Any, Any, Any],
        privacy_service: NamedDependency[PrivacyService],
        translations: NamedDependency[Translations],
        visitor: NamedDependency[Visitor],
        locale: AppLocale = None,
    ) -> Response[MyExport]:
        """Every record of this device and of the account, complete across the app."""
        export = await privacy_service.export(visitor, _locale(locale, request, translations))
        return Response(export, headers={"content-disposition": 'attachment; filename="meine-daten.json"'})

    @get(
        "/data/readable",
        operation_id="readMyData",
        summary="Everything about me as a page to read",
        media_type=MediaType.HTML,
        guards=[rate_limit("my-data", _DOWNLOADS)],
        responses=problems(*ON_DEVICE.problems, InvalidRequest, RateLimited),
    )
    async def read_my_data(
        self,
        request: Request[Any, Any, Any],
        privacy_service: NamedDependency[PrivacyService],
        translations: NamedDependency[Translations],
        visitor: NamedDependency[Visitor],
        locale: AppLocale = None,
    ) -> Response[str]:
        """The same as the JSON, as one HTML page that can be kept: no script, nothing to load."""
        page = await privacy_service.readable(visitor, _locale(locale, request, translations))
        headers = {"content-security-policy": CONTENT_SECURITY_POLICY}
        return Response(page, media_type=MediaType.HTML, headers=headers)

    @delete(
        "/device",
        operation_id="forgetDevice",
        summary="Forget this device",
        status_code=200,
        responses=problems(*ON_DEVICE.problems),
    )
    async def forget_device(
        self,
        request: Request[Any, Any, Any],
        privacy_service: NamedDependency[PrivacyService],
        visitor: NamedDependency[Visitor],
    ) -> Erased:
        """Erases all that is stored for this device and signs the browser out; an account stays. May be repeated."""
        return Erased(erased=await privacy_service.forget_device(request, visitor))

    @delete(
        "/account",
        operation_id="eraseAccount",
        summary="Erase my account",
        policy=_ERASING,
        status_code=200,
        responses=problems(*_ERASING.problems, LastAdministrator),
    )
    async def erase_account(
        self,
        request: Request[Any, Any, Any],
        privacy_service: NamedDependency[PrivacyService],
        visitor: NamedDependency[Visitor],
    ) -> Erased:
        """Erases the account with all that belongs to it, at once. Once it is gone a repeat answers 401."""
        assert visitor.account_id is not None  # the policy has seen to it
        return Erased(erased=await privacy_service.erase_account(request, visitor, visitor.account_id))

    @get(
        "/device-data",
        operation_id="getDeviceDataQuestion",
        summary="Shall the data of this device move to my account",
        policy=SIGNED_IN,
        responses=problems(*SIGNED_IN.problems),
    )
    async def get_device_data_question(
        self, privacy_service: NamedDependency[PrivacyService], visitor: NamedDependency[Visitor]
    ) -> DeviceDataQuestion:
        """Whether the app should ask; it asks once per device."""
        return await privacy_service.device_question(visitor)

    @post(
        "/device-data",
        operation_id="answerDeviceDataQuestion",
        summary="Move the data of this device to my account, or leave them",
        policy=SIGNED_IN,
        status_code=200,
        responses=problems(*SIGNED_IN.problems, InvalidRequest),
    )
    async def answer_device_data_question(
        self,
        data: JSONBody[DeviceDataDecision],
        privacy_service: NamedDependency[PrivacyService],
        visitor: NamedDependency[Visitor],
    ) -> DeviceDataMoved:
        """Takes effect once, all or nothing; a second answer changes nothing."""
        assert visitor.account_id is not None  # the policy has seen to it
        moved = await privacy_service.answer_question(visitor.account_id, visitor.device_id, move=data.move)
        return DeviceDataMoved(moved=moved)


class PrivacyController(Controller):
    """What the app stores at all."""

    path = PRIVACY_PATH
    opt = allow(PUBLIC)
    tags = ("Privacy",)

    @get(
        "/{locale:str}",
        operation_id="getPrivacyNotice",
        summary="What this app stores about people",
        responses=problems(NotFound),
    )
    async def get_privacy_notice(
        self,
        locale: FromPath[str],
        privacy_service: NamedDependency[PrivacyService],
        translations: NamedDependency[Translations],
    ) -> PrivacyNotice:
        """All classes of data with purpose, time and legal ground, as one cached answer per language (ETag)."""
        if locale not in translations.locales:
            raise NotFound
        return privacy_service.notice(locale)


def _locale(asked: str | None, request: Request[Any, Any, Any], translations: Translations) -> str:
    return asked if asked in translations.locales else locale_of(request, translations)

"""`content/alerts/instructions.toml`: what the codes of federal instructions say, in the languages of the app."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from backend.alerts.cap.model import Info

CODE_PARAMETER = "instructionCode"
_SOURCE = "de"


class InstructionsError(ValueError):
    """`instructions.toml` is wrong; the message says where."""


class _Instruction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}-[A-Z]{3}-[0-9]{3}$")]
    texts: dict[str, Annotated[str, msgspec.Meta(min_length=3, max_length=300)]]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    instruction: tuple[_Instruction, ...] = ()


class Instructions:
    """Translations of ours by code and language."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts

    @property
    def codes(self) -> frozenset[str]:
        """The codes that have translations."""
        return frozenset(self._texts)

    def steps(self, german: Info | None, said: Sequence[str], locale: str) -> tuple[str, ...]:
        """The steps `said` in German, in another language; empty unless every one of them is known.

        The message has to carry the code and to say the code's German word for word: half a translation, or one of
        something else, is worse than none.
        """
        known = [self._texts[code] for code in _codes(german) if code in self._texts]
        by_german = {texts[_SOURCE]: texts for texts in known if locale in texts}
        if not said or any(step not in by_german for step in said):
            return ()
        return tuple(by_german[step][locale] for step in said)


NONE = Instructions({})


def load_instructions(path: Path, locales: Sequence[str]) -> Instructions:
    """The table; every text in every language of the app. Raises `InstructionsError`."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Table)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InstructionsError(f"{path.name}: {error}") from error
    for one in table.instruction:
        if set(one.texts) != set(locales):
            raise InstructionsError(
                f"{path.name}: {one.code}: languages differ: {sorted(set(one.texts) ^ set(locales))}"
            )
    return Instructions({one.code: one.texts for one in table.instruction})


def _codes(info: Info | None) -> list[str]:
    """`BBK-ISC-009 BBK-ISC-082 shortCode:BBK-ISC-011` -> the two without a prefix."""
    parameters = info.parameters if info else ()
    return [code for pair in parameters if pair.name == CODE_PARAMETER for code in pair.value.split()]

"""The printed recovery code: long enough that nobody guesses it, written so that people can read it aloud.

Seven groups of five signs. Four signs of a group are random (140 bits in all), the fifth proves the other four and the
place of the group, so that a slip of the pen is told with the group it is in. Letters that look like digits are left
out (Crockford's alphabet); what people write instead is understood.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 7
GROUP_LENGTH = 5
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_WEIGHTS = (1, 3, 5, 7)  # odd numbers: every wrong sign and nearly every swap of two neighbours shows
_PLACE_WEIGHT = 11  # groups in the wrong order show too
_NO_GROUP = GROUPS + 1


class Mistyped(ValueError):
    """The text is no recovery code. `group` counts from 1; more than `GROUPS`: signs are missing or too many."""

    def __init__(self, group: int) -> None:
        self.group = group
        super().__init__(f"recovery code mistyped in group {group}")

    @property
    def is_length(self) -> bool:
        """True when the number of signs is wrong, so that no single group can be blamed."""
        return self.group == _NO_GROUP


def new_code() -> str:
    """A fresh code as it is printed: `ABCD1-EFGH2-...`."""
    size = GROUP_LENGTH - 1
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(size)) for _ in range(GROUPS)]
    return "-".join(group + _proof(group, place) for place, group in enumerate(groups))


def read_code(text: str) -> str:
    """The code in its one canonical form. Raises `Mistyped` and never says whether such a code was ever given out.

    Spaces, hyphens and small letters do not matter; digits of other scripts count as digits.
    """
    signs = [sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum()]
    values = [_value(sign) for sign in signs]
    if len(values) != GROUPS * GROUP_LENGTH:
        raise Mistyped(_NO_GROUP)
    groups = []
    for place in range(GROUPS):
        part = values[place * GROUP_LENGTH : (place + 1) * GROUP_LENGTH]
        if None in part:
            raise Mistyped(place + 1)
        group = "".join(ALPHABET[value] for value in part if value is not None)
        if _proof(group[:-1], place) != group[-1]:
            raise Mistyped(place + 1)
        groups.append(group)
    return "-".join(groups)


def prefix_of(code: str) -> str:
    """The first group: what guesses at one code have in common, for limiting them."""
    return code[:GROUP_LENGTH]


def _value(sign: str) -> int | None:
    digit = unicodedata.decimal(sign, None)
    return _VALUES.get(sign) if digit is None else int(digit)


def _proof(group: str, place: int) -> str:
    total = sum(weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, group, strict=True))
    return ALPHABET[(total + _PLACE_WEIGHT * (place + 1)) % len(ALPHABET)]

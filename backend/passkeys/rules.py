"""Pure decisions about passkeys."""

import unicodedata


def clean_name(text: str) -> str:
    """A name as it is kept: one line, composed letters, without control signs that could turn a page around."""
    composed = unicodedata.normalize("NFC", text)
    joiners = {"\u200c", "\u200d"}  # several scripts need them to spell a name
    kept = "".join(sign if sign in joiners or unicodedata.category(sign)[0] != "C" else " " for sign in composed)
    return " ".join(kept.split()).strip("\u200c\u200d")


def is_counter_behind(stored: int, reported: int) -> bool:
    """True when a passkey that counts its uses has not counted on: somebody may hold a copy (WebAuthn, 6.1.1)."""
    return (stored > 0 or reported > 0) and reported <= stored

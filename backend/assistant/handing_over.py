"""The card that leads from the program to a person: office, 115, and a message that is ready to send. Pure."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

import msgspec

from backend.assistant.schemas import HandOverCard, Office
from backend.core.i18n import N_

Say = Callable[[str], str]
"""Translates a German message into the reader's language."""

_SUBJECT = N_("Frage aus der App")
_MESSAGE = N_(
    "Guten Tag,\n\nich habe diese Frage:\n\n{question}\n\n"
    "In der App habe ich keine Antwort gefunden.\n\nFreundliche Grüße"
)
_TALK = N_("Guten Tag,\n\nich möchte mit einem Menschen sprechen. Es geht um:\n\n\n\nFreundliche Grüße")


class Contact(msgspec.Struct, frozen=True):
    """Who the city says answers, from `content/operator.toml`; what is empty there is not invented here."""

    name: str
    phone: str
    email: str | None

    @classmethod
    def of(cls, operator: Mapping[str, str], city: str, phone: str) -> "Contact":
        """The operator's own name and address; the city and 115 where it has not named any."""
        return cls(operator.get("operator_name") or city, phone, operator.get("operator_email") or None)


def make_card(contact: Contact, say: Say, question: str | None) -> HandOverCard:
    """The card for a question (already without personal data), or for somebody who only wants a person."""
    subject = say(_SUBJECT)
    message = say(_TALK) if question is None else say(_MESSAGE).replace("{question}", question)
    return HandOverCard(
        office=Office(name=contact.name, phone=contact.phone, email=contact.email),
        subject=subject,
        message=message,
        mailto=_mailto(contact.email, subject, message) if contact.email else None,
        queue=True,
    )


def _mailto(email: str, subject: str, message: str) -> str:
    """RFC 6068: line ends are CR LF, everything but letters and digits is escaped."""
    body = message.replace("\n", "\r\n")
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"

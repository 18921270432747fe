"""Made-up people, one for each role, and the organisations that two of them act for."""

from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from backend.core.i18n import N_
from backend.core.identity import Role


class DemoOrganisation(msgspec.Struct, frozen=True):
    """An organisation of the demo, verified."""

    key: str
    name: str
    kind: Role

    @property
    def id(self) -> UUID:
        """The same in every demo database."""
        return uuid5(NAMESPACE_URL, f"urn:demo:organisation:{self.key}")


class DemoPerson(msgspec.Struct, frozen=True):
    """Somebody to be in the demo. `part`: what the person does, shown on the sign-in page."""

    subject: str
    name: str
    part: str
    groups: tuple[str, ...] = ()
    organisation: DemoOrganisation | None = None


CLUB = DemoOrganisation("club", "Demo-Verein", Role.ORGANISER)
SHOP = DemoOrganisation("shop", "Demo-Laden", Role.MERCHANT)
ORGANISATIONS = (CLUB, SHOP)
PEOPLE = (
    DemoPerson("erika", "Erika Muster", N_("Wohnt hier")),
    DemoPerson("paul", "Paul Probe", N_("Plant Veranstaltungen für einen Verein"), organisation=CLUB),
    DemoPerson("mina", "Mina Modell", N_("Hat einen Laden"), organisation=SHOP),
    DemoPerson("nora", "Nora Namenlos", N_("Prüft Beiträge"), ("moderator",)),
    DemoPerson("theo", "Theo Textprobe", N_("Schreibt Neuigkeiten der Stadt"), ("editor",)),
    DemoPerson("k-beispiel", "K. Beispiel", N_("Arbeitet in der Verwaltung"), ("officer",)),
    DemoPerson("l-vorlage", "L. Vorlage", N_("Arbeitet in der Verwaltung und prüft mit"), ("officer",)),
    DemoPerson("a-platzhalter", "A. Platzhalter", N_("Betreut die App"), ("admin",)),
)
BY_SUBJECT = {person.subject: person for person in PEOPLE}
GROUP_ROLES = {role.value: role for role in (Role.MODERATOR, Role.EDITOR, Role.OFFICER, Role.ADMIN)}

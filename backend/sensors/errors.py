"""Problems of the webhook. Network servers read the status, operators read the sentence."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class WebhookNotConfigured(Problem):
    """No secret is set, so nobody may deliver."""

    code = "webhook-not-configured"
    status = 503
    title = N_("Noch nicht eingerichtet")
    detail = N_("Der Empfang von Sensordaten ist noch nicht eingerichtet.")


class WebhookSecretWrong(Problem):
    """The secret header is missing or wrong."""

    code = "webhook-secret-wrong"
    status = 401
    title = N_("Nicht angemeldet")
    detail = N_("Das Kennwort für Sensordaten fehlt oder stimmt nicht.")


class WebhookNetworkRefused(Problem):
    """The caller is outside the networks that may deliver."""

    code = "webhook-network-refused"
    status = 403
    title = N_("Nicht erlaubt")
    detail = N_("Aus diesem Netz nehmen wir keine Sensordaten an.")


class UplinkMalformed(Problem):
    """The body is not a message of this network server. Nothing was stored."""

    code = "uplink-malformed"
    status = 400
    title = N_("Nachricht nicht lesbar")
    detail = N_("Diese Nachricht passt nicht zum Netzwerk-Server. Grund: {reason}")


class UplinkFromTheFuture(Problem):
    """The time of observation is more than five minutes ahead of ours. Nothing was stored."""

    code = "uplink-from-the-future"
    status = 422
    title = N_("Uhr geht vor")
    detail = N_("Die Zeit in dieser Nachricht liegt in der Zukunft. Bitte stellen Sie die Uhr des Servers.")


class UnknownProfile(Problem):
    """There is no device profile of this name."""

    code = "unknown-device-profile"
    status = 422
    title = N_("Unbekanntes Gerät")
    detail = N_("Das Geräteprofil „{profile}“ kennen wir nicht.")


class UnknownDevice(Problem):
    """There is no device with this identifier."""

    code = "unknown-device"
    status = 404
    title = N_("Unbekanntes Gerät")
    detail = N_("Dieses Gerät kennen wir nicht.")


class InboxFull(Problem):
    """More uplinks wait than we can store; the sender should try again."""

    code = "inbox-full"
    status = 503
    title = N_("Gerade zu viel")
    detail = N_("Es kommen gerade zu viele Sensordaten an. Bitte senden Sie sie noch einmal.")


class TargetUnknown(Problem):
    """The thing a device is to watch does not exist, or nothing may be measured there."""

    code = "target-unknown"
    status = 422
    title = N_("Das geht hier nicht")
    detail = N_("Diesem Platz kann kein Sensor zugeordnet werden.")


class TargetTaken(Problem):
    """Another device in service already watches this thing."""

    code = "target-taken"
    status = 409
    title = N_("Der Platz hat schon einen Sensor")
    detail = N_("Dort misst schon „{device}“. Bitte nehmen Sie dieses Gerät zuerst dort weg.")


class DeviceKnown(Problem):
    """A device with this identifier is registered already."""

    code = "device-known"
    status = 409
    title = N_("Das Gerät gibt es schon")
    detail = N_("Jemand hat dieses Gerät inzwischen angemeldet.")


class NothingQuarantined(Problem):
    """No frames of this device wait in quarantine."""

    code = "nothing-quarantined"
    status = 404
    title = N_("Hier wartet nichts mehr")
    detail = N_("Von diesem Gerät wartet keine Nachricht mehr.")

"""What can go wrong with questions and messages, in plain words."""

from backend.core.errors import Problem
from backend.core.i18n import N_


class QuestionEmpty(Problem):
    """Nothing was asked."""

    code = "question-empty"
    status = 400
    title = N_("Was möchten Sie wissen?")
    detail = N_("Bitte schreiben Sie Ihre Frage in das Feld.")


class QuestionTooLong(Problem):
    """More text than is read."""

    code = "question-too-long"
    status = 400
    title = N_("Das ist zu lang")
    detail = N_("Bitte fragen Sie in höchstens {limit} Zeichen.")


class ConsentMissing(Problem):
    """Nothing is stored without consent."""

    code = "consent-missing"
    status = 400
    title = N_("Wir brauchen Ihr Ja")
    detail = N_("Wir speichern Ihre Nachricht nur, wenn Sie zustimmen.")


class HandOverNotFound(Problem):
    """No message has this id."""

    code = "handover-not-found"
    status = 404
    title = N_("Nachricht nicht gefunden")
    detail = N_("Diese Nachricht gibt es nicht mehr.")


class HandOverDecided(Problem):
    """The message is in a state in which this cannot be done."""

    code = "handover-decided"
    status = 409
    title = N_("Das geht nicht mehr")
    detail = N_("Diese Nachricht ist schon beantwortet oder geschlossen.")


class UnansweredNotFound(Problem):
    """No kept question has this id."""

    code = "unanswered-question-not-found"
    status = 404
    title = N_("Frage nicht gefunden")
    detail = N_("Diese Frage steht nicht mehr auf der Liste.")

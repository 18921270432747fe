"""The card that leads to a person."""

from urllib.parse import parse_qs, urlsplit

from backend.assistant.handing_over import Contact, make_card


def test_a_gap_stays_a_gap() -> None:
    card = make_card(Contact.of({"operator_email": ""}, "Musterstadt", "115"), str, "Wo?")
    assert (card.office.name, card.office.phone, card.office.email, card.mailto) == ("Musterstadt", "115", None, None)


def test_the_link_holds_the_whole_message_and_nothing_else() -> None:
    question = "Was?&bcc=evil@example.org\nZweite Zeile + 100 % ü"
    contact = Contact.of({"operator_name": "Stadt", "operator_email": "post@example.org"}, "Musterstadt", "115")
    card = make_card(contact, str, question)
    link = urlsplit(card.mailto or "")
    fields = parse_qs(link.query)
    assert (link.scheme, link.path, set(fields)) == ("mailto", "post@example.org", {"subject", "body"})
    assert fields["body"] == [card.message.replace("\n", "\r\n")]
    assert question in card.message


def test_who_only_wants_a_person_need_not_repeat_that() -> None:
    card = make_card(Contact.of({}, "Musterstadt", "115"), str, None)
    assert "{question}" not in card.message

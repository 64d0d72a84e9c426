import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs

from backend.courier import NeedlessError
from backend.database import stored_id
from backend.i18n import Texts
from backend.mail.bounce_box import files_in, read_box
from backend.mail.bounce_letters import BounceLetters
from backend.mail.bounces import Bounce, Noted, note_bounces, read_bounce
from backend.mail.letter import Letter, message_id
from backend.mail.paper import Paper
from backend.outbox import tell
from models import OutboxMessage, Person
from models.enums import Channel, NoticeKind, OutboxStatus
from tests.backend.mail.notifications import OUT_OF_OFFICE, bare, exchange, postfix
from tests.house import NOW, House

OURS = "<0123456789abcdef0123456789abcdef01234567@hoglandet.example>"


@pytest.mark.parametrize(
    ("content", "code"),
    [(postfix(OURS), "5.1.1"), (exchange(OURS), "5.4.1"), (bare(OURS.strip("<>")), "5.0.0"), (postfix(OURS, "5.2.2"), "5.2.2")],
    ids=["postfix", "exchange", "envelope alone", "full mailbox"],
)
def test_what_came_back_is_known_by_our_own_message_id_whatever_server_tells_it(content: bytes, code: str) -> None:
    assert read_bounce(content) == Bounce(OURS, code)
    assert read_bounce(content.replace(b"\n", b"\r\n")) == Bounce(OURS, code)


def test_a_returned_letter_in_an_unknown_charset_is_known_by_its_header() -> None:
    eight_bit = "Subject: Underlag\nContent-Type: text/plain; charset=unknown-8bit\n\nBrevet på svenska.".encode()
    content = exchange(OURS).replace(b"Subject: Underlag\n\nBrevet.", eight_bit)
    assert eight_bit in content
    assert read_bounce(content) == Bounce(OURS, "5.4.1")


def test_what_cannot_be_understood_is_left_alone_and_logged_by_the_kind_of_its_error() -> None:
    strange = b"Content-Type: text/rfc822-headers; charset*=utf-8'sv'latin"
    content = postfix(OURS).replace(b"Content-Type: text/rfc822-headers", strange).replace(b"Lex Heller <", b"L\xe9x <")
    with capture_logs() as logs:
        assert read_bounce(content) is None
    assert [(each["event"], each["error"]) for each in logs] == [("mail.bounce_not_understood", "TypeError")]


@pytest.mark.parametrize(
    "content",
    [postfix(OURS, "4.4.1", "delayed"), postfix(OURS, "2.1.5", "delivered"), OUT_OF_OFFICE, b"", b"\xff\xfe\x00", postfix("x")],
    ids=["delayed", "delivered", "out of office", "empty", "no mail", "no id"],
)
def test_what_is_no_letter_that_came_back_is_left_alone(content: bytes) -> None:
    assert read_bounce(content) is None


async def sent(house: House, key: str, kind: NoticeKind = NoticeKind.WEEK, **to: object) -> str:
    """A letter that the server took; its Message-ID."""
    receipt = message_id(key, "lexheller@hoglandet.example")
    async with house.database.begin(house.forbund_id) as session:
        row = tell(session, key=key, channel=Channel.MAIL, kind=kind, subject_id=1, now=NOW, **to)  # type: ignore[arg-type]
        row.status, row.delivered_at, row.result = OutboxStatus.LEVERERAD, NOW, receipt
    return receipt


async def told(house: House) -> list[OutboxMessage]:
    async with house.database.read(house.forbund_id) as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == NoticeKind.ADDRESS_BOUNCES).order_by(col(OutboxMessage.id))
        return list((await session.exec(found)).all())


async def letter(house: House, message: OutboxMessage) -> Letter:
    async with house.database.read(house.forbund_id) as session:
        return await BounceLetters(Paper(Texts(("backend",)))).told(session, message)


async def test_a_letter_is_marked_once_and_a_strangers_is_not_ours(house: House) -> None:
    receipt = await sent(house, "a", person_id=house.coordinator.id)
    with capture_logs() as logs:
        assert await note_bounces(house.database, [postfix(receipt), OUT_OF_OFFICE, postfix(OURS)], NOW) == Noted(1, 0, 1, 1)
        assert await note_bounces(house.database, [exchange(receipt)], NOW + timedelta(days=1)) == Noted(0, 1, 0)
    async with house.database.read(house.forbund_id) as session:
        row = (await session.exec(select(OutboxMessage))).one()
    assert (row.bounced_at, row.bounce_code, row.status) == (NOW, "5.1.1", OutboxStatus.LEVERERAD)
    assert "@" not in str(logs)


async def test_an_address_that_lets_a_second_letter_come_back_is_told_to_the_forbund_and_its_office(house: House) -> None:
    receipts = [await sent(house, key, person_id=house.coordinator.id) for key in "abc"]
    await note_bounces(house.database, [postfix(receipts[0])], NOW)
    assert await told(house) == []
    await note_bounces(house.database, [postfix(receipts[1], "5.2.1")], NOW + timedelta(days=80))
    await note_bounces(house.database, [postfix(receipts[2])], NOW + timedelta(days=81))

    messages = await told(house)
    assert [(each.person_id, each.address) for each in messages] == [
        (None, "forbundet@hoglandet.example"),
        (house.office.id, None),
    ]
    written = await letter(house, messages[0])
    assert written.subject == "Mejl till Karin Exempel kommer tillbaka"
    assert "karin@hoglandet.example" in written.text and "5.2.1" in written.text

    async with house.database.begin(house.forbund_id) as session:
        (await session.get_one(Person, stored_id(house.coordinator))).active = False
    with pytest.raises(NeedlessError):
        await letter(house, messages[0])


async def test_a_functions_address_is_told_of_and_the_forbunds_own_goes_to_its_office(house: House) -> None:
    for address, readers in (("fk@tranas.example", 2), ("forbundet@hoglandet.example", 1)):
        before = len(await told(house))
        back = [postfix(await sent(house, f"{address}:{number}", address=address)) for number in range(2)]
        await note_bounces(house.database, back, NOW)
        new = (await told(house))[before:]
        assert len(new) == readers
        assert address not in [each.address for each in new]
        assert (await letter(house, new[0])).subject == f"Mejl till {address} kommer tillbaka"


async def test_a_paper_that_comes_back_counts_but_is_told_in_its_own_right_alone(house: House) -> None:
    kinds = {"a": NoticeKind.WEEK, "b": NoticeKind.EDITION, "c": NoticeKind.WEEK}
    receipts = [await sent(house, key, kind, person_id=house.coordinator.id) for key, kind in kinds.items()]
    await note_bounces(house.database, [postfix(each) for each in receipts[:2]], NOW)
    assert await told(house) == []
    await note_bounces(house.database, [postfix(receipts[2])], NOW)
    assert len(await told(house)) == 2


async def test_letters_long_ago_do_not_count(house: House) -> None:
    for days, key in ((0, "a"), (100, "b")):
        await note_bounces(
            house.database, [postfix(await sent(house, key, person_id=house.coordinator.id))], NOW + timedelta(days)
        )
    assert await told(house) == []


async def test_a_maildir_is_read_once_and_what_is_read_lies_in_cur(house: House, tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    (box / "new").mkdir(parents=True)
    (box / "new" / "1.mx").write_bytes(postfix(await sent(house, "a", person_id=house.coordinator.id)))
    (box / "new" / "2.mx").write_bytes(OUT_OF_OFFICE)
    assert await read_box(house.database, box, NOW) == 1
    assert await read_box(house.database, box, NOW) == 0
    assert sorted(file.name for file in (box / "cur").iterdir()) == ["1.mx:2,S", "2.mx:2,S"]
    assert len(list(files_in(box))) == 2
    assert await read_box(house.database, tmp_path / "none", NOW) == 0


async def test_a_notification_that_is_before_its_letter_waits_a_day_for_it(house: House, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    receipt = message_id("a", "lexheller@hoglandet.example")
    for name, content in (("1.mx", postfix(receipt)), ("2.mx", postfix(OURS))):
        (new / name).write_bytes(content)
        os.utime(new / name, (NOW.timestamp(), NOW.timestamp()))
    assert await read_box(house.database, tmp_path, NOW) == 0
    assert await sent(house, "a", person_id=house.coordinator.id) == receipt
    assert await read_box(house.database, tmp_path, NOW + timedelta(hours=23)) == 1
    assert [file.name for file in new.iterdir()] == ["2.mx"]
    assert await read_box(house.database, tmp_path, NOW + timedelta(days=1)) == 0
    assert list(new.iterdir()) == []

"""What a courier in a process of its own does, whatever becomes of the product."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from backend.acknowledgements import Acknowledgements
from backend.courier import CourierProcess, NeverError, TryLaterError
from tests.backend.carriers import CARRIERS, Letter, parcel, until

SOON = 90  # seconds; a process has to start first, on a machine that may be busy


@pytest.fixture
async def courier(tmp_path: Path) -> AsyncIterator[CourierProcess]:
    async with CourierProcess(CARRIERS, tmp_path / "notes", "INFO") as courier:
        yield courier


def notes(folder: Path) -> Acknowledgements:
    return Acknowledgements(folder / "notes")


def taken(folder: Path) -> int:
    """Return how often the letter came."""
    return len((folder / "letter").read_text().splitlines())


async def killed_while_sending(folder: Path) -> asyncio.subprocess.Process:
    """Kill a product when its letter is on its way, and return it."""
    product = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from tests.backend.carriers import main; main()", str(folder)), stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(SOON):
        await until(folder / "letter")
    product.kill()
    return product


async def said_until_both_had_ended(product: asyncio.subprocess.Process) -> bytes:
    """Return what a killed product and its courier, who have one standard error, said."""
    _, said = await asyncio.wait_for(product.communicate(), SOON)
    return said


async def test_an_acknowledgement_is_noted_before_the_product_is_told(courier: CourierProcess, tmp_path: Path) -> None:
    (tmp_path / "go").touch()
    receipt = await courier.carry(parcel(Letter(tmp_path)))
    assert int(receipt) != os.getpid()
    assert notes(tmp_path).read("note-1") == receipt


async def test_what_is_noted_is_not_sent_again(courier: CourierProcess, tmp_path: Path) -> None:
    notes(tmp_path).write("note-1", "250 ok")
    assert await courier.carry(parcel(Letter(tmp_path))) == "250 ok"
    assert not (tmp_path / "letter").exists()


async def test_refusals_come_back_as_the_carrier_said_them(courier: CourierProcess, tmp_path: Path) -> None:
    with pytest.raises(TryLaterError) as later:
        await courier.carry(parcel("later", channel="refusing"))
    with pytest.raises(NeverError) as never:
        await courier.carry(parcel("never", channel="refusing"))
    assert (later.value.reason, later.value.after, never.value.reason) == ("429", timedelta(seconds=7), "550")
    assert notes(tmp_path).read("note-1") is None


async def test_a_carrier_s_own_fault_is_no_reason_to_give_up(courier: CourierProcess) -> None:
    with pytest.raises(TryLaterError, match="KeyError"):
        await courier.carry(parcel("fault", channel="refusing"))


async def test_a_note_that_cannot_be_read_cuts_off_no_other(courier: CourierProcess, tmp_path: Path) -> None:
    (tmp_path / "notes" / "note-2").mkdir(parents=True)
    carrying = asyncio.create_task(courier.carry(parcel(Letter(tmp_path))))
    async with asyncio.timeout(SOON):
        await until(tmp_path / "letter")
    with pytest.raises(TryLaterError, match="IsADirectoryError"):
        await courier.carry(parcel(Letter(tmp_path, "unread"), number=2))
    (tmp_path / "go").touch()
    await carrying
    assert taken(tmp_path) == 1
    assert not (tmp_path / "unread").exists()


async def test_many_are_on_their_way_at_once(courier: CourierProcess, tmp_path: Path) -> None:
    names = [f"letter-{number}" for number in range(20)]
    parcels = [parcel(Letter(tmp_path, name), number) for number, name in enumerate(names)]
    carrying = asyncio.gather(*(courier.carry(one) for one in parcels))
    async with asyncio.timeout(SOON):
        for name in names:
            await until(tmp_path / name)
    (tmp_path / "go").touch()
    assert len(set(await carrying)) == 1


async def test_what_takes_too_long_is_cut_off(courier: CourierProcess, tmp_path: Path) -> None:
    await courier.start()
    with pytest.raises(TryLaterError, match="too_slow"):
        await asyncio.wait_for(courier.carry(parcel(Letter(tmp_path), seconds=0.1)), SOON)


async def test_a_killed_product_s_courier_finishes_notes_and_ends(tmp_path: Path) -> None:
    product = await killed_while_sending(tmp_path)
    assert notes(tmp_path).read("note-1") is None
    (tmp_path / "go").touch()
    assert await said_until_both_had_ended(product) == b""
    assert notes(tmp_path).read("note-1")
    assert taken(tmp_path) == 1


async def test_what_a_killed_product_has_on_its_way_is_not_sent_by_its_successor(courier: CourierProcess, tmp_path: Path) -> None:
    product = await killed_while_sending(tmp_path)
    with pytest.raises(TryLaterError, match="on_its_way"):
        await courier.carry(parcel(Letter(tmp_path)))
    (tmp_path / "go").touch()
    await said_until_both_had_ended(product)
    await courier.carry(parcel(Letter(tmp_path)))
    assert taken(tmp_path) == 1


async def test_a_courier_that_dies_is_followed_by_another(courier: CourierProcess, tmp_path: Path) -> None:
    (tmp_path / "go").touch()
    first = int(await courier.carry(parcel(Letter(tmp_path))))
    (tmp_path / "go").unlink()
    carrying = asyncio.create_task(courier.carry(parcel(Letter(tmp_path, "lost"), number=2)))
    async with asyncio.timeout(SOON):
        await until(tmp_path / "lost")
    os.kill(first, signal.SIGKILL)
    with pytest.raises(TryLaterError, match="courier_lost"):
        await carrying
    (tmp_path / "go").touch()
    second = int(await courier.carry(parcel(Letter(tmp_path, "lost"), number=2)))
    assert second != first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_to_stop_is_the_product_s_own_matter(
    courier: CourierProcess, tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "go").touch()
    first = int(await courier.carry(parcel(Letter(tmp_path))))
    os.kill(first, number)
    assert int(await courier.carry(parcel(Letter(tmp_path), number=2))) == first


async def test_a_courier_that_is_told_to_end_finishes_what_it_has(tmp_path: Path) -> None:
    async with CourierProcess(CARRIERS, tmp_path / "notes", "INFO") as courier:
        carrying = asyncio.create_task(courier.carry(parcel(Letter(tmp_path))))
        async with asyncio.timeout(SOON):
            await until(tmp_path / "letter")
        (tmp_path / "go").touch()
    pid = int(await carrying)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert notes(tmp_path).read("note-1") == str(pid)

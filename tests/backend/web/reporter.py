"""Somebody at Försäkringskassan who reports on the web, in a browser that keeps cookies and runs no scripts."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlmodel import col, select

from backend.database import stored_id
from models import ForbundDomain, OutboxMessage, Person, Report, SignIn
from models.enums import NoticeKind, PartyCode
from tests.backend.web.conftest import PAGE, Site

ADDRESS = "anna.exempel@fk.example"
COOKIE = "lexheller"
LONG = "Försäkringskassan kom inte på mötet i Tranås i tisdags och hade inte hört av sig"


async def know_domain(site: Site, domain: str = "fk.example", party: PartyCode = PartyCode.FK, forbund_id: int = 0) -> None:
    """Let people with addresses of a domain report."""
    async with site.house.database.begin_for_every_forbund() as session:
        session.add(ForbundDomain(domain=domain, forbund_id=forbund_id or site.house.forbund_id, party=party))


@dataclass
class Reporter:
    """What she does, and the last page that she saw."""

    site: Site
    page: str = ""
    status: int = 0
    path: str = ""

    async def get(self, path: str, **headers: str) -> str:
        async with self.site.client.get(path, headers=PAGE | headers) as response:
            return await self._keep(response)

    async def post(self, path: str, data: Any, **headers: str) -> str:
        async with self.site.client.post(path, data=data, headers=PAGE | headers) as response:
            return await self._keep(response)

    async def _keep(self, response: Any) -> str:
        self.status, self.path, self.page = response.status, response.url.path_qs, await response.text()
        return self.page

    def hidden(self, name: str) -> str:
        """The value of a hidden field on the page, of the last form there."""
        return unescape(re.findall(rf'name="{name}" value="([^"]*)"', self.page)[-1])

    async def ask(self, address: str = ADDRESS, **headers: str) -> str:
        return await self.post("/rapportera/lank", {"address": address}, **headers)

    async def links(self) -> list[str]:
        """The paths of the links that were queued to be mailed, the oldest first."""
        async with self.site.house.database.read_every_forbund() as session:
            rows = (await session.exec(select(SignIn).order_by(col(SignIn.id)))).all()
            told = {m.subject_id for m in await session.exec(select(OutboxMessage)) if m.kind is NoticeKind.SIGN_IN}
        public = self.site.settings.public_url
        return [
            self.site.links.to("sign_in", row.forbund_id, stored_id(row), None).removeprefix(public)
            for row in rows
            if row.id in told
        ]

    async def sign_in(self, address: str = ADDRESS) -> str:
        await self.ask(address)
        return await self.post((await self.links())[-1], {})

    def keep_cookie(self) -> str:
        """Take the session from the browser and return it as it would be sent."""
        jar = self.site.client.session.cookie_jar
        [value] = [cookie.value for cookie in jar if cookie.key == COOKIE]
        jar.clear()
        return f"{COOKIE}={value}"

    async def tell(self, text: str = LONG) -> str:
        """Write the text on the first page."""
        await self.get("/rapportera")
        return await self.post("/rapportera", {"token": self.hidden("token"), "key": self.hidden("key"), "text": text})

    def filled(self, **changes: str) -> list[tuple[str, str]]:
        """The form as it would be sent from the page, with some fields changed."""
        fields = {
            "token": self.hidden("token"), "key": self.hidden("key"), "proposed": self.hidden("proposed"),
            "guessed": self.hidden("guessed"), "model": self.hidden("model"),
            "why": self.hidden("why") if 'name="why"' in self.page else "",
            "because": self.hidden("because") if 'name="because"' in self.page else "",
            "text": LONG, "category": "NARVARO", "kommun": str(self.site.house.tranas), "event_date": "2026-03-10",
            "event_until": "",
            "slag": "brist", "recurring": "", "spoken": "", "consequence": "", "suggestion": "",
            "parties": "KOMMUN", **changes,
        }  # fmt: skip
        return [(name, value) for name, value in fields.items() if not (name == "parties" and not value)]

    async def send(self, **changes: str) -> str:
        return await self.post("/rapportera/skicka", self.filled(**changes))

    async def reports(self) -> list[Report]:
        async with self.site.house.database.read_every_forbund() as session:
            return list((await session.exec(select(Report).order_by(col(Report.id)))).all())

    async def person(self, address: str = ADDRESS) -> Person | None:
        async with self.site.house.database.read_every_forbund() as session:
            return (await session.exec(select(Person).where(Person.email == address))).first()


async def known(site: Site) -> Reporter:
    """Return Anna, who may sign in."""
    await know_domain(site)
    return Reporter(site)


async def signed_in(site: Site) -> Reporter:
    """Return Anna, who is signed in."""
    anna = await known(site)
    await anna.sign_in()
    return anna

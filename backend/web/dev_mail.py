"""The mail that development catches, to read in a browser."""

from email.message import EmailMessage
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backend.i18n import SWEDISH
from backend.keys import SETTINGS
from backend.mail.folder import KeptMail, MailFolder

# The letter's own inline styles may be seen, inside its sandbox; still no script and nothing from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SHOWN_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
SHOWN_INLINE = ("application/pdf", "text/calendar")


def _folder(request: web.Request) -> MailFolder:
    return MailFolder(request.app[SETTINGS].data_dir / "mail")


def _mail(request: web.Request) -> KeptMail:
    mail = _folder(request).get(request.match_info["id"])
    if mail is None:
        raise web.HTTPNotFound
    return mail


async def show_list(request: web.Request) -> web.Response:
    """List every message, the newest first."""
    context = {"locale": SWEDISH, "mails": _folder(request).newest_first()}
    return aiohttp_jinja2.render_template("backend/mail_list.html", request, context)


async def show(request: web.Request) -> web.Response:
    """Show a message: headers, text, HTML in a sandbox, attachments."""
    mail = _mail(request)
    context: dict[str, Any] = {
        "locale": SWEDISH,
        "mail": mail,
        "headers": [(name, str(mail.message[name])) for name in SHOWN_HEADERS if mail.message[name]],
        "text": _body(mail.message, "plain"),
        "html": _body(mail.message, "html"),
        "attachments": [
            (number, part.get_filename() or part.get_content_type(), part.get_content_type())
            for number, part in enumerate(_files(mail.message))
        ],
    }
    response = aiohttp_jinja2.render_template("backend/mail.html", request, context)
    response.headers["Content-Security-Policy"] = POLICY
    return response


async def download(request: web.Request) -> web.Response:
    """Return an attachment; a PDF and a calendar open in the browser."""
    files = _files(_mail(request).message)
    number = request.match_info["number"]
    if not (number.isascii() and number.isdigit()) or int(number) >= len(files):
        raise web.HTTPNotFound
    part = files[int(number)]
    kind = part.get_content_type()
    content = part.get_payload(decode=True)
    response = web.Response(body=content if isinstance(content, bytes) else b"", content_type=kind)
    response.headers["Content-Disposition"] = "inline" if kind in SHOWN_INLINE else "attachment"
    if name := part.get_filename():
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "_" for c in name)
        response.headers["Content-Disposition"] += f'; filename="{safe}"'
    return response


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _files(message: EmailMessage) -> list[EmailMessage]:
    """Return the attachments, and the calendar that is an alternative to the text."""
    return [
        part
        for part in message.walk()
        if part.get_content_disposition() == "attachment" or part.get_content_type() == "text/calendar"
    ]

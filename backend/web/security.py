"""What browsers are told to refuse, on every answer."""

from aiohttp import web
from aiohttp.typedefs import Handler

from backend.keys import SETTINGS

# No page needs a script, a frame or anything from elsewhere. A page that differs sets its own policy.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The address of a page is its key: it must not be told to whoever a link leads to.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
ONE_YEAR_SECONDS = 365 * 24 * 3600


def over_https(request: web.Request) -> bool:
    """Whether people reach the product by HTTPS, so that its cookies may be kept to it."""
    return request.app[SETTINGS].public_url.startswith("https://")


@web.middleware
async def security_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Add the headers that the handler hasn't set, also to redirects and refusals."""
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        _add(request, refusal)
        raise
    _add(request, response)
    return response


def _add(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "public, max-age=3600")
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    if over_https(request):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR_SECONDS}")

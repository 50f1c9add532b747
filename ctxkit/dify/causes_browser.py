"""Failures that a browser shows: what it refuses, cookies, signed addresses.

Not here: what a row is and how a text finds its row (`cause_row.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from ctxkit.dify.cause_row import CauseRow

_NOT_REACHED = r"net::ERR_(?:NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|CONNECTION_(?:REFUSED|TIMED_OUT)|ADDRESS_(?:UNREACHABLE|INVALID))"
"""What Chrome says of an address that it does not reach, as against one that answers badly:
chromium net/base/net_error_list.h.
"""

BROWSER_CAUSES: tuple[CauseRow, ...] = (
    CauseRow(
        id="cors",
        hint="CORS",
        told=r"has been blocked by CORS policy",
        what="the browser's origin is not among those that the api admits",
        change="add exactly this origin, not *",
        settings=("WEB_API_CORS_ALLOW_ORIGINS", "CONSOLE_CORS_ALLOW_ORIGINS", "CONSOLE_API_URL"),
        level="environment",
        near_miss="CORS is on",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="Access to fetch at 'https://api.example/console/api/setup' from origin 'https://d.example' has been blocked by CORS policy",
    ),
    CauseRow(
        id="oauth-redirect",
        hint="redirect_uri|AADSTS50011",
        told=r"redirect_uri_mismatch|redirect_uri (?:MUST match|is not associated|did not match)|AADSTS50011",
        what="the provider of the login does not know the address to which it shall return, which is made of CONSOLE_API_URL",
        change="set CONSOLE_API_URL to the address that browsers use, and register its /console/api/oauth/authorize/... at the provider",
        settings=("CONSOLE_API_URL", "CONSOLE_WEB_URL"),
        level="environment",
        standing="likely",
        near_miss="redirect_uri is valid",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/blob/1.14.0/api/controllers/console/auth/oauth.py",
        sample="ValueError: Error in Google OAuth: {'error': 'redirect_uri_mismatch', 'error_description': 'Bad Request'}",
    ),
    CauseRow(
        id="csrf-cookie",
        hint="CSRF",
        told=r"CSRF token is missing or invalid|CSRF token (?:is )?(?:missing|mismatch)",
        what="the browser does not send the login cookies back: their domain does not fit, or the api is called on another site",
        change="set COOKIE_DOMAIN and NEXT_PUBLIC_COOKIE_DOMAIN to the common domain of web and api; sign in again",
        settings=(
            "COOKIE_DOMAIN",
            "NEXT_PUBLIC_COOKIE_DOMAIN",
            "CONSOLE_API_URL",
            "CONSOLE_WEB_URL",
        ),
        level="environment",
        standing="likely",
        rules=(
            "cookie-domain-missing",
            "cookie-domain-mismatch",
            "web-cookie-domain-missing",
            "invalid-cookie-domain",
            "insecure-console-cookies",
        ),
        near_miss="a CSRF token was issued",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="werkzeug.exceptions.Unauthorized: 401 Unauthorized: CSRF token is missing or invalid.",
    ),
    CauseRow(
        id="file-signature",
        hint="file-preview|image-preview|signature",
        told=r"File not found or signature is invalid|GET /files/\S{1,300}(?:file|image)-preview\S{0,400}(?: HTTP/[\d.]{1,3})?\"? 40[13]|Invalid request or signature",
        what="the signature of a file's address is not accepted: it is too old, or made with another SECRET_KEY",
        change="give the workers the SECRET_KEY of the api, never a new one; raise FILES_ACCESS_TIMEOUT if addresses must live longer",
        settings=("SECRET_KEY", "FILES_ACCESS_TIMEOUT", "FILES_URL"),
        level="environment",
        standing="likely",
        rules=("worker-differs-from-api",),
        near_miss='"GET /files/4a1b/file-preview?timestamp=1&nonce=2&sign=3 HTTP/1.1" 200 -',
        since="1.8.1",
        reference="https://github.com/langgenius/dify/blob/1.14.0/docker/.env.example#L133",
        sample='"GET /files/4a1b/file-preview?timestamp=1&nonce=2&sign=3 HTTP/1.1" 403 -',
    ),
    CauseRow(
        id="frame-refused",
        hint="X-Frame-Options",
        told=r"Refused to display '[^']{1,300}' in a frame because it set 'X-Frame-Options' to '(?i:deny|sameorigin)'",
        what="the web does not let other sites show its pages in a frame, but for those of published apps",
        change="embed the address of the published app, or set ALLOW_EMBED=true: any site may frame the console then",
        settings=("ALLOW_EMBED",),
        level="environment",
        near_miss="X-Frame-Options is set",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/blob/1.14.0/docker/.env.example",
        sample="Refused to display 'https://dify.example.com/' in a frame because it set 'X-Frame-Options' to 'deny'.",
    ),
    CauseRow(
        id="console-api-unreachable",
        hint="net::ERR_",
        told=rf"https?://[^\s/]{{1,200}}/console/api/\S{{0,400}}.{{0,80}}{_NOT_REACHED}",
        what="the browser does not reach the api at the address that the web gives it",
        change="set CONSOLE_API_URL to the address of the api that browsers reach, and recreate web and api",
        settings=("CONSOLE_API_URL",),
        level="environment",
        standing="likely",
        near_miss="GET http://localhost:5001/console/api/features 200",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="GET http://localhost:5001/console/api/features net::ERR_CONNECTION_REFUSED",
    ),
    CauseRow(
        id="marketplace-unreachable-by-browser",
        hint="net::ERR_",
        told=rf"https?://[\w.:-]{{0,200}}marketplace[\w.:-]{{1,200}}/api/v1/(?:plugins|collections|bundles|templates)\b\S{{0,400}}.{{0,80}}{_NOT_REACHED}",
        what="the browser does not reach the marketplace",
        change="set MARKETPLACE_API_URL and MARKETPLACE_URL to addresses that browsers reach, or MARKETPLACE_ENABLED=false",
        settings=("MARKETPLACE_API_URL", "MARKETPLACE_ENABLED"),
        level="environment",
        standing="likely",
        near_miss="GET https://marketplace.dify.ai/api/v1/plugins 200",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="POST https://marketplace.dify.ai/api/v1/plugins/search/advanced net::ERR_NAME_NOT_RESOLVED",
    ),
    CauseRow(
        id="app-api-unreachable",
        hint="net::ERR_",
        told=rf"https?://[^\s/]{{1,200}}/api/(?:site|parameters|meta|passport|webapp|system-features|(?:chat|completion)-messages|conversations|saved-messages|remote-files|audio-to-text|text-to-audio|workflows/run|login/status)\b\S{{0,400}}.{{0,80}}{_NOT_REACHED}",
        what="the browser does not reach the api of published apps at the address that the web gives it",
        change="set APP_API_URL to the address of the api that browsers reach, and recreate web and api",
        settings=("APP_API_URL",),
        level="environment",
        standing="likely",
        near_miss="GET http://localhost:5001/api/site 200",
        since="1.8.1",
        reference="https://docs.dify.ai/getting-started/install-self-hosted/environments",
        sample="GET http://localhost:5001/api/site net::ERR_CONNECTION_REFUSED",
    ),
)

"""Requests that a user can cause go through the SSRF proxy, so that they reach no internal address."""

import logging
import time

import httpx

from configs import dify_config

logger = logging.getLogger(__name__)

SSRF_DEFAULT_MAX_RETRIES = dify_config.SSRF_DEFAULT_MAX_RETRIES
STATUS_WORTH_ANOTHER_TRY = [429, 500, 502, 503, 504]


class MaxRetriesExceededError(ValueError):
    """A request failed as often as it may."""


def make_request(method: str, url: str, max_retries: int = SSRF_DEFAULT_MAX_RETRIES, **kwargs) -> httpx.Response:
    """Send a request, and send it again after a pause if it fails in a way that may pass."""
    timeout = httpx.Timeout(dify_config.SSRF_DEFAULT_TIME_OUT)
    for attempt in range(max_retries + 1):
        try:
            with httpx.Client(proxy=dify_config.SSRF_PROXY_HTTP_URL, timeout=timeout) as client:
                response = client.request(method=method, url=url, **kwargs)
            if response.status_code not in STATUS_WORTH_ANOTHER_TRY:
                return response
            logger.warning("Got status %s from %s, which is worth another try", response.status_code, url)
        except httpx.RequestError as e:
            logger.warning("Request to %s failed at attempt %s: %s", url, attempt + 1, e)
        time.sleep(dify_config.SSRF_RETRY_PAUSE * (2**attempt))
    raise MaxRetriesExceededError(f"Gave up on {url} after {max_retries} retries")

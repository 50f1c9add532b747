from core.helper.ssrf_proxy import SSRF_DEFAULT_MAX_RETRIES, make_request


def test_retry_exceed_max_retries():
    assert SSRF_DEFAULT_MAX_RETRIES == 3
    make_request("GET", "http://example.com", max_retries=SSRF_DEFAULT_MAX_RETRIES)

"""Words that are recognizably secrets: the keys of services, and long random words.

Pure, linear, and without a pattern for each row: a query pays for what its text holds. Not here:
names of secrets (`secrets.py`), secrets that other words announce (`secret_phrases.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from ctxkit.text.found import Named


class Shape(Struct, frozen=True):
    """A kind of secret with a recognizable form: `prefix`, then `least` to `most` characters of an
    alphabet, of which `run` in a row are letters and digits.

    `reference` is the rule of gitleaks (config/gitleaks.toml) that says so, or who issues it.
    """

    prefix: str
    alphabet: str
    least: int
    most: int
    kind: str
    reference: str
    run: int = 6


ALPHABETS = {
    "hex": "0-9A-Fa-f",
    "capital": "A-Z0-9",
    "alnum": "A-Za-z0-9",
    "word": r"\w-",
    "dotted": r"\w.-",
    "base64": "A-Za-z0-9+/=",
    "any": r"\w.+/=-",
}
_LONG = 400
"""Characters at which a key of no certain length is taken to end."""

_OPENAI, _GITLAB, _SLACK = "openai-api-key", "gitlab-pat", "slack-bot-token"
SHAPES = (
    Shape("sk-", "word", 17, _LONG, "API_KEY", _OPENAI, run=16),
    Shape("sk-proj-", "word", 20, _LONG, "API_KEY", _OPENAI),
    Shape("sk-svcacct-", "word", 20, _LONG, "API_KEY", _OPENAI),
    Shape("sk-admin-", "word", 20, _LONG, "API_KEY", _OPENAI),
    Shape("sk-ant-", "word", 20, _LONG, "API_KEY", "anthropic-api-key"),
    Shape("sk-lf-", "word", 36, 36, "API_KEY", "https://langfuse.com"),
    Shape("AIza", "word", 26, 36, "API_KEY", "gcp-api-key"),
    Shape("GOCSPX-", "word", 28, 28, "SECRET", "https://console.cloud.google.com"),
    Shape("ya29.", "dotted", 30, _LONG, "TOKEN", "https://developers.google.com"),
    Shape("AKIA", "capital", 16, 16, "AWS_KEY", "aws-access-token"),
    Shape("ASIA", "capital", 16, 16, "AWS_KEY", "aws-access-token"),
    Shape("ABIA", "capital", 16, 16, "AWS_KEY", "aws-access-token"),
    Shape("ACCA", "capital", 16, 16, "AWS_KEY", "aws-access-token"),
    Shape("ABSK", "base64", 109, 280, "API_KEY", "aws-amazon-bedrock-api-key-long-lived"),
    Shape("bedrock-api-key-", "base64", 20, _LONG, "API_KEY", "aws-amazon-bedrock-api-key"),
    Shape("LTAI", "alnum", 12, 26, "ACCESS_KEY", "alibaba-access-key-id"),
    Shape("AKID", "alnum", 28, 48, "ACCESS_KEY", "https://console.cloud.tencent.com"),
    Shape("AKLT", "alnum", 20, 60, "ACCESS_KEY", "https://console.volcengine.com"),
    Shape("bce-v3/ALTAK-", "any", 40, 80, "API_KEY", "https://console.bce.baidu.com"),
    Shape("dop_v1_", "hex", 64, 64, "TOKEN", "digitalocean-pat"),
    Shape("doo_v1_", "hex", 64, 64, "TOKEN", "digitalocean-access-token"),
    Shape("dor_v1_", "hex", 64, 64, "TOKEN", "digitalocean-refresh-token"),
    Shape("HRKU-", "word", 30, 80, "API_KEY", "heroku-api-key-v2"),
    Shape("fo1_", "word", 43, 43, "TOKEN", "flyio-access-token"),
    Shape("fm2_", "base64", 100, _LONG, "TOKEN", "flyio-access-token"),
    Shape("ghp_", "alnum", 16, 60, "TOKEN", "github-pat"),
    Shape("gho_", "alnum", 16, 60, "TOKEN", "github-oauth"),
    Shape("ghu_", "alnum", 16, 60, "TOKEN", "github-app-token"),
    Shape("ghs_", "alnum", 16, 60, "TOKEN", "github-app-token"),
    Shape("ghr_", "alnum", 16, 80, "TOKEN", "github-refresh-token"),
    Shape("github_pat_", "word", 20, 100, "TOKEN", "github-fine-grained-pat"),
    Shape("glpat-", "dotted", 20, 320, "TOKEN", _GITLAB),
    Shape("gldt-", "word", 20, 80, "TOKEN", "gitlab-deploy-token"),
    Shape("glrt-", "dotted", 20, 320, "TOKEN", "gitlab-runner-authentication-token"),
    Shape("glcbt-", "word", 20, 80, "TOKEN", "gitlab-cicd-job-token"),
    Shape("glptt-", "word", 20, 80, "TOKEN", "gitlab-ptt"),
    Shape("glft-", "word", 20, 80, "TOKEN", "gitlab-feed-token"),
    Shape("glimt-", "word", 20, 80, "TOKEN", "gitlab-incoming-mail-token"),
    Shape("glagent-", "word", 40, 80, "TOKEN", "gitlab-kubernetes-agent-token"),
    Shape("gloas-", "word", 64, 64, "TOKEN", "gitlab-oauth-app-secret"),
    Shape("glsoat-", "word", 20, 80, "TOKEN", "gitlab-scim-token"),
    Shape("glffct-", "word", 20, 80, "TOKEN", "gitlab-feature-flag-client-token"),
    Shape("GR1348941", "word", 20, 80, "TOKEN", "gitlab-rrt"),
    Shape("ATBB", "alnum", 28, 60, "TOKEN", "https://support.atlassian.com/bitbucket-cloud"),
    Shape("ATCTT3", "any", 60, _LONG, "TOKEN", "https://support.atlassian.com/bitbucket-cloud"),
    Shape("ATATT3", "any", 60, _LONG, "TOKEN", "atlassian-api-token"),
    Shape("xoxb-", "word", 15, 200, "TOKEN", _SLACK),
    Shape("xoxp-", "word", 15, 200, "TOKEN", "slack-user-token"),
    Shape("xoxa-", "word", 15, 200, "TOKEN", "slack-legacy-workspace-token"),
    Shape("xoxr-", "word", 15, 200, "TOKEN", "slack-legacy-workspace-token"),
    Shape("xoxs-", "word", 15, 200, "TOKEN", "slack-legacy-token"),
    Shape("xoxo-", "word", 15, 200, "TOKEN", "slack-legacy-token"),
    Shape("xoxe-", "word", 15, 200, "TOKEN", "slack-config-refresh-token"),
    Shape("xoxe.xox", "dotted", 30, 200, "TOKEN", "slack-config-access-token"),
    Shape("xapp-", "word", 30, 200, "TOKEN", "slack-app-token"),
    Shape("sk_live_", "alnum", 10, 120, "API_KEY", "stripe-access-token"),
    Shape("sk_test_", "alnum", 10, 120, "API_KEY", "stripe-access-token"),
    Shape("rk_live_", "alnum", 10, 120, "API_KEY", "stripe-access-token"),
    Shape("rk_test_", "alnum", 10, 120, "API_KEY", "stripe-access-token"),
    Shape("whsec_", "base64", 20, 80, "SECRET", "https://docs.stripe.com/webhooks"),
    Shape("sq0atp-", "word", 22, 60, "TOKEN", "square-access-token"),
    Shape("sq0csp-", "word", 40, 60, "SECRET", "https://developer.squareup.com"),
    Shape("shpat_", "hex", 32, 32, "TOKEN", "shopify-access-token"),
    Shape("shpca_", "hex", 32, 32, "TOKEN", "shopify-custom-access-token"),
    Shape("shppa_", "hex", 32, 32, "TOKEN", "shopify-private-app-access-token"),
    Shape("shpss_", "hex", 32, 32, "SECRET", "shopify-shared-secret"),
    Shape("shippo_live_", "hex", 40, 40, "TOKEN", "shippo-api-token"),
    Shape("FLWSECK-", "word", 12, 60, "API_KEY", "flutterwave-secret-key"),
    Shape("FLWSECK_TEST-", "word", 12, 60, "API_KEY", "flutterwave-secret-key"),
    Shape("EZAK", "alnum", 54, 54, "API_KEY", "easypost-api-token"),
    Shape("duffel_live_", "word", 43, 43, "TOKEN", "duffel-api-token"),
    Shape("SK", "hex", 32, 32, "API_KEY", "twilio-api-key"),
    Shape("SG.", "dotted", 40, 90, "API_KEY", "sendgrid-api-token"),
    Shape("xkeysib-", "word", 40, 100, "API_KEY", "sendinblue-api-token"),
    Shape("xsmtpsib-", "word", 40, 100, "API_KEY", "sendinblue-api-token"),
    Shape("key-", "hex", 32, 32, "API_KEY", "mailgun-private-api-token"),
    Shape("re_", "word", 24, 60, "API_KEY", "https://resend.com", run=16),
    Shape("npm_", "alnum", 36, 36, "TOKEN", "npm-access-token"),
    Shape("pypi-AgEI", "word", 50, _LONG, "TOKEN", "pypi-upload-token"),
    Shape("dckr_pat_", "word", 24, 40, "TOKEN", "https://docs.docker.com/security"),
    Shape("dckr_oat_", "word", 24, 60, "TOKEN", "https://docs.docker.com/security"),
    Shape("rubygems_", "hex", 48, 48, "TOKEN", "rubygems-api-token"),
    Shape("AKCp", "alnum", 69, 69, "API_KEY", "artifactory-api-key"),
    Shape("cmVmd", "alnum", 59, 59, "TOKEN", "artifactory-reference-token"),
    Shape("hf_", "alnum", 17, 60, "TOKEN", "huggingface-access-token"),
    Shape("api_org_", "alnum", 34, 34, "TOKEN", "huggingface-organization-api-token"),
    Shape("r8_", "alnum", 30, 50, "TOKEN", "https://replicate.com"),
    Shape("gsk_", "alnum", 40, 80, "API_KEY", "https://console.groq.com"),
    Shape("xai-", "alnum", 60, 100, "API_KEY", "https://console.x.ai"),
    Shape("pplx-", "alnum", 40, 60, "API_KEY", "perplexity-api-key"),
    Shape("nvapi-", "word", 50, 100, "API_KEY", "https://build.nvidia.com"),
    Shape("tvly-", "word", 24, 60, "API_KEY", "https://tavily.com", run=16),
    Shape("fc-", "hex", 32, 32, "API_KEY", "https://www.firecrawl.dev"),
    Shape("jina_", "word", 50, 80, "API_KEY", "https://jina.ai", run=16),
    Shape("pcsk_", "word", 50, 100, "API_KEY", "https://www.pinecone.io", run=16),
    Shape("lsv2_pt_", "word", 40, 60, "API_KEY", "https://docs.smith.langchain.com"),
    Shape("lsv2_sk_", "word", 40, 60, "API_KEY", "https://docs.smith.langchain.com"),
    Shape("dapi", "hex", 32, 32, "TOKEN", "databricks-api-token"),
    Shape("hvs.", "word", 24, 200, "TOKEN", "vault-service-token"),
    Shape("hvb.", "word", 100, _LONG, "TOKEN", "vault-batch-token"),
    Shape("dp.pt.", "alnum", 40, 50, "TOKEN", "doppler-api-token"),
    Shape("dp.st.", "dotted", 40, 70, "TOKEN", "doppler-api-token"),
    Shape("glsa_", "word", 41, 41, "TOKEN", "grafana-service-account-token"),
    Shape("glc_", "base64", 32, _LONG, "TOKEN", "grafana-cloud-api-token"),
    Shape("sntrys_", "any", 60, _LONG, "TOKEN", "sentry-org-token"),
    Shape("sntryu_", "hex", 64, 64, "TOKEN", "sentry-user-token"),
    Shape("NRAK-", "capital", 27, 27, "API_KEY", "new-relic-user-api-key"),
    Shape("NRII-", "word", 32, 32, "API_KEY", "new-relic-insert-key"),
    Shape("PMAK-", "word", 59, 59, "API_KEY", "postman-api-token"),
    Shape("lin_api_", "alnum", 40, 40, "API_KEY", "linear-api-key"),
    Shape("ntn_", "alnum", 40, 60, "TOKEN", "notion-api-token"),
    Shape("secret_", "alnum", 43, 43, "TOKEN", "notion-api-token"),
    Shape("pat", "dotted", 79, 79, "TOKEN", "airtable-personnal-access-token", run=60),
    Shape("figd_", "word", 36, 60, "TOKEN", "https://www.figma.com/developers"),
    Shape("sbp_", "hex", 40, 40, "TOKEN", "https://supabase.com"),
    Shape("sb_secret_", "word", 20, 60, "API_KEY", "https://supabase.com"),
    Shape("pscale_tkn_", "dotted", 32, 64, "TOKEN", "planetscale-api-token"),
    Shape("pscale_pw_", "dotted", 32, 64, "PASSWORD", "planetscale-password"),
    Shape("pscale_oauth_", "dotted", 32, 64, "TOKEN", "planetscale-oauth-token"),
    Shape("dt0c01.", "dotted", 80, 100, "TOKEN", "dynatrace-api-token"),
    Shape("pul-", "hex", 40, 40, "TOKEN", "pulumi-api-token"),
    Shape("pnu_", "alnum", 36, 36, "TOKEN", "prefect-api-token"),
    Shape("rdme_", "alnum", 70, 70, "TOKEN", "readme-api-token"),
    Shape("sgp_", "word", 40, 70, "TOKEN", "sourcegraph-access-token"),
    Shape("tfp_", "any", 59, 59, "TOKEN", "typeform-api-token"),
    Shape("ops_eyJ", "base64", 250, 2000, "TOKEN", "1password-service-account-token"),
    Shape("p8e-", "alnum", 32, 32, "SECRET", "adobe-client-secret"),
    Shape("EAAA", "word", 22, 60, "TOKEN", "square-access-token"),
    Shape("EAAC", "alnum", 100, _LONG, "TOKEN", "facebook-page-access-token"),
    Shape("EAAM", "alnum", 100, _LONG, "TOKEN", "facebook-page-access-token"),
    Shape("AGE-SECRET-KEY-1", "capital", 58, 58, "PRIVATE_KEY", "age-secret-key"),
    Shape("v1.0-", "word", 171, 171, "API_KEY", "cloudflare-origin-ca-key"),
    Shape("app-", "alnum", 24, 24, "API_KEY", "dify api/models/model.py"),
    Shape("dataset-", "alnum", 24, 24, "API_KEY", "dify api/models/dataset.py"),
)


class Middle(Struct, frozen=True):
    """A kind of secret of `least` characters that is recognized by its middle: `needle`."""

    needle: str
    least: int
    pattern: str
    kind: str
    reference: str


MIDDLES = (
    Middle("Q~", 37, r"[\w~.]{3}\dQ~[\w~.-]{31,34}", "SECRET", "azure-ad-client-secret"),
    Middle(":AA", 41, r"(?:bot)?\d{5,16}:AA[\w-]{33}", "TOKEN", "telegram-bot-api-token"),
    Middle("-us", 36, r"[a-f0-9]{32}-us\d{1,2}", "API_KEY", "mailchimp-api-key"),
    Middle(".atlasv1.", 83, r"\w{14}\.atlasv1\.[\w=-]{60,70}", "TOKEN", "hashicorp-tf-api-token"),
    Middle("_mmk", 40, r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk", "API_KEY", "maxmind-license-key"),
    Middle("sha256~", 50, r"sha256~[\w-]{43}", "TOKEN", "openshift-user-token"),
    Middle(".", 59, r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,38}", "TOKEN", "https://discord.com/developers"),
    Middle(".", 49, r"[a-f0-9]{32}\.[A-Za-z0-9]{16}", "API_KEY", "https://open.bigmodel.cn"),
)  # fmt: skip

_WORD = re.compile(r"[\w.+/=~:%-]{16,}", re.ASCII)
_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]")
_RUN = re.compile(r"[A-Za-z0-9]+")
_HEAD_CHARS = 2

_BY_HEAD: dict[str, list[Shape]] = {}
for _shape in SHAPES:
    _BY_HEAD.setdefault(_shape.prefix[:_HEAD_CHARS], []).append(_shape)


def find_shapes(text: str) -> Iterator[Named]:
    """Yield the secrets of a text that are recognized by their form, in order; one may begin inside
    the one before.
    """
    for word in _WORD.finditer(text):
        yield from _in_word(text, word.start(), word.end())


def _in_word(text: str, start: int, end: int) -> list[Named]:
    found = [*_with_prefix(text, start, end), *_with_middle(text, start, end)]
    taken = [(each.start, each.start + len(each.value)) for each in found]
    for each in _random_runs(text, start, end):
        stop = each.start + len(each.value)
        if not any(begin < stop and each.start < end for begin, end in taken):
            found.append(each)
    return sorted(found)


def _with_prefix(text: str, start: int, end: int) -> Iterator[Named]:
    no_jwt_before = start
    done = start
    for begin in _START.finditer(text, start, end):
        at = begin.start()
        if at < done:
            continue
        found = _shaped(text, at, end)
        if found is None and text.startswith("eyJ", at) and at >= no_jwt_before:
            no_jwt_before = _end_of("dotted", text, at, end)
            found = _jwt(text, at, no_jwt_before)
        if found is not None:
            done = at + len(found.value)
            yield found


def _shaped(text: str, at: int, end: int) -> Named | None:
    for shape in _BY_HEAD.get(text[at : at + _HEAD_CHARS], ()):
        if not text.startswith(shape.prefix, at):
            continue
        begin = at + len(shape.prefix)
        stop = _end_of(shape.alphabet, text, begin, min(end, begin + shape.most + 1))
        length = stop - begin
        if shape.least <= length <= shape.most and _is_keylike(text[begin:stop], shape.run):
            return Named(at, text[at:stop], shape.kind)
        if length > shape.most == _LONG:
            return Named(at, text[at : _end_of(shape.alphabet, text, begin, end)], shape.kind)
    return None


_MIN_JWT_CHARS = 31
_JWT_DOTS = 2


def _jwt(text: str, at: int, stop: int) -> Named | None:
    if stop - at < _MIN_JWT_CHARS or text.count(".", at, stop) < _JWT_DOTS:
        return None
    return Named(at, text[at:stop], "JWT")


def _with_middle(text: str, start: int, end: int) -> Iterator[Named]:
    for middle in MIDDLES:
        if end - start < middle.least or text.find(middle.needle, start, end) < 0:
            continue
        pattern = re.compile(rf"(?<![\w.~-]){middle.pattern}(?![\w~-])", re.ASCII)
        for found in pattern.finditer(text, start, end):
            yield Named(found.start(), found.group(), middle.kind)


# --- random words ---------------------------------------------------------------------------------

_MIN_RANDOM_CHARS = 40
_MIN_CHANGES = 0.42
"""Of ten neighbours in a random word six are of different kinds (small, capital, digit); of those
in a name two.
"""
_MIN_CASE_CHANGES = 0.25
_MAX_LOOKED_AT = 400
_LONG_RUN = re.compile(r"[\w+/-]{40,}", re.ASCII)
_PART = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}|[\w-]{40,}", re.ASCII)
_BEFORE_HASHES = (
    *("sha1-", "sha256-", "sha384-", "sha512-", "sha1:", "sha256:", "sha384:", "sha512:"),
    *("h1:", "base64,"),
)
_MAX_LABEL_CHARS = 7
_KINDS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "A" * 26 + "a" * 26 + "0" * 10
)
_SAME = re.compile(r"A+|a+|0+")


def _random_runs(text: str, start: int, end: int) -> Iterator[Named]:
    if end - start < _MIN_RANDOM_CHARS:
        return
    for run in _LONG_RUN.finditer(text, _path_start(text, start, end), end):
        label = text[
            max(0, run.start() - _MAX_LABEL_CHARS) : run.start() + _MAX_LABEL_CHARS
        ].lower()
        if any(each in label for each in _BEFORE_HASHES):
            continue
        for part in _PART.finditer(text, run.start(), run.end()):
            if is_random(part.group()):
                yield Named(part.start(), part.group(), "TOKEN")


def _path_start(text: str, start: int, end: int) -> int:
    """Return where the path of an address begins, `start` if there is none: a host is no secret."""
    scheme = text.find("://", start, end)
    if scheme < 0:
        return start
    slash = text.find("/", scheme + len("://"), end)
    return slash + 1 if slash >= 0 else end


def is_random(word: str) -> bool:
    """Return whether small letters, capitals and digits change as often as in a random word."""
    kinds = word[:_MAX_LOOKED_AT].translate(_KINDS)
    runs = _SAME.findall(kinds)
    if not {"A", "a", "0"} <= {run[0] for run in runs}:
        return False
    return len(runs) >= _MIN_CHANGES * sum(map(len, runs))


def _is_keylike(rest: str, run: int) -> bool:
    """Return whether the part of a key behind its prefix is not words of a name: it has digits, or
    capitals among small letters, and `run` letters and digits in a row.
    """
    runs = [len(found) for found in _RUN.findall(rest)]
    if not runs or max(runs) < run:
        return False
    if any(c.isdigit() for c in rest):
        return True
    return _has_mixed_case(rest)


def _has_mixed_case(word: str) -> bool:
    """Return whether the case of letters changes as in no name of few words."""
    runs = _SAME.findall(word[:_MAX_LOOKED_AT].translate(_KINDS))
    return len(runs) >= _MIN_CASE_CHANGES * sum(map(len, runs))


@cache
def _pattern(alphabet: str) -> re.Pattern[str]:
    return re.compile(f"[{ALPHABETS[alphabet]}]*", re.ASCII)


def _end_of(alphabet: str, text: str, start: int, stop: int) -> int:
    """Return where the characters of an alphabet end that begin at `start`."""
    found = _pattern(alphabet).match(text, start, stop)
    end = found.end() if found else start
    while end > start and text[end - 1] == ".":  # of a sentence
        end -= 1
    return end

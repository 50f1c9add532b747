"""Failures of Dify's own mail.

Not here: what a row is and how a text finds its row (`cause_row.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from ctxkit.dify.cause_row import CauseRow

MAIL_CAUSES: tuple[CauseRow, ...] = (
    CauseRow(
        id="mail-tls",
        hint="smtp",
        told=r"WRONG_VERSION_NUMBER|wrong version number|SSL: UNKNOWN_PROTOCOL",
        what="the api speaks TLS from the first byte, but this port of the relay does not: it wants STARTTLS or none",
        change="set SMTP_USE_TLS=true and SMTP_OPPORTUNISTIC_TLS=true for port 587, or use port 465",
        settings=("SMTP_OPPORTUNISTIC_TLS", "SMTP_PORT", "SMTP_USE_TLS"),
        level="environment",
        beside=r"(?i)smtp",
        rules=("smtp-port-587-with-tls", "smtp-port-465-without-tls", "starttls-without-tls"),
        near_miss="smtp over TLS works",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/issues/26529",
        sample="Unexpected error occurred while sending email to a@b.example: smtplib: ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1010)",
    ),
    CauseRow(
        id="mail-login",
        hint="SMTPAuthenticationError|535|Authentication",
        told=r"SMTPAuthenticationError|\b535[ -]5\.7\.\d|535 (?:Error: )?[Aa]uthentication|\b530\b.{0,20}Authentication [Rr]equired",
        what="the mail relay refuses the user or its password",
        change="correct user and password of the relay",
        settings=("SMTP_USERNAME", "SMTP_PASSWORD"),
        level="environment",
        near_miss="authentication of the console",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/blob/1.14.0/docker/.env.example#L1020",
        sample="smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')",
    ),
    CauseRow(
        id="mail-starttls",
        hint="STARTTLS",
        told=r"530.{0,20}Must issue a STARTTLS|STARTTLS extension not supported",
        what="the mail relay and the api do not agree on TLS",
        change="set SMTP_USE_TLS and SMTP_OPPORTUNISTIC_TLS as the relay wants",
        settings=("SMTP_USE_TLS", "SMTP_OPPORTUNISTIC_TLS", "SMTP_PORT"),
        level="environment",
        near_miss="STARTTLS is on",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/issues/26529",
        sample="smtplib.SMTPSenderRefused: (530, b'5.7.0 Must issue a STARTTLS command first')",
    ),
    CauseRow(
        id="mail-sender",
        hint="SMTPSenderRefused|SMTPRecipientsRefused|SMTPDataError",
        told=r"SMTPSenderRefused|SMTPRecipientsRefused|SMTPDataError: \(55\d",
        what="the mail relay refuses the sender or the recipient",
        change="set a sender that the relay admits",
        settings=("MAIL_DEFAULT_SEND_FROM", "SMTP_USERNAME"),
        level="environment",
        near_miss="the sender was named",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/blob/1.14.0/docker/.env.example#L1010",
        sample="smtplib.SMTPRecipientsRefused: {'a@b.example': (550, b'relay not permitted')}",
    ),
    CauseRow(
        id="mail-unreachable",
        hint="smtp|SMTP|email",
        told=r"Name or service not known|Temporary failure in name resolution|no such host|[Cc]onnection refused|timed out|Network is unreachable|No route to host|SMTPServerDisconnected|Connection unexpectedly closed",
        what="the mail relay cannot be reached",
        change="correct server and port of the relay",
        settings=("SMTP_SERVER", "SMTP_PORT", "SMTP_USE_TLS"),
        level="environment",
        beside=r"(?i)smtplib|libs/smtp|sending email|SMTP",
        near_miss="mail was sent",
        since="1.8.1",
        reference="https://github.com/langgenius/dify/blob/1.14.0/docker/.env.example#L1018",
        sample='Timeout occurred while sending email\n  File "/app/api/libs/smtp.py", line 33\nTimeoutError: timed out',
    ),
    CauseRow(
        id="mail-not-set",
        hint="ail client|ail is not inited|MAIL_TYPE",
        told=r"(?i)mail client is not initialized|Mail is not inited|MAIL_TYPE is not set",
        what="no mail service is set up",
        change="set MAIL_TYPE and its settings",
        settings=("MAIL_TYPE", "MAIL_DEFAULT_SEND_FROM"),
        level="environment",
        near_miss="mail type is smtp",
        since="1.8.1",
        reference="dify docker/.env.example#MAIL_TYPE=",
        sample="MAIL_TYPE is not set",
    ),
)

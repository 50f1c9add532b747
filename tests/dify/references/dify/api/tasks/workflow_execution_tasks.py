from celery import shared_task


@shared_task(queue="workflow_storage", bind=True, max_retries=3)
def save(self) -> None: ...

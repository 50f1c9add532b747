#!/bin/bash
if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  flask upgrade-db
fi
if [[ "${MODE}" == "worker" ]]; then
  if [ "${CELERY_AUTO_SCALE,,}" = "true" ]; then
    celery worker --autoscale ${CELERY_MAX_WORKERS:-8},${CELERY_MIN_WORKERS:-4}
  fi
  celery worker --concurrency ${CELERY_WORKER_AMOUNT:-4} -Q ${CELERY_QUEUES:-dataset,pipeline,mail}
fi
exec gunicorn --bind "${DIFY_BIND_ADDRESS:-0.0.0.0}:${DIFY_PORT:-5001}" \
  --workers ${SERVER_WORKER_AMOUNT:-1} \
  --worker-class ${SERVER_WORKER_CLASS:-gevent} \
  --timeout ${GUNICORN_TIMEOUT:-360} app:app

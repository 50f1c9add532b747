#!/bin/bash
if [ "${NGINX_HTTPS_ENABLED}" = "true" ]; then
  HTTPS_CONFIG=$(envsubst < /etc/nginx/https.conf.template)
  echo "listen ${NGINX_SSL_PORT}"
fi

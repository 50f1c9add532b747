#!/bin/bash
set -e

export NEXT_PUBLIC_TEXT_GENERATION_TIMEOUT_MS=${TEXT_GENERATION_TIMEOUT_MS:-60000}

pm2 start server.js --name dify-web

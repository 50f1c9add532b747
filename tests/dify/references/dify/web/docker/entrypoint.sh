#!/bin/bash
export NEXT_PUBLIC_API_PREFIX=${CONSOLE_API_URL}/console/api

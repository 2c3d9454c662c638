#!/usr/bin/env bash
# Name=My Jobs...
# Icon=afanasy.png

source "$(dirname "$0")/_setup.sh"

"${CGRU_PYTHONEXE:-python3}" "$CGRU_LOCATION/afpools/python/afpools_qt_jobs.py"

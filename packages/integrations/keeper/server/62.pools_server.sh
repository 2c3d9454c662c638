#!/usr/bin/env bash
# Name=Start Pool Server
# Icon=afanasy.png

source "$(dirname "$0")/_setup.sh"

"$CGRU_LOCATION/afpools/keeper/in_terminal.sh" "$CGRU_LOCATION/afpools/keeper/serve.sh"

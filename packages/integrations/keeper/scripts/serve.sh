#!/usr/bin/env bash
# Starts the Pool Server and keeps the window open, so that what it says can be read.

"$(dirname "$0")/afpools.sh" serve
echo "The Pool Server has stopped. Press Enter to close this window."
read -r

#!/usr/bin/env bash
# Shows the Pool Server's settings, and lets them be changed.

afpools="$(dirname "$0")/afpools.sh"
"$afpools" config
echo
echo "To change one, type its name and value, such as: server.port 9999"
echo "An empty line closes this window. A running server takes changes when it is started again."
while read -r -p "> " setting value && [ -n "$setting" ]; do
   "$afpools" config set "$setting" "$value"
done

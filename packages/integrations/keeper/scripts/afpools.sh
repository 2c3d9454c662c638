#!/usr/bin/env bash
# Runs afpools: what AFPOOLS_COMMAND names, else the one on PATH, else the one that installed this.

if [ -n "$AFPOOLS_COMMAND" ]; then
   exec "$AFPOOLS_COMMAND" "$@"
fi
command -v afpools > /dev/null && exec afpools "$@"

words=()
while IFS= read -r word; do
   words+=("$word")
done < "$(dirname "$0")/command.txt"
for word in "${words[@]}"; do
   if [ ! -e "$word" ]; then
      echo "afpools is not on this machine. Install it: npm install --global @afpools/cli" >&2
      exit 127
   fi
done
exec "${words[@]}" "$@"

#!/usr/bin/env bash
# Runs a script in a terminal's window, since Keeper starts its entries without one.

script="$1"

if [ "$(uname)" = "Darwin" ]; then
   exec open -a Terminal "$script"
fi

for terminal in $AFPOOLS_TERMINAL x-terminal-emulator konsole xterm; do
   command -v "$terminal" > /dev/null && exec "$terminal" -e "$script"
done
command -v gnome-terminal > /dev/null && exec gnome-terminal -- "$script"
for terminal in xfce4-terminal mate-terminal; do
   command -v "$terminal" > /dev/null && exec "$terminal" -x "$script"
done

# Without a terminal what it says goes into a file.
log="${HOME:-/tmp}/.cgru/afpools.log"
mkdir -p "$(dirname "$log")"
exec "$script" > "$log" 2>&1 < /dev/null

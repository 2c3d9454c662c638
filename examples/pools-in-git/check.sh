#!/bin/sh
# For the CI of pull requests: shows what the files would change, and which jobs that would touch; changes nothing.
# Fails where a file is wrong or the database cannot be reached, not because there is something to change.
cd "$(dirname "$0")" || exit 1
afpools plan pools/*.yaml "$@"
status=$?
case $status in
  0) echo "Nothing to change." ;;
  9) echo "This is what a merge changes." ;;
  *) exit $status ;;
esac

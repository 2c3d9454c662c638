#!/bin/sh
# For the CI of the main branch, after each merge: makes the pools what the files say. --prune deletes pools that no file names,
# so that the files are the whole truth; leave it out where people make pools by hand, too.
cd "$(dirname "$0")" || exit 1
afpools apply pools/*.yaml --prune --yes "$@"

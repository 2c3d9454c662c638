#!/usr/bin/env bash
# A stand-in of CGRU's set-up, for tests: it exports what CGRU's exports, and sources setup_*.sh in their order.
export CGRU_LOCATION=$PWD
export PYTHONPATH="${CGRU_LOCATION}/lib/python${PYTHONPATH:+:$PYTHONPATH}"
export CGRU_VERSION=$(cat version.txt)
for setup_file in setup_*.sh; do
   [ -f "$setup_file" ] && source "./$setup_file" ""
done

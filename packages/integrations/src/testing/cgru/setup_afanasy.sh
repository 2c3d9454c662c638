export AF_ROOT="${CGRU_LOCATION}/afanasy"
export PYTHONPATH="${AF_ROOT}/python:${PYTHONPATH}"

# Afanasy Pools: CGRU's setup.sh sources this. "afpools uninstall python" takes it away.

afpools="${CGRU_LOCATION}/afpools"

# Jobs can be put on pools in whatever uses CGRU's af.py:
export PYTHONPATH="${afpools}/python${PYTHONPATH:+:${PYTHONPATH}}"

# For those who read pools from MongoDB directly:
[ -d "${afpools}/pymongo" ] && export PYTHONPATH="${PYTHONPATH}:${afpools}/pymongo"

[ -d "${afpools}/natron" ] && export NATRON_PLUGIN_PATH="${afpools}/natron${NATRON_PLUGIN_PATH:+;${NATRON_PLUGIN_PATH}}"

unset afpools

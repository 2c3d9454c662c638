# Afanasy Pools: CGRU's setup.sh sources this. "afpools uninstall python" takes it away.

afpools="${CGRU_LOCATION}/afpools"

for module in sitecustomize afpools_hook afpools_submit afpools; do
   if [ ! -r "${afpools}/python/${module}.py" ]; then
      echo "Afanasy Pools: ${afpools}/python/${module}.py cannot be read. Jobs would go out without their pools: run afpools install again." >&2
   fi
done

# Jobs can be put on pools in whatever uses CGRU's af.py:
export PYTHONPATH="${afpools}/python${PYTHONPATH:+:${PYTHONPATH}}"

# For those who read pools from MongoDB directly:
[ -d "${afpools}/pymongo" ] && export PYTHONPATH="${PYTHONPATH}:${afpools}/pymongo"

# Programs with places for files beside CGRU's:
[ -d "${afpools}/houdini" ] && export HOUDINI_PACKAGE_DIR="${afpools}/houdini/packages${HOUDINI_PACKAGE_DIR:+:${HOUDINI_PACKAGE_DIR}}"
[ -d "${afpools}/nuke" ] && export NUKE_PATH="${afpools}/nuke${NUKE_PATH:+:${NUKE_PATH}}"
[ -d "${afpools}/maya" ] && export MAYA_MODULE_PATH="${afpools}/maya${MAYA_MODULE_PATH:+:${MAYA_MODULE_PATH}}"
[ -d "${afpools}/c4d" ] && export C4D_ADDITIONAL_PLUGIN_FOLDERS="${afpools}/c4d${C4D_ADDITIONAL_PLUGIN_FOLDERS:+;${C4D_ADDITIONAL_PLUGIN_FOLDERS}}"
[ -d "${afpools}/natron" ] && export NATRON_PLUGIN_PATH="${afpools}/natron${NATRON_PLUGIN_PATH:+;${NATRON_PLUGIN_PATH}}"

unset afpools module

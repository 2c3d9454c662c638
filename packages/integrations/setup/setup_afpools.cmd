rem Afanasy Pools: CGRU's setup.cmd calls this. "afpools uninstall python" takes it away.

rem Jobs can be put on pools in whatever uses CGRU's af.py:
SET "PYTHONPATH=%CGRU_LOCATION%\afpools\python;%PYTHONPATH%"

rem For those who read pools from MongoDB directly:
if exist "%CGRU_LOCATION%\afpools\pymongo" SET "PYTHONPATH=%PYTHONPATH%;%CGRU_LOCATION%\afpools\pymongo"

rem Programs with places for files beside CGRU's:
if exist "%CGRU_LOCATION%\afpools\houdini" SET "HOUDINI_PACKAGE_DIR=%CGRU_LOCATION%\afpools\houdini\packages;%HOUDINI_PACKAGE_DIR%"
if exist "%CGRU_LOCATION%\afpools\nuke" SET "NUKE_PATH=%CGRU_LOCATION%\afpools\nuke;%NUKE_PATH%"
if exist "%CGRU_LOCATION%\afpools\maya" SET "MAYA_MODULE_PATH=%CGRU_LOCATION%\afpools\maya;%MAYA_MODULE_PATH%"
if exist "%CGRU_LOCATION%\afpools\c4d" SET "C4D_ADDITIONAL_PLUGIN_FOLDERS=%CGRU_LOCATION%\afpools\c4d;%C4D_ADDITIONAL_PLUGIN_FOLDERS%"
if exist "%CGRU_LOCATION%\afpools\natron" SET "NATRON_PLUGIN_PATH=%CGRU_LOCATION%\afpools\natron;%NATRON_PLUGIN_PATH%"

rem Afanasy Pools: CGRU's setup.cmd calls this. "afpools uninstall python" takes it away.

rem Jobs can be put on pools in whatever uses CGRU's af.py:
SET "PYTHONPATH=%CGRU_LOCATION%\afpools\python;%PYTHONPATH%"

rem For those who read pools from MongoDB directly:
if exist "%CGRU_LOCATION%\afpools\pymongo" SET "PYTHONPATH=%PYTHONPATH%;%CGRU_LOCATION%\afpools\pymongo"

if exist "%CGRU_LOCATION%\afpools\natron" SET "NATRON_PLUGIN_PATH=%CGRU_LOCATION%\afpools\natron;%NATRON_PLUGIN_PATH%"

rem Name=Manage Pools...
rem Icon=afanasy.png

call %0\..\_setup.cmd

"%CGRU_PYTHONEXE%" "%CGRU_LOCATION%\afpools\python\afpools.py" page

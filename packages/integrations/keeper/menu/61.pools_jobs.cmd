@echo off
rem Name=My Jobs...
rem Icon=afanasy.png

call "%~dp0_setup.cmd"
"%CGRU_PYTHONEXE%" "%CGRU_LOCATION%\afpools\python\afpools_qt_jobs.py"

@echo off
rem Shows the Pool Server's settings, and says how to change them.

call "%~dp0afpools.cmd" config
echo.
echo To change one: afpools config set server.port 9999
echo A running server takes changes when it is started again.
doskey afpools="%~dp0afpools.cmd" $*

@echo off
rem Runs afpools: what AFPOOLS_COMMAND names, else the one on PATH, else the one that installed this.

if defined AFPOOLS_COMMAND (
   call "%AFPOOLS_COMMAND%" %*
   exit /b
)
where afpools >NUL 2>&1
if not errorlevel 1 (
   call afpools %*
   exit /b
)

setlocal enabledelayedexpansion
set "words="
for /f "usebackq delims=" %%I in ("%~dp0command.txt") do (
   if not exist "%%I" (
      echo afpools is not on this machine. Install it: npm install --global @afpools/cli
      exit /b 127
   )
   set words=!words! "%%I"
)
%words% %*

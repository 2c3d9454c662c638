rem Name=Start Pool Server
rem Icon=afanasy.png

call %0\..\_setup.cmd

start "Pool Server" cmd /k ""%CGRU_LOCATION%\afpools\keeper\afpools.cmd" serve"

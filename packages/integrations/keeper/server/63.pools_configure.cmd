rem Name=Configure Pool Server
rem Icon=afanasy.png

call %0\..\_setup.cmd

start "Configure Pool Server" cmd /k ""%CGRU_LOCATION%\afpools\keeper\configure.cmd""

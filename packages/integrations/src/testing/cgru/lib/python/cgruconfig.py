"""A stand-in of CGRU's module of this name, for tests: the settings that submitters read."""

import getpass
import json
import os
import socket

VARS = {
    "CGRU_LOCATION": os.environ["CGRU_LOCATION"],
    "USERNAME": os.environ.get("CGRU_USERNAME") or getpass.getuser().lower(),
    "HOSTNAME": socket.gethostname().lower(),
    "HOME_CGRU": os.path.join(os.environ.get("HOME", os.environ["CGRU_LOCATION"]), ".cgru"),
    "af_priority": 99,
}

for name in ("config_default.json", "config.json"):
    file = os.path.join(os.environ["CGRU_LOCATION"], name)
    if os.path.isfile(file):
        with open(file) as stream:
            VARS.update(json.load(stream)["cgru_config"])

for name in list(VARS):
    text = os.environ.get("CGRU_" + name.upper())
    if text is not None:
        VARS[name] = int(text) if isinstance(VARS[name], int) else text

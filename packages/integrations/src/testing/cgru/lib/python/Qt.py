"""A stand-in of the shim that CGRU's windows import Qt through, for tests: one of the bindings under this name."""

import importlib
import os

for _binding in [os.environ.get("QT_PREFERRED_BINDING") or "PySide6", "PySide6", "PyQt6", "PySide2", "PyQt5"]:
    try:
        QtCore = importlib.import_module(_binding + ".QtCore")
        QtGui = importlib.import_module(_binding + ".QtGui")
        QtWidgets = importlib.import_module(_binding + ".QtWidgets")
        break
    except ImportError:
        continue

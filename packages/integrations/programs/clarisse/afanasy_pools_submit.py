"""Clarisse: asks for a pool, then runs CGRU's script beside this file; its jobs go to that pool.

Run it in Clarisse's Script Editor, or from a shelf, as CGRU's ``afanasy_submit.py``.
"""

import os
import runpy
from typing import Any, Optional

import afpools_qt
import afpools_submit
from afpools_choice import Choice, choice_of, decide, submitter
from afpools_chooser import shared


class _Clarisse(afpools_submit.Program):
    def __init__(self, choice: Optional[Choice]) -> None:
        self._choice = choice

    def explicit(self, job: Any) -> Optional[Choice]:
        del job
        return self._choice

    def tell(self, reason: str) -> None:
        afpools_qt.qt().QMessageBox.critical(None, "Afanasy Pools", afpools_qt.plain(reason))


def run(ix: Any) -> None:
    widgets = afpools_qt.qt()
    # Clarisse has no application of Qt until a script makes one, as CGRU's does.
    application = widgets.QApplication.instance() or widgets.QApplication(["Clarisse"])
    text = afpools_qt.choose(None, "", decide(submitter()))
    if text is None:
        return
    afpools_submit.use(_Clarisse(choice_of(shared().kept(text), text)))
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "afanasy_submit.py")
    runpy.run_path(script, init_globals={"ix": ix}, run_name="__main__")
    del application


run(globals()["ix"])

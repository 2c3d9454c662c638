"""Fusion script beside CGRU's "Afanasy": the same dialog, with a chooser of pools in it.

It runs CGRU's script as it is. While that runs, its dialog is shown with some lines more, and the jobs that it sends
are put on the pool that was chosen there.
"""

from __future__ import annotations

import os
import runpy
import sys
from typing import Any, Dict, List, Optional

_ROOT = os.environ.get("CGRU_LOCATION", "")
_MODULES = os.path.join(_ROOT, "afpools", "python")
if _MODULES not in sys.path:
    sys.path.append(_MODULES)

import afpools  # noqa: E402 - after the path that they need
import afpools_hook  # noqa: E402
import fusionscript  # noqa: E402

_TITLE = "Afanasy Pools"


class _Comp:
    """A composition of Fusion whose AskUser adds the chooser to CGRU's dialog."""

    def __init__(self, comp: Any, chooser: afpools.Chooser) -> None:
        self._comp = comp
        self._chooser = chooser
        self.choice: Optional[afpools_hook.Choice] = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._comp, name)

    def AskUser(self, title: str, dialog: Dict[int, Dict[Any, Any]]) -> Any:
        # CGRU's messages are dialogs of another shape.
        if not any(isinstance(entry, dict) and entry.get(1) == "hosts_mask" for entry in dialog.values()):
            return self._comp.AskUser(title, dialog)
        self._chooser.refresh()
        answer: Any = {"afpools_expression": self._chooser.last or ""}
        while True:
            answer = self._comp.AskUser(title, self._with_pools(dialog, answer))
            if not answer:
                return answer
            expression = self._expression(answer)
            without = bool(answer.get("afpools_without"))
            if answer.get("afpools_refresh"):
                self._chooser.refresh()
                answer["afpools_expression"] = expression
            elif self._may_send(expression, without):
                self._chooser.remember(expression)
                self.choice = afpools_hook.Choice(expression, without)
                return {key: value for key, value in answer.items() if not str(key).startswith("afpools_")}

    def _with_pools(self, dialog: Dict[int, Dict[Any, Any]], answer: Dict[str, Any]) -> Dict[int, Dict[Any, Any]]:
        """CGRU's dialog with what was filled in, and the lines of the chooser behind it."""
        lines = [{**entry, "Default": answer.get(str(entry[1]), entry.get("Default"))} for entry in dialog.values()]
        expressions = [choice.expression for choice in self._chooser.choices]
        expression = answer["afpools_expression"]
        is_pool = expression in expressions
        lines += [
            {
                1: "afpools_pool",
                2: "Dropdown",
                "Name": "Pool",
                "Options": {number: choice.label for number, choice in enumerate(self._chooser.choices, 1)},
                "Default": expressions.index(expression) if is_pool else 0,
            },
            _text("afpools_expression", "Or a Pool Expression", "" if is_pool else expression),
            {1: "afpools_refresh", 2: "Checkbox", "Name": "Refresh the pools and ask again", "Default": 0},
        ]
        if self._chooser.status:
            lines += [
                {
                    1: "afpools_without",
                    2: "Checkbox",
                    "Name": "Without the pool if the server is away",
                    "Default": int(bool(answer.get("afpools_without"))),
                },
                _message("afpools_status", "Pool Server", self._chooser.status),
            ]
        return dict(enumerate(lines, 1))

    def _expression(self, answer: Dict[str, Any]) -> str:
        written = str(answer.get("afpools_expression") or "").strip()
        # The number of a line in a drop-down, counted from 0.
        return written or self._chooser.choices[int(answer.get("afpools_pool") or 0)].expression

    def _may_send(self, expression: str, without: bool) -> bool:
        try:
            questions = self._chooser.questions(expression, without)
        except afpools.AfpoolsError as error:
            self._tell([error.message])
            return False
        if not questions:
            return True
        sure = {1: "afpools_sure", 2: "Checkbox", "Name": "Submit all the same", "Default": 1}
        answer = self._tell(questions, sure)
        return bool(answer and answer.get("afpools_sure"))

    def _tell(self, texts: List[str], *lines: Dict[Any, Any]) -> Any:
        message = _message("afpools_message", "Message", "\n".join(texts))
        return self._comp.AskUser(_TITLE, dict(enumerate([message, *lines], 1)))


def _text(name: str, label: str, default: str) -> Dict[Any, Any]:
    return {1: name, 2: "Text", "Name": label, "Lines": 1, "Wrap": False, "Default": default}


def _message(name: str, label: str, text: str) -> Dict[Any, Any]:
    return {1: name, 2: "Text", "Name": label, "Lines": 3, "Wrap": True, "ReadOnly": True, "Default": text}


class _Fusion:
    """Fusion, with that composition."""

    def __init__(self, fusion: Any, comp: _Comp) -> None:
        self._fusion = fusion
        self._comp = comp

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fusion, name)

    def GetCurrentComp(self) -> _Comp:
        return self._comp


def run() -> None:
    """Runs CGRU's script."""
    scriptapp = fusionscript.scriptapp
    fusion = scriptapp("Fusion")
    comp = _Comp(fusion.GetCurrentComp(), afpools.Chooser("fusion"))
    fusionscript.scriptapp = lambda name: _Fusion(fusion, comp)
    afpools_hook.watch()
    afpools_hook.choose(lambda job: comp.choice)
    try:
        runpy.run_path(os.path.join(_ROOT, "plugins", "fusion", "Comp", "Afanasy.py"), run_name="__main__")
    finally:
        afpools_hook.choose(None)
        fusionscript.scriptapp = scriptapp


run()

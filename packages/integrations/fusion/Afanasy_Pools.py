"""Fusion script beside CGRU's "Afanasy": the same dialog, with a chooser of pools in it.

It runs CGRU's script as it is. While that runs, its dialog is shown with some lines more, and the jobs that it sends
are put on the pool that was chosen there.
"""

import os
import runpy
import sys
from typing import Any, Dict, List, Optional, Tuple

_ROOT = os.environ.get("CGRU_LOCATION", "")
_MODULES = os.path.join(_ROOT, "afpools", "python")
if _MODULES not in sys.path:
    sys.path.append(_MODULES)

import afpools  # noqa: E402 - after the path that they need
import afpools_chooser  # noqa: E402
import afpools_hook  # noqa: E402
import afpools_submit  # noqa: E402
import fusionscript  # noqa: E402
from afpools_choice import decide, submitter  # noqa: E402

_TITLE = "Afanasy Pools"


class _Comp:
    """A composition of Fusion whose AskUser adds the chooser to CGRU's dialog."""

    def __init__(self, comp: Any, chooser: afpools_chooser.Chooser) -> None:
        self._comp = comp
        self._chooser = chooser
        self.choice: Optional[afpools_submit.Choice] = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._comp, name)

    def AskUser(self, title: str, dialog: Dict[int, Dict[Any, Any]]) -> Any:
        # CGRU's messages are dialogs of another shape.
        if not any(isinstance(entry, dict) and entry.get(1) == "hosts_mask" for entry in dialog.values()):
            return self._comp.AskUser(title, dialog)
        self._look_for_pools()
        answer: Any = {"afpools_expression": self._default()}
        while True:
            answer = self._comp.AskUser(title, self._with_pools(dialog, answer))
            if not answer:
                return answer
            expression = self._expression(answer)
            without = bool(answer.get("afpools_without"))
            if answer.get("afpools_refresh"):
                self._look_for_pools()
                answer["afpools_expression"] = expression
            elif self._may_send(expression, without):
                self._chooser.remember(expression)
                self.choice = afpools_submit.Choice(self._chooser.kept(expression), expression, without)
                return {key: value for key, value in answer.items() if not str(key).startswith("afpools_")}

    def _look_for_pools(self) -> None:
        """The dialog cannot change while it is shown: waits for the server, but only for a moment."""
        self._chooser.load()
        self._chooser.start_refresh()
        self._chooser.wait(0.5)

    def _default(self) -> str:
        """What is filled in: where the job would go without this dialog."""
        decision = decide(submitter())
        return "" if decision.asks else self._chooser.shown(decision.expression)

    def _lines(self) -> List[Tuple[str, str]]:
        """Expressions and labels of the drop-down."""
        pools = [(self._chooser.shown(pool.expression), pool.label) for pool in self._chooser.lines()]
        return [("", afpools_chooser.NO_POOL), *pools]

    def _with_pools(self, dialog: Dict[int, Dict[Any, Any]], answer: Dict[str, Any]) -> Dict[int, Dict[Any, Any]]:
        """CGRU's dialog with what was filled in, and the lines of the chooser behind it."""
        lines = [{**entry, "Default": answer.get(str(entry[1]), entry.get("Default"))} for entry in dialog.values()]
        choices = self._lines()
        expressions = [expression for expression, _ in choices]
        expression = answer["afpools_expression"]
        is_pool = expression in expressions
        lines += [
            {
                1: "afpools_pool",
                2: "Dropdown",
                "Name": "Pool",
                "Options": {number: label for number, (_, label) in enumerate(choices, 1)},
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
                    "Name": "Without the pool if the server is unavailable",
                    "Default": int(bool(answer.get("afpools_without"))),
                },
                _message("afpools_status", "Pool Server", self._chooser.status),
            ]
        return dict(enumerate(lines, 1))

    def _expression(self, answer: Dict[str, Any]) -> str:
        written = str(answer.get("afpools_expression") or "").strip()
        # The number of a line in a drop-down, counted from 0.
        return written or self._lines()[int(answer.get("afpools_pool") or 0)][0]

    def _may_send(self, expression: str, without: bool) -> bool:
        try:
            questions = self._chooser.questions(expression, without)
        except afpools.AfpoolsError as error:
            self.tell([error.message])
            return False
        if not questions:
            return True
        sure = {1: "afpools_sure", 2: "Checkbox", "Name": "Submit all the same", "Default": 1}
        answer = self.tell(questions, sure)
        return bool(answer and answer.get("afpools_sure"))

    def tell(self, texts: List[str], *lines: Dict[Any, Any]) -> Any:
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


class _Program(afpools_submit.Program):
    """The pool that was chosen in the dialog is each job's own; a refusal is a dialog, too."""

    def __init__(self, comp: _Comp) -> None:
        self._comp = comp

    def explicit(self, job: Any) -> Optional[afpools_submit.Choice]:
        del job
        return self._comp.choice

    def tell(self, reason: str) -> None:
        self._comp.tell([reason])


def run() -> None:
    """Runs CGRU's script."""
    scriptapp = fusionscript.scriptapp
    fusion = scriptapp("Fusion")
    comp = _Comp(fusion.GetCurrentComp(), afpools_chooser.shared())
    fusionscript.scriptapp = lambda name: _Fusion(fusion, comp)
    afpools_hook.watch()
    afpools_submit.use(_Program(comp))
    try:
        runpy.run_path(os.path.join(_ROOT, "plugins", "fusion", "Comp", "Afanasy.py"), run_name="__main__")
    finally:
        afpools_submit.use(None)
        fusionscript.scriptapp = scriptapp


run()

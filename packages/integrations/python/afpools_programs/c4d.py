"""Cinema 4D, which has no Qt: the pool is chosen in a dialog of its own, and saved with the document."""

from typing import Any, List, Optional, Tuple

import afpools_chooser
import afpools_submit
import c4d
from afpools_choice import Choice, Decision, choice_of, decide, submitter
from afpools_field import NONE

__all__ = ["PLUGIN_ID", "PROGRAM", "PoolDialog", "choose_pool"]

# Of the range that Maxon leaves to everybody; a number of our own takes a registration there.
PLUGIN_ID = 1000010

_KEPT, _NAMES = 1, 2
_SEARCH, _LIST, _EXPRESSION, _TEXT, _OK, _CANCEL = range(1001, 1007)


class Cinema4d(afpools_submit.Program):
    def scene(self, job: Any) -> Optional[Choice]:
        del job
        saved = c4d.documents.GetActiveDocument().GetDataInstance().GetContainerInstance(PLUGIN_ID)
        return choice_of(saved.GetString(_KEPT), saved.GetString(_NAMES)) if saved is not None else None

    def ask(self, job: Any, decision: Decision) -> Optional[Choice]:
        del job
        text = choose_pool(decision)
        return choice_of(afpools_chooser.shared().kept(text), text) if text else None

    def tell(self, reason: str) -> None:
        c4d.gui.MessageDialog(reason)


PROGRAM = Cinema4d()


def choose_pool(decision: Optional[Decision] = None) -> Optional[str]:
    """Lets a person choose the document's pool, and saves it; None where that person cancels."""
    saved = PROGRAM.scene(None)
    decision = decision or decide(submitter(), user_default=PROGRAM.user_default())
    dialog = PoolDialog(saved.names if saved else "", decision)
    dialog.Open(c4d.DLG_TYPE_MODAL_RESIZEABLE, defaultw=420, defaulth=180)
    if dialog.text is None:
        return None
    values = c4d.BaseContainer()
    values.SetString(_KEPT, afpools_chooser.shared().kept(dialog.text))
    values.SetString(_NAMES, dialog.text)
    c4d.documents.GetActiveDocument().GetDataInstance().SetContainer(PLUGIN_ID, values)
    return dialog.text


class PoolDialog(c4d.gui.GeDialog):  # type: ignore[misc]
    """Pools by search, an expression, and what it means. It shows what is known, and asks the server in a thread."""

    def __init__(self, text: str, decision: Decision) -> None:
        super().__init__()
        self.text: Optional[str] = None
        self._shown = text
        self._decision = decision
        self._chooser = afpools_chooser.shared()
        self._lines: List[Tuple[str, str]] = []

    def CreateLayout(self) -> bool:
        self.SetTitle("Afanasy Pools")
        for label, field in (("Search", _SEARCH), ("Pool", _LIST), ("Expression", _EXPRESSION)):
            self.AddStaticText(0, c4d.BFH_LEFT, name=label)
            if field == _LIST:
                self.AddComboBox(field, c4d.BFH_SCALEFIT)
            else:
                self.AddEditText(field, c4d.BFH_SCALEFIT)
        self.AddStaticText(_TEXT, c4d.BFH_SCALEFIT, name="")
        self.AddButton(_OK, c4d.BFH_LEFT, name="Use")
        self.AddButton(_CANCEL, c4d.BFH_LEFT, name="Cancel")
        return True

    def InitValues(self) -> bool:
        self._chooser.load()
        self._chooser.start_refresh()
        self.SetTimer(200)
        self.SetString(_EXPRESSION, self._shown)
        self._show()
        return True

    def Timer(self, msg: Any) -> None:
        del msg
        if not self._chooser.is_refreshing:
            self.SetTimer(0)
            self._show()

    def Command(self, identity: int, msg: Any) -> bool:
        del msg
        if identity == _LIST:
            self.SetString(_EXPRESSION, self._lines[self.GetInt32(_LIST)][0])
        if identity in (_SEARCH, _LIST, _EXPRESSION):
            self._show()
        if identity == _OK:
            self.text = self.GetString(_EXPRESSION).strip()
            self._chooser.remember(self.text)
        if identity in (_OK, _CANCEL):
            self.Close()
        return True

    def _show(self) -> None:
        found = self._chooser.lines(self.GetString(_SEARCH))
        pools = [(self._chooser.shown(pool.expression), pool.label) for pool in found]
        self._lines = [("", "Default: " + self._default()), (NONE, afpools_chooser.NO_POOL), *pools]
        self.FreeChildren(_LIST)
        for number, (_, label) in enumerate(self._lines):
            self.AddChild(_LIST, number, label)
        chosen = self.GetString(_EXPRESSION).strip()
        meaning = self._chooser.meaning(chosen)
        parts = [meaning.problem or meaning.warning or (meaning.counts if meaning.hosts else "")]
        age = "As of %s ago." % self._chooser.age if self._chooser.age else ""
        self.SetString(_TEXT, " ".join(part for part in [*parts, self._chooser.status or age] if part))

    def _default(self) -> str:
        if self._decision.asks:
            return "you are asked, by %s" % self._decision.source
        return "%s, by %s" % (self._chooser.shown(self._decision.expression) or "no pool", self._decision.source)

"""The chooser as a dialog of Qt, with the PySide or PyQt that the program has: 6, else 5.

It never waits for the server: it opens with what was known last, and says how old that is.
"""

import html
import importlib
import sys
import threading
from typing import Any, List, Optional

import afpools
import afpools_chooser
import afpools_field
from afpools_choice import Choice, Decision

__all__ = ["PoolDialog", "ask", "choose", "choose_hosts_mask", "has_windows", "label", "member", "plain", "qt"]

_BINDINGS = ("PySide6", "PySide2", "PyQt6", "PyQt5")

_STATES = {"free": "free", "busy": "busy", "held": "paused or nimby", "offline": "offline", "unknown": "not known"}


def qt() -> Any:
    """``QtWidgets`` of the program's Qt: the one that it has loaded, else the first that it can load.

    Raises :class:`afpools.AfpoolsError` where it has none.
    """
    loaded = [name for name in _BINDINGS if name + ".QtWidgets" in sys.modules]
    for name in [*loaded, *(name for name in _BINDINGS if name not in loaded)]:
        try:
            return importlib.import_module(name + ".QtWidgets")
        except ImportError:
            continue
    raise afpools.AfpoolsError("INVALID_CONFIG", "This Python has no Qt: neither %s." % ", ".join(_BINDINGS))


def has_windows() -> bool:
    """Does this process show windows of Qt, and is this the thread that may?"""
    try:
        widgets = qt()
    except afpools.AfpoolsError:
        return False
    application = widgets.QApplication.instance()
    return isinstance(application, widgets.QApplication) and threading.current_thread() is threading.main_thread()


def member(cls: Any, enum: str, name: str) -> Any:
    """A value of an enumeration: newer Qts keep it in the enumeration, older ones in the class."""
    return getattr(getattr(cls, enum, cls), name)


def plain(text: str) -> str:
    """Text as it is, for tool tips and message boxes.

    Qt takes what looks like HTML for that, names of pools too, and opens the files that it names.
    """
    return "<qt>%s</qt>" % html.escape(text).replace("\n", "<br>") if "<" in text else text


def label(text: str, parent: Any) -> Any:
    """A ``QLabel`` that breaks lines and shows text as it is."""
    widgets = qt()
    made = widgets.QLabel(parent)
    core = importlib.import_module(widgets.__name__.replace("QtWidgets", "QtCore"))
    made.setTextFormat(member(core.Qt, "TextFormat", "PlainText"))
    made.setWordWrap(True)
    made.setText(text)
    return made


def ask(parent: Any, job_name: str, decision: Decision) -> Optional[Choice]:
    """Asks whoever submits a job for its pool; nothing where that person cancels.

    Raises :class:`afpools.AfpoolsError` where there is nobody to ask.
    """
    if not has_windows():
        raise afpools.AfpoolsError(
            "INVALID_ARGUMENT",
            "By %s the person who submits is asked for a pool, and this program has no window to ask in. "
            "Write pool=NAME in the job's hosts mask, or set AFPOOLS_POOL." % decision.source,
        )
    dialog = PoolDialog(parent, "", "Submit %s" % job_name if job_name else "Submit", decision)
    if not dialog.run():
        return None
    return Choice(dialog.chooser.kept(dialog.text), dialog.text, dialog.without_pool)


def choose(parent: Any, text: str, decision: Optional[Decision] = None) -> Optional[str]:
    """Lets a person choose what a program's field for pools holds: an expression, ``-`` for no pool, or nothing for the
    default. None where that person cancels.

    :param text: what it holds now.
    :param decision: what decides where it is empty, to be shown.
    """
    dialog = PoolDialog(parent, text, "Use", decision)
    return dialog.text if dialog.run() else None


def choose_hosts_mask(parent: Any, mask: str, decision: Optional[Decision] = None) -> Optional[str]:
    """The same for a program's *Hosts Mask*: ``pool=…``, or nothing for the default.

    Raises :class:`afpools.AfpoolsError` for an expression that cannot be written there.
    """
    try:
        text = afpools_field.read_field(mask) if afpools_field.has_pool_field(mask) else ""
    except afpools.AfpoolsError:
        text = ""
    chosen = choose(parent, text, decision)
    return afpools_field.write_field(chosen, afpools_chooser.shared().id_of) if chosen else chosen


class PoolDialog:
    """The dialog. :attr:`widget` is its ``QDialog``."""

    text: str = ""
    """What was chosen: an expression, ``-`` for no pool, or nothing for the default."""
    without_pool: bool = False
    """May the job be sent without its pool while the server is unavailable?"""

    def __init__(self, parent: Any, text: str, action: str, decision: Optional[Decision] = None) -> None:
        self._qt = qt()
        self.chooser = afpools_chooser.shared()
        self.chooser.load()
        self._must_choose = decision is not None and decision.asks
        self._build(parent, action, decision)
        self._expression.setText(self.chooser.shown(text))
        self._show_pools()
        self._show_meaning()
        self.refresh()

    def run(self) -> bool:
        """Shows it until it is closed; was it accepted?"""
        execute = getattr(self.widget, "exec", None) or self.widget.exec_
        accepted = bool(execute())
        self._timer.stop()
        return accepted

    def refresh(self) -> None:
        """Asks the server, in a thread."""
        self.chooser.start_refresh()
        self._refresh.setEnabled(False)
        self._show_status()
        self._timer.start()

    # Building it

    def _build(self, parent: Any, action: str, decision: Optional[Decision]) -> None:
        widgets = self._qt
        self.widget = widgets.QDialog(parent)
        self.widget.setWindowTitle("Afanasy Pools")
        self.widget.resize(680, 560)
        column = widgets.QVBoxLayout(self.widget)
        if decision is not None:
            column.addWidget(self._label(_decided(decision, self.chooser)))
        column.addLayout(self._build_search())
        column.addWidget(self._build_list(), 3)
        line = widgets.QHBoxLayout()
        line.addWidget(widgets.QLabel("Expression:", self.widget))
        self._expression = widgets.QLineEdit(self.widget)
        self._expression.setPlaceholderText("For example: gpu + nuke - ws-*")
        self._expression.textChanged.connect(lambda text: self._show_meaning())
        line.addWidget(self._expression, 1)
        column.addLayout(line)
        self._build_completion()
        self._meaning = self._label("")
        column.addWidget(self._meaning)
        self._hosts = widgets.QListWidget(self.widget)
        self._hosts.setFlow(member(widgets.QListView, "Flow", "LeftToRight"))
        self._hosts.setWrapping(True)
        self._hosts.setResizeMode(member(widgets.QListView, "ResizeMode", "Adjust"))
        self._hosts.setSpacing(2)
        column.addWidget(self._hosts, 1)
        self._warning = self._label("")
        column.addWidget(self._warning)
        self._without = widgets.QCheckBox("Send without the pool if the Pool Server is unavailable", self.widget)
        column.addWidget(self._without)
        column.addLayout(self._build_buttons(action))
        core = importlib.import_module(widgets.__name__.replace("QtWidgets", "QtCore"))
        self._timer = core.QTimer(self.widget)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._on_timer)

    def _build_search(self) -> Any:
        line = self._qt.QHBoxLayout()
        self._search = self._qt.QLineEdit(self.widget)
        self._search.setPlaceholderText("Search pools")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda text: self._show_pools())
        self._favourite = self._qt.QPushButton("Favourite", self.widget)
        self._favourite.setCheckable(True)
        self._favourite.setEnabled(False)
        self._favourite.setAutoDefault(False)
        self._favourite.clicked.connect(self._on_favourite)
        line.addWidget(self._search, 1)
        line.addWidget(self._favourite)
        return line

    def _build_list(self) -> Any:
        widgets = self._qt
        self._list = widgets.QTreeWidget(self.widget)
        self._list.setHeaderLabels(["Pool", "Free", "Busy", "Online", "Hosts", ""])
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAlternatingRowColors(True)
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, member(widgets.QHeaderView, "ResizeMode", "Stretch"))
        for number in range(1, 6):
            header.setSectionResizeMode(number, member(widgets.QHeaderView, "ResizeMode", "ResizeToContents"))
        self._list.itemSelectionChanged.connect(self._on_selected)
        self._list.itemDoubleClicked.connect(lambda item, number: self._accept())
        return self._list

    def _build_completion(self) -> None:
        core = importlib.import_module(self._qt.__name__.replace("QtWidgets", "QtCore"))
        self._words = core.QStringListModel(self.widget)
        completer = self._qt.QCompleter(self._words, self.widget)
        completer.setWidget(self._expression)
        completer.setCaseSensitivity(member(core.Qt, "CaseSensitivity", "CaseInsensitive"))
        completer.setCompletionMode(member(self._qt.QCompleter, "CompletionMode", "UnfilteredPopupCompletion"))
        completer.activated[str].connect(self._on_completed)
        self._completer = completer
        self._expression.textEdited.connect(lambda text: self._complete())

    def _build_buttons(self, action: str) -> Any:
        line = self._qt.QHBoxLayout()
        self._refresh = self._button("Refresh", self.refresh)
        self._status = self._label("")
        none = self._button(afpools_chooser.NO_POOL, self._on_none)
        cancel = self._button("Cancel", self.widget.reject)
        self._use = self._button(action, self._accept)
        self._use.setDefault(True)
        line.addWidget(self._refresh)
        line.addWidget(self._status, 1)
        for button in (none, cancel, self._use):
            line.addWidget(button)
        return line

    def _button(self, text: str, on_click: Any) -> Any:
        button = self._qt.QPushButton(text, self.widget)
        button.setAutoDefault(False)
        button.clicked.connect(lambda *checked: on_click())
        return button

    def _label(self, text: str) -> Any:
        return label(text, self.widget)

    # Showing

    def _show_pools(self) -> None:
        favourites, recent = self.chooser.favourites, self.chooser.recent
        selected = self._selected()
        self._list.blockSignals(True)
        self._list.clear()
        for pool in self.chooser.lines(self._search.text()):
            mark = "favourite" if pool.expression in favourites else "recent" if pool.expression in recent else ""
            numbers = [_number(value) for value in (pool.free, pool.busy, pool.online, len(pool.hosts))]
            item = self._qt.QTreeWidgetItem([pool.name, *numbers, mark])
            for number in range(1, 5):
                item.setTextAlignment(number, _right(self._qt))
            item.setToolTip(0, plain(pool.label))
            item.setData(0, _user_role(self._qt), pool.expression)
            self._list.addTopLevelItem(item)
            if pool.expression == selected:
                item.setSelected(True)
        self._list.blockSignals(False)
        self._favourite.setEnabled(self._selected() is not None)

    def _show_meaning(self) -> None:
        expression = self._expression.text()
        meaning = self.chooser.meaning(expression)
        known = bool(self.chooser.age)
        if expression.strip() == "":
            self._meaning.setText("Choose a pool." if self._must_choose else "Nothing is chosen here.")
        elif expression.strip() == afpools_field.NONE:
            self._meaning.setText("No pool: the job may render on every host that its own masks let in.")
        elif not known:
            self._meaning.setText("")
        else:
            self._meaning.setText(meaning.problem or (meaning.summary if meaning.hosts else ""))
        self._hosts.clear()
        for host in meaning.hosts[:2000]:
            item = self._qt.QListWidgetItem("%s  %s" % (host.name, _STATES[host.state]))
            item.setToolTip(plain(host.name))
            self._hosts.addItem(item)
        self._warning.setText(meaning.warning if known else "")
        self._warning.setVisible(bool(self._warning.text()))
        is_missing = self._must_choose and expression.strip() == ""
        self._use.setEnabled(not is_missing and not (known and meaning.problem))

    def _show_status(self) -> None:
        chooser = self.chooser
        age = "As of %s ago." % chooser.age if chooser.age else ""
        if chooser.is_refreshing:
            self._status.setText(("%s Asking the Pool Server…" % age).strip())
        else:
            self._status.setText(chooser.status or age)
        self._without.setVisible(chooser.is_away and not chooser.is_refreshing)

    def _complete(self) -> None:
        text = self._expression.text()
        start, words = self.chooser.completions(text, self._expression.cursorPosition())
        self._completion_start = start
        if not words or words == [text[start : self._expression.cursorPosition()]]:
            self._completer.popup().hide()
            return
        self._words.setStringList(words)
        self._completer.complete()

    # What a person does

    def _on_timer(self) -> None:
        if self.chooser.is_refreshing:
            return
        self._timer.stop()
        self._refresh.setEnabled(True)
        self._show_pools()
        self._show_meaning()
        self._show_status()

    def _on_selected(self) -> None:
        expression = self._selected()
        if expression is not None:
            self._expression.setText(self.chooser.shown(expression) if expression else "")
            self._favourite.setChecked(expression in self.chooser.favourites)
        self._favourite.setEnabled(expression is not None)

    def _on_favourite(self, is_favourite: bool) -> None:
        expression = self._selected()
        if expression is not None:
            self.chooser.set_favourite(expression, bool(is_favourite))
            self._show_pools()

    def _on_completed(self, word: str) -> None:
        text, cursor = self._expression.text(), self._expression.cursorPosition()
        self._expression.setText(text[: self._completion_start] + word + text[cursor:])
        self._expression.setCursorPosition(self._completion_start + len(word))

    def _on_none(self) -> None:
        self._expression.setText(afpools_field.NONE)
        self._accept()

    def _accept(self) -> None:
        if not self._use.isEnabled():
            return
        self.text = self._expression.text().strip()
        self.without_pool = self._without.isVisible() and self._without.isChecked()
        self.chooser.remember(self.text)
        self.widget.accept()

    def _selected(self) -> Optional[str]:
        items: List[Any] = self._list.selectedItems()
        return str(items[0].data(0, _user_role(self._qt))) if items else None


def _decided(decision: Decision, chooser: afpools_chooser.Chooser) -> str:
    if decision.asks:
        return "By %s you are asked for a pool." % decision.source
    shown = chooser.shown(decision.expression)
    return "%s, by %s." % ("Without a choice: %s" % shown if shown else "Without a choice: no pool", decision.source)


def _number(value: Optional[int]) -> str:
    return "" if value is None else str(value)


def _core_qt(widgets: Any) -> Any:
    return importlib.import_module(widgets.__name__.replace("QtWidgets", "QtCore")).Qt


def _user_role(widgets: Any) -> Any:
    return member(_core_qt(widgets), "ItemDataRole", "UserRole")


def _right(widgets: Any) -> Any:
    qt_core = _core_qt(widgets)
    right = member(qt_core, "AlignmentFlag", "AlignRight")
    middle = member(qt_core, "AlignmentFlag", "AlignVCenter")
    # PySide2 takes a number here.
    return int(right | middle) if widgets.__name__.startswith(("PySide2", "PyQt5")) else right | middle

"""Pools in Natron: a page on the Afanasy Pools node, a menu entry for other nodes, and what happens when a job is sent.

It works through CGRU's ``afanasy`` module and changes nothing of it.
"""

import os
import sys
from typing import Any, List, Optional, Tuple

# Natron need not have been started in CGRU's environment.
_MODULES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "python")
if _MODULES not in sys.path:
    sys.path.append(_MODULES)

import afpools  # noqa: E402 - after the path that they need
import afpools_chooser  # noqa: E402
import afpools_hook  # noqa: E402
import afpools_submit  # noqa: E402
import NatronEngine  # noqa: E402
from afpools_choice import choice_of  # noqa: E402
from afpools_field import NONE  # noqa: E402

_TITLE = "Afanasy Pools"
_DEFAULT = "By the settings of project, user and studio"

chooser = afpools_chooser.shared()

_selected: Optional[afpools_submit.Choice] = None


def start() -> None:
    """Sees to it that jobs go where their nodes say, also after CGRU has loaded its module anew."""
    afpools_hook.on_import("afanasy", _wrap_create_job)
    afpools_submit.use(_Natron())
    afpools_hook.watch()


def create_node(app: Any) -> None:
    """Makes an Afanasy Pools node."""
    app.createNode("cgru.afanasypools")


def render_selected(app: Any) -> None:
    """CGRU's "Render Selected" on a pool that is asked for first; nodes with a pool of their own keep it."""
    global _selected  # noqa: PLW0603 - until the jobs are sent
    import afanasy

    _look_for_pools()
    dialog = app.createModalDialog()
    _add_params(dialog)
    dialog.setParamChangedCallback("afpools_natron.on_dialog_changed")
    _show(dialog, "")
    dialog.refreshUserParamsGUI()
    _dialogs.append(dialog)
    try:
        if not dialog.exec_():
            return
    finally:
        _dialogs.remove(dialog)
    expression = dialog.getParam("af_pool_expression").get().strip()
    without = bool(dialog.getParam("af_pool_without").get())
    if not _may_send(expression, without):
        return
    chooser.remember(expression)
    _selected = choice_of(chooser.kept(expression), expression, without)
    try:
        afanasy.renderSelected(app)
    finally:
        _selected = None


def _look_for_pools() -> None:
    """Natron shows nothing later by itself: it waits for the server for a moment, and shows what is known then."""
    chooser.load()
    chooser.start_refresh()
    chooser.wait(0.5)


def add_page(group: Any) -> None:
    """Adds the page to a node, and listens to what is done on it."""
    page = group.createPageParam("pools", "Pools")
    for param in _add_params(group):
        page.addParam(param)
    _look_for_pools()
    _show(group, "")
    group.refreshUserParamsGUI()
    group.onParamChanged.set("afpools_natron.on_param_changed")


def on_param_changed(thisParam: Any, thisNode: Any, thisGroup: Any, app: Any, userEdited: bool) -> None:
    """Natron calls this for each change on a node, and for its buttons. The names are Natron's."""
    name = thisParam.getScriptName()
    if _on_changed(thisNode, name, userEdited):
        return
    import afanasy

    if name != "afanasy_button_send_job":
        afanasy.onParamChanged(thisParam, thisNode, thisGroup, app, userEdited)
        return
    expression = thisNode.getParam("af_pool_expression").get().strip()
    if _may_send(expression, bool(thisNode.getParam("af_pool_without").get())):
        chooser.remember(expression)
        afanasy.onParamChanged(thisParam, thisNode, thisGroup, app, userEdited)


_dialogs: List[Any] = []


def on_dialog_changed(paramName: str, app: Any, userEdited: bool) -> None:
    """Natron calls this for each change in a dialog, and for its buttons. The names are Natron's."""
    del app
    for dialog in _dialogs:
        _on_changed(dialog, paramName, userEdited)


def _add_params(holder: Any) -> List[Any]:
    pool = holder.createChoiceParam("af_pool", "Pool")
    pool.setHelp("The pool of render hosts that may render the job.")
    expression = holder.createStringParam("af_pool_expression", "Expression")
    expression.setHelp("A pool, or pools joined: gpu + nuke - ws-*. A single - is no pool; empty, the settings decide.")
    refresh = holder.createButtonParam("afpools_button_refresh", "Refresh Pools")
    without = holder.createBooleanParam("af_pool_without", "Without the pool if the server is unavailable")
    without.setHelp("Send jobs without the pool while the Pool Server cannot be reached and its pools are not known.")
    status = holder.createStringParam("afpools_status", "")
    status.setType(NatronEngine.StringParam.TypeEnum.eStringTypeLabel)
    params = [pool, expression, refresh, without, status]
    for param in params:
        param.setEvaluateOnChange(False)
    for param in (pool, expression, without, status):
        param.setAnimationEnabled(False)
    for param in (refresh, status):
        param.setPersistent(False)
    return params


def _lines() -> List[Tuple[str, str]]:
    """What the expression is for each entry of the drop-down, and its label."""
    pools = [(chooser.shown(pool.expression), pool.label) for pool in chooser.lines()]
    return [("", _DEFAULT), (NONE, afpools_chooser.NO_POOL), *pools]


def _show(holder: Any, expression: str) -> None:
    """Shows the known pools and this choice. The expression is what counts: numbers of pools change."""
    options = [label for _, label in _lines()]
    expressions = [text for text, _ in _lines()]
    if expression not in expressions:
        options.append(chooser.label(expression))
        expressions.append(expression)
    pool = holder.getParam("af_pool")
    pool.setOptions([(option, "") for option in options])
    pool.setValue(expressions.index(expression))
    holder.getParam("af_pool_expression").setValue(expression)
    holder.getParam("afpools_status").setValue(chooser.status)


def _on_changed(holder: Any, name: str, by_user: bool) -> bool:
    """Does what a change of one of the chooser's parameters asks for; was it one?"""
    if name not in ("af_pool", "af_pool_expression", "afpools_button_refresh", "af_pool_without", "afpools_status"):
        return False
    expression = holder.getParam("af_pool_expression").get().strip()
    if name == "af_pool" and by_user:
        index, lines = holder.getParam("af_pool").get(), _lines()
        if index < len(lines):
            holder.getParam("af_pool_expression").setValue(lines[index][0])
    elif name == "af_pool_expression" and by_user:
        _show(holder, expression)
    elif name == "afpools_button_refresh":
        _look_for_pools()
        _show(holder, expression)
    return True


def _wrap_create_job(afanasy: Any) -> None:
    """CGRU's ``createJob`` gets all parameters of a node whose name begins with ``af_``: the pool's are among them."""
    create_job = afanasy.createJob

    def create_job_on_pool(app: Any, params: Any) -> Any:
        created = create_job(app, params)
        if created is not None and "af_pool_expression" in params:
            expression = params["af_pool_expression"].strip()
            without = bool(params.get("af_pool_without"))
            created["job"].afpools_choice = choice_of(chooser.kept(expression), expression, without)
        return created

    afanasy.createJob = create_job_on_pool


class _Natron(afpools_submit.Program):
    """A node's pool is its job's own."""

    def explicit(self, job: Any) -> Optional[afpools_submit.Choice]:
        choice: Optional[afpools_submit.Choice] = getattr(job, "afpools_choice", None)
        return choice or _selected

    def tell(self, reason: str) -> None:
        _gui().errorDialog(_TITLE, reason)


def _may_send(expression: str, without: bool) -> bool:
    try:
        questions = chooser.questions(expression, without)
    except afpools.AfpoolsError as error:
        _gui().errorDialog(_TITLE, error.message)
        return False
    if not questions:
        return True
    answer = _gui().questionDialog(_TITLE, "\n\n".join([*questions, "Send the job all the same?"]))
    # Its place is said in two ways in Natron's documentation.
    buttons = getattr(NatronEngine, "Natron", NatronEngine).StandardButtonEnum
    return bool(answer == buttons.eStandardButtonYes)


def _gui() -> Any:
    import NatronGui

    return NatronGui.natron

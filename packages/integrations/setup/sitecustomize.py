"""Python runs this when it starts with this folder on its path: it has Afanasy Pools watch for CGRU's ``af`` module.

It gives way to what it stands before: another ``sitecustomize`` further on the path runs after it. It must not fail in
any Python, older ones among them.
"""

import os
import sys

OLDEST = (3, 6)


class _Refusal(object):
    """Where this code cannot work, a job that is to go to a pool is not sent: it would render anywhere.

    It loads ``af`` as others do, in the ways of old and of new Pythons, and replaces ``af.Job.send``.
    """

    def __init__(self, problem):
        self._problem = problem
        self._is_busy = False

    def find_module(self, name, path=None):
        return self if name == "af" and not self._is_busy else None

    def load_module(self, name):
        self._is_busy = True
        try:
            module = __import__(name)
        finally:
            self._is_busy = False
        self._guard(module)
        return module

    def find_spec(self, name, path, target=None):
        if name != "af" or self._is_busy:
            return None
        import importlib.util

        self._is_busy = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._is_busy = False
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_guard(module):
            execute(module)
            self._guard(module)

        spec.loader.exec_module = execute_and_guard
        return spec

    def _guard(self, af):
        send = af.Job.send
        problem = self._problem

        def send_without_pool(job, *args, **named):
            why = _why_on_pool(job)
            if why is None:
                return send(job, *args, **named)
            reason = "The job was not sent: %s, and %s." % (why, problem)
            sys.stderr.write("Afanasy Pools: %s\n" % reason)
            return (False, reason)

        af.Job.send = send_without_pool
        for cls in (af.Job, af.Block):
            cls.setHostsMask = _keeping_pool(cls.setHostsMask)


def _keeping_pool(set_mask):
    """CGRU's setter drops what Python cannot read as a regular expression: the job would go out without a pool."""

    def set_mask_or_pool(masked, value):
        if _asks_for_pool(value):
            masked.data["hosts_mask"] = value
        else:
            set_mask(masked, value)

    return set_mask_or_pool


def _asks_for_pool(mask):
    """Does a hosts mask ask for a pool? Spellings that are refused elsewhere, such as ``pool = gpu``, do too."""
    text = "".join(str(mask).lower().split())
    return "pool=" in text or text.startswith(("pool:", "pools:"))


def _why_on_pool(job):
    """What asks for a pool; nothing where nothing does. ``AFPOOLS_POOL`` that is empty says: no pool."""
    for members in [job.data] + [block.data for block in job.blocks]:
        if _asks_for_pool(members.get("hosts_mask") or ""):
            return "its hosts mask asks for a pool"
    variable = os.environ.get("AFPOOLS_POOL")
    if variable is not None:
        return "AFPOOLS_POOL is %s" % variable if variable.strip() else None
    try:
        import cgruconfig

        settings = cgruconfig.VARS
    except Exception:  # CGRU's modules fail in many ways.
        return "CGRU's configuration cannot be read"
    for key in ("af_pools_project", "af_pools_user", "af_pools_department", "af_pools_studio"):
        if settings.get(key):
            return "%s is set in CGRU's configuration" % key
    return None


def _watch():
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.version_info < OLDEST:
        problem = "Python %d.%d is too old to put it on a pool (%d.%d is needed)" % (sys.version_info[:2] + OLDEST)
        sys.meta_path.insert(0, _Refusal(problem))
        return
    import afpools_hook

    afpools_hook.watch()
    if os.path.exists(os.path.join(here, "afpools_afstarter.py")):
        afpools_hook.on_import("Qt", _on_qt)


def _on_qt(qt):
    if os.path.basename(sys.argv[0]) == "afstarter.py":
        import afpools_afstarter

        afpools_afstarter.on_qt(qt)


def _run_next():
    here = os.path.dirname(os.path.abspath(__file__))
    paths = [path for path in sys.path if os.path.abspath(path or ".") != here]
    if sys.version_info < (3, 4):
        import imp

        try:
            found = imp.find_module("sitecustomize", paths)
        except ImportError:
            return
        imp.load_module("sitecustomize", *found)
        return
    # What finds modules on paths, without an import: those of importlib take longer than all else here.
    finder = [each for each in sys.meta_path if getattr(each, "__name__", "") == "PathFinder"]
    spec = finder[0].find_spec("sitecustomize", paths) if finder else None
    if spec is None or spec.loader is None:
        return
    import importlib.util

    if not hasattr(importlib.util, "module_from_spec"):
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _watch()
except Exception as error:
    sys.meta_path.insert(0, _Refusal("Afanasy Pools cannot be loaded (%s)" % error))
    sys.stderr.write("Afanasy Pools cannot be loaded: %s\n" % error)
_run_next()

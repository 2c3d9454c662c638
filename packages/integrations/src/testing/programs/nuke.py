"""A stand-in of Nuke's module, after its published documentation, for tests: a node, menus, messages."""

GUI = True
messages = []
commands = {}
selected = []
_on_create = []
_this = []


class _Knob:
    def __init__(self, name, value=""):
        self._name, self._value = name, value

    def name(self):
        return self._name

    def value(self):
        return self._value

    def setValue(self, value):
        self._value = value


class PyScript_Knob(_Knob):
    def __init__(self, name, label, command):
        super().__init__(name, command)
        self.label = label


class Node:
    def __init__(self, jobname):
        self._knobs = {"jobname": _Knob("jobname", jobname), "hostsmask": _Knob("hostsmask")}

    def Class(self):
        return "afanasy"

    def knob(self, name):
        return self._knobs.get(name)

    def addKnob(self, knob):
        self._knobs[knob.name()] = knob


class _Menu:
    def __init__(self, path=""):
        self._path = path

    def addMenu(self, name):
        return _Menu(self._path + name + "/")

    def addCommand(self, name, command):
        commands[self._path + name] = command


def menu(name):
    assert name == "Nuke"
    return _Menu()


def addOnCreate(call, nodeClass="*"):
    assert nodeClass == "afanasy"
    _on_create.append(call)


def create(jobname):
    """What Nuke does where a node is made."""
    node = Node(jobname)
    _this[:] = [node]
    for call in _on_create:
        call()
    return node


def thisNode():
    return _this[0]


def selectedNodes():
    return list(selected)


def message(text):
    messages.append(text)

"""A stand-in of Maya's commands, after their published documentation, for tests: a field, menus, dialogs."""

fields = {"cgru_afanasy__hosts_mask": ""}
saved = {}
items = {}
dialogs = []


def about(batch=False):
    return False


def menu(name, exists=False, label="", parent=""):
    return False if exists else name


def menuItem(label="", parent="", command=None):
    items[label] = command


def optionVar(exists=None, query=None, stringValue=None):
    if exists:
        return exists in saved
    if query:
        return saved.get(query, 0)
    saved.update([stringValue])
    return None


def textField(name, exists=False, query=False, edit=False, text=None):
    if exists:
        return name in fields
    if query:
        return fields[name]
    fields[name] = text
    return name


def confirmDialog(message="", **named):
    dialogs.append(message)

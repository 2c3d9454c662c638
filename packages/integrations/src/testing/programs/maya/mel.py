"""A stand-in of Maya's module, for tests."""


def eval(text):
    return "MayaWindow"

"""A stand-in of Maya's module, for tests."""


def executeDeferred(call):
    call()

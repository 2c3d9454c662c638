"""A pool in CGRU's own *Hosts Mask* field: ``pool=gpu+nuke``; ``pool=?`` to be asked, ``pool=-`` for no pool.

The text must be safe where this code is missing. CGRU then sends it to afserver as a hosts mask, and it has to let
nobody in, on every release and for both types of masks. So

- afserver must find no prefix of a host name in it: it splits masks at blanks, ``|``, ``;``, ``,`` and ``:``, and
  each part needs a character that no host name has;
- it has to be a regular expression that every release and Python can read, and that matches nothing without a ``=``;
- in a block's mask it has no ``"``, which breaks afserver's listings there.

To be safe anywhere, ``=`` is written in place of each blank and colon of a pool expression:
``pool=Heavy=Sim=-=host=pc-03`` is ``"Heavy Sim" - host:pc-03``. A pool whose name has other characters is written by
its id.
"""

import re
from typing import Callable, List, Optional

import afpools

__all__ = ["ASK", "NONE", "has_pool_field", "read_field", "write_field"]

ASK = "?"
"""In place of an expression: whoever submits is asked."""

NONE = "-"
"""In place of an expression: no pool."""

_PREFIX = re.compile(r"\s*pool=", re.IGNORECASE)
# Spellings that people try are read as such, too: as a mask, "pool = gpu" and "pool:gpu" would let in hosts "gpu…".
_ANYWHERE = re.compile(r"(?<![A-Za-z0-9._-])pools?\s*=|^\s*pools?\s*:", re.IGNORECASE)
_LIKE_PREFIX = re.compile(r"\s*pools?\s*[=:]", re.IGNORECASE)
_SAFE = re.compile(r'[A-Za-z0-9._/=&+*?()" -]*\Z')
_LIKE_A_HOST = re.compile(r"[A-Za-z0-9._-]+\Z")
# A quantifier of a regular expression needs one plain character before it; the first "=" must not be made optional.
_BAD_QUANTIFIER = re.compile(r"(?:[*+?()]|^)[*+?]")
_KINDS = re.compile(r"(host|native) (?=\S)", re.IGNORECASE)


def has_pool_field(mask: str) -> bool:
    """Does a hosts mask ask for a pool, rightly written or not?"""
    return _ANYWHERE.search(mask) is not None


def read_field(mask: str, is_of_block: bool = False) -> str:
    """The pool expression in a hosts mask; :data:`ASK` for ``pool=?``, :data:`NONE` for ``pool=-``.

    Raises :class:`afpools.AfpoolsError` for text that would let hosts in where the hook is missing, and says how to
    write it.
    """
    prefix = _PREFIX.match(mask)
    start = prefix or _LIKE_PREFIX.match(mask)
    if start is None:
        raise _error(mask, "pool= has to be at its start. Join hosts to the pool with &: pool=gpu&host=pc-*")
    text = mask[start.end() :].rstrip()
    if text.strip() == "":
        raise _error(mask, "it names no pool")
    if prefix and text in (ASK, NONE):
        return text
    # With quotes it is an expression as people write it elsewhere.
    expression = text if '"' in text else _decode(text)
    if text.strip() in (ASK, NONE):
        expression = text.strip()
    elif expression is None or not _is_expression(expression):
        raise _error(mask, "it is no pool expression, such as gpu+nuke")
    elif prefix and _is_safe(text) and not (is_of_block and '"' in text):
        return expression
    try:
        right = write_field(expression)
    except afpools.AfpoolsError:
        reason = (
            "it can have letters, digits and . _ - / + & ( ) * ? only, with = in place of each blank and colon. "
            "Write a pool with other characters in its name by its id"
        )
        raise _error(mask, reason) from None
    raise _error(mask, "it could let hosts in where Afanasy Pools is missing. Write " + right)


def write_field(expression: str, id_of: Optional[Callable[[str], Optional[str]]] = None) -> str:
    """The hosts mask that asks for a pool expression, or for the person who submits to be asked (:data:`ASK`).

    :param id_of: the id of the pool of a name, for names that cannot be written in the field.

    Raises :class:`afpools.AfpoolsError` for an expression that cannot be written there.
    """
    if expression.strip() in (ASK, NONE):
        return "pool=" + expression.strip()
    if not _is_expression(expression):
        raise _unwritable(expression)
    text = "".join(_encode(expression, id_of))
    # What begins with * or ? would make the "=" of "pool=" optional.
    text = "pool=" + ("=" if text[:1] in "*?" else "") + text
    if " " not in text and _is_safe(text[5:]) and _decode(text[5:]) is not None:
        return text
    raise _unwritable(expression)


def _is_safe(text: str) -> bool:
    if not _SAFE.match(text) or _BAD_QUANTIFIER.search(text) or ('"' in text and "=" in text):
        return False
    if any(_LIKE_A_HOST.match(part) for part in text.split(" ")[1:]):
        return False
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _decode(text: str) -> Optional[str]:
    """The expression; nothing where the text is none."""
    parts = []
    for part in re.split(r"([+&()])", text.replace("=", " ")):
        if part in ("+", "&", "(", ")"):
            parts.append(part)
            continue
        # A "-" with blanks around it is the operator, which a name must not be mistaken for.
        operands = re.split(r"(?:^|(?<= ))-(?= |$)", part)
        names = [" ".join(operand.split()) for operand in operands]
        parts.append(" - ".join(_operand(name) if name else "" for name in names).strip(" "))
    expression = " ".join(part for part in parts if part)
    return expression if _is_expression(expression) else None


def _operand(name: str) -> str:
    kind = _KINDS.match(name)
    if kind:
        return "%s:%s" % (kind.group(1).lower(), name[kind.end() :])
    if " " not in name:
        return name
    # Two words in a row are a name; with a pattern among them they are nothing.
    return name if re.search(r"[*?]", name) else afpools.quote_pool_name(name)


def _is_expression(text: str) -> bool:
    """Does it have an operand, and then operators and operands in turn? The server knows what operands mean."""
    wants_operand, depth = True, 0
    try:
        tokens = afpools.expression_tokens(text)
    except afpools.AfpoolsError:
        return False
    for kind, _, _ in tokens:
        if kind in ("word", "quoted"):
            if not wants_operand:
                return False
            wants_operand = False
        elif kind == "(":
            if not wants_operand:
                return False
            depth += 1
        elif kind == ")":
            depth -= 1
            if wants_operand or depth < 0:
                return False
        elif kind != "end":
            if wants_operand:
                return False
            wants_operand = True
    return not wants_operand and depth == 0


def _encode(expression: str, id_of: Optional[Callable[[str], Optional[str]]]) -> List[str]:
    parts: List[str] = []
    for kind, word, _ in afpools.expression_tokens(expression):
        if kind == "word":
            name = re.sub(r"^(host|native):", r"\1=", word, flags=re.IGNORECASE)
            is_pool = name == word and not re.search(r"[*?]", word)
            parts.append(_name(word, id_of) if is_pool else name)
        elif kind == "quoted":
            parts.append(_name(word, id_of))
        elif kind == "-":
            parts.append("=-=")
        elif kind in ("+", "&"):
            # After a "*" or ")" a "+" would be read as a second quantifier, and so would be "*" after it.
            parts.append("=%s=" % kind if parts and parts[-1][-1:] in "*?)" else kind)
        elif kind in ("(", ")"):
            parts.append(kind)
        if len(parts) > 1 and parts[-1][:1] in ("*", "?") and parts[-2][-1:] in ("+", "(", ")"):
            parts.insert(-1, "=")
    return parts


def _name(name: str, id_of: Optional[Callable[[str], Optional[str]]]) -> str:
    text = name.replace(" ", "=")
    if (
        _SAFE.match(text)
        and '"' not in text
        and not re.search(r"[+&()*?=]", name)
        and _decode(text) == afpools.quote_pool_name(name)
    ):
        return text
    identity = id_of(name) if id_of else None
    if identity is None:
        raise _unwritable(name)
    return identity


def _unwritable(expression: str) -> afpools.AfpoolsError:
    return afpools.AfpoolsError(
        "INVALID_EXPRESSION",
        '"%s" cannot be written in a hosts mask. Write the pool by its id, or choose it in the program.' % expression,
    )


def _error(mask: str, reason: str) -> afpools.AfpoolsError:
    message = 'The hosts mask "%s" asks for no pool: %s.' % (mask.strip(), reason)
    return afpools.AfpoolsError("INVALID_ARGUMENT", message)

"""Runs afpools.py for tests: reads a request of JSON on each line of standard input, and writes its outcome."""

import base64
import json
import re
import sys
from typing import Any, Callable, Dict, List

import afpools
import afpools_chooser
import afpools_field


def pieces(parts: List[Dict[str, Any]]) -> bytes:
    """Bytes as the protocol's test vectors write them."""
    return b"".join(
        base64.b64decode(part["base64"]) if "base64" in part else part["text"].encode() * part.get("times", 1)
        for part in parts
    )


def cuts(data: bytes) -> Any:
    """Whole, byte by byte, and in two at every point; at some points only where that would take long."""
    yield [data]
    yield [data[at : at + 1] for at in range(len(data))]
    for at in range(1, len(data), 1 if len(data) <= 4096 else 1009):
        yield [data[:at], data[at:]]


def decoded(vector: Dict[str, Any], chunks: List[bytes]) -> Dict[str, Any]:
    options = {"max_body_bytes": vector["maxBodyBytes"]} if "maxBodyBytes" in vector else {}
    decoder = afpools.ResponseDecoder(**options)
    answers: List[Dict[str, Any]] = []
    for chunk in chunks:
        if not answers or answers[-1]["kind"] != "broken":
            answers += decoder.push(chunk)
    found = {"output": answers, "atEnd": [answer["code"] for answer in decoder.end()]}
    for answer in answers:
        if answer["kind"] == "broken":
            del answer["message"]
    return found


def decode(request: Dict[str, Any]) -> Any:
    """The different results that the ways to cut a vector's bytes have: one, if all is well."""
    results: List[Any] = []
    for chunks in cuts(pieces(request["input"])):
        result = decoded(request, chunks)
        if result not in results:
            results.append(result)
    return results


def encode(request: Dict[str, Any]) -> Any:
    return afpools.encode_request(request["id"], request["command"], request["args"], request["keep"]).decode()


def read_address(request: Dict[str, Any]) -> Any:
    """An address in the form of the vectors of @afpools/core."""
    if request["kind"] == "store":
        mongo = afpools._MongoAddress.parse(request["text"])
        address = {
            **mongo._asdict(),
            "hosts": [{"host": host, "port": port} for host, port in mongo.hosts],
            "options": [{"name": name, "value": value} for name, value in mongo.options],
        }
        return {"address": address, "shown": str(mongo), "full": mongo.full()}
    server = afpools._Address.parse(request["text"])
    return {"address": server._asdict(), "shown": str(server)}


def hide_secrets(request: Dict[str, Any]) -> Any:
    return afpools.hide_secrets(request["text"])


def visible(request: Dict[str, Any]) -> Any:
    return afpools.visible(request["text"])


def plan_away(request: Dict[str, Any]) -> Any:
    snapshot = request["snapshot"]
    pools = [afpools._pool_of(pool) for pool in snapshot["pools"]]
    return afpools._plan_untagged(
        afpools._Snapshot(pools, snapshot["dialect"], 0),
        request["job"],
        request["expression"],
        request.get("restartStrays", False),
    )


def normal_form(request: Dict[str, Any]) -> Any:
    return afpools._format(afpools.ExpressionParser(request["expression"]).parse())


def apply(request: Dict[str, Any]) -> Any:
    job = request["job"]
    server = afpools.PoolServer(request["server"], timeout=request.get("timeout", 10))
    plan = afpools.apply(job, request["expression"], server=server, **request.get("options", {}))
    return {"job": job, "plan": plan._asdict()}


def chooser(request: Dict[str, Any]) -> Any:
    shown = afpools_chooser.Chooser(afpools.PoolServer(request["server"], timeout=10))
    shown.refresh()
    labels = [line.label for line in shown.lines(request.get("search", ""))]
    return {"labels": labels, "status": shown.status, "isAway": shown.is_away}


def questions(request: Dict[str, Any]) -> Any:
    shown = afpools_chooser.Chooser(afpools.PoolServer(request["server"], timeout=10))
    shown.refresh()
    return shown.questions(request["expression"])


def read_field(request: Dict[str, Any]) -> Any:
    """What each hosts mask says: an expression; nothing where it is refused, or is an ordinary mask."""
    return [_read(mask, request.get("ofBlock", False)) for mask in request["masks"]]


def _read(mask: str, is_of_block: bool) -> Any:
    try:
        return afpools_field.read_field(mask, is_of_block) if afpools_field.has_pool_field(mask) else None
    except afpools.AfpoolsError:
        return None


def field_problems(request: Dict[str, Any]) -> Any:
    """Why each hosts mask is refused; nothing where it is taken, or is an ordinary mask."""
    return [_problem(mask) for mask in request["masks"]]


def _problem(mask: str) -> Any:
    try:
        if afpools_field.has_pool_field(mask):
            afpools_field.read_field(mask)
    except afpools.AfpoolsError as error:
        return error.message
    return None


def compiles(request: Dict[str, Any]) -> Any:
    """Would CGRU's ``af.py`` leave these masks alone?"""
    return [re.compile(mask) is not None for mask in request["masks"]]


def write_field(request: Dict[str, Any]) -> Any:
    ids: Dict[str, str] = request.get("ids", {})
    return afpools_field.write_field(request["expression"], ids.get)


COMMANDS: Dict[str, Callable[[Dict[str, Any]], Any]] = {
    command.__name__: command
    for command in (
        decode,
        encode,
        read_address,
        hide_secrets,
        visible,
        plan_away,
        normal_form,
        apply,
        chooser,
        questions,
        read_field,
        field_problems,
        write_field,
        compiles,
    )
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        outcome: Dict[str, Any] = {"result": COMMANDS[request["do"]](request)}
    except afpools.AfpoolsError as error:
        outcome = {"error": {"code": error.code, "message": error.message, "details": error.details}}
    print(json.dumps(outcome), flush=True)

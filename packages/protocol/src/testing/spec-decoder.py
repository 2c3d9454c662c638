"""Decoders of the pool protocol, written from SPEC.md alone with Python's standard library, tried on the vectors.

Usage: spec-decoder.py FOLDER. Prints each vector that is not decoded as it says, whole and byte by byte; status 1 where there is one.
What arguments a command takes is left out: such vectors are counted as left out.
"""

import base64
import json
import re
import sys

SPACE = b" \t\r\n"
MAX_REQUEST = 65536
MAX_DEPTH = 32
MAX_HEADER = 1024
MAX_BODY = 256 << 20


class Broken(Exception):
    """An error after which nothing is read."""


def parse(data):
    """JSON as RFC 8259 has it: strict UTF-8, no NaN."""

    def constant(name):
        raise ValueError(name)

    return json.loads(data.decode("utf-8"), parse_constant=constant)


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


class RequestDecoder:
    """Bytes to requests, as "How the server finds the end of a request" says."""

    def __init__(self, limit, commands):
        self.limit, self.commands = limit, commands
        self.output, self.buffer = [], bytearray()
        self.braces, self.depth, self.blank = 0, 0, 0
        self.in_text, self.escaped, self.is_over = False, False, False

    def feed(self, data):
        for byte in data:
            if self.is_over:
                return
            try:
                self.take(byte)
            except Broken as error:
                self.output.append({"kind": "broken", "code": str(error)})
                self.buffer.clear()
                self.is_over = True

    def take(self, byte):
        if not self.buffer:
            if byte in SPACE:
                self.blank += 1
                if self.blank > self.limit:
                    raise Broken("MESSAGE_TOO_LARGE")
                return
            if byte != ord("{"):
                raise Broken("MALFORMED_MESSAGE")
        self.buffer.append(byte)
        if byte in b"\r\n":
            raise Broken("MALFORMED_MESSAGE")
        if self.in_text:
            if self.escaped:
                self.escaped = False
            elif byte == ord("\\"):
                self.escaped = True
            elif byte == ord('"'):
                self.in_text = False
        elif byte == ord('"'):
            self.in_text = True
        elif byte in b"{[":
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise Broken("MALFORMED_MESSAGE")
            self.braces += byte == ord("{")
        elif byte in b"}]":
            self.depth -= 1
            self.braces -= byte == ord("}")
        if self.braces == 0:
            request, self.buffer = bytes(self.buffer), bytearray()
            self.depth = self.blank = 0
            self.output.append(self.decode(request))
        elif len(self.buffer) >= self.limit:
            raise Broken("MESSAGE_TOO_LARGE")

    def decode(self, data):
        try:
            request = parse(data)
        except (ValueError, RecursionError):
            raise Broken("MALFORMED_MESSAGE") from None
        if "version" not in request and request.get("type") == "request":
            return self.legacy(request)
        request_id = request.get("id")
        is_id = is_integer(request_id) or (isinstance(request_id, str) and 1 <= len(request_id) <= 128)
        refused = {
            "kind": "refused",
            "id": request_id if is_id else None,
            "keep": request.get("keep") is True,
        }
        version = request.get("version")
        if isinstance(version, bool) or version != 2:
            return dict(refused, code="UNSUPPORTED_VERSION")
        if not is_id:
            return dict(refused, code="INVALID_ARGUMENT", field="id")
        for name, kind in (("keep", bool), ("command", str)):
            if name in request and not isinstance(request[name], kind):
                return dict(refused, code="INVALID_ARGUMENT", field=name)
        for name in request:
            if name not in ("version", "id", "command", "args", "keep"):
                return dict(refused, code="INVALID_ARGUMENT", field=name)
        if request.get("command") not in self.commands:
            return dict(refused, code="UNKNOWN_COMMAND")
        if not isinstance(request.get("args", {}), dict):
            return dict(refused, code="INVALID_ARGUMENT", field="args")
        decoded = {"kind": "v2", "id": request_id, "command": request["command"]}
        decoded.update(args=request.get("args", {}), keep=request.get("keep", False))
        return decoded

    def legacy(self, request):
        if request.get("command") == "GET POOLS":
            return {"kind": "legacy", "command": "GET POOLS"}
        return {"kind": "refused", "id": None, "keep": False, "code": "UNKNOWN_COMMAND"}


def end_of_object(data):
    """Where the object that begins ``data`` ends; None where it does not end there."""
    depth, in_text, escaped = 0, False, False
    for index, byte in enumerate(data):
        if in_text:
            if escaped:
                escaped = False
            elif byte == ord("\\"):
                escaped = True
            elif byte == ord('"'):
                in_text = False
        elif byte == ord('"'):
            in_text = True
        elif byte == ord("{"):
            depth += 1
        elif byte == ord("}"):
            depth -= 1
            if depth == 0:
                return index + 1
    return None


class ResponseDecoder:
    """Bytes to answers, as "Answers" and "Version 1" say."""

    def __init__(self, limit, codes):
        self.limit, self.codes = limit, codes
        self.output, self.buffer, self.header = [], bytearray(), None
        self.padding, self.is_over = 0, False

    def feed(self, data):
        self.buffer += data
        try:
            while not self.is_over and self.step():
                pass
        except Broken as error:
            self.output.append({"kind": "broken", "code": str(error)})
            self.buffer.clear()
            self.is_over = True

    def step(self):
        """Takes one header or body, where it is whole."""
        if self.header is None:
            return self.take_header()
        size = self.header["size"]
        while self.header["version"] == 1 and self.buffer[:1] == b" ":
            del self.buffer[0]
            self.padding += 1
            if self.padding > MAX_HEADER:
                raise Broken("UNEXPECTED_ANSWER")
        if len(self.buffer) < size:
            if self.buffer[:1] in (b" ", b"\t", b"\r", b"\n"):
                raise Broken("UNEXPECTED_ANSWER")
            return False
        data, self.buffer = bytes(self.buffer[:size]), self.buffer[size:]
        self.output.append(self.answer(self.header, data))
        self.header = None
        return True

    def take_header(self):
        while self.buffer and self.buffer[0] in SPACE:
            del self.buffer[0]
        if not self.buffer:
            return False
        if self.buffer[:1] != b"{":
            raise Broken("UNEXPECTED_ANSWER")
        end = end_of_object(self.buffer[:MAX_HEADER])
        if end is None and len(self.buffer) >= MAX_HEADER:
            raise Broken("UNEXPECTED_ANSWER")
        if end is None:
            return False
        header = self.check(bytes(self.buffer[:end]))
        following = self.buffer[end : end + 1]
        if header["version"] == 2:
            if following not in (b"", b"\n"):
                raise Broken("UNEXPECTED_ANSWER")
            if not following:
                return False
            end += 1
        self.buffer = self.buffer[end:]
        self.header, self.padding = header, 0
        return True

    def check(self, line):
        try:
            header = parse(line)
        except (ValueError, RecursionError):
            raise Broken("UNEXPECTED_ANSWER") from None
        if "version" not in header and header.get("type") == "response":
            self.check_size(header)
            return dict(header, version=1)
        if header.get("version") != 2 or isinstance(header.get("version"), bool):
            raise Broken("UNEXPECTED_ANSWER")
        if header.get("type") not in ("response", "error"):
            raise Broken("UNEXPECTED_ANSWER")
        request_id = header.get("id")
        is_id = is_integer(request_id) or (isinstance(request_id, str) and 1 <= len(request_id) <= 128)
        if not is_id and not (request_id is None and header["type"] == "error"):
            raise Broken("UNEXPECTED_ANSWER")
        age = header.get("age", 0)
        if not is_integer(age) or age < 0:
            raise Broken("UNEXPECTED_ANSWER")
        self.check_size(header)
        return header

    def check_size(self, header):
        size = header.get("size")
        if not is_integer(size) or size < 1:
            raise Broken("UNEXPECTED_ANSWER")
        if size > self.limit:
            raise Broken("UNEXPECTED_ANSWER")

    def answer(self, header, data):
        if data[:1] in (b" ", b"\t", b"\r", b"\n"):
            raise Broken("UNEXPECTED_ANSWER")
        try:
            body = parse(data)
        except (ValueError, RecursionError):
            raise Broken("UNEXPECTED_ANSWER") from None
        if header["version"] == 1:
            if not isinstance(body, list):
                raise Broken("UNEXPECTED_ANSWER")
            self.is_over = True
            return {"kind": "legacy", "body": body}
        if header["type"] == "error":
            if not isinstance(body, dict) or not all(isinstance(body.get(n), str) for n in ("code", "message")):
                raise Broken("UNEXPECTED_ANSWER")
            return {"kind": "error", "id": header["id"], "error": self.known(body)}
        result = {"kind": "result", "id": header["id"], "body": body}
        if "age" in header:
            result["age"] = header["age"]
        return result


    def known(self, error):
        """As the vectors give an error: with details, and an unknown code told apart."""
        code, details = error["code"], error.get("details", {})
        if code in self.codes:
            return {"code": code, "message": error["message"], "details": details}
        message = "%s (%s)" % (error["message"], code)
        return {"code": "UNEXPECTED_ANSWER", "message": message, "details": dict(details, code=code)}


def bytes_of(pieces):
    return b"".join(
        base64.b64decode(p["base64"]) if "base64" in p else (p["text"] * p.get("times", 1)).encode()
        for p in pieces
    )


def is_about_arguments(vector):
    return any(o.get("field", "").startswith("args.") for o in vector["output"])


def examine(name, vectors, decoder_for):
    """Decodes each vector whole and byte by byte; gives how many are not as they say."""
    wrong = 0
    for vector in vectors:
        data = bytes_of(vector["input"])
        for pieces in ([data], [data[i : i + 1] for i in range(len(data))]):
            decoder = decoder_for(vector)
            for piece in pieces:
                decoder.feed(piece)
            if decoder.output != vector["output"]:
                wrong += 1
                print("%s: %s" % (name, vector["name"]))
                print("  is     ", json.dumps(decoder.output)[:400])
                print("  says   ", json.dumps(vector["output"])[:400])
                break
    return wrong


def read(folder, name):
    with open("%s/%s" % (folder, name), encoding="utf-8") as file:
        return json.load(file)


def known_codes(spec):
    with open(spec, encoding="utf-8") as file:
        return set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+|INTERNAL|TIMEOUT|CONFLICT)`", file.read()))


def main(folder):
    requests = read(folder, "decode-requests.json")
    commands = {o["command"] for v in requests for o in v["output"] if o["kind"] == "v2"}
    framed = [v for v in requests if not is_about_arguments(v)]
    wrong = examine(
        "decode-requests.json",
        framed,
        lambda v: RequestDecoder(v.get("maxRequestBytes", MAX_REQUEST), commands),
    )
    responses = read(folder, "responses.json")
    codes = known_codes(folder + "/../SPEC.md")
    wrong += examine(
        "responses.json", responses, lambda v: ResponseDecoder(v.get("maxBodyBytes", MAX_BODY), codes)
    )
    print("%d decoded, %d left out, %d wrong" % (len(framed) + len(responses), len(requests) - len(framed), wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

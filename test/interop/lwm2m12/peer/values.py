"""Values in the words of the test, and in the content formats of LwM2M.

Written from OMA-TS-LightweightM2M_Core 1.2 clause 7.4 and RFC 8428. In the test's words a value is its kind and its
text, such as "int:-5", "text:on", "hex:00ff", "link:3:0", or "null:".
"""

import base64
import json
from datetime import datetime

import cbor2

TEXT, LINKS, OPAQUE, CBOR = 0, 40, 42, 60
SENML_JSON, SENML_CBOR, ETCH_JSON, ETCH_CBOR = 110, 112, 320, 322
TLV, LWM2M_CBOR = 11542, 11544

BASE_NAME, BASE_TIME, NAME, VALUE, STRING, BOOLEAN, TIME, DATA = -2, -3, 0, 2, 3, 4, 6, 8
LABELS = {BASE_NAME: "bn", BASE_TIME: "bt", NAME: "n", VALUE: "v", STRING: "vs", BOOLEAN: "vb", TIME: "t", DATA: "vd"}


def split(words):
    kind, _, text = words.partition(":")
    return kind, text


def plain(words):
    """The value as Python has it; a time stays seconds, a link its text."""
    kind, text = split(words)
    if kind in ("int", "time"):
        return int(text)
    if kind == "float":
        return float(text)
    if kind == "bool":
        return text == "true"
    if kind == "hex":
        return bytes.fromhex(text)
    return None if kind == "null" else text


def words(value):
    if value is None:
        return "null:"
    if isinstance(value, bool):
        return "bool:true" if value else "bool:false"
    if isinstance(value, int):
        return f"int:{value}"
    if isinstance(value, float):
        return f"float:{value!r}"
    if isinstance(value, bytes):
        return f"hex:{value.hex()}"
    if isinstance(value, datetime):
        return f"time:{int(value.timestamp())}"
    return f"text:{value}"


def encode(form, target, values):
    """The payload for the values, by their paths, of a request to `target`."""
    if form in (SENML_CBOR, ETCH_CBOR):
        return cbor2.dumps(records(target, values))
    if form in (SENML_JSON, ETCH_JSON):
        return json.dumps([in_json(record) for record in records(target, values)], ensure_ascii=False).encode()
    if form == LWM2M_CBOR:
        return cbor2.dumps(nested(values))
    if form == TLV:
        return tlv(target, values)
    [one] = values.values()
    if form == CBOR:
        return cbor2.dumps(cbor2.CBORTag(1, plain(one)) if split(one)[0] == "time" else plain(one))
    return plain(one) if form == OPAQUE else split(one)[1].encode()


def records(target, values):
    """SenML records: the base name is the target's, unless that is the root."""
    pack = []
    base = f"{target.rstrip('/')}/" if target.strip("/") else ""
    for path, value in values.items():
        kind, _ = split(value)
        record = {BASE_NAME: base} if base and not pack else {}
        name = path[len(base):] if base and path.startswith(base) else "" if path == target else path
        if base and path == target:
            record = {BASE_NAME: path}
        if name:
            record[NAME] = name
        label = {"text": STRING, "core": STRING, "bool": BOOLEAN, "hex": DATA, "link": "vlo"}.get(kind, VALUE)
        if kind != "path":
            record[label] = plain(value)
        pack.append(record)
    return pack


def in_json(record):
    out = {LABELS.get(label, label): value for label, value in record.items()}
    if "vd" in out:
        out["vd"] = base64.urlsafe_b64encode(out["vd"]).decode().rstrip("=")
    return out


def nested(values):
    """Maps in maps, one for each level (clause 7.4.4)."""
    tree = {}
    for path, value in values.items():
        *above, last = [int(part) for part in path.strip("/").split("/")] if path.strip("/") else [None]
        place = tree
        for part in above:
            place = place.setdefault(part, {})
        place[last] = cbor2.CBORTag(1, plain(value)) if split(value)[0] == "time" else plain(value)
    return tree


def tlv(target, values):
    """Resources of an instance, single or multiple (clause 7.4.3 of 1.0 on)."""
    depth = len(target.strip("/").split("/"))
    several, out = {}, b""
    for path, value in values.items():
        below = [int(part) for part in path.strip("/").split("/")][depth:]
        if len(below) == 1:
            out += tlv_item(3, below[0], tlv_bytes(value))
        else:
            several.setdefault(below[0], []).append(tlv_item(1, below[1], tlv_bytes(value)))
    return out + b"".join(tlv_item(2, number, b"".join(items)) for number, items in several.items())


def tlv_bytes(value):
    kind, text = split(value)
    if kind == "link":
        return b"".join(int(part).to_bytes(2, "big") for part in text.split(":"))
    if kind == "bool":
        return b"\x01" if text == "true" else b"\x00"
    if kind == "hex":
        return bytes.fromhex(text)
    if kind not in ("int", "time"):
        return text.encode()
    number = int(text)
    size = next(size for size in (1, 2, 4, 8) if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1)
    return number.to_bytes(size, "big", signed=True)


def tlv_item(kind, number, body):
    head = kind << 6 | (0x20 if number > 255 else 0)
    ids = number.to_bytes(2 if number > 255 else 1, "big")
    if len(body) < 8:
        return bytes([head | len(body)]) + ids + body
    size = 1 if len(body) < 256 else 2
    return bytes([head | size << 3]) + ids + len(body).to_bytes(size, "big") + body


def decode(form, payload):
    """What a payload has: [path, value in words, seconds or none], in its order; none for formats without paths."""
    if form == SENML_CBOR:
        return resolved(cbor2.loads(payload))
    if form == SENML_JSON:
        back = {text: label for label, text in LABELS.items()}
        return resolved([out_of_json(record, back) for record in json.loads(payload)])
    if form == LWM2M_CBOR:
        return list(flat("", cbor2.loads(payload)))
    if form == CBOR:
        return [["", words(cbor2.loads(payload)), None]]
    if form == TEXT:
        return [["", f"text:{payload.decode()}", None]]
    return [["", words(payload), None]] if form == OPAQUE else None


def out_of_json(record, back):
    out = {back.get(text, text): value for text, value in record.items()}
    if DATA in out:
        out[DATA] = base64.urlsafe_b64decode(out[DATA] + "=" * (-len(out[DATA]) % 4))
    return out


def resolved(pack):
    base, since, found = "", 0, []
    for record in pack:
        base = record.get(BASE_NAME, base)
        since = record.get(BASE_TIME, since)
        time = since + record.get(TIME, 0)
        [value] = [(label, record[label]) for label in (VALUE, STRING, BOOLEAN, DATA, "vlo") if label in record]
        text = f"link:{value[1]}" if value[0] == "vlo" else words(value[1])
        found.append([base + record.get(NAME, ""), text, time or None])
    return found


def flat(above, item):
    if not isinstance(item, dict):
        yield [above, words(item), None]
        return
    for key, below in item.items():
        parts = key if isinstance(key, tuple) else (key,)
        yield from flat(above + "".join(f"/{part}" for part in parts), below)

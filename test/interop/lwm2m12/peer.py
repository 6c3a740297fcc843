"""A bootstrap server and an access server of LwM2M 1.2, in lock-step with the test that tells them what to do.

Written from the text of OMA-TS-LightweightM2M_Core and _Transport 1.2. Each line of standard input is a command with
an "id", answered by a line of JSON with the same "id"; what a device does is told by lines with an "event". The first
line out names the two ports.
"""

import asyncio
import json
import sys

import aiocoap
from aiocoap import resource
from aiocoap.numbers.codes import Code

HOST = "127.0.0.1"
SENML_CBOR = 112
SERVER_ID = 101


def cbor(value):
    """RFC 8949, as much of it as a SenML pack needs."""
    if value is True:
        return b"\xf5"
    if value is False:
        return b"\xf4"
    if isinstance(value, int):
        return cbor_head(0, value) if value >= 0 else cbor_head(1, -1 - value)
    if isinstance(value, str):
        return cbor_head(3, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return cbor_head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())
    return cbor_head(4, len(value)) + b"".join(cbor(item) for item in value)


def cbor_head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << (8 * size):
            return bytes([major << 5 | extra]) + value.to_bytes(size, "big")
    raise ValueError(value)


def senml(base, values):
    """RFC 8428 section 6: base name -2, name 0, value 2, string 3, boolean 4."""
    records = []
    for name, value in values.items():
        label = 4 if isinstance(value, bool) else 3 if isinstance(value, str) else 2
        record = {-2: base} if not records else {}
        records.append({**record, 0: str(name), label: value})
    return records


def code_of(text):
    kind, detail = text.split(".")
    return Code(int(kind) << 5 | int(detail))


class Servers:
    def __init__(self):
        self.answers = {}
        self.max_age = None
        self.versions = ["1.2"]
        self.access_uri = ""
        self.access_server = True
        self.lifetime = 60
        self.device = None
        self.registrations = 0

    def say(self, event, **fields):
        print(json.dumps({"event": event, **fields}), flush=True)

    def planned(self, what):
        """The code that the test wants next for a request, or none for what the specification says."""
        queue = self.answers.get(what, [])
        return code_of(queue.pop(0)) if queue else None

    def refusal(self, code):
        message = aiocoap.Message(code=code)
        if self.max_age is not None:
            message.opt.max_age = self.max_age
        return message

    def accounts(self):
        security = {0: self.access_uri, 1: False, 2: 3, 10: SERVER_ID} if self.access_server else {}
        terms = {0: SERVER_ID, 1: self.lifetime, 6: False, 7: "U"}
        return security, terms


class BootstrapPack(resource.Resource):
    def __init__(self, servers):
        super().__init__()
        self.servers = servers

    async def render_get(self, request):
        servers = self.servers
        servers.say("bspack", query=list(request.opt.uri_query), accept=request.opt.accept)
        code = servers.planned("bspack")
        if code is not None:
            return servers.refusal(code)
        security, terms = servers.accounts()
        records = (senml("/0/0/", security) if security else []) + senml("/1/0/", terms)
        return aiocoap.Message(code=Code.CONTENT, payload=cbor(records), content_format=SENML_CBOR)


class Bootstrap(resource.Resource):
    def __init__(self, servers, context):
        super().__init__()
        self.servers = servers
        self.context = context

    async def render_post(self, request):
        self.servers.say("bs", query=list(request.opt.uri_query))
        code = self.servers.planned("bs")
        if code is not None:
            return self.servers.refusal(code)
        asyncio.get_running_loop().create_task(self.write(request.remote))
        return aiocoap.Message(code=Code.CHANGED)

    async def write(self, remote):
        security, terms = self.servers.accounts()
        for path, values in (("0/0", security), ("1/0", terms)):
            if values:
                payload = cbor(senml(f"/{path}/", values))
                await self.send(remote, Code.PUT, path, payload)
        await self.send(remote, Code.POST, "bs", b"")

    async def send(self, remote, code, path, payload):
        message = aiocoap.Message(code=code, payload=payload)
        message.remote = remote
        message.opt.uri_path = tuple(path.split("/"))
        if payload:
            message.opt.content_format = SENML_CBOR
        answer = await self.context().request(message).response
        self.servers.say("wrote", path=path, code=answer.code.dotted)


class Registration(resource.Resource):
    """A registration at its location: update by POST, deregister by DELETE."""

    def __init__(self, servers):
        super().__init__()
        self.servers = servers

    async def render_post(self, request):
        servers = self.servers
        servers.device = request.remote
        servers.say("update", query=list(request.opt.uri_query), payload=request.payload.decode())
        code = servers.planned("update")
        return servers.refusal(code) if code is not None else aiocoap.Message(code=Code.CHANGED)

    async def render_delete(self, request):
        self.servers.say("deregister")
        return aiocoap.Message(code=Code.DELETED)


class Register(resource.Resource):
    def __init__(self, servers, site):
        super().__init__()
        self.servers = servers
        self.site = site

    async def render_post(self, request):
        servers = self.servers
        servers.device = request.remote
        query = list(request.opt.uri_query)
        links = request.payload.decode()
        servers.say("register", query=query, links=links, format=request.opt.content_format)
        version = next((one[6:] for one in query if one.startswith("lwm2m=")), "1.0")
        code = servers.planned("register")
        if code is None and version not in servers.versions:
            code = Code.PRECONDITION_FAILED
        if code is not None:
            return servers.refusal(code)
        servers.registrations += 1
        name = str(servers.registrations)
        self.site.add_resource(["rd", name], Registration(servers))
        answer = aiocoap.Message(code=Code.CREATED)
        answer.opt.location_path = ("rd", name)
        return answer


async def ask(servers, context, command):
    message = aiocoap.Message(code=getattr(Code, command["method"]))
    message.remote = servers.device
    message.opt.uri_path = tuple(command["path"].strip("/").split("/"))
    if "accept" in command:
        message.opt.accept = command["accept"]
    if "payload" in command:
        message.payload = command["payload"].encode()
        message.opt.content_format = command.get("format", 0)
    answer = await asyncio.wait_for(context.request(message).response, 20)
    return {"code": answer.code.dotted, "payload": answer.payload.hex(), "format": answer.opt.content_format}


async def commands(servers, context):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        command = json.loads(line)
        answer = {}
        try:
            if command["do"] == "ask":
                answer = await ask(servers, context, command)
            elif command["do"] == "answer":
                servers.answers[command["to"]] = command["codes"]
                servers.max_age = command.get("maxAge")
            else:
                for name in ("versions", "access_server", "lifetime"):
                    if name in command:
                        setattr(servers, name, command[name])
        except Exception as error:  # the test hears of it and fails
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": command["id"], **answer}), flush=True)


async def main():
    servers = Servers()
    bootstrap_port, access_port = int(sys.argv[1]), int(sys.argv[2])
    servers.access_uri = f"coap://{HOST}:{access_port}"
    access_site = resource.Site()
    access_site.add_resource(["rd"], Register(servers, access_site))
    access = await aiocoap.Context.create_server_context(access_site, bind=(HOST, access_port))
    bootstrap_site = resource.Site()
    bootstrap = None
    bootstrap_site.add_resource(["bspack"], BootstrapPack(servers))
    bootstrap_site.add_resource(["bs"], Bootstrap(servers, lambda: bootstrap))
    bootstrap = await aiocoap.Context.create_server_context(bootstrap_site, bind=(HOST, bootstrap_port))
    servers.say("ready", bootstrap=bootstrap_port, access=access_port)
    await commands(servers, access)
    await bootstrap.shutdown()
    await access.shutdown()


asyncio.run(main())

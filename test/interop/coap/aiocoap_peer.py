"""An aiocoap server and client on the loopback that does what it is told by lines of JSON on its standard input.

Each line is a command with an "id"; its answer is a line of JSON with the same "id" on the standard output. The first
line out names the port of the server.
"""

import asyncio
import json
import socket
import sys

import aiocoap
from aiocoap import resource
from aiocoap.numbers.codes import Code
from aiocoap.numbers.constants import TransportTuning

# Losses must not make the run long.
TransportTuning.ACK_TIMEOUT = 0.3

HOST = "127.0.0.1"


def long_text(length):
    lines = "".join(f"line {i}\n" for i in range(length))
    return lines[:length]


class Store(resource.Resource):
    def __init__(self, executed):
        super().__init__()
        self.executed = executed
        self.content = b""

    async def render_get(self, request):
        return aiocoap.Message(payload=self.content)

    async def render_put(self, request):
        self.executed.append("store")
        self.content = request.payload
        return aiocoap.Message(code=Code.CHANGED)

    async def render_ipatch(self, request):
        self.executed.append("store")
        self.content += request.payload
        return aiocoap.Message(code=Code.CHANGED)

    async def render_fetch(self, request):
        return aiocoap.Message(payload=request.payload * 3)


class Long(resource.Resource):
    async def render_get(self, request):
        return aiocoap.Message(payload=long_text(3000).encode())


class Slow(resource.Resource):
    async def render_get(self, request):
        await asyncio.sleep(0.4)
        return aiocoap.Message(payload=b"at last")


class Count(resource.ObservableResource):
    def __init__(self, executed):
        super().__init__()
        self.executed = executed
        self.count = 0

    def tick(self):
        self.count += 1
        self.updated_state()

    async def render_get(self, request):
        return aiocoap.Message(payload=str(self.count).encode())

    async def render_post(self, request):
        self.executed.append(f"count {request.payload.decode()}".strip())
        self.count += 1
        return aiocoap.Message(code=Code.CHANGED, payload=str(self.count).encode())


class Guarded(resource.Resource):
    """Wants to see its Echo option again (RFC 9175)."""

    async def render_put(self, request):
        if request.opt.echo != b"prove it":
            return aiocoap.Message(code=Code.UNAUTHORIZED, echo=b"prove it")
        return aiocoap.Message(code=Code.CHANGED, payload=str(len(request.payload)).encode())


def message_of(command):
    options = {name: bytes.fromhex(value) for name, value in command.get("opaque", {}).items()}
    options.update(command.get("uint", {}))
    message = aiocoap.Message(
        code=getattr(Code, command["method"]),
        uri=f"coap://{HOST}:{command['port']}/{command['path']}",
        payload=command.get("payload", "").encode(),
        transport_tuning=aiocoap.Unreliable if command.get("non") else aiocoap.Reliable,
        **options,
    )
    if command.get("unknown") is not None:
        option = aiocoap.numbers.optionnumbers.OptionNumber(command["unknown"])
        message.opt.add_option(option.create_option(value=b"x"))
    return message


def shown(response):
    return {
        "code": response.code.dotted,
        "payload": response.payload.decode(),
        "echo": None if response.opt.echo is None else response.opt.echo.hex(),
    }


class Peer:
    def __init__(self, context, count, executed):
        self.context = context
        self.count = count
        self.executed = executed
        self.observed = []
        self.observation = None

    async def request(self, command):
        pending = self.context.request(message_of(command)).response
        return shown(await asyncio.wait_for(pending, command.get("seconds", 30)))

    async def observe(self, command):
        message = message_of(command)
        message.opt.observe = 0
        self.observed = []
        request = self.context.request(message)
        self.observation = request.observation
        self.observation.register_callback(lambda one: self.observed.append(one.payload.decode()))
        return shown(await request.response)

    async def news(self, command):
        return {"news": self.observed}

    async def cancel(self, command):
        self.observation.cancel()
        return {}

    async def tick(self, command):
        self.count.tick()
        return {}

    async def storm(self, command):
        """Asks at every port at the same time, one request after the other at each; tells what came of each request."""
        tuning = TransportTuning()
        tuning.ACK_TIMEOUT = command["timeout"]
        tuning.MAX_RETRANSMIT = command["retransmit"]

        async def ask(port, turn):
            uri = f"coap://{HOST}:{port}/count"
            message = aiocoap.Message(
                code=Code.POST, uri=uri, payload=str(turn).encode(), transport_tuning=tuning
            )
            try:
                return (await asyncio.wait_for(self.context.request(message).response, 60)).code.dotted
            except Exception as error:
                return type(error).__name__

        async def several(port):
            return [await ask(port, turn) for turn in range(command["count"])]

        return {"outcomes": await asyncio.gather(*(several(port) for port in command["ports"]))}

    async def did(self, command):
        return {"executed": self.executed}


async def main():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    executed = []
    count = Count(executed)
    site = resource.Site()
    site.add_resource(["store"], Store(executed))
    site.add_resource(["long"], Long())
    site.add_resource(["slow"], Slow())
    site.add_resource(["count"], count)
    site.add_resource(["guarded"], Guarded())
    context = await aiocoap.Context.create_server_context(site, bind=(HOST, port))
    peer = Peer(context, count, executed)
    print(json.dumps({"port": port}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command = json.loads(line)
        try:
            answer = await getattr(peer, command["do"])(command)
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": command["id"], **answer}), flush=True)
    await context.shutdown()


asyncio.run(main())

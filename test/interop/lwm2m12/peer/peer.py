"""A bootstrap server and two access servers of LwM2M 1.2, in lock-step with the test that tells them what to do.

Written from the text of OMA-TS-LightweightM2M_Core and _Transport 1.2. Each line of standard input is a command with
an "id", answered by a line of JSON with the same "id"; what a device does is told by lines with an "event", each with
the seconds since the start as "at". The arguments are the ports of the three servers.
"""

import asyncio
import json
import sys
import time

import aiocoap
from aiocoap import resource
from aiocoap.numbers.codes import Code
from aiocoap.numbers.optionnumbers import OptionNumber
from aiocoap.optiontypes import UintOption

import servers
import values
from wire import Wire, forged

HOST = "127.0.0.1"
PATIENCE = 20


def say(event, **fields):
    print(json.dumps({"event": event, "at": time.monotonic(), **fields}), flush=True)


class Server:
    """One server: its CoAP, and the device that it knows."""

    def __init__(self, name):
        self.name = name
        self.device = None
        self.context = None
        self.wire = None
        # Requests that observe, by the test's name for them; aiocoap forgets a token with its request.
        self.observing = {}
        self.posted = 0

    async def open(self, site, port):
        self.context = await aiocoap.Context.create_server_context(site, bind=(HOST, port), transports=["udp6"])
        self.wire = Wire(self.name, self.context, say, values.decode)


def message_of(server, command):
    message = aiocoap.Message(code=getattr(Code, command["method"]))
    message.remote = server.device
    target = command["path"]
    message.opt.uri_path = tuple(part for part in target.split("/") if part)
    message.opt.uri_query = tuple(command.get("query", ()))
    if "accept" in command:
        message.opt.accept = command["accept"]
    if "observe" in command:
        message.opt.observe = command["observe"]
    if "noResponse" in command:
        message.opt.add_option(UintOption(OptionNumber.NO_RESPONSE, command["noResponse"]))
    if "option" in command:
        message.opt.add_option(UintOption(command["option"], 1))
    if "values" in command:
        message.payload = values.encode(command["format"], target, command["values"])
    elif "hex" in command:
        message.payload = bytes.fromhex(command["hex"])
    elif "text" in command:
        message.payload = command["text"].encode()
    if "format" in command:
        message.opt.content_format = command["format"]
    return message


async def ask(server, command):
    request = server.context.request(message_of(server, command))
    answer = await asyncio.wait_for(request.response, PATIENCE)
    if command.get("observe") == 0 and answer.opt.observe is not None:
        server.wire.observed.add(answer.token)
        request.observation.register_callback(lambda _: None)
        request.observation.register_errback(lambda _: None)
        server.observing[answer.token.hex()] = request
    form = answer.opt.content_format
    return {
        "code": answer.code.dotted,
        "payload": answer.payload.hex(),
        "format": form,
        "token": answer.token.hex(),
        "observed": answer.opt.observe is not None,
        "location": "/".join(("", *answer.opt.location_path)),
        "text": answer.payload.decode() if form == values.LINKS else None,
        "entries": values.decode(form, answer.payload) if answer.code == Code.CONTENT and answer.payload else None,
    }


async def obey(plan, all_servers, command):
    server = all_servers[command.get("server", "first")]
    match command["do"]:
        case "ask":
            return await ask(server, command)
        case "answer":
            plan.answers[command["to"]] = command["codes"]
            plan.max_age = command.get("maxAge")
            plan.echo = bytes.fromhex(command["echo"]) if "echo" in command else None
        case "set":
            for name in ("versions", "accounts", "by_hand"):
                if name in command:
                    setattr(plan, name, command[name])
        case "wire":
            for name in ("silent", "resets"):
                if name in command:
                    setattr(server.wire, name, command[name])
        case "post":
            message = message_of(server, command)
            message.mtype = getattr(aiocoap, command["type"])
            server.posted += 1
            message.mid, message.token = 0xF000 + server.posted, bytes([0xAA, server.posted])
            if "name" in command:
                server.wire.watched[message.mid] = server.wire.watched[message.token] = command["name"]
            for _ in range(command.get("copies", 1)):
                server.wire.post(server.device, message)
        case "hold":
            plan.held = asyncio.Event()
        case "release":
            plan.held.set()
            plan.held = None
        case "forge":
            # An answer from this server to a request that the device made of another one.
            token = bytes.fromhex(command["token"]) if command["type"] != "RST" else b""
            message = forged(command["type"], command["mid"], token, servers.code_of(command["code"]))
            if "location" in command:
                message.opt.location_path = tuple(command["location"])
            server.wire.post(all_servers["first"].device, message)
        case other:
            raise ValueError(other)
    return {}


async def commands(plan, all_servers):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    running = set()

    async def carry_out(command):
        try:
            answer = await obey(plan, all_servers, command)
        except Exception as error:  # the test hears of it and fails
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": command["id"], "at": time.monotonic(), **answer}), flush=True)

    while line := await reader.readline():
        task = loop.create_task(carry_out(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)


async def main():
    plan = servers.Plan(say)
    ports = [int(port) for port in sys.argv[1:4]]
    all_servers = {name: Server(name) for name in ("bootstrap", "first", "second")}
    for server, port in zip(all_servers.values(), ports):
        site = resource.Site()
        if server.name == "bootstrap":
            site.add_resource(["bspack"], servers.BootstrapPack(plan))
            site.add_resource(["bs"], servers.Bootstrap(plan, server))
        else:
            site.add_resource(["rd"], servers.Register(plan, server, site))
            site.add_resource(["dp"], servers.Reports(plan, server))
        await server.open(site, port)
    say("ready")
    await commands(plan, all_servers)
    for server in all_servers.values():
        await server.context.shutdown()


asyncio.run(main())

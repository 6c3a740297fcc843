"""An LwM2M 1.0 device on aiocoap: registers with a server, serves objects 3, 3303 and 3201, notifies, deregisters.

Arguments: port of the server, endpoint name. Each line on standard input is a value to notify; the end of the input
lets it deregister. Each step is told by one line of JSON.
"""

import asyncio
import json
import socket
import sys

import aiocoap
from aiocoap import resource

HOST = "127.0.0.1"


class Value(resource.ObservableResource):
    """One resource in plain text that may be written, executed and observed."""

    def __init__(self, path, text):
        super().__init__()
        self.path, self.text = path, text

    async def render_get(self, request):
        return aiocoap.Message(payload=self.text.encode(), content_format=0)

    async def render_post(self, request):
        tell({"executed": self.path, "arguments": request.payload.decode()})
        return aiocoap.Message(code=aiocoap.CHANGED)

    def change(self, text):
        self.text = text
        self.updated_state()


class Instance(resource.Resource):
    """An object instance that is written in TLV."""

    async def render_post(self, request):
        tell({"written": request.payload.hex(), "format": request.opt.content_format})
        return aiocoap.Message(code=aiocoap.CHANGED)


def tell(what):
    print(json.dumps(what), flush=True)


async def ask(context, **fields):
    response = await context.request(aiocoap.Message(**fields)).response
    tell({"code": str(response.code).split()[0], "location": list(response.opt.location_path)})
    return response


async def main(port, endpoint):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        own = probe.getsockname()[1]
    site = resource.Site()
    temperature = Value("3303/0/5700", "21.5")
    site.add_resource(["3", "0", "0"], Value("3/0/0", "aiocoap"))
    site.add_resource(["3", "0", "4"], Value("3/0/4", ""))
    site.add_resource(["3303", "0", "5700"], temperature)
    site.add_resource(["3201", "0"], Instance())
    context = await aiocoap.Context.create_server_context(site, bind=(HOST, own))
    server = f"coap://{HOST}:{port}"
    links = b'</>;rt="oma.lwm2m",</3/0>,</3303/0>,</3201/0>'
    register = f"{server}/rd?lwm2m=1.0&ep={endpoint}&b=U&lt=60"
    answer = await ask(context, code=aiocoap.POST, uri=register, payload=links, content_format=40)
    location = f"{server}/{'/'.join(answer.opt.location_path)}"
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "update":
            await ask(context, code=aiocoap.POST, uri=f"{location}?lt=90")
        else:
            temperature.change(line.strip())
    await ask(context, code=aiocoap.DELETE, uri=location)
    await context.shutdown()


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

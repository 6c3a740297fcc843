"""An LwM2M 1.2 device on aiocoap and cbor2: one bootstrap message, then a registration, and all it is asked for.

Arguments: ports of the bootstrap server and of the access server, endpoint name. What is asked of it and what it was
told is printed, a line of JSON each. A number on standard input becomes its temperature; the end of the input lets it
deregister.
"""

import asyncio
import json
import socket
import sys

import aiocoap
import cbor2
from aiocoap import resource

HOST = "127.0.0.1"
LWM2M_CBOR = 11544


def tell(**what):
    print(json.dumps(what), flush=True)


def nested(values):
    """{(3, 0, 0): "x"} as maps in maps."""
    root = {}
    for path, value in values.items():
        place = root
        for number in path[:-1]:
            place = place.setdefault(number, {})
        place[path[-1]] = value
    return root


def flat(tree, before=()):
    for key, value in tree.items():
        path = before + (tuple(key) if isinstance(key, (tuple, list)) else (key,))
        if isinstance(value, dict):
            yield from flat(value, path)
        else:
            yield path, value


class Root(resource.ObservableResource):
    """The whole device under one resource: the operations of LwM2M tell places apart by the path alone."""

    def __init__(self):
        super().__init__()
        self.values = {(3, 0, 0): "aiocoap", (3303, 0, 5700): 21.5, (3303, 0, 5701): "Cel", (3303, 1, 5700): 4.0}

    def get_resources_as_linkheader(self):
        return resource.link_header.LinkHeader([])

    def within(self, path):
        return {place: value for place, value in self.values.items() if place[: len(path)] == path}

    def content(self, values):
        return aiocoap.Message(payload=cbor2.dumps(nested(values)), content_format=LWM2M_CBOR)

    async def render_get(self, request):
        path = path_of(request)
        if request.opt.accept == 40:
            return self.links(path, request)
        found = self.within(path)
        return self.content(found) if found else aiocoap.Message(code=aiocoap.NOT_FOUND)

    def links(self, path, request):
        depth = next((int(one[6:]) for one in request.opt.uri_query if one.startswith("depth=")), 9)
        places = {place[:n] for place in self.within(path) for n in range(len(path), len(place) + 1)}
        shown = sorted(place for place in places if len(place) - len(path) <= depth)
        text = ",".join("</" + "/".join(map(str, place)) + ">" for place in shown)
        return aiocoap.Message(payload=text.encode(), content_format=40)

    async def render_fetch(self, request):
        paths = [path for path, _ in flat(cbor2.loads(request.payload))]
        tell(asked=[list(path) for path in paths], format=request.opt.content_format)
        return self.content({place: value for path in paths for place, value in self.within(path).items()})

    async def render_ipatch(self, request):
        return self.write(request)

    async def render_put(self, request):
        path = path_of(request)
        if request.opt.uri_query:
            tell(attributes=list(request.opt.uri_query), path=list(path))
            return aiocoap.Message(code=aiocoap.CHANGED)
        return self.write(request)

    async def render_post(self, request):
        path = path_of(request)
        if len(path) == 1:
            self.write(request)
            return aiocoap.Message(code=aiocoap.CREATED)
        return self.write(request)

    def write(self, request):
        if request.opt.content_format != LWM2M_CBOR:
            return aiocoap.Message(code=aiocoap.UNSUPPORTED_CONTENT_FORMAT)
        written = dict(flat(cbor2.loads(request.payload)))
        tell(written={"/".join(map(str, path)): value for path, value in written.items()}, code=str(request.code))
        self.values.update(written)
        return aiocoap.Message(code=aiocoap.CHANGED)

    async def render_delete(self, request):
        for place in self.within(path_of(request)):
            del self.values[place]
        return aiocoap.Message(code=aiocoap.DELETED)


def path_of(request):
    return tuple(int(part) for part in request.opt.uri_path)


class Device(resource.Site):
    """A site that has but one resource, whatever the path."""

    def __init__(self):
        super().__init__()
        self.root = Root()

    async def render(self, request):
        return await self.root.render(request)

    async def render_to_pipe(self, pipe):
        return await self.root.render_to_pipe(pipe)

    async def needs_blockwise_assembly(self, request):
        return True

    async def add_observation(self, request, observation):
        return await self.root.add_observation(request, observation)


async def main(bootstrap, access, endpoint):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        own = probe.getsockname()[1]
    device = Device()
    context = await aiocoap.Context.create_server_context(device, bind=(HOST, own))

    async def ask(**fields):
        return await context.request(aiocoap.Message(**fields)).response

    uri = f"coap://{HOST}:{bootstrap}/bspack?ep={endpoint}"
    pack = await ask(code=aiocoap.GET, uri=uri, accept=LWM2M_CBOR)
    given = {"/".join(map(str, path)): repr(value) for path, value in flat(cbor2.loads(pack.payload))}
    tell(code=pack.code.dotted, format=pack.opt.content_format, given=given)
    links = b"</>;rt=\"oma.lwm2m\";ct=11544,</3/0>,</3303/0>,</3303/1>"
    register = f"coap://{HOST}:{access}/rd?lwm2m=1.2&ep={endpoint}&b=U&lt=60"
    answer = await ask(code=aiocoap.POST, uri=register, payload=links, content_format=40)
    tell(code=answer.code.dotted)
    location = f"coap://{HOST}:{access}/{'/'.join(answer.opt.location_path)}"
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        value = float(line)
        if value > 100:
            payload = cbor2.dumps(nested({(3303, 0, 5700): value}))
            sent = await ask(code=aiocoap.POST, uri=f"coap://{HOST}:{access}/dp", payload=payload, content_format=LWM2M_CBOR)
            tell(code=sent.code.dotted)
        else:
            device.root.values[(3303, 0, 5700)] = value
            device.root.updated_state()
    answer = await ask(code=aiocoap.DELETE, uri=location)
    tell(code=answer.code.dotted)
    await context.shutdown()


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))

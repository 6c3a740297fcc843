"""The resources of a bootstrap server and of access servers (OMA-TS-LightweightM2M_Transport 1.2 clause 6.4)."""

import asyncio

import aiocoap
from aiocoap import resource
from aiocoap.numbers.codes import Code

import values


def code_of(text):
    kind, detail = text.split(".")
    return Code(int(kind) << 5 | int(detail))


class Plan:
    """What the test wants of the servers beyond what the specification says."""

    def __init__(self, say):
        self.say = say
        self.answers = {}
        self.max_age = None
        self.echo = None
        self.versions = ["1.2"]
        # Accounts by the instance that they are written to: values in the test's words by path.
        self.accounts = {}
        # By hand: the test makes the bootstrap server's requests itself.
        self.by_hand = False
        self.held = None

    def answer(self, what):
        """The answer that the test wants next for a request, or none for what the specification says."""
        queue = self.answers.get(what, [])
        if not queue:
            return None
        message = aiocoap.Message(code=code_of(queue.pop(0)))
        if self.max_age is not None:
            message.opt.max_age = self.max_age
        if self.echo is not None:
            message.opt.echo = self.echo
        return message


class BootstrapPack(resource.Resource):
    def __init__(self, plan):
        super().__init__()
        self.plan = plan

    async def render_get(self, request):
        plan = self.plan
        plan.say("bspack", query=list(request.opt.uri_query), accept=request.opt.accept)
        refusal = plan.answer("bspack")
        if refusal is not None:
            return refusal
        payload = values.encode(values.SENML_CBOR, "/", plan.accounts)
        return aiocoap.Message(code=Code.CONTENT, payload=payload, content_format=values.SENML_CBOR)


class Bootstrap(resource.Resource):
    def __init__(self, plan, server):
        super().__init__()
        self.plan = plan
        self.server = server

    async def render_post(self, request):
        self.server.device = request.remote
        self.plan.say("bs", query=list(request.opt.uri_query))
        refusal = self.plan.answer("bs")
        if refusal is not None:
            return refusal
        if not self.plan.by_hand:
            asyncio.get_running_loop().create_task(self.write())
        return aiocoap.Message(code=Code.CHANGED)

    async def write(self):
        for target in sorted({"/".join(path.split("/")[:3]) for path in self.plan.accounts}):
            own = {path: value for path, value in self.plan.accounts.items() if path.startswith(f"{target}/")}
            await self.send(Code.PUT, target, values.encode(values.SENML_CBOR, target, own))
        await self.send(Code.POST, "/bs", b"")

    async def send(self, code, path, payload):
        message = aiocoap.Message(code=code, payload=payload)
        message.remote = self.server.device
        message.opt.uri_path = tuple(path.strip("/").split("/"))
        if payload:
            message.opt.content_format = values.SENML_CBOR
        answer = await self.server.context.request(message).response
        self.plan.say("wrote", path=path, code=answer.code.dotted)


class Registration(resource.Resource):
    """A registration at its location: update by POST, deregister by DELETE."""

    def __init__(self, plan, server):
        super().__init__()
        self.plan = plan
        self.server = server

    async def render_post(self, request):
        moved = self.server.device != request.remote
        self.server.device = request.remote
        query = list(request.opt.uri_query)
        self.plan.say(
            "update",
            server=self.server.name,
            query=query,
            payload=request.payload.decode(),
            moved=moved,
            echo=(request.opt.echo or b"").hex(),
        )
        return self.plan.answer("update") or aiocoap.Message(code=Code.CHANGED)

    async def render_delete(self, request):
        self.plan.say("deregister", server=self.server.name)
        return aiocoap.Message(code=Code.DELETED)


class Register(resource.Resource):
    def __init__(self, plan, server, site):
        super().__init__()
        self.plan = plan
        self.server = server
        self.site = site
        self.count = 0

    async def render_post(self, request):
        plan, server = self.plan, self.server
        server.device = request.remote
        query = list(request.opt.uri_query)
        plan.say(
            "register",
            server=server.name,
            query=query,
            links=request.payload.decode(),
            format=request.opt.content_format,
            token=request.token.hex(),
            mid=request.mid,
        )
        version = next((one[6:] for one in query if one.startswith("lwm2m=")), "1.0")
        refusal = plan.answer("register")
        if refusal is not None:
            return refusal
        if version not in plan.versions:
            return aiocoap.Message(code=Code.PRECONDITION_FAILED)
        if plan.held is not None:
            await plan.held.wait()
        self.count += 1
        self.site.add_resource(["rd", str(self.count)], Registration(plan, server))
        plan.say("registered", server=server.name)
        return aiocoap.Message(code=Code.CREATED, location_path=("rd", str(self.count)))


class Reports(resource.Resource):
    """Where a device sends to (clause 6.4.6)."""

    def __init__(self, plan, server):
        super().__init__()
        self.plan = plan
        self.server = server

    async def render_post(self, request):
        form = request.opt.content_format
        entries = values.decode(form, request.payload)
        self.plan.say("send", server=self.server.name, format=form, entries=entries, payload=request.payload.hex())
        return self.plan.answer("send") or aiocoap.Message(code=Code.CHANGED)

"""What the servers see of each message, and how they misbehave on purpose."""

import aiocoap
from aiocoap.numbers.codes import Code
from aiocoap.numbers.types import RST

TYPES = ("CON", "NON", "ACK", "RST")


class Wire:
    """Stands between a server's sockets and aiocoap's messages."""

    def __init__(self, name, context, say, decode):
        self.name = name
        self.say = say
        self.decode = decode
        self.silent = False
        self.resets = False
        # Tokens of observations, and the names of requests that were posted, by message id and token.
        self.observed = set()
        self.watched = {}
        self.sockets = []
        for interface in context.request_interfaces:
            manager = interface.token_interface
            self.sockets.append(manager)
            manager.dispatch_message = self.between(manager.dispatch_message, manager)

    def between(self, dispatch, manager):
        def take(message):
            told = self.watched.get(message.mid) or self.watched.get(message.token)
            if told:
                self.say("raw", server=self.name, name=told, type=TYPES[message.mtype], code=message.code.dotted)
            if message.code.is_response() and message.mtype != aiocoap.ACK and message.token in self.observed:
                self.notified(message)
                if self.resets:
                    manager._send_via_transport(reset(message))
                    return
            if not self.silent:
                dispatch(message)

        return take

    def notified(self, message):
        form = message.opt.content_format
        # The first of several blocks is not yet a payload; aiocoap asks for the others.
        whole = message.code == Code.CONTENT and not (message.opt.block2 and message.opt.block2.more)
        self.say(
            "notify" if message.opt.observe is not None else "gone",
            server=self.name,
            type=TYPES[message.mtype],
            mid=message.mid,
            token=message.token.hex(),
            code=message.code.dotted,
            sequence=message.opt.observe,
            format=form,
            payload=message.payload.hex(),
            entries=self.decode(form, message.payload) if whole else None,
        )

    def post(self, remote, message):
        """Sends a message as it is from this server's socket, whatever anybody expects."""
        message.remote = remote
        for manager in self.sockets:
            manager._send_via_transport(message)


def reset(message):
    answer = aiocoap.Message(code=aiocoap.EMPTY, _mtype=RST, _mid=message.mid)
    answer.remote = message.remote.as_response_address()
    return answer


def forged(kind, mid, token, code):
    return aiocoap.Message(code=code, _mtype=TYPES.index(kind), _mid=mid, _token=token)

import { expect } from "chai";
import { CoapEndpoint } from "../../../platform/coap/endpoint.js";
import type { Message } from "../../../platform/coap/message.js";
import { defaultTiming } from "../../../platform/coap/numbers.js";
import { textOption, uintOption } from "../../../platform/coap/options.js";
import { CoapFailure } from "../../../platform/coap/outgoing.js";
import { UdpPeer } from "../support.js";

describe("platform/coap/endpoint", () => {
  const served: Message[] = [];
  let endpoint: CoapEndpoint;
  let peer: UdpPeer;
  let port: number;

  beforeEach(async () => {
    served.length = 0;
    endpoint = await CoapEndpoint.open({
      host: "127.0.0.1",
      port: 0,
      timing: { ...defaultTiming, ackTimeout: 40, maxRetransmit: 2 },
      serve: async (request) => {
        served.push(request);
        return { code: "2.04", payload: Buffer.from(String(served.length)) };
      },
      observe: (_direction, from) => (port = from.port),
      log: () => undefined,
    });
    peer = await UdpPeer.open(endpoint.port);
    // A first exchange tells the endpoint's side the port of the peer.
    await peer.nothingMore();
  });

  afterEach(async () => {
    await endpoint.close();
    await endpoint.close();
    await peer.close();
  });

  const request = { code: "0.01", options: [textOption("Uri-Path", "3")] };
  const ask = (timeout = 1_000): Promise<Message> =>
    endpoint.request({ address: "127.0.0.1", port }, request, { timeout });
  const failure = async (asked: Promise<Message>): Promise<unknown> => {
    const outcome = await asked.catch((error: unknown) => error);
    return outcome instanceof CoapFailure ? outcome.reason : outcome;
  };

  describe("as a server", () => {
    it("answers a confirmable request in its acknowledgement", async () => {
      peer.send("4202 1234 beef b2 7264");
      expect((await peer.next()).bytes.toString("hex")).to.equal("62441234beefff31");
      await peer.nothingMore();
    });

    it("answers a duplicate with the same bytes and serves it once", async () => {
      peer.send("4102 1234 01 b2 7264");
      peer.send("4102 1234 01 b2 7264");
      expect((await peer.next()).bytes.toString("hex")).to.equal("6144123401ff31");
      expect((await peer.next()).bytes.toString("hex")).to.equal("6144123401ff31");
      expect(served.length).to.equal(1);
      expect(endpoint.counters.duplicates).to.equal(1);
    });

    it("answers a non-confirmable request with a non-confirmable response, a duplicate with nothing", async () => {
      peer.send("5102 1234 01 b2 7264");
      expect((await peer.next()).head).to.equal("NON 44");
      peer.send("5102 1234 01 b2 7264");
      await peer.nothingMore();
    });

    it("answers an unknown critical option with 4.02", async () => {
      peer.send("4102 1234 01 91 00");
      expect((await peer.next()).bytes.toString("hex")).to.equal("6182123401");
      expect(served.length).to.equal(0);
    });

    it("counts and drops what is malformed", async () => {
      peer.send("40");
      peer.send("c0010001");
      peer.send("4001 0001 ff");
      await peer.nothingMore();
      expect(endpoint.counters.malformed).to.equal(3);
    });
  });

  describe("as a client", () => {
    it("sends from its own port and takes the piggybacked response", async () => {
      const asked = ask();
      const sent = await peer.next();
      expect([sent.head, sent.token.length, sent.rest]).to.deep.equal(["CON 01", 16, "b133"]);
      peer.reply(sent, "45", "ff31");
      expect((await asked).payload.toString()).to.equal("1");
      await peer.nothingMore();
    });

    it("sends the same bytes again, MAX_RETRANSMIT times, and gives up", async () => {
      const asked = failure(ask(5_000));
      const first = await peer.next();
      expect((await peer.next()).bytes.equals(first.bytes)).to.equal(true);
      expect((await peer.next()).bytes.equals(first.bytes)).to.equal(true);
      expect(await asked).to.equal("timeout");
      await peer.nothingMore();
    });

    it("stops at an empty acknowledgement and acknowledges the separate response, also its duplicate", async () => {
      const asked = ask();
      const sent = await peer.next();
      peer.send(`6000${sent.id}`);
      peer.send(`4845 7777 ${sent.token} ff31`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60007777");
      expect((await asked).code).to.equal("2.05");
      peer.send(`4845 7777 ${sent.token} ff31`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60007777");
      await peer.nothingMore();
    });

    it("takes a separate response before its acknowledgement, and one that is non-confirmable", async () => {
      const asked = ask();
      const sent = await peer.next();
      peer.send(`5845 7777 ${sent.token} ff31`);
      expect((await asked).code).to.equal("2.05");
      await peer.nothingMore();
    });

    it("ends with reset upon a Reset", async () => {
      const asked = failure(ask());
      peer.send(`7000${(await peer.next()).id}`);
      expect(await asked).to.equal("reset");
    });

    it("waits for the deadline after an empty acknowledgement, then rejects what comes late", async () => {
      const asked = failure(ask(150));
      const sent = await peer.next();
      peer.send(`6000${sent.id}`);
      expect(await asked).to.equal("timeout");
      peer.send(`4845 7777 ${sent.token} ff31`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("70007777");
      await peer.nothingMore();
    });

    it("does not take a response with another token, nor one from another port", async () => {
      const asked = ask(150);
      const stranger = await UdpPeer.open(endpoint.port);
      const sent = await peer.next();
      peer.send(`6145 ${sent.id} 00 ff31`);
      stranger.send(`4845 7777 ${sent.token} ff31`);
      expect((await stranger.next()).bytes.toString("hex")).to.equal("70007777");
      await stranger.close();
      expect(await failure(asked)).to.equal("timeout");
    });

    it("does not take a notification that is still under way for the answer to its cancellation", async () => {
      const token = Buffer.from("0102030405060708", "hex");
      const asked = endpoint.request(
        { address: "127.0.0.1", port },
        { code: "0.01", options: [uintOption("Observe", 1)], token },
      );
      const sent = await peer.next();
      peer.send(`4845 7777 ${sent.token} 6107 ff39`);
      expect((await peer.next()).bytes.toString("hex")).to.equal("60007777");
      peer.reply(sent, "45", "ff31");
      expect((await asked).payload.toString()).to.equal("1");
    });

    it("acknowledges a notification only once it is kept: one that failed is taken when it comes again", async () => {
      const token = Buffer.from("0102030405060708", "hex");
      const kept: string[] = [];
      let full = true;
      const notified = (message: Message): void => {
        if (full) throw new Error("the disk is full");
        kept.push(message.payload.toString());
      };
      endpoint.relate({ token, peer: { address: "127.0.0.1", port }, notified }, 1);
      peer.send("4845 0101 0102030405060708 6105 ff31");
      await peer.nothingMore();
      full = false;
      peer.send("4845 0101 0102030405060708 6105 ff31");
      expect((await peer.next()).bytes.toString("hex")).to.equal("60000101");
      peer.send("4845 0101 0102030405060708 6105 ff31");
      expect((await peer.next()).bytes.toString("hex")).to.equal("60000101");
      expect(kept).to.deep.equal(["1"]);
    });

    it("gives what is under way up when it is closed", async () => {
      const asked = failure(ask());
      await peer.next();
      await endpoint.close();
      expect(await asked).to.equal("cancelled");
    });
  });
});

import { expect } from "chai";
import { connect } from "node:net";
import { Listener, MOST_BYTES } from "../../../examples/server-room/listener.js";
import { signature } from "../../../examples/server-room/signature.js";

const token = "tok3n";
const nonce = "abcdefgh";

describe("examples/server-room: the HTTP server that pushes come to", () => {
  let listener: Listener;
  let taken: unknown[];
  let refused: string[];

  beforeEach(async () => {
    [taken, refused] = [[], []];
    const take = (message: unknown): number => taken.push(message);
    listener = await Listener.open({
      host: "127.0.0.1",
      port: 0,
      secrets: { token },
      take,
      refused: (why) => refused.push(why),
    });
  });

  afterEach(() => listener.close());

  const ask = async (path: string, init?: RequestInit): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${listener.port}${path}`, init);
    return [response.status, await response.text()];
  };
  const push = (text: string, signed: string): Promise<[number, string]> =>
    ask("/push", { method: "POST", body: `{"msg":${text},"nonce":"${nonce}","msg_signature":"${signed}"}` });

  it("answers a URL check, and takes nothing by it", async () => {
    const query = new URLSearchParams({ msg: "hello", nonce, signature: signature(token, nonce, "hello") });
    expect(await ask(`/push?${query}`)).to.deep.equal([200, "hello"]);
    expect(taken).to.deep.equal([]);
  });

  it("takes the messages of a list one by one", async () => {
    expect(await push('[{"n":1},{"n":2}]', signature(token, nonce, '[{"n":1},{"n":2}]'))).to.deep.equal([200, ""]);
    expect(taken).to.deep.equal([{ n: 1 }, { n: 2 }]);
    expect(refused).to.deep.equal([]);
  });

  it("refuses a wrong signature with 403, says so, and takes nothing", async () => {
    expect(await push('{"n":1}', signature("other", nonce, '{"n":1}'))).to.deep.equal([403, "wrong signature"]);
    expect(taken).to.deep.equal([]);
    expect(refused).to.deep.equal(["a request was refused with 403: wrong signature"]);
  });

  it("refuses a body that is longer than its limit with 413, and takes one that is just as long", async () => {
    const most = `{"msg":{},"nonce":"${nonce}","msg_signature":"${signature(token, nonce, "{}")}"}`.padEnd(MOST_BYTES);
    expect(await ask("/push", { method: "POST", body: most })).to.deep.equal([200, ""]);
    const [status] = await ask("/push", { method: "POST", body: `${most} ` });
    expect(status).to.equal(413);
    expect(taken).to.deep.equal([{}]);
  });

  it("knows no other path and no other method", async () => {
    expect((await ask("/"))[0]).to.equal(404);
    expect((await ask("/push", { method: "PUT", body: "{}" }))[0]).to.equal(405);
  });

  it("outlives a target that is no address", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(listener.port, "127.0.0.1", () => {
        socket.end("GET // HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      });
      socket.once("data", (bytes) => resolve(bytes.toString("latin1", 0, 12)));
    });
    expect(answer).to.equal("HTTP/1.1 404");
    expect((await ask("/"))[0]).to.equal(404);
  });
});

import { expect } from "chai";
import { memberText, signature, verifyPush, verifyUrlCheck } from "../../../examples/server-room/signature.js";
import { AES_KEY, SEALED } from "./sealed.js";

/** What `printf %s 'tok3nabcdefghhello' | openssl md5 -binary | base64` gives. */
const HELLO = "VDJjxQNaravZ98I1ZU8b2w==";
const token = "tok3n";
const secrets = { token };
const nonce = "abcdefgh";

describe("examples/server-room: signatures", () => {
  it("a signature is base64 of MD5 over token, nonce and message", () => {
    expect(signature(token, nonce, "hello")).to.equal(HELLO);
  });

  it("a URL check is answered with the text of msg", () => {
    const query = new URLSearchParams({ msg: "hello", nonce, signature: HELLO });
    expect(verifyUrlCheck(token, query)).to.deep.equal({ text: "hello" });
  });

  it("a URL check with another token's signature is refused with 403, one without signature with 400", () => {
    const query = new URLSearchParams({ msg: "hello", nonce, signature: HELLO });
    expect(verifyUrlCheck("other", query)).to.deep.equal({ status: 403, why: "wrong signature" });
    query.delete("signature");
    expect(verifyUrlCheck(token, query)).to.include({ status: 400 });
  });

  it("the older form has one message or a list of them as JSON", () => {
    for (const [text, messages] of [
      ['{"type":2}', [{ type: 2 }]],
      ['[{"type":2},{"type":1}]', [{ type: 2 }, { type: 1 }]],
    ] as const) {
      const body = `{"msg":${text},"nonce":"${nonce}","msg_signature":"${signature(token, nonce, text)}"}`;
      expect(verifyPush(secrets, body)).to.deep.equal({ messages });
    }
  });

  it("the newer form has them as a string of JSON", () => {
    const text = '[{"type":1,"value":"a\\"}"}]';
    const body = JSON.stringify({ signature: signature(token, nonce, text), nonce, msg: text });
    expect(verifyPush(secrets, body)).to.deep.equal({ messages: [{ type: 1, value: 'a"}' }] });
  });

  it("the signature covers the text as it was sent: 1.50 is not 1.5", () => {
    const text = '{ "value": 1.50 }';
    const body = `{ "nonce":"${nonce}", "msg": ${text} , "msg_signature":"${signature(token, nonce, text)}"}`;
    expect(verifyPush(secrets, body)).to.deep.equal({ messages: [{ value: 1.5 }] });
  });

  it("a second msg after the signed one, which JSON.parse would prefer, is not taken", () => {
    const text = '{"status":1}';
    const body = `{"msg":${text},"nonce":"${nonce}","msg_signature":"${signature(token, nonce, text)}","msg":{"status":0}}`;
    expect(verifyPush(secrets, body)).to.deep.equal({ messages: [{ status: 1 }] });
  });

  it("a message that was changed on its way is refused with 403", () => {
    const body = `{"msg":{"status":0},"nonce":"${nonce}","msg_signature":"${signature(token, nonce, '{"status":1}')}"}`;
    expect(verifyPush(secrets, body)).to.deep.equal({ status: 403, why: "wrong signature" });
  });

  for (const [what, body] of [
    ["no JSON", "hello"],
    ["a list", "[]"],
    ["null", "null"],
    ["no msg", `{"nonce":"${nonce}","msg_signature":"x"}`],
    ["a nonce that is no text", '{"msg":{},"nonce":1,"msg_signature":"x"}'],
    ["an encrypted message", `{"enc_msg":"x","nonce":"${nonce}","msg_signature":"x"}`],
    [
      "a signed message that is no object",
      `{"msg":"7","nonce":"${nonce}","signature":"${signature(token, nonce, "7")}"}`,
    ],
  ] as const) {
    it(`a body with ${what} is refused with 400`, () => {
      expect(verifyPush(secrets, body)).to.include({ status: 400 });
    });
  }

  it("an encrypted push is opened once its signature is right, and is wanted where there is a key", () => {
    const sealed = SEALED[0];
    const body = `{"enc_msg":"${sealed}","nonce":"${nonce}","msg_signature":"${signature(token, nonce, sealed)}"}`;
    const encrypted = { token, aesKey: AES_KEY };
    expect(verifyPush(encrypted, body)).to.deep.equal({ messages: [{ type: 2, status: 1 }] });
    expect(verifyPush(encrypted, body.replace(nonce, "hgfedcba"))).to.deep.equal({
      status: 403,
      why: "wrong signature",
    });
    const other = { token, aesKey: AES_KEY.replace("A", "B") };
    expect(verifyPush(other, body)).to.deep.equal({ status: 400, why: "enc_msg cannot be decrypted with the key" });
    const clear = `{"msg":{},"nonce":"${nonce}","msg_signature":"${signature(token, nonce, "{}")}"}`;
    expect(verifyPush(encrypted, clear)).to.include({ status: 400 });
  });

  it("a member's text is found past strings with brackets, quotes and the same name inside", () => {
    const json = '{"a":"}\\"msg\\":1,{","b":{"msg":[2]},"c":["msg",{"msg":3}], "msg" : [ {"x":"]"} , 4 ] ,"d":5}';
    expect(memberText(json, "msg")).to.equal('[ {"x":"]"} , 4 ]');
    expect(memberText(json, "d")).to.equal("5");
    expect(memberText(json, "x")).to.equal(undefined);
  });
});

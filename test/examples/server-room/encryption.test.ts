import { expect } from "chai";
import { decrypt, newAesKey } from "../../../examples/server-room/encryption.js";
import { AES_KEY, SEALED } from "./sealed.js";

describe("examples/server-room: encryption", () => {
  it("an encrypted text is opened, padded to 16 bytes or to 32", () => {
    for (const sealed of SEALED) expect(decrypt(AES_KEY, sealed)).to.equal('{"type":2,"status":1}');
  });

  it("what was made with another key, was cut, or is no base64 is not opened", () => {
    expect(decrypt(AES_KEY.replace("A", "B"), SEALED[0])).to.equal(undefined);
    expect(decrypt(AES_KEY, SEALED[0].slice(0, 20))).to.equal(undefined);
    expect(decrypt(AES_KEY, "")).to.equal(undefined);
    expect(decrypt(AES_KEY, "?".repeat(64))).to.equal(undefined);
  });

  it("a length beyond the end is not believed", () => {
    const bytes = Buffer.from(SEALED[0], "base64");
    // In CBC a change of one block's cipher text changes the same bits of the next block's text.
    bytes.writeUInt8(bytes.readUInt8(2) ^ 0x01, 2);
    expect(decrypt(AES_KEY, bytes.toString("base64"))).to.equal(undefined);
  });

  it("a new key is 43 characters of base64, each time another", () => {
    expect(newAesKey()).to.match(/^[A-Za-z0-9+/]{43}$/);
    expect(newAesKey()).not.to.equal(newAesKey());
  });
});

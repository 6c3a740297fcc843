import { expect } from "chai";
import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { systemWords } from "../../tools/system-words.js";

/** What a call throws. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("tools/system-words", () => {
  it("says what the system says by a code, without the call and without the file", () => {
    expect(systemWords(thrown(() => readFileSync("/nowhere/at/all")))).to.equal("there is no such file or folder");
    expect(systemWords(thrown(() => readFileSync("/")))).to.equal("it is a folder");
  });

  it("says that nothing listens at a port", async () => {
    const error = await new Promise((resolve) => createConnection({ host: "127.0.0.1", port: 1 }).on("error", resolve));
    expect(systemWords(error)).to.equal("nothing listens there");
  });

  it("leaves what has no words here as it is", () => {
    expect(systemWords(thrown(() => JSON.parse("{") as unknown))).to.match(/JSON/);
    expect(systemWords(Object.assign(new Error("odd"), { code: "EODD" }))).to.equal("odd");
    expect(systemWords("text")).to.equal("text");
  });
});

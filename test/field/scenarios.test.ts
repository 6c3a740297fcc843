import { expect } from "chai";
import { parseScenario } from "../../virtual/scenario/parse.js";
import type { Scenario } from "../../virtual/scenario/scenario.js";
import { Field } from "./field.js";

/** One model of each family of commands. */
const MODELS = ["M5310-A", "M5311", "M5313"];
const MODES = ["sdk", "module"] as const;

/** What befalls the device, each alone. Everything begins within the first two minutes. */
const MISHAPS: Readonly<Record<string, readonly unknown[]>> = {
  "news before every answer": [{ command: "", times: 1000, do: "print", text: "+CSCON:1" }],
  "news behind every final result": [{ line: "OK", times: 1000, do: "print", text: "+CTZV:26/11/22,19:44:04+32" }],
  "news that no table knows": [{ command: "", times: 1000, do: "print", text: '+XNEWS: 1,"a, b"' }],
  "garbage every second": [{ at: 300, every: 1000, times: 120, do: "garbage", count: 9 }],
  "bytes lost from the module": [{ at: 500, every: 1500, times: 40, do: "drop", count: 4 }],
  "bytes lost from the host": [{ at: 500, every: 1500, times: 40, do: "drop", from: "host", count: 4 }],
  "half lines": [{ at: 500, every: 2000, times: 30, do: "cut" }],
  "the echo switched on again and again": [{ at: 500, every: 1000, times: 60, do: "echo", on: true }],
  "a reboot at the first command": [{ command: "", do: "reboot" }],
  "a reboot at the tenth command": [{ command: "", nth: 10, do: "reboot" }],
  "a reboot at the twentieth command": [{ command: "", nth: 20, do: "reboot" }],
  "a reboot once registered": [{ at: 60_000, do: "reboot" }],
  "a reboot every twenty seconds": [{ at: 20_000, every: 20_000, times: 6, do: "reboot" }],
  "no card for a minute": [{ at: 0, do: "card", present: false, for: 60_000 }],
  "the card pulled for half a minute": [{ at: 40_000, do: "card", present: false, for: 30_000 }],
  "no network at first": [{ at: 0, do: "network", level: "gone", for: 100_000 }],
  "the network lost for a minute": [{ at: 40_000, do: "network", level: "gone", for: 60_000 }],
  "sleep that nobody asked for": [{ at: 30_000, every: 15_000, times: 6, do: "sleep" }],
  "ERROR on the first command": [{ command: "", do: "error" }],
  "ERROR on each command for a while": [{ command: "", nth: 5, times: 12, do: "error" }],
  "+CME ERROR where the network is asked for": [
    { command: "AT+C", nth: 8, times: 3, do: "error", text: "+CME ERROR: 30" },
  ],
  "an answer that never comes": [{ command: "", nth: 9, do: "ignore" }],
  "ten answers that never come": [{ command: "", nth: 9, times: 10, do: "ignore" }],
  "an answer that comes 20 s late": [{ command: "", nth: 9, do: "late", by: 20_000 }],
  "an answer that comes 90 s late": [{ command: "AT+CEREG?", do: "late", by: 90_000 }],
  "sockets closed by the network": [{ at: 40_000, every: 20_000, times: 3, do: "close" }],
  "the first datagrams lost": [{ datagram: 1, do: "lose", count: 4 }],
  "a fifth of all datagrams lost": [{ datagram: 1, do: "lose", count: 400, share: 20 }],
  "every datagram doubled": [{ datagram: 1, do: "double", count: 400 }],
  "answers 6 s late": [{ datagram: 1, do: "delay", way: "down", count: 6, by: 6000 }],
  "datagrams that overtake each other": [{ datagram: 1, do: "reorder", count: 20 }],
};

function scenarioOf(steps: readonly unknown[]): Scenario {
  const scenario = parseScenario({ steps });
  if (typeof scenario === "string") throw new Error(scenario);
  return scenario;
}

/** Milliseconds by which a server must have an answer, whatever befell the device in the first two minutes. */
const PATIENCE = 45 * 60_000;

describe("the firmware in the field", () => {
  for (const module of MODELS) {
    for (const mode of MODES) {
      for (const [name, steps] of Object.entries(MISHAPS)) {
        it(`${module} in ${mode} mode comes through: ${name}`, () => {
          const field = new Field({ module, mode, scenario: scenarioOf(steps), settings: { lifetime: "300" } });
          field.start();
          // Never without a deadline: nothing can leave it waiting for ever.
          const stuck = (): boolean => field.host.alarm === undefined && field.host.status === undefined;
          field.pass(121_000, stuck);
          let answer: string | undefined;
          while (answer === undefined && field.now < PATIENCE && !stuck()) {
            if (field.pass(60_000, () => field.server.registration !== undefined || stuck())) {
              answer = field.read("/3300/0/5700", 60_000);
            }
          }
          const tale = field.host.logged.slice(-12).join("\n");
          expect(stuck(), `it waits for nothing:\n${tale}`).to.equal(false);
          expect(answer, tale).to.equal("2.05 Content 302E3235");
          field.stop();
          expect(field.pass(120_000, () => field.host.status !== undefined)).to.equal(true);
          expect(field.server.events.slice(-1)).to.deep.equal(["deregistered"]);
        });
      }
    }
  }
});

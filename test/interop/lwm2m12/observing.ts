import { must } from "../check.js";
import { type Bench, expectCode, Format, mustEqual, PACE, seconds } from "./bench.js";
import { Observation, values, write } from "./observation.js";
import type { Told } from "./peer.js";

const INTEGER = "/26241/0/1";
const FLAG = "/26241/0/4";
/** Seconds by which a busy machine may be late, on the device's clock. */
const SLACK = 10;

/** Attributes in the query of an observe, and how its notifications come. The device is registered. */
export async function checkObserving(bench: Bench): Promise<void> {
  await periods(bench);
  await manners(bench);
  await conditions(bench);
}

async function periods({ peer, checks }: Bench): Promise<void> {
  await checks.run("keeps to pmin and pmax in the query of an observe (1.2 clause 6.4.1) [int-301]", async () => {
    const observation = await Observation.of(peer, INTEGER, ["pmin=10", "pmax=40"]);
    await write(peer, INTEGER, "101");
    await write(peer, INTEGER, "102");
    const [first, second] = [await observation.nth(0), await observation.nth(1)];
    mustEqual([values(first), values(second)], [["int:102"], ["int:102"]]);
    const waits = [seconds(observation.answer, first), seconds(first, second)] as const;
    must(waits[0] >= 9.5 && waits[0] < 40, `${waits[0]} s after the answer`);
    must(waits[1] >= 35, `${waits[1]} s after the first`);
    await observation.cancel();
    return waits.map((wait) => `${wait.toFixed(1)} s`).join(", ");
  });
  await checks.run("looks at the conditions no more often than epmin says, and at the latest after epmax", async () => {
    await write(peer, INTEGER, "0");
    const observation = await Observation.of(peer, INTEGER, ["epmin=10", "epmax=60", "gt=50"]);
    // It goes above and comes back between two looks.
    await write(peer, INTEGER, "60");
    await write(peer, INTEGER, "40");
    await new Promise((resolve) => setTimeout(resolve, (10_000 + SLACK * 200) / PACE));
    must(observation.came.length === 0, "it was told what is over");
    await write(peer, INTEGER, "70");
    mustEqual(values(await observation.nth(0)), ["int:70"]);
    await observation.cancel();
    return "";
  });
  await checks.run("refuses to observe with attributes that contradict or do not fit, by 4.00", async () => {
    for (const [path, query] of [
      [INTEGER, ["gt=5", "lt=5"]],
      [INTEGER, ["epmin=5", "epmax=5"]],
      [INTEGER, ["edge=1"]],
      [INTEGER, ["pmin"]],
      [INTEGER, ["unheard=1"]],
      [FLAG, ["st=1"]],
      ["/26241/0", ["gt=1"]],
    ] as const) {
      const answer = await expectCode(peer, "4.00", { method: "GET", path, query, observe: 0 });
      must(answer.observed === false, `${path} is observed`);
    }
    return "";
  });
}

async function manners({ peer, checks }: Bench): Promise<void> {
  const types = async (query: readonly string[]): Promise<string> => {
    const observation = await Observation.of(peer, INTEGER, ["pmin=0", ...query]);
    const seen: string[] = [];
    for (let i = 0; i < 3; i++) {
      await write(peer, INTEGER, `${1000 + i + Math.round(Math.random() * 1e6)}`);
      seen.push(String((await observation.nth(i)).type));
    }
    await observation.cancel();
    return seen.join(" ");
  };
  await checks.run(
    "sends every notification as Confirmable with con=1, and as Non-confirmable with con=0",
    async () => {
      mustEqual([await types(["con=1"]), await types(["con=0"])], ["CON CON CON", "NON NON NON"]);
      return "";
    },
  );
  await checks.run("follows the server's Default Notification Mode where no attribute says (1/x/26)", async () => {
    await write(peer, "/1/0/26", "1");
    const [preferred, overruled] = [await types([]), await types(["con=0"])];
    await write(peer, "/1/0/26", "0");
    mustEqual([preferred, overruled, await types([])], ["CON CON CON", "NON NON NON", "NON NON NON"]);
    return "";
  });
  await checks.run(
    "sends a Confirmable notification again until it is answered, and the newest value then",
    async () => {
      const observation = await Observation.of(peer, INTEGER, ["pmin=0", "con=1"]);
      const since = peer.events.length;
      await peer.tell({ do: "wire", silent: true });
      // Non-confirmable, as the silent server hears no answer.
      const told = (number: number) =>
        peer.find(
          `${number}`,
          ({ event, entries }) => event === "notify" && entries?.[0]?.[1] === `int:${number}`,
          since,
        );
      for (const text of ["7001", "7002"]) {
        await peer.tell({
          do: "post",
          method: "PUT",
          path: INTEGER,
          format: Format.text,
          text,
          type: "NON",
        });
        await told(Number(text));
      }
      const again = await told(7002);
      await peer.tell({ do: "wire", silent: false });
      const all = peer.came("notify", since).filter(({ token }) => token === observation.answer.token);
      must(all.length >= 2 && all.every(({ type }) => type === "CON"), JSON.stringify(all.map(({ type }) => type)));
      await write(peer, INTEGER, "7003");
      await told(7003);
      await observation.cancel();
      return `after ${seconds(all[0] as Told, again).toFixed(1)} s`;
    },
  );
  await checks.run("numbers notifications in their order (RFC 7641 section 3.4)", async () => {
    const observation = await Observation.of(peer, INTEGER, ["pmin=0"]);
    for (let i = 0; i < 5; i++) {
      await write(peer, INTEGER, `${i - 100}`);
      await observation.nth(i);
    }
    const numbers = observation.came.map((one) => Number(one.sequence));
    must(
      numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number)),
      numbers.join(" "),
    );
    await observation.cancel();
    return numbers.join(" ");
  });
}

async function conditions({ peer, checks }: Bench): Promise<void> {
  const heard = async (
    path: string,
    query: string[],
    begin: string,
    all: readonly string[],
    told: readonly string[],
  ) => {
    await write(peer, path, begin);
    const observation = await Observation.of(peer, path, query);
    for (const [i, text] of all.entries()) {
      await write(peer, path, text);
      // One after the other, as two changes at once are told as one.
      const place = told.indexOf(text);
      if (place >= 0) await observation.nth(place);
      must(place >= 0 || i + 1 < all.length, "the last one must be told, to see that nothing else was");
    }
    mustEqual(
      observation.came.map(values).flat(),
      told.map((text) => (path === FLAG ? `bool:${text === "1"}` : `int:${text}`)),
    );
    await observation.cancel();
    return "";
  };
  await checks.run("tells only of crossings of gt and lt in the query", () =>
    heard(INTEGER, ["pmin=0", "gt=50", "lt=10"], "30", ["31", "49", "51", "60", "50", "11", "9"], ["51", "50", "9"]),
  );
  await checks.run("tells only of steps of st in the query, from what it told last", () =>
    heard(INTEGER, ["pmin=0", "st=5"], "0", ["4", "5", "9", "1", "0"], ["5", "0"]),
  );
  await checks.run("tells only of rising edges with edge=1 in the query", async () => {
    await write(peer, FLAG, "0");
    const observation = await Observation.of(peer, FLAG, ["pmin=0", "edge=1"]);
    for (let place = 0; place < 3; place++) {
      await write(peer, FLAG, "1");
      mustEqual(values(await observation.nth(place)), ["bool:true"]);
      await write(peer, FLAG, "0");
    }
    must(observation.came.length === 3, `${observation.came.length} notifications`);
    await observation.cancel();
    return "";
  });
  await checks.run("keeps attributes of the query to their observation: nothing is attached", async () => {
    const observation = await Observation.of(peer, INTEGER, ["pmin=0", "pmax=600", "con=1"]);
    const { text } = await peer.ask({ method: "GET", path: INTEGER, accept: Format.link });
    must(text === `<${INTEGER}>`, String(text));
    await observation.cancel();
    return "";
  });
}

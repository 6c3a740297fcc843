import { must } from "./check.js";
import type { Answer, JudgeEvent, Value } from "./judge.js";
import { ask, expectCode, expectEvent, Format, read, type Session, valueAt } from "./session.js";

const PORTFOLIO = "/16";
const LABEL = "/3201/0/5750";

/** The Identity of a Portfolio instance: host device id and manufacturer. */
const IDENTITY = { "0": "S-1", "1": "Acme 𝄞" };

/** Instances that come and go: by create and delete, as the registration and as a composite observation tell of them. */
export async function checkInstances(session: Session): Promise<void> {
  await checkCreate(session);
  await checkDelete(session);
  await checkObserved(session);
}

/** The paths below object 16 that an update announces. */
async function announced(session: Session, since: number): Promise<string> {
  const event = await expectEvent(session, "updated", since);
  const paths = (event.links ?? []).map((link) => link.path);
  return paths.filter((path) => path === PORTFOLIO || path.startsWith(`${PORTFOLIO}/`)).join(" ");
}

async function checkCreate(session: Session): Promise<void> {
  const { checks, judge } = session;
  const formats = [Format.tlv, Format.oldTlv, Format.json, Format.senmlJson, Format.senmlCbor];
  for (const [i, format] of formats.entries()) {
    await checks.run(
      `makes a Portfolio instance that a server creates, and announces it, format ${format} [int-1630]`,
      async () => {
        const since = judge.events.length;
        const instance = i * 10;
        const command = { do: "create", path: PORTFOLIO, format, instance, values: { "0": IDENTITY } };
        await expectCode(session, "2.01", command);
        const paths = await announced(session, since);
        must(
          paths ===
            formats
              .slice(0, i + 1)
              .map((_, n) => `${PORTFOLIO}/${n * 10}`)
              .join(" "),
          paths,
        );
        const values = await read(session, `${PORTFOLIO}/${instance}`, format);
        must(valueAt(values, `${PORTFOLIO}/${instance}/0/1`) === IDENTITY["1"], "the identity is another one");
        const { links = [] } = await expectCode(session, "2.05", {
          do: "discover",
          path: `${PORTFOLIO}/${instance}/0`,
        });
        must(links[0]?.attributes["dim"] === "2", JSON.stringify(links[0]));
        return paths;
      },
    );
  }
  await checks.run("numbers an instance that comes without a number, and says where it is [int-1630]", async () => {
    const since = judge.events.length;
    const command = { do: "create", path: PORTFOLIO, format: Format.tlv, values: { "0": IDENTITY } };
    const { location = "" } = await expectCode(session, "2.01", command);
    must(location === "16/1" || location === "/16/1", `location ${location}`);
    const paths = await announced(session, since);
    must(paths.split(" ").includes("/16/1"), paths);
    return location;
  });
  await checks.run("does not create an instance that is there", async () => {
    const command = {
      do: "create",
      path: PORTFOLIO,
      format: Format.senmlCbor,
      instance: 10,
      values: { "0": IDENTITY },
    };
    const { code } = await ask(session, command);
    must(code === "4.00", String(code));
    return "4.00";
  });
  await checks.run("does not create without what is mandatory, nor where servers may not", async () => {
    const bare = { do: "create", path: PORTFOLIO, format: Format.senmlCbor, instance: 90, values: {} };
    const { code } = await ask(session, bare);
    must(code === "4.00", `no Identity: ${String(code)}`);
    const device = { do: "create", path: "/3", format: Format.senmlCbor, instance: 1, values: { "14": "+01:00" } };
    await expectCode(session, "4.05", device);
    return "4.00, 4.05";
  });
}

async function checkDelete(session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("takes away Portfolio instances that a server deletes, and announces that [int-1635]", async () => {
    let paths = "";
    for (const id of [0, 10, 20, 30, 40, 1]) {
      const since = judge.events.length;
      await expectCode(session, "2.02", { do: "delete", path: `${PORTFOLIO}/${id}` });
      paths = await announced(session, since);
      must(!paths.split(" ").includes(`${PORTFOLIO}/${id}`), `still there: ${paths}`);
      await expectCode(session, "4.04", { do: "read", path: `${PORTFOLIO}/${id}` });
    }
    must(paths === PORTFOLIO, `left: ${paths}`);
    await expectCode(session, "4.04", { do: "delete", path: `${PORTFOLIO}/0` });
    return "";
  });
}

/** Composite observation of an object whose instances come, change and go. */
async function checkObserved(session: Session): Promise<void> {
  const { checks, judge } = session;
  let answer: Answer = {};
  /** What the next notification tells after a command. */
  const after = async (code: string, command: Parameters<typeof expectCode>[2]): Promise<readonly Value[]> => {
    const since = judge.events.length;
    await expectCode(session, code, command);
    const mine = (event: JudgeEvent): boolean =>
      event.event === "notification" && event.observation === answer.observation;
    const event = await judge.watch(mine, since, session.patience);
    must(event !== undefined, "no notification came");
    valueAt(event.values ?? [], LABEL);
    return (event.values ?? []).filter(({ path }) => path.startsWith(`${PORTFOLIO}/`));
  };
  const shown = (values: readonly Value[]): string => values.map(({ path }) => path).join(" ");
  for (const format of [Format.senmlJson, Format.senmlCbor]) {
    const held = await checks.run(`tells of an instance that is created, format ${format} [int-308]`, async () => {
      answer = await expectCode(session, "2.05", { do: "observeComposite", paths: [PORTFOLIO, LABEL], format });
      const command = { do: "create", path: PORTFOLIO, format, instance: 5, values: { "0": IDENTITY } };
      const values = await after("2.01", command);
      must(valueAt(values, "/16/5/0/0") === "S-1", shown(values));
      return shown(values);
    });
    if (!held) return;
    await checks.run(`tells of values that are changed, format ${format} [int-310]`, async () => {
      const write = { do: "write", path: "/16/5/0/0", format: Format.text, value: "S-2" };
      const values = await after("2.04", write);
      must(valueAt(values, "/16/5/0/0") === "S-2", JSON.stringify(values));
      return shown(values);
    });
    await checks.run(`tells of an instance that is deleted, format ${format} [int-309]`, async () => {
      const values = await after("2.02", { do: "delete", path: "/16/5" });
      must(values.length === 0, shown(values));
      await expectCode(session, "2.05", { do: "cancelComposite", observation: answer.observation ?? "" });
      return "";
    });
  }
}

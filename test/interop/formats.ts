import { must } from "./check.js";
import { ask, expectCode, Format, read, type Session, valueAt } from "./session.js";

const SENSOR = "/3300/0";
const READING = "/3300/0/5700";
const OUTPUT = "/3201/0";
const SWITCH = "/3201/0/5550";
const LABEL = "/3201/0/5750";

/** Formats of several values, with the names of the check that reads and of the one that writes in it. */
const PACKS = [
  { format: Format.json, reads: "reads in OMA JSON [int-204]", writes: "writes in OMA JSON [int-220]" },
  { format: Format.senmlJson, reads: "reads in SenML JSON [int-231]", writes: "writes in SenML JSON [int-234]" },
  { format: Format.senmlCbor, reads: "reads in SenML CBOR [int-232]", writes: "writes in SenML CBOR [int-233]" },
] as const;

/** Reads and writes in the formats that a client of 1.1 may have, and what else 1.1 has of a single place. */
export async function checkFormats(session: Session): Promise<void> {
  for (const { format, reads, writes } of PACKS) {
    await checkPack(session, format, reads, writes);
  }
  await checkCbor(session);
  await checkResourceInstances(session);
  await checkDiscover(session);
  await checkArguments(session);
}

async function checkPack(session: Session, format: number, reads: string, writes: string): Promise<void> {
  const { checks } = session;
  await checks.run(reads, async () => {
    const counts: string[] = [];
    for (const path of ["/3300", SENSOR, READING]) {
      const values = await read(session, path, format);
      valueAt(values, READING);
      counts.push(`${path}: ${values.length}`);
    }
    const device = await read(session, "/3/0", format);
    must(valueAt(device, "/3/0/16") === "U", "binding is not U");
    must(valueAt(device, "/3/0/11/0") === 0, "no error code");
    return counts.join(", ");
  });
  await checks.run(writes, async () => {
    for (const value of [true, false]) {
      await expectCode(session, "2.04", { do: "write", path: SWITCH, format, value });
      must(valueAt(await read(session, SWITCH, format), SWITCH) === value, `${String(value)} is not read back`);
    }
    const values = { "5550": true, "5750": `lamp ${format}` };
    await expectCode(session, "2.04", { do: "write", path: OUTPUT, format, mode: "update", values });
    const now = await read(session, OUTPUT, format);
    must(valueAt(now, SWITCH) === true && valueAt(now, LABEL) === `lamp ${format}`, "the instance is another");
    return "";
  });
}

async function checkCbor(session: Session): Promise<void> {
  const { checks } = session;
  await checks.run("reads single values in CBOR [int-211]", async () => {
    const seen: string[] = [];
    for (const path of ["/1/0/0", "/1/0/1", "/1/0/6", "/1/0/7", READING]) {
      seen.push(`${path}=${String(valueAt(await read(session, path, Format.cbor), path))}`);
    }
    return seen.join(" ");
  });
  await checks.run("writes single values in CBOR [int-212]", async () => {
    for (const [path, value] of [
      ["/1/0/2", 7],
      ["/1/0/3", 70],
      ["/1/0/6", false],
      [LABEL, "in CBOR"],
    ] as const) {
      await expectCode(session, "2.04", { do: "write", path, format: Format.cbor, value });
      must(valueAt(await read(session, path, Format.cbor), path) === value, `${path} is not read back`);
    }
    for (const [path, value] of [
      ["/1/0/2", 0],
      ["/1/0/3", 0],
      ["/1/0/6", true],
    ] as const) {
      await expectCode(session, "2.04", { do: "write", path, format: Format.cbor, value });
    }
    return "";
  });
  await checks.run("does not write an instance in CBOR", async () => {
    await expectCode(session, "4.06", { do: "read", path: SENSOR, format: Format.cbor });
    return "4.06";
  });
}

async function checkResourceInstances(session: Session): Promise<void> {
  await session.checks.run("reads a resource instance [int-225]", async () => {
    const path = "/3/0/11/0";
    for (const format of [Format.text, Format.tlv, Format.cbor, Format.senmlJson, Format.senmlCbor]) {
      must(valueAt(await read(session, path, format), path) === 0, `format ${format} has another value`);
    }
    const { code } = await ask(session, { do: "read", path: "/3/0/11/7" });
    must(code === "4.04", `one that is not there: ${String(code)}`);
    return "";
  });
}

async function checkDiscover(session: Session): Promise<void> {
  const { checks } = session;
  await checks.run("discovers a multiple resource with its instances and their attributes [int-260]", async () => {
    await expectCode(session, "2.04", { do: "writeAttributes", path: "/3/0", attributes: "pmin=10&pmax=60" });
    await expectCode(session, "2.04", { do: "writeAttributes", path: "/3/0/11", attributes: "gt=50&lt=42.2" });
    const { links = [] } = await expectCode(session, "2.05", { do: "discover", path: "/3/0/11" });
    const [resource, instance] = links;
    must(resource?.path === "/3/0/11" && instance?.path === "/3/0/11/0", links.map((link) => link.path).join(" "));
    const { dim, pmin, pmax, gt, lt } = resource.attributes as Record<string, string>;
    must([dim, pmin, pmax, gt, lt].map(Number).join() === "1,10,60,50,42.2", JSON.stringify(resource.attributes));
    return JSON.stringify(resource.attributes);
  });
}

async function checkArguments(session: Session): Promise<void> {
  const { checks } = session;
  await checks.run("executes with arguments", async () => {
    await expectCode(session, "2.04", { do: "execute", path: `${SENSOR}/5605`, argument: "0='now',3" });
    return "";
  });
}

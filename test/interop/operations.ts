import { must } from "./check.js";
import { ask, expectCode, expectEvent, Format, read, type Session, valueAt } from "./session.js";

const SENSOR = "/3300/0";
const READING = "/3300/0/5700";
const SWITCH = "/3201/0/5550";

/** Read on resource, instance and object, in every format that LwM2M 1.0 has for it. */
export async function checkReads(session: Session): Promise<void> {
  const { checks } = session;
  const formats = [undefined, Format.text, Format.tlv, Format.oldTlv];
  for (const format of formats) {
    const kind = format ?? "of its own choice";
    await checks.run(`reads a resource, format ${kind} [int-201 int-224]`, async () => {
      const value = valueAt(await read(session, READING, format), READING);
      must(typeof value === "number" && Number.isFinite(value), `the reading is ${String(value)}`);
      return String(value);
    });
  }
  for (const format of [undefined, Format.tlv, Format.oldTlv]) {
    const kind = format ?? "of its own choice";
    await checks.run(`reads an instance, format ${kind} [int-223]`, async () => {
      const values = await read(session, SENSOR, format);
      valueAt(values, READING);
      return values.map((value) => value.path).join(" ");
    });
  }
  await checks.run("reads an object with all its instances [int-222]", async () => {
    const values = await read(session, "/3300", Format.tlv);
    valueAt(values, READING);
    const registered = session.judge.events.filter((event) => event.event === "registered").pop();
    const instances = (registered?.links ?? []).map((link) => link.path).filter((path) => path.startsWith("/3300/"));
    for (const path of instances) valueAt(values, `${path}/5700`);
    return instances.join(" ");
  });
  await checks.run("reads an object without an Accept option [int-237]", async () => {
    const values = await read(session, "/3300");
    valueAt(values, READING);
    return `${values.length} values`;
  });
  await checks.run("reads the device object [int-203]", async () => {
    const values = await read(session, "/3/0", Format.tlv);
    must(valueAt(values, "/3/0/16") === "U", "binding is not U");
    must(
      values.some((value) => value.path.startsWith("/3/0/11/")),
      "no instance of the error code",
    );
    return values.map((value) => value.path).join(" ");
  });
}

/** Write as text and as TLV, to a resource and to an instance, each read back. */
export async function checkWrites(session: Session): Promise<void> {
  const { checks } = session;
  const readBack = async (wanted: boolean): Promise<string> => {
    const value = valueAt(await read(session, SWITCH), SWITCH);
    must(value === wanted, `${String(value)} read back, not ${String(wanted)}`);
    return `${String(value)} read back`;
  };
  for (const value of [true, false]) {
    for (const format of [Format.text, Format.tlv, Format.oldTlv]) {
      await checks.run(`writes ${String(value)}, format ${format} [int-205 int-227]`, async () => {
        await expectCode(session, "2.04", { do: "write", path: SWITCH, format, value });
        return readBack(value);
      });
    }
  }
  for (const mode of ["update", "replace"] as const) {
    await checks.run(`writes an instance, ${mode} [int-215 int-226]`, async () => {
      const value = mode === "update";
      const values = { "5550": value };
      await expectCode(session, "2.04", { do: "write", path: "/3201/0", format: Format.tlv, mode, values });
      return readBack(value);
    });
  }
}

/** Execute; minimum and maximum must have taken in the reading that was given out since. */
export async function checkExecute(session: Session): Promise<void> {
  await session.checks.run("executes the reset of minimum and maximum", async () => {
    await expectCode(session, "2.04", { do: "execute", path: `${SENSOR}/5605` });
    const seen: number[] = [];
    for (const path of [READING, `${SENSOR}/5601`, `${SENSOR}/5602`]) {
      seen.push(Number(valueAt(await read(session, path, Format.tlv), path)));
    }
    const [reading = NaN, minimum = NaN, maximum = NaN] = seen;
    must(minimum <= reading && reading <= maximum, `${minimum} ≤ ${reading} ≤ ${maximum} does not hold`);
    return `${minimum} ≤ ${reading} ≤ ${maximum}`;
  });
}

/** Discover, and write-attributes that it then shows. */
export async function checkDiscover(session: Session): Promise<void> {
  const { checks } = session;
  await checks.run("writes attributes and shows them in discover", async () => {
    await expectCode(session, "2.04", { do: "writeAttributes", path: READING, attributes: "pmin=1&pmax=2" });
    const { links = [] } = await expectCode(session, "2.05", { do: "discover", path: READING });
    const attributes = links.find((link) => link.path === READING)?.attributes ?? {};
    // The module has passed them on and keeps none.
    if (session.inner) return "written; this client shows none";
    must(attributes["pmin"] === "1" && attributes["pmax"] === "2", `shown: ${JSON.stringify(attributes)}`);
    return JSON.stringify(attributes);
  });
  await checks.run("discovers an instance", async () => {
    const { links = [] } = await expectCode(session, "2.05", { do: "discover", path: SENSOR });
    const paths = links.map((link) => link.path);
    for (const path of [SENSOR, READING, `${SENSOR}/5605`])
      must(paths.includes(path), `no ${path}: ${paths.join(" ")}`);
    return paths.join(" ");
  });
  await checks.run("discovers an object", async () => {
    const { links = [] } = await expectCode(session, "2.05", { do: "discover", path: "/3300" });
    const paths = links.map((link) => link.path);
    for (const path of ["/3300", SENSOR, READING]) must(paths.includes(path), `no ${path}: ${paths.join(" ")}`);
    return paths.join(" ");
  });
}

/** What must be refused, and how (OMA LwM2M 1.0 clause 8.2). */
const REFUSALS = [
  ["4.04", "a resource that is not there", { do: "read", path: "/3300/0/5999" }],
  ["4.04", "an instance that is not there", { do: "read", path: "/3300/77" }],
  ["4.04", "an object that is not there", { do: "read", path: "/3399" }],
  ["4.04", "observing what is not there", { do: "observe", path: "/3300/0/5999" }],
  ["4.05", "writing a reading", { do: "write", path: READING, format: Format.text, value: 1 }],
  ["4.05", "reading what can only be executed", { do: "read", path: `${SENSOR}/5605` }],
  ["4.05", "executing what can only be read", { do: "execute", path: READING }],
  ["4.06", "a format that LwM2M 1.0 does not have", { do: "read", path: READING, format: Format.senmlJson }],
  ["4.15", "content in such a format", { do: "write", path: SWITCH, format: Format.senmlJson, value: true }],
] as const;

export async function checkRefusals(session: Session): Promise<void> {
  for (const [code, what, command] of REFUSALS) {
    await session.checks.run(`refuses ${what}`, async () => {
      await expectCode(session, code, command);
      return code;
    });
  }
  await checkBarred(session);
  await session.checks.run("does not let a server change its own short id [int-256]", async () => {
    const before = valueAt(await read(session, "/1/0/0", Format.text), "/1/0/0");
    const { code = "", failure = "" } = await ask(session, {
      do: "write",
      path: "/1/0/0",
      format: Format.text,
      value: 9,
    });
    must(code === "4.05", `it gave ${code}${failure}`);
    must(valueAt(await read(session, "/1/0/0", Format.text), "/1/0/0") === before, "it has changed");
    return `4.05, still ${String(before)}`;
  });
}

/** What a server may try with the Security object. */
const TRIES = [
  { do: "read", path: "/0" },
  { do: "read", path: "/0/0" },
  { do: "read", path: "/0/0/0" },
  { do: "write", path: "/0/0/0", format: Format.text, value: "coap://192.0.2.1" },
  { do: "writeAttributes", path: "/0/0/0", attributes: "pmin=1" },
  { do: "observe", path: "/0/0" },
  { do: "discover", path: "/0" },
  { do: "execute", path: "/0/0/0" },
  { do: "delete", path: "/0/0" },
] as const;

async function checkBarred(session: Session): Promise<void> {
  await session.checks.run("keeps its Security object to itself, whatever is tried [int-221]", async () => {
    const seen: string[] = [];
    for (const command of TRIES) {
      const { code = "", failure = "" } = await ask(session, command);
      // The client inside a module has its own codes for it.
      must(session.inner ? code.startsWith("4.") : code === "4.01", `${command.do} ${command.path}: ${code}${failure}`);
      seen.push(code);
    }
    return seen.join(" ");
  });
}

/** Update: when told to, when the lifetime changes, and by itself before it ends (OMA LwM2M 1.0 clause 5.3.2). */
export async function checkUpdates(session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("updates when its trigger is executed", async () => {
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "execute", path: "/1/0/8" });
    await expectEvent(session, "updated", since);
    return "";
  });
  const shorter = session.lifetime - 5;
  await checks.run("tells a lifetime that was written", async () => {
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "write", path: "/1/0/1", format: Format.text, value: shorter });
    const event = await expectEvent(session, "updated", since);
    must(event.lifetime === shorter, `the update says ${String(event.lifetime)} s, not ${shorter} s`);
    return `${shorter} s`;
  });
  await checks.run("updates by itself before the lifetime ends", async () => {
    const from = Date.now();
    await expectEvent(session, "updated", judge.events.length, session.lifetime * 1000);
    return `after ${((Date.now() - from) / 1000).toFixed(1)} s`;
  });
}

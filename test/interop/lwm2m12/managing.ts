import { must } from "../check.js";
import { type Bench, byPath, expectCode, Format, mustEqual, read } from "./bench.js";
import type { Asked } from "./peer.js";

const UNHEARD_FORMAT = 65_000;

/** Resource instances, and how each kind of mistake is answered (OMA LwM2M 1.2 clause 6.3). The device is registered. */
export async function checkManaging(bench: Bench): Promise<void> {
  await resourceInstances(bench);
  await formatsAsked(bench);
  await inBlocks(bench);
  await executing(bench);
  await refusals(bench);
}

async function resourceInstances({ peer, checks }: Bench): Promise<void> {
  const path = "/26241/0/10";
  const put = (method: "PUT" | "POST", at: string, values: Readonly<Record<string, string>>) =>
    expectCode(peer, "2.04", { method, path: at, format: Format.lwm2mCbor, values });
  const has = async (wanted: Readonly<Record<string, string>>): Promise<void> => {
    const answer = await peer.ask({ method: "GET", path, accept: Format.lwm2mCbor });
    mustEqual(byPath(answer.entries ?? []), wanted);
  };
  await checks.run("replaces all resource instances by PUT, and adds to them by POST [int-227]", async () => {
    await put("PUT", path, { [`${path}/0`]: "text:a", [`${path}/5`]: "text:b" });
    await has({ [`${path}/0`]: "text:a", [`${path}/5`]: "text:b" });
    await put("POST", path, { [`${path}/5`]: "text:c", [`${path}/6`]: "text:d" });
    await has({ [`${path}/0`]: "text:a", [`${path}/5`]: "text:c", [`${path}/6`]: "text:d" });
    await put("PUT", path, { [`${path}/6`]: "text:alone" });
    await has({ [`${path}/6`]: "text:alone" });
    return "";
  });
  await checks.run(
    "updates an instance by POST, of which the rest stays, and replaces it by PUT [int-226]",
    async () => {
      const at = "/26241/0";
      await put("PUT", at, { "/26241/0/0": "text:x", "/26241/0/1": "int:1", [`${path}/1`]: "text:one" });
      await put("POST", at, { "/26241/0/1": "int:2", [`${path}/2`]: "text:two" });
      const updated = await read(peer, at, Format.senmlCbor);
      const keys = ["/26241/0/0", "/26241/0/1", `${path}/1`, `${path}/2`];
      mustEqual(
        keys.map((key) => updated[key]),
        ["text:x", "int:2", "text:one", "text:two"],
      );
      await put("PUT", at, { "/26241/0/0": "text:y" });
      const replaced = await read(peer, at, Format.senmlCbor);
      mustEqual(
        keys.map((key) => replaced[key]),
        ["text:y", "int:0", undefined, undefined],
      );
      return "";
    },
  );
  await checks.run("writes one resource instance, and reads one [int-225 int-228]", async () => {
    await put("PUT", path, { [`${path}/0`]: "text:a", [`${path}/5`]: "text:b" });
    await put("PUT", `${path}/5`, { [`${path}/5`]: "text:five" });
    await has({ [`${path}/0`]: "text:a", [`${path}/5`]: "text:five" });
    mustEqual(await read(peer, `${path}/5`, Format.senmlCbor), { [`${path}/5`]: "text:five" });
    return "";
  });
  await checks.run("deletes one resource instance, and no resource (1.2 clause 6.3.8)", async () => {
    await expectCode(peer, "2.02", { method: "DELETE", path: `${path}/5` });
    await has({ [`${path}/0`]: "text:a" });
    await expectCode(peer, "4.04", { method: "DELETE", path: `${path}/5` });
    for (const whole of [path, "/26241/0/0"]) await expectCode(peer, "4.05", { method: "DELETE", path: whole });
    await expectCode(peer, "4.05", { method: "DELETE", path: "/3/0/11/0" });
    await has({ [`${path}/0`]: "text:a" });
    return "";
  });
}

async function formatsAsked({ peer, checks }: Bench): Promise<void> {
  await checks.run("answers a read without Accept in a format of its own [int-237]", async () => {
    const formats: number[] = [];
    for (const path of ["/26241/0/0", "/26241/0/5", "/26241/0", "/3"]) {
      formats.push(Number((await expectCode(peer, "2.05", { method: "GET", path })).format));
    }
    mustEqual(formats.slice(0, 2), [Format.text, Format.opaque]);
    return formats.join(" ");
  });
  await checks.run("answers 4.06 for an Accept that it does not speak, and 4.15 for such a payload", async () => {
    const accept = UNHEARD_FORMAT;
    await expectCode(peer, "4.06", { method: "GET", path: "/26241/0/0", accept });
    await expectCode(peer, "4.06", { method: "GET", path: "/26241/0", accept: Format.text });
    const observed = await expectCode(peer, "4.06", { method: "GET", path: "/26241/0/0", accept, observe: 0 });
    must(observed.observed === false, "it observes all the same");
    const body: Partial<Asked> = { format: UNHEARD_FORMAT, text: "x" };
    for (const [method, path] of [
      ["PUT", "/26241/0/0"],
      ["POST", "/26241/0"],
      ["POST", "/26241"],
      ["iPATCH", "/"],
      ["FETCH", "/"],
    ] as const) {
      await expectCode(peer, "4.15", { ...body, method, path });
    }
    await expectCode(peer, "4.15", { method: "FETCH", path: "/", format: Format.text, text: "/3" });
    return "";
  });
}

async function inBlocks({ peer, checks }: Bench): Promise<void> {
  const request = { path: "/26241/0/5", format: Format.opaque } as const;
  await checks.run("takes and gives 1,500 bytes in blocks [blockwise-1]", async () => {
    const hex = Buffer.from(Array.from({ length: 1500 }, (_, i) => (i * 7) % 256)).toString("hex");
    await expectCode(peer, "2.04", { ...request, method: "PUT", hex });
    const answer = await expectCode(peer, "2.05", { method: "GET", path: request.path, accept: Format.opaque });
    must(answer.payload === hex, `${String(answer.payload).length / 2} bytes, others`);
    await expectCode(peer, "2.04", { ...request, method: "PUT", hex: "00" });
    return "";
  });
}

async function executing({ peer, checks }: Bench): Promise<void> {
  const execute = (text?: string) =>
    peer.ask({ method: "POST", path: "/26241/0/23", ...(text !== undefined && { text, format: Format.text }) });
  const last = async () => byPath((await peer.ask({ method: "GET", path: "/26241/0/24" })).entries ?? [])[""];
  await checks.run("executes with arguments of every form, and hands them over", async () => {
    for (const text of ["5", "0='https://example.org/a?b=c'", "2='10.3',7,9=''"]) {
      const { code } = await execute(text);
      must(code === "2.04" && (await last()) === `text:${text}`, `${text} gave ${code}, ${await last()}`);
    }
    must((await execute()).code === "2.04", "without arguments");
    return "";
  });
  await checks.run("refuses malformed arguments with 4.00, and does not execute", async () => {
    await execute("3='kept'");
    for (const text of ["10", "a", "0=x", "0='x", "0,0", "0,", ",1", "0 ,1", "0='\u0001'", "0='ü'"]) {
      const { code } = await execute(text);
      must(code === "4.00" && (await last()) === "text:3='kept'", `${text} gave ${code}, ${await last()}`);
    }
    return "";
  });
}

async function refusals({ peer, checks }: Bench): Promise<void> {
  const all: Readonly<Record<string, readonly Asked[]>> = {
    "4.01": [
      { method: "GET", path: "/0/0/0" },
      { method: "GET", path: "/0" },
      { method: "PUT", path: "/0/0/0", format: Format.text, text: "coap://x" },
      { method: "PUT", path: "/0/0", query: ["pmin=1"] },
      { method: "GET", path: "/0/0", accept: Format.link },
      { method: "DELETE", path: "/0/0" },
      { method: "POST", path: "/0", format: Format.lwm2mCbor, values: { "/0/5/0": "text:x" } },
    ],
    "4.03": [{ method: "POST", path: "/26241/0/25" }],
    "4.04": [
      { method: "GET", path: "/9999" },
      { method: "GET", path: "/26241/9" },
      { method: "GET", path: "/26241/0/99" },
      { method: "GET", path: "/26241/0/10/99" },
      { method: "PUT", path: "/26241/0/99", format: Format.text, text: "x" },
      { method: "POST", path: "/26241/0/99" },
      { method: "DELETE", path: "/26241/9" },
      { method: "GET", path: "/26241/9", accept: Format.link },
      { method: "PUT", path: "/26241/9", query: ["pmin=1"] },
      { method: "GET", path: "/26241/0/99", observe: 0 },
      { method: "GET", path: "/x" },
    ],
    "4.05": [
      { method: "GET", path: "/26241/0/21" },
      { method: "GET", path: "/26241/0/23" },
      { method: "GET", path: "/26241/0/21", observe: 0 },
      { method: "PUT", path: "/26241/0/20", format: Format.text, text: "1" },
      { method: "POST", path: "/26241/0/0" },
      { method: "PUT", path: "/26241", format: Format.lwm2mCbor, values: { "/26241/0/0": "text:x" } },
      { method: "POST", path: "/3", format: Format.lwm2mCbor, values: { "/3/1/14": "text:x" } },
      { method: "DELETE", path: "/3/0" },
      { method: "DELETE", path: "/26241" },
      { method: "DELETE", path: "/" },
      { method: "POST", path: "/bs" },
      { method: "PUT", path: "/1/0/0", format: Format.text, text: "5" },
    ],
  };
  for (const [code, requests] of Object.entries(all)) {
    await checks.run(`answers ${code} where that is what the specification says [int-221 int-256]`, async () => {
      for (const request of requests) await expectCode(peer, code, request);
      return `${requests.length} requests`;
    });
  }
}

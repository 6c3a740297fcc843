import { must } from "../check.js";
import { type Bench, Format, mustEqual, read } from "./bench.js";
import type { Asked } from "./peer.js";

const INSTANCE = "/26241/0";
const INTEGER = "/26241/0/1";

interface Malformed {
  readonly what: string;
  readonly format: number;
  /** Payloads in hexadecimal, or as text. */
  readonly bodies: readonly { readonly hex?: string; readonly text?: string }[];
  /** Of what is written; `iPATCH` at the root unless given. */
  readonly at?: string;
}

/** 300 of something in each other. */
const DEEP = "81".repeat(300);

const hex = (...all: string[]): Malformed["bodies"] => all.map((one) => ({ hex: one.replaceAll(" ", "") }));
const text = (...all: string[]): Malformed["bodies"] => all.map((one) => ({ text: one }));

/** Each begins with a value that could be written, and is wrong behind it. 26241 is 0x6681. */
const MALFORMED: readonly Malformed[] = [
  {
    what: "LwM2M CBOR",
    format: Format.lwm2mCbor,
    at: INSTANCE,
    bodies: hex(
      "a1 196681 a1 00 a2 00 616e 01", // cut off
      "a1 196681 a1 00 a2 00 616e 01 6178", // a text for an integer
      "a1 196681 a1 00 a2 00 616e 02 20", // -1 for an unsigned
      "a1 196681 a1 00 a2 00 616e 01 1bffffffffffffffff", // more than an integer holds
      "a1 196681 a1 00 a2 00 616e 00 62c328", // no UTF-8
      "a1 196681 a1 00 a2 00 616e 07 6133", // no link
      "a2 196681 a1 00 a1 00 616e 03 a1 00 a1 00 6178", // another object
      "a1 196681 a1 00 a1 00 616e 00", // more than one item
      "a1 196681 a1 00 a2 00 616e 20 01", // -1 for an identifier
      "a1 196681 a1 00 a2 00 616e 0b a1 00 a1 00 01", // five identifiers
      "a1 196681 a1 00 a2 00 616e 0b 8101", // an array for a value
      "a2 83 196681 00 00 616e 80 01", // a key without an identifier
      `a1 196681 a1 00 a2 00 616e 01 ${DEEP}00`,
    ),
  },
  {
    what: "SenML CBOR",
    format: Format.senmlCbor,
    at: INSTANCE,
    bodies: hex(
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a2 00 6131", // cut off
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a2 00 6131 03 6178", // a text for an integer
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a2 00 6131 02 fb3ff8000000000000", // 1.5 for an integer
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a1 00 6131", // no value
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a3 00 6131 02 01 04 f5", // two values
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a3 00 6131 02 01 62785f 01", // must be understood
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a2 00 642e2e2f78 02 01", // no path
      "82 a3 21 6a2f32363234312f302f 00 6130 03 616e a3 21 60 00 662f332f302f30 03 6178", // another object
      "81 a3 21 6a2f32363234312f302f 00 6130 03 616e 00", // more than one item
      "a3 21 6a2f32363234312f302f 00 6130 03 616e", // no pack
      `82 a3 21 6a2f32363234312f302f 00 6130 03 616e a3 00 6131 02 01 18 63 ${DEEP}00`, // a field that nobody knows
    ),
  },
  {
    what: "SenML JSON",
    format: Format.senmlJson,
    at: INSTANCE,
    bodies: text(
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"1","v":1}',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"1","vs":"1"}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"1","v":01}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"2","v":-1}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"5","vd":"#"}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"0","vs":"\\ud800"}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"7","vlo":"3:"}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"1"}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"1","v":1,"x_":1}]',
      '[{"bn":"/26241/0/","n":"0","vs":"n"}] x',
      '{"bn":"/26241/0/","n":"0","vs":"n"}',
      `[{"bn":"/26241/0/","n":"0","vs":"n"},{"n":"1","v":1,"x":${"[".repeat(300)}1`,
    ),
  },
  {
    what: "SenML-ETCH CBOR",
    format: Format.etchCbor,
    bodies: hex(
      "82 a2 00 6a2f32363234312f302f30 03 616e a2 00 6a2f32363234312f302f31 02", // cut off
      "82 a2 00 6a2f32363234312f302f30 03 616e a2 00 6a2f32363234312f302f31 04 f5", // a boolean for an integer
      "82 a2 00 6a2f32363234312f302f30 03 616e a2 00 682f32363234312f30 02 01", // a value for an instance
    ),
  },
  {
    what: "SenML-ETCH JSON",
    format: Format.etchJson,
    bodies: text(
      '[{"n":"/26241/0/0","vs":"n"},{"n":"/26241/0/1","v":',
      '[{"n":"/26241/0/0","vs":"n"},{"n":"/26241/0/1","vb":true}]',
      '[{"n":"/26241/0/0","vs":"n"},{"n":"/26241/0","v":1}]',
    ),
  },
  {
    what: "TLV",
    format: Format.tlv,
    at: INSTANCE,
    bodies: hex(
      "c1 00 6e c1 01", // cut off
      "c1 00 6e c3 01 000001", // three bytes for an integer
      "c1 00 6e c1 04 02", // 2 for a boolean
      "c1 00 6e c2 07 0003", // half a link
      "c1 00 6e c2 00 c328", // no UTF-8
      "c1 00 6e 41 01 05", // a resource instance outside a resource
    ),
  },
  { what: "CBOR", format: Format.cbor, at: INTEGER, bodies: hex("6131", "18", "0000", "f6", "8101", "c1", DEEP) },
  { what: "text", format: Format.text, at: INTEGER, bodies: text("one", "1.5", "1 ", "", "9223372036854775808") },
];

/** What a peer must not get through with: each is 4.00, and nothing is another than before. The device is registered. */
export async function checkMalformed({ peer, checks }: Bench): Promise<void> {
  for (const { what, format, bodies, at } of MALFORMED) {
    await checks.run(`refuses malformed ${what} with 4.00, and changes nothing`, async () => {
      const before = await read(peer, INSTANCE, Format.senmlCbor);
      const request: Asked = { method: at === undefined ? "iPATCH" : "PUT", path: at ?? "/", format };
      for (const body of bodies) {
        const { code } = await peer.ask({ ...request, ...body });
        must(code === "4.00", `${body.hex ?? body.text} gave ${code}`);
        mustEqual(await read(peer, INSTANCE, Format.senmlCbor), before);
      }
      return `${bodies.length} payloads`;
    });
  }
  await checks.run("refuses malformed paths of a composite read with 4.00", async () => {
    for (const [format, bodies] of [
      [Format.lwm2mCbor, hex("a1 03", "a1 03 a1 00 01", "a0", "f6", `a1 03 ${DEEP}f6`)],
      [Format.senmlCbor, hex("81 a1 00", "81 a2 00 622f33 02 01", "80", "81 a1 00 6178", DEEP)],
      [Format.senmlJson, text("[", '[{"n":"/3","v":1}]', "[]", '[{"n":"x"}]', "[".repeat(300))],
    ] as const) {
      for (const body of bodies) {
        const { code } = await peer.ask({ method: "FETCH", path: "/", format, accept: Format.senmlCbor, ...body });
        must(code === "4.00", `${body.hex ?? body.text} gave ${code}`);
      }
    }
    return "";
  });
}

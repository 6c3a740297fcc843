import { must } from "../check.js";
import { type Bench, expectCode, Format } from "./bench.js";

const OBJECT = "/26241";

/** What is listed at each depth, from each level (OMA LwM2M 1.2 clause 6.3.2). */
const LISTS: readonly (readonly [path: string, depth: number, list: RegExp])[] = [
  ["", 0, /^<\/26241>;epmin=1$/],
  ["", 1, /^<\/26241>;epmin=1,<\/26241\/0>;pmin=10$/],
  [
    "",
    2,
    /^<\/26241>;epmin=1,<\/26241\/0>;pmin=10,<\/26241\/0\/0>,.*<\/26241\/0\/11>;dim=2;pmax=60,<\/26241\/0\/12>;dim=0,/,
  ],
  ["", 3, /<\/26241\/0\/11>;dim=2;pmax=60,<\/26241\/0\/11\/0>,<\/26241\/0\/11\/7>;gt=5,<\/26241\/0\/12>;dim=0,/],
  ["/0", 0, /^<\/26241\/0>;pmin=10;epmin=1$/],
  ["/0", 1, /^<\/26241\/0>;pmin=10;epmin=1,<\/26241\/0\/0>,.*<\/26241\/0\/11>;dim=2;pmax=60,<\/26241\/0\/12>;dim=0,/],
  ["/0", 2, /<\/26241\/0\/11>;dim=2;pmax=60,<\/26241\/0\/11\/0>,<\/26241\/0\/11\/7>;gt=5,<\/26241\/0\/12>;dim=0,/],
  ["/0", 3, /<\/26241\/0\/11\/7>;gt=5,/],
  ["/0/11", 0, /^<\/26241\/0\/11>;dim=2;pmin=10;pmax=60;epmin=1$/],
  ["/0/11", 1, /^<\/26241\/0\/11>;dim=2;pmin=10;pmax=60;epmin=1,<\/26241\/0\/11\/0>,<\/26241\/0\/11\/7>;gt=5$/],
  ["/0/1", 3, /^<\/26241\/0\/1>;pmin=10;epmin=1$/],
];

/** Discover with depth, and the attributes that it shows. The device is registered. */
export async function checkDiscovering({ peer, checks }: Bench): Promise<void> {
  const attach = (path: string, ...query: string[]) => expectCode(peer, "2.04", { method: "PUT", path, query });
  const discover = (path: string, ...query: string[]) => peer.ask({ method: "GET", path, accept: Format.link, query });
  await checks.run("takes attributes at every level, a resource instance's too [int-261]", async () => {
    const values = { "/26241/0/11/0": "int:1", "/26241/0/11/7": "int:2" };
    await expectCode(peer, "2.04", { method: "PUT", path: "/26241/0/11", format: Format.lwm2mCbor, values });
    await attach(OBJECT, "epmin=1");
    await attach("/26241/0", "pmin=10");
    await attach("/26241/0/11", "pmax=60");
    await attach("/26241/0/11/7", "gt=5");
    return "";
  });
  for (const [below, depth, list] of LISTS) {
    const path = `${OBJECT}${below}`;
    await checks.run(`lists ${path} with depth ${depth}, attributes that it inherits included [int-260]`, async () => {
      const { code, text } = await discover(path, `depth=${depth}`);
      must(code === "2.05" && list.test(String(text)), `${code} ${text}`);
      return "";
    });
  }
  await checks.run("lists an object as with depth 2 and all else as with 1 where none is given", async () => {
    for (const [path, depth] of [
      [OBJECT, 2],
      ["/26241/0", 1],
      ["/26241/0/11", 1],
    ] as const) {
      const [plain, deep] = [await discover(path), await discover(path, `depth=${depth}`)];
      must(plain.text === deep.text, `${path}: ${plain.text}`);
    }
    return "";
  });
  await checks.run("refuses a depth that there is not with 4.00", async () => {
    for (const depth of ["4", "-1", "x", ""]) {
      const { code } = await discover(OBJECT, `depth=${depth}`);
      must(code === "4.00", `depth=${depth} gave ${code}`);
    }
    return "";
  });
  await checks.run("takes attributes away again, and refuses those that contradict or do not fit", async () => {
    for (const path of [OBJECT, "/26241/0", "/26241/0/11"]) await attach(path, "epmin", "pmin", "pmax");
    await attach("/26241/0/11/7", "gt");
    for (const [path, query] of [
      ["/26241/0/1", ["epmin=5", "epmax=5"]],
      ["/26241/0/1", ["gt=1", "lt=2"]],
      ["/26241/0/1", ["edge=1"]],
      ["/26241/0/4", ["gt=1"]],
      ["/26241/0/4", ["edge=2"]],
      ["/26241/0", ["st=1"]],
      ["/26241/0/1", ["con=2"]],
      ["/26241/0/1", ["hqmax=-1"]],
      ["/26241/0/1", ["pmin=x"]],
      ["/26241/0/1", ["unheard=1"]],
    ] as const) {
      const { code } = await peer.ask({ method: "PUT", path, query });
      must(code === "4.00", `${query.join("&")} at ${path} gave ${code}`);
    }
    const { text } = await discover(OBJECT, "depth=3");
    must(!/;(?!dim)/.test(String(text)), String(text));
    return "";
  });
}

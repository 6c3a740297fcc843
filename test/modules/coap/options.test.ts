import { expect } from "chai";
import {
  findOption,
  findUint,
  isCritical,
  isNoCacheKey,
  isUnsafe,
  locationPath,
  opaqueOption,
  OPTIONS,
  optionEntry,
  OptionNumber,
  texts,
  textOption,
  textValue,
  uintOption,
  uintValue,
  unknownCritical,
  uriPath,
  uriQuery,
  type Option,
} from "../../../modules/coap/options.js";
import { hex, shown } from "../../support/hex.js";

/** Number, name, critical, unsafe, no cache key, repeatable: RFC 7252 table 4 and the RFCs that came later. */
const REGISTERED: readonly (readonly [number, string, string])[] = [
  [1, "If-Match", "c--r"],
  [3, "Uri-Host", "cu--"],
  [4, "ETag", "---r"],
  [5, "If-None-Match", "c---"],
  [6, "Observe", "-u--"],
  [7, "Uri-Port", "cu--"],
  [8, "Location-Path", "---r"],
  [9, "OSCORE", "c---"],
  [11, "Uri-Path", "cu-r"],
  [12, "Content-Format", "----"],
  [14, "Max-Age", "-u--"],
  [15, "Uri-Query", "cu-r"],
  [16, "Hop-Limit", "----"],
  [17, "Accept", "c---"],
  [19, "Q-Block1", "cu--"],
  [20, "Location-Query", "---r"],
  [21, "EDHOC", "c---"],
  [23, "Block2", "cu--"],
  [27, "Block1", "cu--"],
  [28, "Size2", "--n-"],
  [31, "Q-Block2", "cu-r"],
  [35, "Proxy-Uri", "cu--"],
  [39, "Proxy-Scheme", "cu--"],
  [60, "Size1", "--n-"],
  [252, "Echo", "--n-"],
  [258, "No-Response", "-u--"],
  [292, "Request-Tag", "---r"],
];

const options = (...list: Option[]) => ({ options: list });

describe("coap/options: table", () => {
  it("agrees with the registered properties of each option", () => {
    const rows = OPTIONS.map(({ number, name, repeatable }) => {
      const critical = isCritical(number) ? "c" : "-";
      const unsafe = isUnsafe(number) ? "u" : "-";
      const noCacheKey = !isUnsafe(number) && isNoCacheKey(number) ? "n" : "-";
      return [number, name, critical + unsafe + noCacheKey + (repeatable ? "r" : "-")];
    });
    expect(rows).to.deep.equal(REGISTERED);
  });

  it("has every number that code asks for by name", () => {
    for (const number of Object.values(OptionNumber)) expect(optionEntry(number)?.number).to.equal(number);
    expect(optionEntry(2)).to.equal(undefined);
  });
});

describe("coap/options: values", () => {
  it("writes numbers without leading zero bytes, zero as nothing", () => {
    for (const [value, bytes] of [
      [0, ""],
      [1, "01"],
      [255, "ff"],
      [256, "0100"],
      [11542, "2d16"],
      [0x12_3456, "123456"],
      [0xffff_ffff, "ffffffff"],
    ] as const) {
      const option = uintOption(12, value);
      expect(shown(option.value)).to.equal(bytes);
      expect(uintValue(option)).to.equal(value);
    }
  });

  it("reads numbers with leading zero bytes", () => {
    expect(uintValue({ number: 12, value: hex("0000002d16") })).to.equal(11542);
  });

  it("reads and writes texts", () => {
    expect(shown(textOption(11, "3303").value)).to.equal("33333033");
    expect(textValue(textOption(15, "ep=é"))).to.equal("ep=é");
    expect(textValue(opaqueOption(11, hex("ff")))).to.equal(undefined);
    expect(shown(opaqueOption(5).value)).to.equal("");
  });

  it("finds the first of a number", () => {
    const message = options(uintOption(6, 0), textOption(11, "a"), textOption(11, "b"), uintOption(17, 40));
    expect(findOption(message, 11)).to.equal(message.options[1]);
    expect(findOption(message, 12)).to.equal(undefined);
    expect([findUint(message, 6), findUint(message, 17), findUint(message, 12)]).to.deep.equal([0, 40, undefined]);
  });

  it("gives paths and queries in order, and one that is not UTF-8 byte for byte", () => {
    const message = options(
      textOption(8, "rd"),
      textOption(8, "x1"),
      textOption(11, "3303"),
      textOption(11, "0"),
      opaqueOption(11, hex("ff")),
      textOption(15, "pmin=1"),
    );
    expect(uriPath(message)).to.deep.equal(["3303", "0", "\u00ff"]);
    expect(uriQuery(message)).to.deep.equal(["pmin=1"]);
    expect(locationPath(message)).to.deep.equal(["rd", "x1"]);
    expect(texts(message, OptionNumber.locationQuery)).to.deep.equal([]);
  });
});

describe("coap/options: unknownCritical", () => {
  const known = [OptionNumber.uriPath, OptionNumber.accept, OptionNumber.uriPort, OptionNumber.ifNoneMatch];

  it("is content with known and elective options", () => {
    const message = options(
      textOption(11, "3"),
      textOption(11, "0"),
      uintOption(17, 40),
      opaqueOption(2000, hex("00")),
    );
    expect(unknownCritical(message, known)).to.equal(undefined);
    expect(unknownCritical(options(), [])).to.equal(undefined);
  });

  it("names the first critical option that is not known", () => {
    expect(unknownCritical(options(textOption(11, "3"), opaqueOption(9), opaqueOption(63)), known)).to.equal(9);
    expect(unknownCritical(options(opaqueOption(2001)), known)).to.equal(2001);
  });

  it("counts a length out of range as unknown (RFC 7252 section 5.4.3)", () => {
    expect(unknownCritical(options(opaqueOption(17, hex("000028"))), known)).to.equal(17);
    expect(unknownCritical(options(opaqueOption(5, hex("01"))), known)).to.equal(5);
  });

  it("counts a repetition that must not be as unknown (section 5.4.5)", () => {
    expect(unknownCritical(options(uintOption(17, 40), uintOption(17, 0)), known)).to.equal(17);
  });

  it("leaves options that only the upper layer knows to it", () => {
    expect(unknownCritical(options(opaqueOption(63, hex("01")), opaqueOption(63, hex("02"))), [63])).to.equal(
      undefined,
    );
  });
});

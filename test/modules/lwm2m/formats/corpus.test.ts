import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent } from "../../../../modules/lwm2m/formats/index.js";
import { Code } from "../../../../modules/lwm2m/operation.js";
import { parsePath, type Path } from "../../../../modules/lwm2m/path.js";
import { ROOT } from "../../../../tools/image.js";
import { hex } from "../../../support/hex.js";
import { House, modelsOf } from "../house.js";

const CORPUS = join(ROOT, "test", "corpus");
const models = modelsOf(House);

/** The folders of malformed payloads, and the formats that must refuse them. */
const FOLDERS: Readonly<Record<string, number>> = {
  text: ContentFormat.text,
  tlv: ContentFormat.tlv,
  cbor: ContentFormat.cbor,
  json: ContentFormat.json,
  "senml-json": ContentFormat.senmlJson,
  "senml-cbor": ContentFormat.senmlCbor,
  "senml-etch-json": ContentFormat.senmlEtchJson,
  "senml-etch-cbor": ContentFormat.senmlEtchCbor,
  "lwm2m-cbor": ContentFormat.lwm2mCbor,
};

for (const [folder, format] of Object.entries(FOLDERS)) {
  describe(`malformed payloads: ${folder}`, () => {
    for (const name of readdirSync(join(CORPUS, folder)).sort()) {
      const { why, path, bytes } = readSpecimen(join(CORPUS, folder, name));
      it(`refuses ${why} with 4.00 (${name})`, () => {
        const read = decodeContent(allFormats, format, bytes, path, models);
        expect(read.kind === "refused" && read.code).to.equal(Code.badRequest);
      });
    }
  });
}

/** A file of the corpus: what is wrong, "path" and where the payload goes, its text if it has one, its bytes in hex. */
function readSpecimen(file: string): { why: string; path: Path; bytes: Uint8Array } {
  const lines = readFileSync(file, "utf8").split("\n");
  const notes = lines.filter((line) => line.startsWith("# ")).map((line) => line.slice(2));
  const path = parsePath(notes.find((note) => note.startsWith("path "))?.slice(5) ?? "");
  if (path === undefined || notes[0] === undefined) throw new Error(`${file}: malformed itself`);
  return { why: notes[0], path, bytes: hex(lines.filter((line) => !line.startsWith("#")).join("")) };
}

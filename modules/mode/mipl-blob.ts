import { ByteWriter } from "../base/bytes.js";
import type { BlobProfile } from "../modem/profile.js";

/** Version 1, three items. */
const HEAD = 0x13;
const INIT_ITEM = 0xf1;
const NET_ITEM = 0xf2;
const SYSTEM_ITEM = 0xf3;
/** An item's kind and its length, which counts itself. */
const ITEM_HEAD = 3;

const MTU = 1024;
/** Link type in the high half, band type in the low one, as in all known blobs of China Mobile's modules. */
const LINK = 0x11;

/** Bit 12 of the host's length says "bootstrap server" in layout N2. */
const HOST_BOOTSTRAP = 0x1000;
/** The byte of flags in layout N3. */
const FLAG_BOOTSTRAP = 0x80;
const FLAG_DTLS = 0x40;

/** More than any blob with a host of 64 characters needs. */
const MOST_BYTES = 512;

/**
 * The configuration blob of AT+MIPLCREATE: header, then the items init, net and system, numbers big-endian, texts behind
 * their lengths. Three layouts are in the field, see `BlobProfile.layout`.
 *
 * @param server "host:port"
 * @param bootstrap whether that is a bootstrap server
 * @param dtls whether it is to be spoken to by DTLS; in layout N3 alone
 */
export function configBlob(server: string, bootstrap: boolean, blob: BlobProfile, dtls = false): Uint8Array {
  const { layout, apn, userData, log, logBuffer } = blob;
  const flags = layout === "N3" ? 1 : 0;
  const net = ITEM_HEAD + 3 + flags + 2 + apn.length + 2 + 2 + 2 + server.length + 2 + userData.length;
  const system = ITEM_HEAD + 1 + 2 + 2;
  const writer = new ByteWriter(ITEM_HEAD + ITEM_HEAD + net + system, MOST_BYTES);
  writer.uint(HEAD, 1).uint(ITEM_HEAD + ITEM_HEAD + net + system, 2);
  writer.uint(INIT_ITEM, 1).uint(ITEM_HEAD, 2);
  writer.uint(NET_ITEM, 1).uint(net, 2).uint(MTU, 2).uint(LINK, 1);
  if (flags > 0) writer.uint((bootstrap ? FLAG_BOOTSTRAP : 0) + (dtls ? FLAG_DTLS : 0), 1);
  // Access point, then neither user nor password.
  writer.uint(apn.length, 2).ascii(apn).uint(0, 2).uint(0, 2);
  const mark = layout === "N2" && bootstrap ? HOST_BOOTSTRAP : 0;
  writer.uint(server.length + mark, 2).ascii(server);
  writer.uint(userData.length, 2).ascii(userData);
  writer.uint(SYSTEM_ITEM, 1).uint(system, 2).uint(log, 1).uint(logBuffer, 2).uint(0, 2);
  return writer.finish();
}

import { freeze } from "../../base/freeze.js";
import type { BlobProfile, MiplProfile } from "../mipl-profile.js";

/** The three generations of MIPL commands, as a profile takes one over when nothing else is known. */

/** As decoded from public blobs for M5310 and M5311. */
export const blobN2: BlobProfile = freeze({ layout: "N2", apn: "", userData: "1", log: 0, logBuffer: 0, chunk: 119 });

/** As decoded from public blobs of hosts without a choice of bootstrap. */
export const blobN1: BlobProfile = freeze({ layout: "N1", apn: "", userData: "1", log: 0, logBuffer: 0, chunk: 119 });

/** As the CIS core 2.3 writes and reads it. */
export const blobN3: BlobProfile = freeze({
  layout: "N3",
  apn: "",
  userData: "AuthCode:;PSK:;",
  log: 0xe4,
  logBuffer: 200,
  chunk: 119,
});

/** China Mobile's own modules: OneMO LwM2M user manual 5.2.2 and drivers for M5310-A and M5311. */
export const generationC: MiplProfile = freeze({
  generation: "C",
  create: "host",
  hostQuoted: true,
  blob: blobN2,
  config: [],
  counts: false,
  declares: true,
  observes: true,
  notifyId: "zero",
  writeIndex: false,
  acknowledges: true,
  assistance: "flag",
  flags: "documented",
  opaqueLength: "bytes",
  remove: "AT+MIPLDELETE",
  updatesItself: false,
  instances: 8,
  lifetimeLeast: 16,
  lifetimeMost: 268_435_454,
  openTimeout: 60,
  openWithin: 70_000,
  createWithin: 10_000,
  within: 5000,
  notifyWithin: 60_000,
  valueMost: 1000,
});

/** Quectel's BC28 and BC35, ME3616, Xinyi XY1100: manuals, drivers and the XY1100's own sources. */
export const generationQ: MiplProfile = freeze({
  ...generationC,
  generation: "Q",
  create: "plain",
  blob: blobN3,
  config: ["AT+MIPLCONFIG={bootstrap},{host},{port}"],
  counts: true,
  declares: false,
  observes: false,
  notifyId: "observation",
  writeIndex: true,
  assistance: "text",
  notifyWithin: 128_000,
});

/** The M5310 with firmware of 2017 and 2018: recognised, so that it can be said, not spoken. */
export const generationL: MiplProfile = freeze({
  ...generationC,
  generation: "L",
  create: "blob",
  acknowledges: true,
  assistance: "none",
  remove: "AT+MIPLDEL",
  lifetimeLeast: 10,
  lifetimeMost: 86_400,
  valueMost: 480,
});

/** The record of a generation. */
export function miplOf(generation: MiplProfile["generation"]): MiplProfile {
  return generation === "C" ? generationC : generation === "Q" ? generationQ : generationL;
}

// Made by "npm run object -- … --platform own"; not to be edited.
import type { ObjectRow } from "./row.js";

export const ownObjects: readonly ObjectRow[] = [
  [
    26241,
    "Every Type",
    "multiple",
    [
      [0, "String Value", "RW", "string"],
      [1, "Integer Value", "RW", "integer"],
      [2, "Unsigned Value", "RW", "unsigned"],
      [3, "Float Value", "RW", "float"],
      [4, "Boolean Value", "RW", "boolean"],
      [5, "Opaque Value", "RW", "opaque"],
      [6, "Time Value", "RW", "time"],
      [7, "Link Value", "RW", "objlink"],
      [8, "Core Link Value", "RW", "corelnk"],
      [10, "String Values", "RW", "string", { multiple: true }],
      [11, "Integer Values", "RW", "integer", { multiple: true }],
      [12, "Unsigned Values", "RW", "unsigned", { multiple: true }],
      [13, "Float Values", "RW", "float", { multiple: true }],
      [14, "Boolean Values", "RW", "boolean", { multiple: true }],
      [15, "Opaque Values", "RW", "opaque", { multiple: true }],
      [16, "Time Values", "RW", "time", { multiple: true }],
      [17, "Link Values", "RW", "objlink", { multiple: true }],
      [18, "Core Link Values", "RW", "corelnk", { multiple: true }],
      [20, "Read Only", "R", "integer"],
      [21, "Write Only", "W", "string"],
      [22, "Bounded", "RW", "integer", { range: [1, 10] }],
      [23, "Action", "E", "none"],
      [24, "Last Argument", "R", "string"],
      [25, "Refused Action", "E", "none"],
    ],
  ],
  [
    26250,
    "Kettle",
    "single",
    [
      [0, "Water Temperature", "R", "float", { units: "Cel", range: [0, 110] }],
      [1, "Target Temperature", "RW", "float", { units: "Cel", range: [20, 100] }],
      [2, "Heating", "R", "boolean"],
      [3, "Start", "E", "none"],
      [4, "Stop", "E", "none"],
      [5, "Label", "RW", "string", { range: [0, 20] }],
    ],
  ],
];

import { flag, id, list, object, oneOf, text } from "./schema.js";

const writtenResource = object({
  res_id: id("resource"),
  "val?": { description: "the value, of the resource's type; bytes as hex" },
  "type?": oneOf([1, 2], "1: val is hex of opaque bytes; 2: val is a time in seconds"),
  "res_inst?": list(object({ res_inst_id: id("resource instance"), val: {} })),
});

const writtenObjects = list(
  object({ obj_id: id("object"), obj_inst: list(object({ obj_inst_id: id("instance"), res: list(writtenResource) })) }),
);

export const bootstrapConfig = object(
  {
    "discover?": flag("ask first what there is; default true"),
    "delete?": list(text(), 'places that are emptied first, such as "/", "/1" or "/1/0"; default ["/"]'),
    "server?": list(writtenResource, "of the Server object's instance: lifetime 1, pmin 2, pmax 3, binding 7 …"),
    "writes?": writtenObjects,
    "read?": list(text(), 'places of objects 1 and 2 that are read at the end; default ["/1"]'),
  },
  "What a standard bootstrap does, a field of this platform's own; {}: the usual, or for a device its product's",
);

export const writeBody = object({ data: list(writtenResource) });

export const createBody = object({ "data?": list(writtenResource) });

export const placesBody = object({ data: writtenObjects });

export const executeBody = object({ "args?": text("at most 2048 bytes") });

import { call } from "./api.js";
import { KINDS } from "./bootstrap.js";
import { ask, confirmed } from "./dialogs.js";

/** Asks for a new device and makes it; `done` gets its id. */
export function newDevice(done) {
  const protocol = { name: "protocol", label: "Protocol", options: [["LWM2M", "LwM2M"]] };
  const bootstrap = {
    name: "bootstrap",
    label: "Bootstrap",
    options: [["", "as the product"], ...KINDS],
    hint: "OneNET hands out the Security object alone; LwM2M 1.1 has the Server object too",
  };
  const fields = [...identityFields("", ""), protocol, ...commonFields({ obsv: true }), bootstrap];
  ask("New device", fields, "Create", async (values) => {
    const { imei, imsi } = values;
    const kind = values.bootstrap === "" ? {} : { bootstrap: values.bootstrap };
    const body = { protocol: "LWM2M", auth_info: { [imei]: imsi }, ...commonBody(values, true), ...kind };
    const { device_id: id } = await call("POST", "/devices", {}, body);
    await done(id);
  });
}

/** Asks for changes of a device, as GET /devices/{id} gives it. */
export function editDevice(device, done) {
  const [[imei, imsi]] = Object.entries(device.auth_info);
  const fields = [...identityFields(imei, imsi), ...commonFields(device)];
  ask(`Edit ${device.title}`, fields, "Save", async (values) => {
    const isOther = values.imei !== imei || values.imsi !== imsi;
    const body = { ...commonBody(values, false), ...(isOther ? { auth_info: { [values.imei]: values.imsi } } : {}) };
    await call("PUT", `/devices/${device.id}`, {}, body);
    await done();
  });
}

/** Asks whether a device is to be removed, and removes it. */
export function deleteDevice({ id, title }, done) {
  const text = "Its values, messages and cached commands go with it. The device itself is refused from then on.";
  confirmed(`Delete ${title}?`, text, "Delete", async () => {
    await call("DELETE", `/devices/${id}`);
    await done();
  });
}

function identityFields(imei, imsi) {
  return [
    {
      name: "imei",
      label: "IMEI",
      value: imei,
      required: true,
      pattern: "[0-9]{15}|[0-9]{4}",
      hint: "15 digits; 4 digits for a test device",
      check: wrongImei,
    },
    { name: "imsi", label: "IMSI", value: imsi, required: true, pattern: "[0-9]{1,15}", hint: "up to 15 digits" },
  ];
}

/** @param device as it is, or as a new one begins */
function commonFields({ title, desc, tags, location, obsv, has_auth: hasAuth, has_psk: hasPsk }) {
  const kept = (has) => (has === true ? "there is one; empty keeps it" : "optional");
  const without = (name, label, has) => (has === true ? [{ name, label, type: "checkbox" }] : []);
  return [
    { name: "title", label: "Name", value: title ?? "", required: true, check: tooLong(64) },
    { name: "desc", label: "Description", value: desc ?? "" },
    { name: "tags", label: "Tags", value: (tags ?? []).join(", "), hint: "with commas between" },
    {
      name: "location",
      label: "Location",
      value: location === undefined ? "" : `${location.lat}, ${location.lon}`,
      hint: "latitude, longitude in degrees, such as 29.6, 106.5",
      pattern: "\\s*-?[0-9]+(\\.[0-9]+)?\\s*,\\s*-?[0-9]+(\\.[0-9]+)?\\s*",
    },
    {
      name: "auth",
      label: "Authorization code",
      pattern: "[A-Za-z0-9]{1,16}",
      hint: `up to 16 letters and digits; ${kept(hasAuth)}`,
    },
    ...without("no_auth", "Without an authorization code from now on", hasAuth),
    {
      name: "psk",
      label: "Pre-shared key",
      pattern: "[A-Za-z0-9]{8,16}",
      hint: `8 to 16 letters and digits; ${kept(hasPsk)}`,
    },
    ...without("no_psk", "Without a pre-shared key from now on", hasPsk),
    { name: "obsv", label: "Subscribe automatically after registration", type: "checkbox", value: obsv },
  ];
}

const tooLong = (most) => (text) => (text.length > most ? `Give at most ${most} characters` : undefined);

/** What is empty is left out of a new device; of an old one texts may become empty, and secrets are kept. */
function commonBody(values, isNew) {
  const { title, desc, tags, location, auth, no_auth: noAuth, psk, no_psk: noPsk, obsv } = values;
  const [lat, lon] = location.split(",").map(Number);
  const list = tags.split(/[,，]/).map((tag) => tag.trim()).filter((tag) => tag !== ""); // prettier-ignore
  return {
    title,
    obsv,
    ...(isNew && desc === "" ? {} : { desc }),
    ...(isNew && list.length === 0 ? {} : { tags: list }),
    ...(location === "" ? {} : { location: { lat, lon } }),
    ...(noAuth === true ? { auth: "" } : auth === "" ? {} : { auth }),
    ...(noPsk === true ? { psk: "" } : psk === "" ? {} : { psk }),
  };
}

/** What is wrong with an IMEI of 15 digits (3GPP TS 23.003, annex B), if anything. */
function wrongImei(text) {
  if (!/^\d{15}$/.test(text)) return undefined;
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    const digit = Number(text[i]) * (i % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  const last = (10 - (sum % 10)) % 10;
  return last === Number(text[14]) ? undefined : `The check digit is wrong: the last digit would have to be ${last}`;
}

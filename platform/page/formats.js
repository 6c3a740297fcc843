/** Content formats that a request can ask for, by CoAP's numbers (CoRE parameters; OMA LwM2M 1.2 table 7.4-1). */
const formats = [
  ["0", "text"],
  ["42", "opaque"],
  ["60", "CBOR"],
  ["110", "SenML JSON"],
  ["112", "SenML CBOR"],
  ["320", "SenML-ETCH JSON"],
  ["322", "SenML-ETCH CBOR"],
  ["11542", "TLV"],
  ["11543", "LwM2M JSON"],
  ["11544", "LwM2M CBOR"],
];

/** Those that hold one value without a name. */
const single = ["0", "42", "60"];

/** Those that a composite operation can be in; SenML-ETCH is for its request alone (RFC 8790). */
const composite = ["110", "112", "11544"];
const etch = ["320", "322"];

/**
 * A field that asks for one; empty leaves it to the platform.
 * @param name of the API's parameter: "accept" for an answer, "format" for a request
 * @param kind what the content is: "any", "named" values, or several "paths"
 */
export function formatField(name, kind, usual) {
  const fits = ([number]) => {
    if (kind === "paths") return composite.includes(number) || (name === "format" && etch.includes(number));
    return !etch.includes(number) && (kind === "any" || !single.includes(number));
  };
  const request = kind === "paths" ? "Format of the request" : "Format";
  const label = name === "accept" ? "Format of the answer" : request;
  return { name, label, options: [["", usual], ...formats.filter(fits)], advanced: true };
}

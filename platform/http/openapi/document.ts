import { calls } from "./calls.js";
import { type Call, type Parameter, type Schema, integer, object, text } from "./schema.js";

/** The OpenAPI 3.1 description of the API. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of calls) (paths[call.path] ??= {})[call.method] = operation(call);
  return {
    openapi: "3.1.0",
    info: {
      title: "OneNET's NB-IoT API on the local platform",
      version: "1.0.0",
      description:
        "Paths, JSON shapes and error numbers are OneNET's; what OneNET has on its page alone is marked as our own. " +
        "Errors come with HTTP status 200, a number in errno and a text in error.",
    },
    security: [{ masterKey: [] }, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        masterKey: { type: "apiKey", in: "header", name: "api-key", description: "MasterKey or device key" },
        token: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description:
            "version=2018-10-31&res=products/<id>&et=<unix seconds>&method=md5|sha1|sha256&sign=<base64>, values " +
            "URL-encoded; sign is the HMAC, by the base64-decoded access key, of et, method, res and version with line feeds between",
        },
      },
    },
  };
}

function operation(call: Call): Record<string, unknown> {
  const inPath = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    summary: call.summary,
    tags: [call.tag],
    parameters: [...inPath, ...(call.query ?? []).map(inQuery)],
    ...(call.body === undefined
      ? {}
      : { requestBody: { required: call.bodyNeeded ?? true, content: { "application/json": { schema: call.body } } } }),
    responses: { 200: { description: "done, or an errno above 0", content: content(call) } },
  };
}

const inQuery = ({ name, description, schema, required }: Parameter): unknown => ({
  name,
  in: "query",
  description,
  required: required ?? false,
  schema,
});

function content(call: Call): Record<string, unknown> {
  if (call.stream !== undefined) return { [call.stream]: { schema: { type: "string" } } };
  return { "application/json": { schema: { oneOf: [replySchema(call.data), failureSchema] } } };
}

const replySchema = (data: Schema | undefined): Schema =>
  object({ errno: integer(undefined, 0, 0), error: text("succ"), ...(data === undefined ? {} : { data }) });

const failureSchema = object({
  errno: integer("1 key, 3 body, 7 internal, 2001 offline, 5006 limit, 5106 device, 5108 parameter", 1),
  error: text(),
});

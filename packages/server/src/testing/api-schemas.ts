import { apiPath, endpoints, openApiDocument, operationNames } from "@afpools/api";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

type Json = Record<string, unknown>;

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: Json }>> }>
  >;
}

const document = openApiDocument();
const ajv = new Ajv2020({
  strict: false,
  formats: { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
});
ajv.addSchema(closed({ $id: "api", components: structuredClone(document.components) }) as Json);

/** Objects with nothing but their properties: what an answer holds beyond its schema is a fault of the server. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)])) as Json;
  const isObject = object.type === "object" && typeof object.properties === "object";
  return isObject && object.additionalProperties === undefined
    ? { ...object, additionalProperties: false }
    : object;
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(schema: Json): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  if (known) return known;
  const absolute = JSON.parse(key.replaceAll('"#/components', '"api#/components')) as Json;
  const made = ajv.compile(absolute);
  validators.set(key, made);
  return made;
}

function assertIs(schema: Json, value: unknown, what: string): void {
  const validate = validatorOf(schema);
  if (validate(value)) return;
  throw new Error(
    `${what} is not as its schema says: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2_000)}`,
  );
}

/** Throws unless an answer is one that the OpenAPI document has for this request; paths that it does not have pass. */
export async function assertAsDocumented(method: string, url: string, response: Response): Promise<void> {
  const path = new URL(url).pathname;
  const name = operationNames.find((operation) => {
    const endpoint = endpoints[operation];
    const pattern = endpoint.path.replaceAll(/\{\w+\}/g, "[^/]+").replaceAll(".", "[.]");
    return endpoint.method === method && new RegExp(`^${apiPath}${pattern}$`).test(path);
  });
  if (!name) return;
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const operation = paths[endpoints[name].path]?.[method.toLowerCase()];
  const answer = operation?.responses[String(response.status)];
  const text = await response.clone().text();
  const what = `${method} ${path} with status ${response.status}`;
  if (!answer) throw new Error(`${what} is not documented: ${text.slice(0, 500)}`);
  const sent = response.headers.get("content-type") ?? "";
  const all = Object.entries(answer.content ?? {});
  const documented = all.find(([type]) => sent.startsWith(type)) ?? all[0];
  if (!documented) {
    if (text !== "") throw new Error(`${what} has a body: ${text.slice(0, 500)}`);
    return;
  }
  const [type, { schema }] = documented;
  if (!sent.startsWith(type)) throw new Error(`${what} is ${sent}, not ${type}.`);
  const body: unknown = type === "text/csv" ? text : JSON.parse(text);
  assertIs(schema, body, what);
  if (!response.ok) assertDocumentedCode(body, answer, what);
}

function assertDocumentedCode(body: unknown, answer: object, what: string): void {
  const { code } = body as { readonly code: string };
  const { description } = answer as { readonly description: string };
  if (!description.includes(`\`${code}\``))
    throw new Error(`${what} has the code ${code}, of ${description}.`);
}

/** Throws unless it is a message that the server may send by its WebSocket. */
export function assertServerMessage(message: unknown): void {
  assertIs({ $ref: "#/components/schemas/ServerMessage" }, message, "A message");
}

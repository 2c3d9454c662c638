import type { ErrorCode } from "@afpools/core";
import * as z from "zod";
import manifest from "../../package.json" with { type: "json" };
import { httpStatus } from "../errors/http-status.js";
import { problemType } from "../errors/to-problem.js";
import { serverMessage } from "../resources/event.js";
import { namedSchemas } from "../resources/named.js";
import { problem } from "../resources/problem.js";
import { apiPath, endpoints, eventsPath, type OperationName } from "../routes/endpoints.js";
import type { Needs, Route } from "../routes/route.js";
import { operationNames, routes } from "../routes/routes.js";

type Json = Readonly<Record<string, unknown>>;

/** The API as an OpenAPI 3.1 document, made of the very schemas that the server checks by. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const name of operationNames) {
    const { method, path } = endpoints[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(name, routes[name]) };
  }
  paths[eventsPath.slice(apiPath.length)] = { get: eventsOperation };
  return {
    openapi: "3.1.1",
    info: {
      title: "Afanasy Pools",
      version: manifest.version,
      description:
        "Pools of render hosts for Afanasy. Every error is a problem (RFC 9457) with a stable code. Whoever is not signed in may look, unless `access.anonymous` says otherwise; to change anything takes a token or the cookie of a session.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: apiPath }],
    tags: tags.map((tag) => ({ name: tag })),
    security: [{}, { token: [] }, { session: [] }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token, see `POST /tokens`." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "afpools",
          description: "The cookie that `POST /session` sets; over HTTPS its name is `__Host-afpools`.",
        },
      },
    },
  };
}

const tags = [
  "status",
  "pools",
  "history",
  "hosts",
  "usage",
  "plans",
  "jobs",
  "scans",
  "settings",
  "access",
] as const;

function tagOf(path: string): (typeof tags)[number] {
  const [, first = ""] = path.split("/");
  const others: Record<string, (typeof tags)[number]> = {
    "native-pools": "hosts",
    mask: "plans",
    explain: "plans",
    "job-plans": "plans",
    session: "access",
    users: "access",
    tokens: "access",
  };
  return others[first] ?? tags.find((tag) => tag === first) ?? "status";
}

const access: Record<Needs, string> = {
  nothing: "Open to everybody.",
  viewer: "Needs a viewer; whoever is not signed in is one, unless `access.anonymous` is `none`.",
  user: "Needs somebody who is signed in.",
  editor: "Needs an editor.",
  admin: "Needs an admin.",
};

function operation(name: OperationName, route: Route): Json {
  const { summary, description, needs, params, query, body, result, csv, etag, conditional } = route;
  const { ifMatch, idempotent } = route;
  const { method, path } = endpoints[name];
  const headers = [
    ifMatch && ifMatchHeader,
    idempotent && idempotencyHeader,
    conditional && ifNoneMatchHeader,
  ].filter(Boolean);
  return {
    operationId: name,
    tags: [tagOf(path)],
    summary,
    description: [description, access[needs]].filter(Boolean).join(" "),
    ...(needs !== "nothing" && needs !== "viewer" && { security: [{ token: [] }, { session: [] }] }),
    parameters: [...parametersOf("path", params), ...parametersOf("query", query), ...headers],
    ...(body && { requestBody: { required: true, content: json(refTo(`${name}Body`, body)) } }),
    responses: {
      ...(result
        ? {
            "200": {
              description: "Done.",
              content: {
                ...json(refTo(`${name}Result`, result)),
                ...(csv && { "text/csv": { schema: { type: "string" } } }),
              },
              ...(etag && { headers: { ETag: etagHeader } }),
              ...(conditional && { headers: { ETag: contentTagHeader } }),
            },
            ...(conditional && { "304": { description: "Nothing changed." } }),
          }
        : { "204": { description: "Done." } }),
      ...refusalsOf(method, route),
    },
  };
}

/** What every route may refuse with: a token that is not good, a page of another server, a name that is not the server's, … */
function commonErrors(
  method: string,
  { needs, params, query, body, idempotent, conditional }: Route,
): ErrorCode[] {
  return [
    "SIGN_IN_FAILED",
    ...(needs === "nothing" ? [] : (["SIGN_IN_REQUIRED", "STORE_UNAVAILABLE"] as const)),
    "FORBIDDEN",
    "WRONG_SERVER_NAME",
    ...(method === "GET" ? [] : (["TLS_REQUIRED"] as const)),
    ...(params || query || body || idempotent ? (["INVALID_ARGUMENT"] as const) : []),
    ...(idempotent ? (["CONFLICT"] as const) : []),
    // What carries such a tag may be long, and so may a body.
    ...(conditional || body ? (["TOO_MANY_REQUESTS"] as const) : []),
    ...(body ? (["MALFORMED_MESSAGE", "MESSAGE_TOO_LARGE", "WRONG_CONTENT_TYPE"] as const) : []),
    "INTERNAL",
  ];
}

function refusalsOf(method: string, route: Route): Json {
  const byStatus = new Map<number, Set<ErrorCode>>();
  const add = (status: number, code: ErrorCode) =>
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  for (const code of [...commonErrors(method, route), ...route.errors]) add(httpStatus(code), code);
  if (route.ifMatch) add(412, "CONFLICT");
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: [...codes].map((code) => `\`${code}\``).join(", "),
        content: { [problemType]: { schema: refTo("Problem", problem) } },
      },
    ]),
  );
}

const uriOf = (id: string) => `#/components/schemas/${id}`;

const idOf = (schema: z.ZodType): string | undefined => z.globalRegistry.get(schema)?.id;

function refTo(id: string, schema: z.ZodType): Json {
  return { $ref: uriOf(idOf(schema) ?? capitalised(id)) };
}

const json = (schema: Json) => ({ "application/json": { schema } });

function parametersOf(place: "path" | "query", schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, jsonSchemaOptions);
  return Object.entries(properties).map(([name, value]) => {
    const { description, ...rest } = value as Json;
    return {
      name,
      in: place,
      required: required.includes(name),
      schema: rest,
      ...(description !== undefined && { description }),
    };
  });
}

const ifMatchHeader = {
  name: "If-Match",
  in: "header",
  description: 'The pool\'s revision that the caller has seen, as its `ETag` gave it: `"7"`.',
  schema: { type: "string" },
};

const idempotencyHeader = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "A text of the caller's choice, up to 100 characters. The same request, sent again within an hour with the same key and the same token or session, gets the first one's answer and is not carried out again. `CONFLICT` where the first one has no answer after ten seconds.",
  schema: { type: "string" },
};

const contentTagHeader = {
  description: "Stands for all that the answer holds.",
  schema: { type: "string" },
};

const ifNoneMatchHeader = {
  name: "If-None-Match",
  in: "header",
  description: "`ETag` of an answer of before: while it holds the same, it is not sent again (304).",
  schema: { type: "string" },
};

const etagHeader = {
  description: "The pool's revision afterwards, for `If-Match`; absent when it was deleted.",
  schema: { type: "string" },
};

const eventsOperation = {
  operationId: "events",
  tags: ["status"],
  summary: "All that changes, by WebSocket",
  description:
    "Answers the upgrade to a WebSocket, then sends `ServerMessage`s as JSON: a snapshot, then changes, at most a few a second. The client sends nothing. Needs a viewer.",
  parameters: [
    {
      name: "since",
      in: "query",
      description:
        "`INSTANCE:SEQ` of the last message that was seen: the connection resumes behind it, where the server still has what came since.",
      schema: { type: "string" },
    },
  ],
  responses: {
    "101": {
      description: "The messages are of this schema.",
      content: json(refTo("ServerMessage", serverMessage)),
    },
  },
};

/** The schemas of all resources, and of the bodies and results that have no name of their own. */
function componentSchemas(): Json {
  const registry = z.registry<{ id: string; description?: string | undefined }>();
  for (const [id, schema] of namedSchemas) registry.add(schema, { ...z.globalRegistry.get(schema), id });
  for (const name of operationNames) {
    const { body, result }: Route = routes[name];
    if (body && idOf(body) === undefined) registry.add(body, { id: capitalised(`${name}Body`) });
    if (result && idOf(result) === undefined) registry.add(result, { id: capitalised(`${name}Result`) });
  }
  return strippedOfUris(z.toJSONSchema(registry, { ...jsonSchemaOptions, uri: uriOf }).schemas);
}

/** As a client may send and must take it: a server of a later version may tell more members. */
export const jsonSchemaOptions: NonNullable<Parameters<typeof z.toJSONSchema>[1]> = {
  io: "input",
  unrepresentable: "any",
  override: ({ jsonSchema }) => {
    // To OpenAPI this says that a client may not send it; ours says that its reader does not change it.
    delete jsonSchema.readOnly;
    // Every integer would have JavaScript's own limits.
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  },
};

function strippedOfUris(schemas: Json): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _, $id: __, ...rest } = schema as Json;
      return [id, rest];
    }),
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

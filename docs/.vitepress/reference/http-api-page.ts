import { openApiDocument } from "@afpools/api";
import { cell, code, page, prose, table } from "./markdown.js";
import { type Schema, shapeSection, typeOf } from "./shapes.js";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

interface OpenApi {
  readonly info: { readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The routes by resource, then the shapes of what they take and give, from the OpenAPI document. */
export function httpApiPage(): string {
  const api = openApiDocument() as unknown as OpenApi;
  const base = api.servers[0]?.url ?? "";
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return page(
    "# HTTP API",
    prose(api.info.description),
    `The paths below follow \`${base}\` on the server's HTTP port, 9980 unless configured. A running server gives this as an OpenAPI document at \`${base}/openapi.json\`; [\`@afpools/api/client\`](../../packages/api/README.md) is a typed client.`,
    ...api.tags.flatMap(({ name }) => [
      `## ${capitalised(name)}`,
      ...operations
        .filter(({ operation }) => operation.tags.includes(name))
        .map(({ method, path, operation }) => operationSection(method, path, operation)),
    ]),
    "## Shapes",
    "Members without _optional_ are always there.",
    ...Object.entries(api.components.schemas).map(([name, schema]) => shapeSection(name, schema)),
  );
}

function operationSection(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const answers = Object.entries(responses).map(([status, { description: said, content }]) => [
    status,
    Number(status) < 300 ? [said, contentType(content)].filter(Boolean).join(" ") : said,
  ]);
  return page(
    `### \`${method} ${path}\``,
    `${prose(summary)}. ${prose(description)} Operation \`${operationId}\`.`,
    parameters.length > 0
      ? table(
          ["parameter", "in", "type", ""],
          parameters.map(({ name, in: place, required, schema, description: said = "" }) => [
            code(name),
            place,
            typeOf(schema),
            cell(
              [required || place === "path" ? "" : "_optional_", said].filter(Boolean).join(" "),
            ).replaceAll("\\*", "*"),
          ]),
        )
      : "",
    requestBody ? `Body: ${contentType(requestBody.content)}.` : "",
    table(["status", "answer"], answers),
  ).trimEnd();
}

function contentType(content: Content | undefined): string {
  return Object.values(content ?? {})
    .map(({ schema }) => typeOf(schema))
    .join(", ");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

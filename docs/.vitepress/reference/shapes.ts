import { cell, code, page, prose, table } from "./markdown.js";

/** What is used here of a schema in JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly additionalProperties?: Schema | boolean;
}

/** A shape with its members, under a heading of its name. */
export function shapeSection(name: string, schema: Schema): string {
  const { description = "", properties, required = [] } = schema;
  const rows = Object.entries(properties ?? {}).map(([member, shape]) => [
    code(member),
    typeOf(shape),
    [required.includes(member) ? "" : "_optional_", cell(shape.description ?? "")].filter(Boolean).join(" "),
  ]);
  return page(
    `### ${name}`,
    prose(description),
    rows.length > 0 ? table(["member", "type", ""], rows) : typeOf(schema),
  ).trimEnd();
}

/** A type in one line, named shapes as links. */
export function typeOf(schema: Schema): string {
  const { $ref, type, items, properties, additionalProperties } = schema;
  if ($ref) {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(", ");
  const any = schema.anyOf ?? schema.oneOf;
  if (any) return any.map(typeOf).join(" or ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" and ");
  if (items) return `array of ${typeOf(items)}`;
  if (properties) {
    const members = Object.entries(properties).map(([name, shape]) => `\`${name}\`: ${typeOf(shape)}`);
    return `{ ${members.join("; ")} }`;
  }
  if (typeof additionalProperties === "object") return `object of ${typeOf(additionalProperties)}`;
  return typeof type === "string" ? type : (type?.join(" or ") ?? "anything");
}

import * as z from "zod";

/** The schemas that have a name of their own in the OpenAPI document. */
export const namedSchemas = new Map<string, z.ZodType>();

/** `schema` under this name, with what it is. */
export function named<T extends z.ZodType>(id: string, description: string, schema: T): T {
  namedSchemas.set(id, schema);
  z.globalRegistry.add(schema, { id, description });
  return schema;
}

/** A list that its reader does not change, as all of the domain's are. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).readonly();
}

import { z } from "zod";

const host = z.union([
  z.string(),
  z.strictObject({
    name: z.string(),
    engine: z.string().default(""),
    ip: z.string().default(""),
    port: z.string().default(""),
  }),
]);

/** What a file of pools holds. */
export const poolFileSchema = z.strictObject({
  version: z.literal(1).default(1),
  pools: z.array(
    z.strictObject({
      id: z.exactOptional(z.string()),
      name: z.string(),
      renamedFrom: z.exactOptional(z.string()),
      description: z.string().default(""),
      hosts: z.array(host).default([]),
      rules: z.array(z.string()).default([]),
      restartStrays: z.boolean().default(false),
    }),
  ),
});

import { createReadStream } from "node:fs";
import { AfpoolsError } from "@afpools/core";
import { readText } from "@afpools/core/internal";
import * as z from "zod";

/** What a hook can be told of: changes of pools, holds, and jobs that cannot be kept on their pools any more. */
const hookTopics = ["pools", "holds", "jobs"] as const;

export type HookTopic = (typeof hookTopics)[number];

const secret = z.string().min(16, "has fewer than 16 characters: others could guess it").max(200);

const hook = z.strictObject({
  /** For people, and to know after a restart what the hook was told already. */
  name: z.string().regex(/^[\w.-]{1,60}$/, "is not 1 to 60 letters, digits, dots, underscores or hyphens"),
  url: z
    .url({ protocol: /^https?$/, error: "is no address that begins with http:// or https://" })
    .refine(hasNoUser, "has a user or password before the host, which is not sent"),
  /** Deliveries are signed with it. */
  secret: z.exactOptional(secret),
  topics: z
    .array(z.enum(hookTopics))
    .min(1)
    .default([...hookTopics]),
  /** Names of pools; of changes of others nothing is told. */
  pools: z.exactOptional(z.array(z.string()).min(1)),
  /** `chat` sends a sentence alone, `{"text": …}`, as chat programs take it. */
  format: z.enum(["full", "chat"]).default("full"),
});

export type Hook = z.output<typeof hook>;

/** Each looks at the history for itself, after each change. */
const mostHooks = 100;

const hookList = z
  .array(hook)
  .max(mostHooks, `has more than ${mostHooks} webhooks`)
  .superRefine((hooks, context) => {
    const names = hooks.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) context.addIssue({ code: "custom", message: `names the hook "${twice}" twice` });
  });

function hasNoUser(url: string): boolean {
  return !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === "");
}

/**
 * The hooks of a file, a list in JSON. Errors name no address and no secret.
 *
 * @throws AfpoolsError `INVALID_FILE`
 */
export async function readHooks(path: string): Promise<readonly Hook[]> {
  const invalid = (reason: string) =>
    new AfpoolsError("INVALID_FILE", `The file of webhooks ${path} cannot be used: ${reason}.`, {
      details: { path },
    });
  const text = await readText(createReadStream(path), { name: path });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("it is no JSON");
  }
  const checked = hookList.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join(".")} ` : "it ";
  throw invalid(`${where}${issue?.message ?? "is not as it should be"}`);
}

import type * as z from "zod";

/** What is wrong first, and where: the path of the field (`edit.addHosts.3`) and why, as part of a sentence. */
export function describeIssue(
  error: z.ZodError,
  known: readonly string[],
): { readonly field: string; readonly reason: string } {
  const issue = error.issues[0];
  if (!issue) return { field: "", reason: "not understood" };
  if (issue.code === "unrecognized_keys") {
    const field = [...issue.path, issue.keys[0] ?? ""].map(String).join(".");
    const instead =
      issue.path.length > 0 ? "" : known.length > 0 ? `; there are ${known.join(", ")}` : "; it takes none";
    return { field, reason: `not known here${instead}` };
  }
  const reason = issue.message.replace(/^Invalid (input|option): /, "");
  return { field: issue.path.map(String).join("."), reason };
}

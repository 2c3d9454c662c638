import type { CheckName, Judgement } from "../admission/answer.js";

const placements: ReadonlySet<CheckName> = new Set<CheckName>([
  "hosts-mask",
  "hosts-mask-exclude",
  "properties",
  "native-pools",
]);

/** Is a host stopped by one of the members of a job by which pools keep hosts out? */
export function isPlacement(judgement: Judgement): boolean {
  return "check" in judgement && judgement.of === "job" && placements.has(judgement.check);
}

import type { Answer, CheckedPart, CheckName, Judgement } from "../admission/answer.js";

/** Whether something may start a task, and what stops it: both null where nothing does. */
export interface ExplainedAnswer {
  readonly answer: Answer;
  /** What afserver checks that stops it, and of what. */
  readonly check: CheckName | null;
  readonly of: CheckedPart | null;
  readonly text: string;
}

/** @param text default: what the judgement says */
export function explainedAnswer(judgement: Judgement, text = textOf(judgement)): ExplainedAnswer {
  const { check, of } = "check" in judgement ? judgement : { check: null, of: null };
  return { answer: judgement.answer, check, of, text };
}

export function textOf(judgement: Judgement): string {
  return "text" in judgement ? judgement.text : "Nothing that afserver shows stops it.";
}

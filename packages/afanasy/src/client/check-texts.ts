import { AfpoolsError } from "@afpools/core";
import type { Release } from "../releases/release.js";
import {
  type TextField,
  type TextOwner,
  textFields,
  type Writing,
  writingOf,
} from "../releases/text-fields.js";

/**
 * Refuses texts that would break afserver's listings for everybody, and lose the job or the render's settings when afserver
 * is started again. The one place where texts are checked before they are sent.
 *
 * @param where whose texts they are, for the error: `block 0 of the job "a"`.
 * @throws AfpoolsError `INVALID_ARGUMENT`.
 */
export function checkTexts(owner: TextOwner, members: object, release: Release, where: string): void {
  for (const [member, field] of Object.entries(textFields[owner])) {
    const value: unknown = Reflect.get(members, member);
    if (value === undefined) continue;
    for (const { text, writing } of textsOf(field, value, release)) {
      const flaw = textFlaw(text, writing);
      if (!flaw) continue;
      const server = typeof field.writing === "function" ? `afserver ${release.version}` : "afserver";
      throw unsafe({ member, text, flaw, writing, server, where });
    }
  }
}

interface SentText {
  readonly text: string;
  readonly writing: Writing;
}

/** What afserver would take over of a value. It disregards values of another kind than it expects. */
function* textsOf(field: TextField, value: unknown, release: Release): Generator<SentText> {
  const writing = writingOf(field, release);
  if (field.holds === "text") {
    if (typeof value === "string") yield { text: value, writing };
  } else if (field.holds === "texts") {
    for (const text of Array.isArray(value) ? value : [])
      if (typeof text === "string") yield { text, writing };
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield { text: name, writing };
      if (typeof inner === "string") yield { text: inner, writing: "escaped" };
    }
  }
}

/** What afserver cannot write about a text; nothing where it can. */
export function textFlaw(text: string, writing: Writing): string | undefined {
  // The first of a pair alone: no JSON for afserver. The second alone: no UTF-8 in its answers.
  if (/\p{Surrogate}/u.test(text)) return "half of a surrogate pair";
  if (writing === "escaped") {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)
      ? "a control character other than line ends and tabs"
      : undefined;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /["\\\u0000-\u001f]/.test(text) ? "a quote, a backslash or a control character" : undefined;
}

interface UnsafeText extends SentText {
  readonly member: string;
  readonly flaw: string;
  /** Which afserver cannot write it. */
  readonly server: string;
  readonly where: string;
}

function unsafe({ member, text, flaw, writing, server, where }: UnsafeText): AfpoolsError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  const advice =
    writing === "raw" && member.includes("mask") ? " In a regular expression, write [.] instead of \\." : "";
  return new AfpoolsError(
    "INVALID_ARGUMENT",
    `${member} of ${where} contains ${flaw}, which ${server} writes without escaping it: ${JSON.stringify(shown)}. Its listings would be unreadable, and it would lose the data when it restarts.${advice}`,
    { details: { member, value: shown } },
  );
}

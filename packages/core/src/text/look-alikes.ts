import { codePointOf } from "./show.js";

/**
 * Letters of other alphabets that most fonts draw as an ASCII letter, behind that letter: those of Unicode's list of confusable
 * characters (UTS #39) in Cyrillic, Greek, Armenian and Latin that a reader cannot tell apart. Forms for compatibility, such as
 * full-width letters, need no entry: NFKC makes ASCII of them.
 */
const drawnAs: Readonly<Record<string, string>> = {
  A: "ΑА",
  B: "ΒВ",
  C: "СϹ",
  E: "ΕЕ",
  G: "Ԍ",
  H: "ΗН",
  I: "ΙІӀ",
  J: "ЈͿ",
  K: "ΚК",
  M: "ΜМϺ",
  N: "Ν",
  O: "ΟОՕ",
  P: "ΡР",
  Q: "Ԛ",
  S: "ЅՏ",
  T: "ΤТ",
  U: "Ս",
  V: "Ѵ",
  W: "Ԝ",
  X: "ΧХ",
  Y: "ΥҮУ",
  Z: "Ζ",
  a: "αаɑ",
  c: "сϲᴄ",
  d: "ԁ",
  e: "еҽ",
  g: "ɡց",
  h: "һհ",
  i: "іıι",
  j: "јϳ",
  l: "ӏǀ",
  n: "ո",
  o: "οоօᴏ",
  p: "ρр",
  q: "ԛզ",
  s: "ѕꜱ",
  u: "սυᴜ",
  v: "νѵᴠ",
  w: "ԝաᴡ",
  x: "хⅹ",
  y: "уүγ",
  z: "ᴢ",
};

const asciiOf: ReadonlyMap<string, string> = new Map(
  Object.entries(drawnAs).flatMap(([ascii, others]) => [...others].map((other) => [other, ascii] as const)),
);

/** A part of a text as it should be shown. */
export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  /** A character that a reader does not see, or that changes how the text around it is shown. */
  | { readonly kind: "unseen"; readonly text: string; readonly codePoint: string }
  /** Letters that look like ASCII letters and are others, in a word that could be taken for one in ASCII. */
  | { readonly kind: "look-alike"; readonly text: string; readonly like: string };

const unseenOrWord = /(?<unseen>[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])|(?<word>\p{L}+)/gu;
const isAscii = /^[\p{ASCII}]*$/u;

/**
 * `text` with what a reader cannot tell apart: characters that are not seen, and letters in words that mix ASCII letters with
 * their look-alikes or consist of look-alikes only. A word that has other letters of its own alphabet, too, is no fraud.
 */
export function textParts(text: string): readonly TextPart[] {
  // Nearly all names are so.
  if (/^[\x20-\x7e]*$/.test(text)) return text === "" ? [] : [{ kind: "text", text }];
  const parts: TextPart[] = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") parts.push({ kind: "text", text: plain });
    plain = "";
  };
  let end = 0;
  for (const match of text.matchAll(unseenOrWord)) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    const { unseen, word = "" } = match.groups ?? {};
    if (unseen !== undefined) {
      flush();
      parts.push({ kind: "unseen", text: unseen, codePoint: codePointOf(unseen) });
      continue;
    }
    const isDeceptive = isAscii.test(asAscii(word));
    for (const letter of word) {
      const like = asAscii(letter);
      if (!isDeceptive || like === letter) {
        plain += letter;
        continue;
      }
      flush();
      parts.push({ kind: "look-alike", text: letter, like });
    }
  }
  plain += text.slice(end);
  flush();
  return parts;
}

/**
 * What two names have in common that look the same: the text with ASCII in place of its look-alikes, in one width, without
 * characters that are not seen, in lower case. Not to be shown. ASCII letters that resemble each other, as l and I, stay
 * different.
 */
export function skeleton(text: string): string {
  const seen = text.normalize("NFKC").replaceAll(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, "");
  const plain = asAscii(seen.replaceAll(/\s+/gu, " ").trim());
  // Once more for look-alikes that only the lower case has, and not before: В looks like B, and в like nothing.
  return asAscii(plain.toLowerCase()).normalize("NFC");
}

/** Do these names look the same, although they are different ones? Upper and lower case makes no difference between names. */
export function isConfusable(a: string, b: string): boolean {
  if (isAscii.test(a) && isAscii.test(b)) return false;
  return a.toLowerCase().normalize("NFC") !== b.toLowerCase().normalize("NFC") && skeleton(a) === skeleton(b);
}

function asAscii(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[^\p{ASCII}]/gu, (character) => asciiOf.get(character) ?? character);
}

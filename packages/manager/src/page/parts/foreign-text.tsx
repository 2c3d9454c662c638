import { clipText, type TextPart, textParts, visible } from "@afpools/core/internal";
import { t } from "../texts.js";

/** The longest that is shown, in characters. The tooltip has the whole. */
const maxShown = 200;

export interface ForeignTextProps {
  /** A name or another text that somebody else wrote: it may hold anything. */
  readonly text: string;
}

/**
 * A text on its own: its direction does not change the text around it, and what looks like something else is marked:
 * characters that are not seen, and letters that look like others.
 */
export function ForeignText({ text }: ForeignTextProps) {
  const shown = clipText(text, maxShown);
  return <bdi title={shown === text ? undefined : visible(text)}>{textParts(shown).map(shownPart)}</bdi>;
}

function shownPart(part: TextPart) {
  if (part.kind === "text") return part.text;
  const isUnseen = part.kind === "unseen";
  return (
    <span class="odd-character" title={isUnseen ? t.unseenCharacter(part.codePoint) : t.lookAlike(part.like)}>
      {isUnseen ? part.codePoint : part.text}
    </span>
  );
}

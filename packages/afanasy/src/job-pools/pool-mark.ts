import type { MaskForm } from "@afpools/core";
import { digest } from "./digest.js";

/** The masks of a pool. The exclude mask is people's in the form `include`. */
export interface PoolMasks {
  readonly hosts_mask: string;
  readonly hosts_mask_exclude: string;
}

const mark = /\|?#([0-9a-f]{8})$/;

/**
 * A pool's masks with a mark at the end of the one that decides: `pc-0[13]|#5c1f09a2`. It matches no host, since no host's
 * name has a `#`, in either type; it is a digest of what it stands behind, so that masks which a person has changed are
 * told from the pool's. Nothing but the masks themselves has to be kept for that, and jobs with equal masks stay equal.
 */
export function withMark<Masks extends PoolMasks>(masks: Masks, form: MaskForm): Masks {
  const field = deciding(form);
  const text = masks[field];
  const end = `#${digestOf(masks, form)}`;
  return { ...masks, [field]: text === "" ? end : `${text}|${end}` };
}

/** Are these masks as {@link withMark} wrote them? */
export function hasMark(masks: PoolMasks, form: MaskForm): boolean {
  const field = deciding(form);
  const found = mark.exec(masks[field]);
  if (!found) return false;
  return found[1] === digestOf({ ...masks, [field]: masks[field].slice(0, found.index) }, form);
}

function deciding(form: MaskForm): keyof PoolMasks {
  return form === "exclude" || form === "exclude-lookahead" ? "hosts_mask_exclude" : "hosts_mask";
}

function digestOf({ hosts_mask, hosts_mask_exclude }: PoolMasks, form: MaskForm): string {
  return digest(form === "include" ? [hosts_mask] : [hosts_mask, hosts_mask_exclude]);
}

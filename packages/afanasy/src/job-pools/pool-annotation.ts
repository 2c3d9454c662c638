const marker = "pool: ";
const separator = "; ";
const strays = " (strays restart)";

/** A job's annotation that says to people on which pool it is, behind what they wrote there themselves. */
export function withPoolAnnotation(own: string, expression: string, restartStrays: boolean): string {
  const text = marker + expression + (restartStrays ? strays : "");
  return own === "" ? text : own + separator + text;
}

/** What a job's annotation says of its pool, and what people wrote there. */
export function readPoolAnnotation(annotation: string): { readonly own: string; readonly pool?: string } {
  if (annotation.startsWith(marker)) return { own: "", pool: annotation.slice(marker.length) };
  const at = annotation.lastIndexOf(separator + marker);
  if (at < 0) return { own: annotation };
  return { own: annotation.slice(0, at), pool: annotation.slice(at + separator.length + marker.length) };
}

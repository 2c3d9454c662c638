/** What stands for a password that is not shown. */
export const hiddenPassword = "***";

/** A setting's value to be shown: the password of a database's address is hidden. */
export function withoutPassword(value: unknown): string | number {
  if (typeof value === "number") return value;
  return String(value).replace(/^(mongodb(?:\+srv)?:\/\/[^:/@]*):[^@]*@/, `$1:${hiddenPassword}@`);
}

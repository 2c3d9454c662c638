export const allowedMs: number;
export function measureStartUp(
  script: string,
  node?: string,
  rounds?: number,
): { readonly bare: number; readonly help: number; readonly least: number };

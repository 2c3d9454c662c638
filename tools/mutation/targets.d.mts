export const targets: Readonly<
  Record<string, { readonly files: readonly string[]; readonly tests: readonly string[] }>
>;

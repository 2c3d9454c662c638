/** Names of as many hosts. */
export function hostNames(count) {
  return Array.from({ length: count }, (_, index) => `pc-${String(index + 1).padStart(5, "0")}`);
}

/** Can this user give a process a view of the file system of its own? */
export const hasNamespaces = process.platform === "linux" && process.getuid?.() === 0;

/**
 * What to put before a command, so that it runs with `mount` done to `folder`, seen by it alone: `tmpfs` is a disk of so many
 * KiB, `read-only` the folder as it is, for reading only.
 */
export function inNamespace(folder: string, mount: { tmpfs: number } | "read-only"): readonly string[] {
  const script =
    mount === "read-only"
      ? 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"'
      : `mount -t tmpfs -o size=${mount.tmpfs}k tmpfs "$0"`;
  return ["unshare", "--mount", "sh", "-c", `${script} && exec "$@"`, folder];
}

/** The path under which all see a file that the process with this id sees as `path`. */
export function seenBy(pid: number, path: string): string {
  return `/proc/${pid}/root${path}`;
}

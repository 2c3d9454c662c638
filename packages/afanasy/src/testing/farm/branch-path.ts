const notOfFiles = /[^!-z]|["\\!$&?()[\]*^<>%`',:;]/g;

/** A job's branch as afserver keeps it: a path whose folders have no character that is none of a file's name. */
export function branchPath(text: string): string {
  const folders = text
    .replaceAll("\\", "/")
    .split("/")
    .filter((folder) => folder !== "" && folder !== "." && folder !== "..");
  return `/${folders.map((folder) => folder.replace(notOfFiles, "_")).join("/")}`;
}

/** It and all above it, the root first. */
export function pathsTo(path: string): string[] {
  const folders = path.split("/").filter((folder) => folder !== "");
  return ["/", ...folders.map((_, index) => `/${folders.slice(0, index + 1).join("/")}`)];
}

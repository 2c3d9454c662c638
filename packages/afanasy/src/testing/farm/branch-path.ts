const notOfFiles = /[^!-z]|["\\!$&?()[\]*^<>%`',:;]/g;

/** A job's branch as afserver keeps it: a path whose folders have no character that is none of a file's name. */
export function branchPath(text: string): string {
  const folders = text
    .replaceAll("\\", "/")
    .split("/")
    .filter((folder) => folder !== "" && folder !== "." && folder !== "..");
  return `/${folders.map((folder) => folder.replace(notOfFiles, "_")).join("/")}`;
}

import type { Release } from "./release.js";

/** How afserver writes a text into its answers and its store: with JSON's escapes, or as it is. */
export type Writing = "escaped" | "raw";

/**
 * A member of a request that holds texts.
 *
 * - `text`: a text; `texts`: a list of them;
 * - `names`: an object whose names are chosen by people, such as `pools`; its values are numbers;
 * - `texts by name`: an object with such names, and texts, which are always escaped.
 */
export interface TextField {
  readonly holds: "text" | "texts" | "names" | "texts by name";
  readonly writing: Writing | ((release: Release) => Writing);
}

/** What texts stand in. */
export type TextOwner = "job" | "block" | "task" | "render";

const escaped: TextField = { holds: "text", writing: "escaped" };
const raw: TextField = { holds: "text", writing: "raw" };

/**
 * The texts that afserver takes over from a request into its answers and its store. Tried on each release by sending one job
 * for each field with a quote, a backslash, line ends and other control characters, and starting afserver anew. Members that
 * are not listed are not kept as texts: they break nothing.
 *
 * A branch is missing on purpose: afserver replaces all characters in it but those of a path.
 */
export const textFields: Readonly<Record<TextOwner, Readonly<Record<string, TextField>>>> = {
  job: {
    // In the listing of renders, with the tasks that run, it is written as it is.
    name: escaped,
    user_name: raw,
    host_name: raw,
    annotation: escaped,
    custom_data: escaped,
    srv_info: escaped,
    description: escaped,
    hosts_mask: escaped,
    hosts_mask_exclude: escaped,
    need_os: escaped,
    need_properties: escaped,
    depend_mask: escaped,
    depend_mask_global: escaped,
    command_pre: escaped,
    command_post: escaped,
    project: escaped,
    department: escaped,
    pools: { holds: "names", writing: "raw" },
    folders: { holds: "texts by name", writing: "raw" },
  },
  block: {
    name: raw,
    service: raw,
    command: escaped,
    working_directory: escaped,
    files: { holds: "texts", writing: "escaped" },
    tasks_name: raw,
    parser: raw,
    custom_data: { holds: "text", writing: (release) => release.blockCustomData },
    srv_info: raw,
    command_pre: escaped,
    command_post: escaped,
    multihost_service: raw,
    hosts_mask: raw,
    hosts_mask_exclude: raw,
    need_properties: raw,
    depend_mask: raw,
    tasks_depend_mask: raw,
    environment: { holds: "texts by name", writing: "raw" },
    tickets: { holds: "names", writing: "raw" },
  },
  task: {
    name: raw,
    command: escaped,
    files: { holds: "texts", writing: "escaped" },
  },
  render: {
    annotation: escaped,
    custom_data: escaped,
    properties_host: raw,
  },
};

export function writingOf({ writing }: TextField, release: Release): Writing {
  return typeof writing === "function" ? writing(release) : writing;
}

import { fileURLToPath } from "node:url";

/**
 * The folder of the Pool Manager's page: `index.html`, and `assets/` whose files' names change with their content. Beside each file
 * stands the same compressed, as `.br` and `.gz`. A server answers paths of the page that are no file with `index.html`.
 */
export const managerFolder: string = fileURLToPath(new URL("./page", import.meta.url));

// Checks the Python code of packages/integrations: style, types, and that Python 3.6 can run it.
import { fileURLToPath } from "node:url";
import { installPythonTools, runPythonTool } from "./python-tools.mjs";

const folder = fileURLToPath(new URL("../packages/integrations", import.meta.url));

installPythonTools();
const check = (name, ...args) => {
  try {
    runPythonTool(name, args, folder);
  } catch {
    console.error(`${name} has found something in the Python code (above).`);
    process.exit(1);
  }
};
check("ruff", "check", "--quiet", ".");
check("ruff", "format", "--quiet", "--diff", ".");
check(
  "mypy",
  "--no-error-summary",
  "python",
  "setup/afpools_hook.py",
  ...["afstarter", "natron", "fusion", "blender", "programs/clarisse", "src/testing/driver.py"],
);
check(
  "vermin",
  "--quiet",
  "--no-tips",
  "--eval-annotations",
  "--target=3.6-",
  "--violations",
  "--exclude=imp",
  ...["python", "setup/afpools_hook.py", "afstarter", "natron", "fusion", "blender", "programs"],
);

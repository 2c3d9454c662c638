export const python: string;
export function installPythonTools(): void;
export function runPythonTool(name: string, args: readonly string[], cwd: string | URL): void;

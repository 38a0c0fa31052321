export { MiniHost, type MiniHostOptions } from "./mini-host.ts";
export type { Instance } from "./instances.ts";
export { type Evaluate, evaluateByFunction } from "./modules.ts";
export { type AppJson, loadProgram, type Program, readUrl, type ReadFile } from "./program.ts";

import { candidates } from "./program.ts";

/** Makes a function of a file's code with these parameters. */
export type Evaluate = (code: string, names: string[], path: string) => (...values: unknown[]) => unknown;

/** Where `eval` is allowed; a page whose policy forbids it has to give another. */
export const evaluateByFunction: Evaluate = (code, names, path) =>
  new Function(...names, `${code}\n//# sourceURL=${path}`) as (...values: unknown[]) => unknown;

interface Module {
  exports: unknown;
}

/** The modules of one program: each file runs once, with the globals of its Mini Program. */
export class Modules {
  private readonly files: ReadonlyMap<string, string>;
  private readonly globals: Record<string, unknown>;
  private readonly evaluate: Evaluate;
  private readonly loaded = new Map<string, Module>();

  constructor(files: ReadonlyMap<string, string>, globals: Record<string, unknown>, evaluate: Evaluate) {
    this.files = files;
    this.globals = globals;
    this.evaluate = evaluate;
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  run(path: string): unknown {
    const before = this.loaded.get(path);
    if (before) return before.exports;
    const code = this.files.get(path);
    if (code === undefined) throw new Error(`module '${path}' is not defined`);
    const module: Module = { exports: {} };
    this.loaded.set(path, module);
    const names = { ...this.globals, require: this.requireIn(path), module, exports: module.exports };
    try {
      this.evaluate(code, Object.keys(names), path)(...Object.values(names));
    } catch (error) {
      this.loaded.delete(path);
      throw error;
    }
    return module.exports;
  }

  private requireIn(from: string): unknown {
    const require = (name: string): unknown => {
      const path = candidates(name, from).find((candidate) => this.files.has(candidate));
      if (path === undefined) throw new Error(`module '${name}' is not defined, require args is '${name}' in ${from}`);
      return this.run(path);
    };
    return Object.assign(require, { async: async (name: string) => require(name) });
  }
}

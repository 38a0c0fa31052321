import { transform } from "sucrase";

/** The file as CommonJS, without its types. JavaScript that has neither import nor export stays as it is, sloppy mode included. */
export function commonJs(text: string, path: string): string {
  const isTyped = path.endsWith(".ts");
  if (!isTyped && !MODULE_SYNTAX.test(text)) return text;
  return transform(text, {
    transforms: isTyped ? ["typescript", "imports"] : ["imports"],
    disableESTransforms: true,
    preserveDynamicImport: true,
    production: true,
    filePath: path,
  }).code;
}

/** Anywhere a statement may begin; a word in a comment only costs the transformation. */
const MODULE_SYNTAX = /(?:^|[;}\n])\s*(?:import|export)\b/;

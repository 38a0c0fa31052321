/** Runs the logic files of a Mini Program, as they are: `./hookswitch mini-program --help`. */
import { inNode } from "./in-node.ts";
import { inPage } from "./in-page.ts";
import { optionsOf, WrongOption } from "./options.ts";

try {
  const options = optionsOf(process.argv.slice(2));
  if (options.pagePort === undefined) await inNode(options);
  else await inPage(options, options.pagePort);
} catch (error) {
  process.stderr.write(`mini-program: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof WrongOption ? 2 : 1);
}

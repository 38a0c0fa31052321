/** What programs give to `Page`, `Component` and `Behavior`. */
export type Definition = Record<string, unknown> & { data?: object; behaviors?: Definition[] };

/** A live page or component: `this` in its methods. */
export type Instance = Record<string, unknown> & {
  data: Record<string, unknown>;
  setData(changes: Record<string, unknown>, done?: () => void): void;
};

export type OnData = (instance: Instance, changes: Record<string, unknown>) => void;

type Method = (...args: unknown[]) => unknown;

export interface Defined {
  definition: Definition;
  isComponent: boolean;
}

/** How components are laid out; pages have everything at the top. */
const COMPONENT_PARTS = [
  "methods",
  "lifetimes",
  "pageLifetimes",
  "properties",
  "observers",
  "options",
  "relations",
  "externalClasses",
];

/** What instances have for the sake of what is drawn: nothing is there to be found, and nobody hears a component's events. */
const WITHOUT_RENDERING = {
  selectComponent: () => null,
  selectAllComponents: () => [],
  selectOwnerComponent: () => null,
  triggerEvent() {},
  groupSetData(act?: () => void) {
    act?.();
  },
};

/** A page or component of this definition, with data of its own. */
export function instanceOf({ definition, isComponent }: Defined, onData: OnData): Instance {
  const parts = [...behaviorsOf(definition), definition];
  const data: Record<string, unknown> = {};
  const instance: Instance = {
    ...WITHOUT_RENDERING,
    data,
    setData(changes, done) {
      for (const [path, value] of Object.entries(changes)) put(data, path, value);
      onData(instance, changes);
      done?.call(instance);
    },
  };
  for (const part of parts) {
    const isLaidOut = isComponent || part !== definition;
    Object.assign(data, copied(part.data ?? {}), isLaidOut ? defaultsOf(part.properties) : {});
    for (const [name, value] of Object.entries({
      ...part,
      ...(isLaidOut ? (part.methods as object | undefined) : {}),
    })) {
      if (name !== "data" && name !== "behaviors" && !(isLaidOut && COMPONENT_PARTS.includes(name)))
        instance[name] = copied(value);
    }
  }
  if (isComponent) instance.properties = data;
  return instance;
}

/** Calls it by name where it is defined: a life cycle at the top of a page, in a component's `lifetimes`, or among its methods. */
export function call(instance: Instance, name: string, ...args: unknown[]): unknown {
  const method = instance[name];
  return typeof method === "function" ? (method as Method).apply(instance, args) : undefined;
}

/** Every behavior's and then the component's own; `lifetimes` win over what stands at the top. */
export function lifetime(
  definition: Definition,
  instance: Instance,
  name: string,
  part: "lifetimes" | "pageLifetimes",
): void {
  for (const each of [...behaviorsOf(definition), definition]) {
    const inPart = (each[part] as Record<string, unknown> | undefined)?.[name];
    const method = inPart ?? (part === "lifetimes" ? each[name] : undefined);
    if (typeof method === "function") (method as Method).call(instance);
  }
}

function behaviorsOf(definition: Definition): Definition[] {
  return (definition.behaviors ?? [])
    .filter((each) => typeof each === "object")
    .flatMap((each) => [...behaviorsOf(each), each]);
}

function defaultsOf(properties: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((properties as Record<string, unknown> | undefined) ?? {}).map(([name, property]) => {
      const { type, value } =
        typeof property === "function"
          ? { type: property, value: undefined }
          : (property as { type?: unknown; value?: unknown });
      return [name, value === undefined ? emptyOf(type) : copied(value)];
    }),
  );
}

function emptyOf(type: unknown): unknown {
  switch (type) {
    case String:
      return "";
    case Number:
      return 0;
    case Boolean:
      return false;
    case Array:
      return [];
    default:
      return null;
  }
}

/** Each page has objects of its own; functions, and what is no plain object, are the definition's. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copied(each)]));
}

/** Sets `a.b[0].c`; what is missing on the way is made. */
function put(data: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  const last = steps.pop();
  if (last === undefined) return;
  let at: Record<string, unknown> = data;
  steps.forEach((step, n) => {
    if (typeof at[step] !== "object" || at[step] === null) at[step] = /^\d+$/.test(steps[n + 1] ?? last) ? [] : {};
    at = at[step] as Record<string, unknown>;
  });
  at[last] = value;
}

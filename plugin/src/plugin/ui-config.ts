import type { SideUi, UiConfig } from "../port/port.ts";

/** What is there already, with what a further call gives (contract §1.8); values that mean nothing are left out. */
export function merged(before: UiConfig, given: unknown): UiConfig {
  const config = object(given);
  const callerUI = { ...before.callerUI, ...side(config.callerUI) };
  const listenerUI = { ...before.listenerUI, ...side(config.listenerUI) };
  return {
    ...before,
    ...take(config, "btnText", isText),
    ...take(config, "handsFree", isBoolean),
    ...take(config, "isSelfWindowMax", isBoolean),
    ...take(config, "customBoxHeight", oneOf("70vh", "75vh", "90vh")),
    ...(Object.keys(callerUI).length > 0 ? { callerUI } : {}),
    ...(Object.keys(listenerUI).length > 0 ? { listenerUI } : {}),
  };
}

function side(given: unknown): SideUi {
  const ui = object(given);
  return {
    ...take(ui, "cameraRotation", oneOf(0, 90, 180, 270)),
    ...take(ui, "aspectRatio", isRatio),
    ...take(ui, "horMirror", isBoolean),
    ...take(ui, "vertMirror", isBoolean),
    ...take(ui, "enableToggleCamera", isBoolean),
    ...take(ui, "objectFit", oneOf("fill", "contain")),
  };
}

function take<K extends string, V>(
  from: Record<string, unknown>,
  key: K,
  is: (value: unknown) => value is V,
): { [P in K]?: V } {
  const value = from[key];
  return is(value) ? ({ [key]: value } as { [P in K]?: V }) : {};
}

function object(given: unknown): Record<string, unknown> {
  return typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
}

function oneOf<const V>(...values: V[]): (value: unknown) => value is V {
  return (value): value is V => (values as unknown[]).includes(value);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isRatio = (value: unknown): value is number => typeof value === "number" && value > 0 && Number.isFinite(value);

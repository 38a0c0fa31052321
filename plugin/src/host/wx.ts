import type { Host, HostStorage, RouteKind, Toast } from "./host.ts";
import { isCallPage, type PageStack } from "./page-stack.ts";
import { PlatformDoors } from "./platform-doors.ts";
import { request, type RequestOptions, type RequestTask } from "./wx-request.ts";

/** The callbacks that nearly every `wx` member takes. */
export interface Callbacks<T = object> {
  success?(result: T & Said): void;
  fail?(result: Said & { errCode?: number }): void;
  complete?(result: Said): void;
}

export interface Said {
  errMsg: string;
}

/** Why a member failed, as `errMsg` tells it behind `name:fail`. */
class Failed extends Error {
  readonly errCode: number | undefined;

  constructor(reason: string, errCode?: number) {
    super(reason);
    this.errCode = errCode;
  }
}

/** The `wx` members that programs with calls use; `docs/plugin.md` lists them and those that are absent. */
export type WxMembers = ReturnType<typeof wxMembers>;

export function wxMembers(host: Host, pages: PageStack) {
  const doors = new PlatformDoors(host);
  const storage = new KeptValues(host.storage);

  const route = (how: Exclude<RouteKind, "navigateBack">) =>
    member<{ url: string }>(how, async ({ url }) => pages.go(how, text(url, "url")));

  return {
    ...namesToFunctions(["navigateTo", "redirectTo", "reLaunch", "switchTab"] as const, route),
    navigateBack: member<{ delta?: number }>("navigateBack", async ({ delta = 1 }) => {
      if (pages.pages.length > 1) pages.goBack(delta);
      else host.openPage("", "navigateBack");
    }),

    showToast: member<{ title: string; icon?: Toast["icon"]; duration?: number; mask?: boolean }>(
      "showToast",
      async (o) => {
        host.toast({
          title: String(o.title ?? ""),
          icon: o.icon ?? "success",
          mask: o.mask ?? false,
          durationMs: o.duration ?? 1500,
        });
      },
    ),
    hideToast: member("hideToast", async () => host.toast(undefined)),
    showLoading: member<{ title: string; mask?: boolean }>("showLoading", async (o) => {
      host.toast({ title: String(o.title ?? ""), icon: "loading", mask: o.mask ?? false });
    }),
    hideLoading: member("hideLoading", async () => host.toast(undefined)),
    showModal: member<ModalOptions, ModalResult>("showModal", async (o) => {
      const answer = await host.modal({
        title: o.title ?? "",
        content: o.content ?? "",
        confirmText: o.confirmText ?? "确定",
        ...(o.showCancel === false ? {} : { cancelText: o.cancelText ?? "取消" }),
        ...(o.editable ? { placeholderText: o.placeholderText ?? "" } : {}),
      });
      return {
        confirm: answer.confirm,
        cancel: !answer.confirm,
        content: o.editable && answer.confirm ? (answer.content ?? "") : null,
      };
    }),

    getStorageSync: (key: string) => storage.get(key) ?? "",
    setStorageSync: (key: string, data: unknown) => storage.set(key, data),
    removeStorageSync: (key: string) => host.storage.remove(key),
    clearStorageSync: () => storage.clear(),
    getStorageInfoSync: () => storage.info(),
    getStorage: member<{ key: string }, { data: unknown }>("getStorage", async ({ key }) => {
      const data = storage.get(key);
      if (data === undefined) throw new Failed("data not found");
      return { data };
    }),
    setStorage: member<{ key: string; data: unknown }>("setStorage", async ({ key, data }) => storage.set(key, data)),
    removeStorage: member<{ key: string }>("removeStorage", async ({ key }) => host.storage.remove(key)),
    clearStorage: member("clearStorage", async () => storage.clear()),
    getStorageInfo: member<object, StorageInfo>("getStorageInfo", async () => storage.info()),

    request: (options: RequestOptions): RequestTask => request(host.fetch, options),
    login: member<object, { code: string }>("login", async () => ({ code: await doors.loginCode() })),
    setClipboardData: member<{ data: string }>("setClipboardData", async ({ data }) => host.copy(text(data, "data"))),
    exitMiniProgram: member("exitMiniProgram", async () => host.exit()),

    getAccountInfoSync: () => ({
      miniProgram: { appId: host.appId, envVersion: host.environment.appVersion, version: "" },
    }),
    getWindowInfo: () => ({ ...host.windowInfo(), statusBarHeight: 0, screenTop: 0, safeArea: safeArea(host) }),
    /** What came for the plugin's page is told by `getPluginEnterOptions` alone (contract §1.11). */
    getEnterOptionsSync: () =>
      isCallPage(host.enterOptions) ? { ...host.enterOptions, query: {} } : host.enterOptions,

    requestDeviceVoIP: withoutPromise<DeviceVoipOptions>("requestDeviceVoIP", (o) => askForGrant(host, doors, o)),
    getDeviceVoIPList: withoutPromise<object, { list: ListedDevice[] }>("getDeviceVoIPList", async () => ({
      list: (await doors.grants()).map(({ sn, modelId, status }) => ({
        sn,
        model_id: modelId,
        status: status === "granted" ? 1 : 0,
      })),
    })),
  };
}

interface ModalOptions {
  title?: string;
  content?: string;
  showCancel?: boolean;
  confirmText?: string;
  cancelText?: string;
  editable?: boolean;
  placeholderText?: string;
}

interface ModalResult {
  confirm: boolean;
  cancel: boolean;
  content: string | null;
}

interface DeviceVoipOptions {
  sn?: string;
  snTicket?: string;
  modelId?: string;
  deviceName?: string;
  isGroup?: boolean;
}

interface ListedDevice {
  sn: string;
  model_id: string;
  status: 0 | 1;
}

/** The dialog in which a user lets a device call, with the outcomes that programs know (contract §3.5, §4.3, §4.6). */
async function askForGrant(host: Host, doors: PlatformDoors, o: DeviceVoipOptions): Promise<void> {
  if (o.isGroup) throw new Failed("device groups are not supported", 10025);
  const device = {
    sn: text(o.sn, "sn"),
    modelId: text(o.modelId, "modelId"),
    snTicket: text(o.snTicket, "snTicket"),
    deviceName: text(o.deviceName, "deviceName"),
  };
  const [before] = await doors.grants(device.sn);
  if (before) {
    if (before.status === "granted") throw new Failed("The sn has been subscribed", 10001);
    throw new Failed("The sn has been rejected", 10021);
  }
  const { confirm } = await host.modal({
    title: device.deviceName,
    content: `允许 “${device.deviceName}” 向你发起语音、视频通话？\nLet “${device.deviceName}” call you by voice and video?`,
    confirmText: "允许 · Allow",
    cancelText: "拒绝 · Refuse",
  });
  await doors.say(confirm ? "granted" : "refused", device);
  if (!confirm) throw new Failed("user refused", 1001);
}

interface StorageInfo {
  keys: string[];
  /** KB, as the limit. */
  currentSize: number;
  limitSize: number;
}

/** Values of any JSON type, kept as text. */
class KeptValues {
  private readonly storage: HostStorage;

  constructor(storage: HostStorage) {
    this.storage = storage;
  }

  get(key: string): unknown {
    const kept = this.storage.get(key);
    return kept === undefined ? undefined : (JSON.parse(kept) as { data?: unknown }).data;
  }

  set(key: string, data: unknown): void {
    this.storage.set(key, JSON.stringify({ data }));
  }

  clear(): void {
    for (const key of this.storage.keys()) this.storage.remove(key);
  }

  info(): StorageInfo {
    const keys = this.storage.keys();
    const characters = keys.reduce((sum, key) => sum + key.length + (this.storage.get(key)?.length ?? 0), 0);
    return { keys, currentSize: Math.ceil(characters / 1024), limitSize: 10240 };
  }
}

type Outcome<R> = { ok: true; result: R & Said } | { ok: false; failed: Said & { errCode?: number } };

/** A member with callbacks; it returns a promise when there are none. */
export function member<O extends object, R extends object | void = void>(name: string, act: (options: O) => Promise<R>) {
  return (options?: O & Callbacks<R & object>): Promise<R & Said> | undefined => {
    const outcome = carryOut(name, act, options);
    if (!hasCallbacks(options)) return orThrow(outcome);
    void tell(outcome, options);
    return undefined;
  };
}

function withoutPromise<O extends object, R extends object | void = void>(
  name: string,
  act: (options: O) => Promise<R>,
) {
  return (options?: O & Callbacks<R & object>): void => {
    void tell(carryOut(name, act, options), options);
  };
}

async function carryOut<O extends object, R>(
  name: string,
  act: (options: O) => Promise<R>,
  options: O | undefined,
): Promise<Outcome<R>> {
  try {
    return { ok: true, result: { ...(await act(options ?? ({} as O))), errMsg: `${name}:ok` } };
  } catch (error) {
    return {
      ok: false,
      failed: { errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}`, ...codeOf(error) },
    };
  }
}

/** What a callback throws is the program's, and surfaces as what nobody has caught. */
async function tell<R>(outcome: Promise<Outcome<R>>, options: Callbacks<R & object> | undefined): Promise<void> {
  const told = await outcome;
  if (told.ok) options?.success?.(told.result as R & object & Said);
  else options?.fail?.(told.failed);
  options?.complete?.(told.ok ? told.result : told.failed);
}

async function orThrow<R>(outcome: Promise<Outcome<R>>): Promise<R & Said> {
  const told = await outcome;
  if (told.ok) return told.result;
  throw told.failed;
}

function codeOf(error: unknown): { errCode?: number } {
  const code = error instanceof Error && "errCode" in error ? error.errCode : undefined;
  return typeof code === "number" ? { errCode: code } : {};
}

function hasCallbacks(options: object | undefined): boolean {
  return (
    options !== undefined &&
    ["success", "fail", "complete"].some((name) => typeof (options as Record<string, unknown>)[name] === "function")
  );
}

function namesToFunctions<K extends string, F>(names: readonly K[], make: (name: K) => F): Record<K, F> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, F>;
}

function text(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "")
    throw new Failed(`parameter error: parameter.${name} should be String`);
  return value;
}

function safeArea(host: Host): object {
  const { windowWidth, windowHeight } = host.windowInfo();
  return { left: 0, top: 0, right: windowWidth, bottom: windowHeight, width: windowWidth, height: windowHeight };
}

export type { ChannelEvent, InvokeChannelDelegate } from "./channel.ts";
export * from "./device.ts";
export { type MiniProgramOptions, miniProgram } from "./mini-program.ts";

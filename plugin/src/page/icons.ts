import { svg, type TemplateResult } from "lit";

const shape = (path: TemplateResult) => svg`<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"
  stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const PHONE = shape(svg`<path d="M6.6 3.5h2.2l1.4 4-1.9 1.5a12 12 0 0 0 6.700 6.700l1.500-1.900 4 1.400v2.200a2 2 0 0 1-2.200 2C10.600 18.900 5.100 13.400 4.600 5.700a2 2 0 0 1 2-2.200z"/>`);
export const HANG_UP = shape(svg`<path d="M3 14.200c0-2.700 4-5.200 9-5.200s9 2.500 9 5.200v1.600c0 .8-.6 1.400-1.400 1.300l-3-.4c-.6-.1-1.100-.6-1.100-1.200v-1.600c-2.200-.7-4.800-.7-7 0v1.600c0 .6-.5 1.100-1.100 1.200l-3 .4c-.8.1-1.400-.5-1.400-1.300z" fill="currentColor" stroke="none"/>`);
export const MICROPHONE = shape(svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3"/>`);
export const MICROPHONE_OFF = shape(svg`<path d="M9 9v2a3 3 0 0 0 4.500 2.600M15 10.500V6a3 3 0 0 0-5.700-1.300M5.500 11.500a6.500 6.500 0 0 0 10.300 5.300M18.500 11.500a6 6 0 0 1-.3 1.900M12 18v3M4 3l16 18"/>`);
export const CAMERA = shape(svg`<rect x="3" y="6.500" width="12" height="11" rx="2.500"/><path d="m15 10.500 6-3.500v10l-6-3.500z"/>`);
export const CAMERA_OFF = shape(svg`<path d="M10 6.500h2.500A2.500 2.500 0 0 1 15 9v1.500l6-3.500v10l-3-1.700M15 15v0a2.500 2.500 0 0 1-2.500 2.500h-7A2.500 2.500 0 0 1 3 15V9a2.500 2.500 0 0 1 2-2.400M4 3l16 18"/>`);
export const SWAP = shape(svg`<path d="M4 8h13l-3-3M20 16H7l3 3"/>`);
export const CLOSE = shape(svg`<path d="m6 6 12 12M18 6 6 18"/>`);
export const MORE = shape(svg`<rect x="4" y="4" width="7" height="7" rx="1.500"/><rect x="13" y="4" width="7" height="7" rx="1.500"/><rect x="4" y="13" width="7" height="7" rx="1.500"/><rect x="13" y="13" width="7" height="7" rx="1.500"/>`);
export const SOUND = shape(svg`<path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11"/>`);
export const PERSON = shape(svg`<circle cx="12" cy="8.500" r="3.800"/><path d="M4.500 20c.8-3.800 3.800-6 7.500-6s6.700 2.200 7.500 6"/>`);
export const DOORBELL = shape(svg`<rect x="7" y="2.500" width="10" height="19" rx="3"/><circle cx="12" cy="8" r="2.200"/><circle cx="12" cy="16" r="1.700"/>`);

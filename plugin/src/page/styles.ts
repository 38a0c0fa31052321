import { css } from "lit";

/** What both pages have in common: they fill what they are in, which is positioned; colours by theme, round buttons, who is at the other side. */
export const COMMON = css`
  :host {
    --ground: #eef2ee;
    --sheet: #ffffff;
    --ink: #17211d;
    --soft: #4d5a55;
    --glass: rgb(255 255 255 / 0.82);
    --accent: #0b6e4f;
    --green: #0b7a45;
    --red: #c62828;
    --amber: #7a4d00;
    --amber-ground: #fff1cf;
    --focus: #0b57d0;
    display: block;
    position: absolute;
    inset: 0;
    overflow: hidden;
    container-type: size;
    background: var(--ground);
    color: var(--ink);
    font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif;
    -webkit-tap-highlight-color: transparent;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --ground: #0f1513;
      --sheet: #1b2320;
      --ink: #eaf1ed;
      --soft: #a9b7b1;
      --glass: rgb(255 255 255 / 0.14);
      --accent: #5fd0a5;
      --amber: #ffd58a;
      --amber-ground: #33270c;
      --focus: #9cc2ff;
    }
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 3px;
  }
  .round {
    display: grid;
    justify-items: center;
    gap: 0.45rem;
    min-width: 4.1rem;
    padding: 0;
    font-size: 0.8rem;
    border-radius: 0.75rem;
  }
  .round i {
    display: grid;
    place-items: center;
    width: 3.6rem;
    height: 3.6rem;
    border-radius: 50%;
    background: var(--glass);
    transition: transform 0.12s;
  }
  .round:active i {
    transform: scale(0.94);
  }
  .round.red i {
    background: var(--red);
    color: #fff;
  }
  .round.green i {
    background: var(--green);
    color: #fff;
  }
  .round.off i {
    background: var(--ink);
    color: var(--ground);
  }
  .face {
    display: grid;
    place-items: center;
    width: 6.5rem;
    height: 6.5rem;
    border-radius: 50%;
    background: var(--accent);
    color: var(--ground);
  }
  .face svg {
    width: 3.4rem;
    height: 3.4rem;
  }
  .ringing {
    position: relative;
  }
  .ringing::before,
  .ringing::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: 50%;
    border: 2px solid var(--accent);
    animation: spread 2.2s ease-out infinite;
  }
  .ringing::after {
    animation-delay: 1.1s;
  }
  @keyframes spread {
    from {
      opacity: 0.8;
    }
    to {
      transform: scale(1.9);
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ringing::before,
    .ringing::after {
      animation: none;
      transform: scale(1.2);
    }
    .round i {
      transition: none;
    }
  }
  h1 {
    margin: 0;
    font-size: 1.5rem;
    line-height: 1.2;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
    text-align: center;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

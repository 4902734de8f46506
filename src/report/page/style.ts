/**
 * The page's style. The colours of the two runs are a blue and an orange that every kind of colour vision tells apart; all text
 * keeps a contrast of 4.5 to its background in both schemes (WCAG 2.2, 1.4.3).
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --surface: #f3f5f8; --line: #d5dbe3; --text: #1a1f27; --muted: #525c69;
  --run-1: #0b62b0; --run-2: #b34700; --point-edge: #00000066;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --surface: #1b212a; --line: #343d49; --text: #e8ecf2; --muted: #a3aebb;
    --run-1: #62b3f7; --run-2: #ffa25c; --point-edge: #ffffff80;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
p { margin: .25rem 0 1rem; max-width: 75ch; }
.muted, figcaption .note { color: var(--muted); }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); gap: 1.5rem 2rem; }
figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: .25rem; }
figcaption .note { font-weight: 400; margin-left: .75rem; }
svg.chart { display: block; width: 100%; height: auto; overflow: visible; }
.key { display: inline-block; width: .9em; height: .9em; border-radius: 3px; vertical-align: -.1em; margin-right: .4em; }
.key.of-class { border: 1px solid var(--muted); }
.run-1 .key { background: var(--run-1); }
.run-2 .key { background: var(--run-2); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem 1rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
th[scope=col] { overflow-wrap: anywhere; }
td.number, th.number { text-align: right; }
.panels { display: grid; gap: .5rem; margin-bottom: 1.5rem; }
.panels figcaption { font-weight: 400; font-size: .9rem; color: var(--muted); }
.panels img { display: block; width: 100%; height: auto; border-radius: 4px; }
.panels img.small { image-rendering: pixelated; }
.classes { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 0 0 1rem; list-style: none; }
h3 { font-size: 1rem; margin: 1rem 0 .4rem; }
pre { background: var(--surface); padding: 1rem; border-radius: 6px; overflow-x: auto; font-size: .85rem; }
th code { white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
summary { cursor: pointer; }
`;

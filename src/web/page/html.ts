/** The page of `contraseg export --format web`; what depends on the model is filled in by its script. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Segmentation</title>
<link rel="icon" href="data:,">
<style>
:root {
  color-scheme: light dark;
  --page: #ffffff; --surface: #f3f5f8; --line: #d5dbe3; --text: #1a1f27; --muted: #525c69; --accent: #0b62b0; --alert: #a3161a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --surface: #1b212a; --line: #343d49; --text: #e8ecf2; --muted: #a3aebb; --accent: #62b3f7; --alert: #ff9a94;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; }
#drop { padding: 1rem; background: var(--surface); border: 2px dashed var(--line); border-radius: 8px; }
#drop.over { border-color: var(--accent); }
#drop p { margin: 0 0 .75rem; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.25rem; }
button, input { font: inherit; color: inherit; }
button { padding: .3rem .9rem; background: var(--page); border: 1px solid var(--muted); border-radius: 6px; cursor: pointer; }
input[type=file] { max-width: 100%; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#status { display: block; min-height: 1.5em; margin: .75rem 0; color: var(--muted); font-variant-numeric: tabular-nums; }
#status.alert { color: var(--alert); font-weight: 600; }
figure { display: grid; margin: 0 0 1rem; }
figure canvas { grid-area: 1 / 1; width: 100%; height: auto; border-radius: 6px; }
#overlay { image-rendering: pixelated; }
#legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; margin: 0; list-style: none; }
#legend .key { display: inline-block; width: 1em; height: 1em; margin-right: .4em; border: 1px solid var(--muted); border-radius: 3px; vertical-align: -.1em; }
#legend .share { color: var(--muted); font-variant-numeric: tabular-nums; }
</style>
<main>
  <h1>Segmentation</h1>
  <div id="drop">
    <p>Drag a picture here, choose one, or use the camera. It does not leave this machine.</p>
    <div class="controls">
      <input id="file" type="file" accept="image/*" aria-label="Picture">
      <button id="camera" type="button" aria-pressed="false">Use the camera</button>
      <label>Overlay <input id="opacity" type="range" min="0" max="1" step="0.05" value="0.55"></label>
    </div>
  </div>
  <output id="status" aria-live="polite">Loading the model …</output>
  <figure hidden>
    <canvas id="picture"></canvas>
    <canvas id="overlay" role="img" aria-label="Classes of the picture"></canvas>
  </figure>
  <ul id="legend" aria-label="Classes"></ul>
  <noscript>This page computes with JavaScript.</noscript>
</main>
<script src="page.js" defer></script>
</html>
`;

/// <reference lib="dom" />
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { WEB_ENGINES } from '../engine.js';
import { loadSegmenter, type WebSegmenter } from '../segmenter.js';
import { Camera } from './camera.js';
import { element, say, sayError } from './elements.js';
import { show, showLegend } from './view.js';

const camera = new Camera();

function listen(segmenter: WebSegmenter): void {
  const file = element<HTMLInputElement>('file');
  const button = element<HTMLButtonElement>('camera');
  const drop = element('drop');

  const openPicture = async (picture: File | undefined) => {
    if (!picture) return;
    camera.stop();
    say(`${picture.name} …`);
    try {
      const bitmap = await createImageBitmap(picture);
      show(bitmap, await segmenter.segment(bitmap), segmenter.engine);
      bitmap.close();
    } catch (error) {
      sayError(error);
    }
  };
  file.addEventListener('change', () => openPicture(file.files?.[0]));
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    void openPicture(event.dataTransfer?.files[0]);
  });

  button.addEventListener('click', async () => {
    if (camera.on) return camera.stop();
    button.ariaPressed = 'true';
    button.textContent = 'Stop the camera';
    try {
      await camera.run(async (frame) => {
        const segmentation = await segmenter.segment(frame);
        if (camera.on) show(frame, segmentation, segmenter.engine);
      });
    } catch (error) {
      sayError(error);
    }
    button.ariaPressed = 'false';
    button.textContent = 'Use the camera';
  });
}

async function start(): Promise<void> {
  const opacity = element<HTMLInputElement>('opacity');
  const fade = () => Object.assign(element('overlay').style, { opacity: opacity.value });
  opacity.addEventListener('input', fade);
  fade();
  setWasmPaths(new URL('.', document.baseURI).href);
  // `?engine=wasm` asks for one, to compare them.
  const asked = new URLSearchParams(location.search).get('engine');
  const engines = WEB_ENGINES.filter((engine) => asked === null || engine === asked);
  const segmenter = await loadSegmenter('.', { engines });
  showLegend(segmenter.classes);
  listen(segmenter);
  say(`Ready; ${segmenter.engine} computes`);
}

start().catch(sayError);

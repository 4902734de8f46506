import type { Problem } from './contraseg-error.js';

/** An engine that was asked for by name and does not load. */
export function engineUnavailable(engine: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_ENGINE_UNAVAILABLE',
    message: `the engine "${engine}" does not load: ${reason}.`,
    hint: engine.startsWith('native')
      ? `\`contraseg native${engine === 'native-gpu' ? ' --gpu' : ''}\` builds it; \`contraseg doctor\` shows what works here; \`engine: auto\` takes the best that loads`
      : '`contraseg doctor` shows what works here',
  };
}

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

/** `contraseg native` could neither build the addon nor have the official installer bring it. */
export function nativeNotInstalled(reason: string): Problem {
  return {
    code: 'CONTRASEG_NATIVE_NOT_INSTALLED',
    message: `the native engine could not be installed: ${reason}.`,
    hint: 'it needs python3 with pip, a C++ compiler (g++, or CXX) and a package index; training works on wasm without it. See docs/engines.md',
  };
}

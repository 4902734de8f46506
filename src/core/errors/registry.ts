import { VERSION } from '../version.js';
import { closest } from './closest.js';
import type { Problem } from './contraseg-error.js';
import { clip, reasonOf, show } from './show.js';

export function unknownComponent(
  kind: string,
  found: string,
  known: readonly { name: string; owner: string }[],
): Problem {
  const names = known.map((component) => component.name);
  const match = closest(found, names);
  const loaded = known.map((component) => `${component.name} (${component.owner})`).join(', ') || 'none';
  return {
    code: 'CONTRASEG_UNKNOWN_COMPONENT',
    message: `no ${kind} is called ${show(found)}.`,
    hint: `${match ? `did you mean "${match}"?  ` : ''}loaded: ${loaded}`,
  };
}

/** A component of a plugin that ships with contraseg but was not named in the config. */
export function missingPluginLine(kind: string, found: string, plugin: string): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_COMPONENT',
    message: `no ${kind} is called "${found}": the plugin that brings it is not loaded.`,
    hint: `add this line to the config:  plugins: [${plugin}]`,
  };
}

export function missingType(kind: string, found: unknown, known: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_MISSING_TYPE',
    message: `expected a ${kind} with a "type", found ${show(found)}.`,
    hint: `write for example { type: ${known[0] ?? '…'} }; known types: ${known.join(', ') || 'none'}`,
  };
}

export function duplicateComponent(kind: string, name: string, owner: string, other: string): Problem {
  return {
    code: 'CONTRASEG_DUPLICATE_COMPONENT',
    message: `two plugins bring a ${kind} called "${name}": ${other} and ${owner}.`,
    hint: `load one of them only, or say \`override: true\` in the definition of the one that shall win`,
  };
}

/** @param whose e.g. `the loss "dice" of my-plugin` */
export function optionsNoSchema(whose: string): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `${whose} has options that are no object schema of zod 4.`,
    hint: 'options: z.strictObject({ … }), with the zod that contraseg lists under its dependencies',
  };
}

/** An object that would take a misspelt option in silence; `path` is empty for the options as a whole. */
export function looseOptions(whose: string, path: string): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `${whose} has options that take any name${path && ` at "${path}"`}, so that a misspelt one would go unnoticed.`,
    hint: 'write z.strictObject({ … }) where it says z.object({ … })',
  };
}

export function undescribedOption(whose: string, path: string): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `${whose} says nothing about its option "${path}".`,
    hint: "add .describe('…'): it is shown in errors, in editors and by `contraseg plugins`",
  };
}

/** A memory bank, or an inner loss, that a loss opened when the parts of checkpoints were known. */
export function openedLate({ kind, name, path }: { kind: string; name: string; path?: string }): Problem {
  return {
    code: 'CONTRASEG_OPENED_LATE',
    ...(path && { path }),
    message: `the ${kind} "${name}" was opened after the setup of the loss that holds it, so that no checkpoint would hold its state.`,
    hint: 'call its allocate(…) or setup(…) in the setup of the loss, and keep what it returns',
  };
}

/** Something that a component threw and that is no ContrasegError: most likely a fault of its own. */
export function componentFailed(
  { kind, name, owner, path }: { kind: string; name: string; owner: string; path?: string },
  call: string,
  cause: unknown,
): Problem {
  return {
    code: 'CONTRASEG_COMPONENT_FAILED',
    ...(path && { path }),
    message: `the ${kind} "${name}" of ${owner} threw in ${call}: ${reasonOf(cause)}`,
    hint: "its own stack follows as this error's cause",
  };
}

/** A component that wants something injected which does not exist yet, or never. */
export function tokenUnavailable(kind: string, name: string, owner: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_TOKEN_UNAVAILABLE',
    message: `the ${kind} "${name}" of ${owner} cannot be given what its constructor asks for: ${reason}`,
    hint: 'RANDOM goes to every component, CLASSES to all but data sets and transforms',
  };
}

/** Something given to `registry.add` that is no definition. */
export function notDefined(owner: string, found: unknown): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `${owner} adds ${show(found)}, which defineComponent did not make.`,
    hint: "export const Mine = defineComponent('loss', { name, description, options, component }); registry.add(Mine)",
  };
}

/** @param listed what the constructor will be given: the options and one value per token */
export function unlistedParameters(kind: string, name: string, parameters: number, listed: number): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `the constructor of the ${kind} "${name}" takes ${parameters} parameters and would be given ${listed}.`,
    hint: 'it receives the options first and then what `inject` lists, in that order: inject: [RANDOM, CLASSES]',
  };
}

/** A component made without a registry, which holds something that only a configuration can say. */
export function notBuiltByCreate(kind: string, found: unknown): Problem {
  return {
    code: 'CONTRASEG_INVALID_OPTION',
    message: `found ${show(found)}. Expected a ${kind} that is built already.`,
    hint: `outside of configurations, give what the create() of a ${kind} returns: PixelBank.create({ … })`,
  };
}

/** A component made without a registry, that cannot be without the classes. */
export function classesMissing(kind: string, name: string): Problem {
  return {
    code: 'CONTRASEG_TOKEN_UNAVAILABLE',
    message: `the ${kind} "${name}" asks for CLASSES, and only a run knows the classes of its data.`,
    hint: 'give them to create() after the options, in the order of `inject`: [{ name, color }, …]',
  };
}

export function pluginNotFound(specifier: string, from: string, suggestion?: string): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_NOT_FOUND',
    message: `the plugin "${clip(specifier)}" is not installed (looked for from ${from}).`,
    hint: suggestion
      ? `"${suggestion}" is installed: did you mean that?`
      : specifier.startsWith('.')
        ? 'paths of plugins are relative to the file that names them'
        : specifier.startsWith('contraseg/')
          ? `contraseg ${VERSION} brings no plugin of that name`
          : `npm install ${clip(specifier)}`,
  };
}

export function pluginWithOtherCopy(
  specifier: string,
  copy: { package: string; theirs: string; ours: string },
): Problem {
  return {
    code: 'CONTRASEG_SECOND_COPY',
    message: `the plugin "${specifier}" uses another copy of ${copy.package} than this run:\n  ${copy.theirs}\n  ${copy.ours} (this run)`,
    hint:
      copy.package === 'contraseg'
        ? 'run the contraseg beside the plugin (npx contraseg), or let a linked plugin use this one: npm link contraseg in its folder'
        : `a plugin names ${copy.package} under peerDependencies only; npm ls ${copy.package} shows who brings the second one`,
  };
}

export function pluginInvalid(specifier: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `"${clip(specifier)}" is not a contraseg plugin: ${reason}.`,
    hint: 'its default export must be the result of definePlugin({ name, version, apiVersion, register })',
  };
}

/** A plugin that was written for another version of the plugin interface. */
export function pluginOfOtherApi(specifier: string, theirs: unknown, ours: number): Problem {
  const older = typeof theirs === 'number' && theirs < ours;
  return {
    code: 'CONTRASEG_PLUGIN_INVALID',
    message: `"${clip(specifier)}" was written for plugin API ${show(theirs)}, contraseg ${VERSION} speaks ${ours}.`,
    hint: older
      ? `"From plugin API ${theirs} to ${theirs + 1}" in contraseg's CHANGELOG.md says what its author has to change`
      : 'update contraseg, or take a version of the plugin that speaks its API',
  };
}

export function pluginFailed(specifier: string, cause: unknown): Problem {
  return {
    code: 'CONTRASEG_PLUGIN_FAILED',
    message: `the plugin "${clip(specifier)}" threw while it was loaded: ${reasonOf(cause)}`,
    hint: "its own stack follows as this error's cause",
  };
}

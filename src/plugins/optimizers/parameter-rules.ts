import { z } from 'zod';
import { ContrasegError } from '../../core/errors/index.js';
import { unmatchedPatterns } from '../../core/errors/model.js';
import type { Parameter, ParameterGroup } from '../../core/interfaces/optimizer.js';
import { matchesPattern } from '../../core/model/name-pattern.js';

const ParameterRule = z.strictObject({
  match: z
    .string()
    .min(1)
    .describe('Names of parameters, with * for any characters: backbone/stages.0.*, */bias or head/classifier/kernel.'),
  learningRate: z.number().nonnegative().optional().describe('Factor of their learning rate.'),
  decay: z.boolean().optional().describe('Whether weight decay applies to them.'),
});

/** Exceptions by name; what an earlier rule says holds unless a later one says otherwise. */
export const parameterRules = z
  .array(ParameterRule)
  .default([])
  .describe('Parameters, by name, that learn at another rate or decay otherwise; the last rule that matches decides.');

/** A parameter with its own learning rate before the schedule. */
export interface RatedParameter extends Parameter {
  readonly rate: number;
}

/**
 * Applies the rules to every parameter.
 * @throws ContrasegError naming every rule that matches none
 */
export function rateParameters(
  parameters: readonly Parameter[],
  learningRate: Readonly<Record<ParameterGroup, number>>,
  rules: z.output<typeof parameterRules>,
): RatedParameter[] {
  const names = parameters.map(({ name }) => name);
  const unmatched = rules.map(({ match }) => match).filter((match) => !names.some(matchesPattern(match)));
  if (unmatched.length > 0) throw new ContrasegError(unmatchedPatterns('optimizer.rules', unmatched, names));
  return parameters.map((parameter) => {
    const applied = rules.filter(({ match }) => matchesPattern(match)(parameter.name));
    const factor = applied.findLast((rule) => rule.learningRate !== undefined)?.learningRate ?? 1;
    const decay = applied.findLast((rule) => rule.decay !== undefined)?.decay ?? parameter.decay;
    return { ...parameter, decay, rate: learningRate[parameter.group] * factor };
  });
}

import { fileURLToPath } from 'node:url';

/**
 * The folders below `src` that are mutated. The tests in the folder of the same name below `test` must notice; tests elsewhere
 * would kill more, at many times the price.
 */
export const SCOPES = ['plugins/pixel-contrast', 'core/training', 'core/run'];

/** Where Stryker works and reports, in the repository; git ignores it. */
export const FOLDER = '.mutation';

/** The repository, also for what works in Stryker's copy of it. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

import { fileURLToPath } from 'node:url';

/** What is mutated, relative to the repository. */
export const MUTATED = ['src/plugins/pixel-contrast/**/*.ts', 'src/core/training/**/*.ts'];

/** The folders whose tests must notice. Tests elsewhere would kill more, at many times the price. */
export const TEST_FOLDERS = ['test/plugins/pixel-contrast', 'test/core/training'];

/** Where Stryker works and reports, in the repository; git ignores it. */
export const FOLDER = '.mutation';

/** The repository, also for what works in Stryker's copy of it. */
export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

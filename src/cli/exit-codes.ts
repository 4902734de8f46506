/** The user's input was wrong: configuration, data, arguments. */
export const USER_ERROR = 2;
/** Something else failed. */
export const FAILURE = 1;
/** Ended by SIGINT (128 + 2). */
export const INTERRUPTED = 130;
/**
 * One process of several was lost, or never came, and this one cannot go on without it: starting all again with `--resume` may
 * help, unlike after the codes above. It is above 128, which a TFJob with `restartPolicy: ExitCode` takes for a reason to
 * try again, and above 128 + 64, the last signal's.
 */
export const CLUSTER_FAILURE = 200;

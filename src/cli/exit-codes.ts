/** The user's input was wrong: configuration, data, arguments. */
export const USER_ERROR = 2;
/** Something else failed. */
export const FAILURE = 1;
/** Ended by SIGINT (128 + 2). */
export const INTERRUPTED = 130;

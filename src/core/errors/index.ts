export { ContrasegError, formatProblem, type Problem } from './contraseg-error.js';

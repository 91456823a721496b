/** FIT: reading files of every kind, and writing activities and workouts. */

export { decodeFit } from './decode.ts';
export { readFit } from './read.ts';
export { writeFitActivity } from './write.ts';
export { writeFitWorkout } from './write-workout.ts';

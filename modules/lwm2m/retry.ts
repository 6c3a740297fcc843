/**
 * The pause before a retry: it doubles from `first` to `longest`, and a random part of up to a quarter keeps a fleet
 * that lost its server at the same moment from coming back at the same moment.
 *
 * @param attempt 1 for the first retry
 * @param first milliseconds
 * @param longest milliseconds, before the random part
 * @param chance a random number from 0 to 1
 */
export function retryDelay(attempt: number, first: number, longest: number, chance: number): number {
  let delay = first;
  for (let i = 1; i < attempt && delay < longest; i++) delay *= 2;
  if (delay > longest) delay = longest;
  return Math.round(delay * (1 + chance / 4));
}

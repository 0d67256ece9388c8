let clock: () => number = () => Date.now()

/**
 * What time it is to everything that asks: milliseconds since 1970-01-01, with a fraction where the clock is finer
 * than that. It is `Date.now()`, so a test that fakes `Date` has stopped it already.
 */
export function currentMilliseconds(): number {
  return clock()
}

/**
 * Sets the clock that `now`, `timesince`, `{% now %}` and the rest read, to a function or stopped at a moment; `null`
 * is `Date.now()` again. Returns the one before, for a test to put back.
 */
export function setClock(next: (() => number) | Date | number | null): () => number {
  const before = clock
  if (typeof next === 'function') clock = next
  else if (next === null) clock = () => Date.now()
  else {
    const moment = Number(next)
    clock = () => moment
  }
  return before
}

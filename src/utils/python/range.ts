/** Python's `range()`: whole numbers from `start` up to `stop` (which is not among them) in steps, none of them stored. */
export class Range implements Iterable<number> {
  readonly start: number
  readonly stop: number
  readonly step: number

  constructor(stop: number)
  constructor(start: number, stop: number, step?: number)
  constructor(first: number, second?: number, step = 1) {
    if (step === 0) throw new RangeError('range() arg 3 must not be zero')
    this.start = second === undefined ? 0 : first
    this.stop = second ?? first
    this.step = step
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step))
  }

  /** The number at a place, from the end where the place is negative; `undefined` beyond both ends. */
  at(index: number): number | undefined {
    const place = index < 0 ? index + this.length : index
    return place < 0 || place >= this.length ? undefined : this.start + place * this.step
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const { length } = this
    for (let i = 0; i < length; i++) yield this.start + i * this.step
  }

  toString(): string {
    const step = this.step === 1 ? '' : `, ${this.step}`
    return `range(${this.start}, ${this.stop}${step})`
  }
}

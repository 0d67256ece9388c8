/** A value of the right type that cannot be used: Python's `ValueError`. */
export class ValueError extends RangeError {
  override readonly name: string = 'ValueError'
}

/** A number too large for what it is wanted as: Python's `OverflowError`. */
export class OverflowError extends RangeError {
  override readonly name = 'OverflowError'
}

/** A value without the attribute that is asked of it: Python's `AttributeError`, to JavaScript a TypeError. */
export class AttributeError extends TypeError {
  override readonly name = 'AttributeError'
}

/** A key that a dictionary does not have: Python's `KeyError`. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
}

/** A place that a list does not have: Python's `IndexError`. */
export class IndexError extends RangeError {
  override readonly name = 'IndexError'
}

/** A division by zero: Python's `ZeroDivisionError`. */
export class ZeroDivisionError extends RangeError {
  override readonly name = 'ZeroDivisionError'
}

/** A command cannot do what it was asked; the message says why. Django: `django.core.management.CommandError`. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError'
  /** The exit code of the command line. 1 unless told. */
  readonly returncode: number

  constructor(message: string, { returncode = 1 }: { readonly returncode?: number } = {}) {
    super(message)
    this.returncode = returncode
  }
}

/** What can give the text of a template again: a loader. */
export interface TemplateSource {
  /** The text; throws TemplateDoesNotExist when it is not there (any more). */
  getContents(origin: Origin): string
}

/** Where a template comes from. Django: "Template origin". */
export class Origin {
  /** The path of the file, or whatever else its loader calls it. */
  readonly name: string
  /** The name under which it was asked for; `null` for a template made of a string. */
  readonly templateName: string | null
  /** The loader that found it; `null` for a template made of a string. */
  readonly loader: TemplateSource | null

  constructor(name: string, templateName: string | null = null, loader: TemplateSource | null = null) {
    this.name = name
    this.templateName = templateName
    this.loader = loader
  }

  /** Name of the loader's class. */
  get loaderName(): string | null {
    return this.loader === null ? null : this.loader.constructor.name
  }

  /** Whether both name the same source. */
  equals(other: Origin): boolean {
    return this === other || (this.name === other.name && this.loader === other.loader)
  }

  toString(): string {
    return this.name
  }
}

/** The name of the origin of a template made of a string. */
export const UNKNOWN_SOURCE = '<unknown source>'

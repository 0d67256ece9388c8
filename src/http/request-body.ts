import type { MultiValueDict } from '../utils/datastructures.js'
import type { QueryDict } from './querydict.js'
import type { UploadedFile } from './uploaded-file.js'

/** A form as a view sees it. */
export interface Form {
  readonly post: QueryDict
  readonly files: MultiValueDict<UploadedFile>
}

/** The body of a request, as it was received. */
export interface RequestBody {
  /** Whether it was taken apart into a form while it arrived, so that its bytes may be gone. */
  readonly isForm: boolean
  /** All bytes. Throws what kept them from being there. */
  bytes(): Uint8Array
  /** The form, its text read in `encoding`. Throws what was wrong with it. */
  form(encoding: string): Form
  /** The bytes as they arrive; once. */
  stream(): AsyncIterable<Uint8Array>
  /** Removes temporary files. */
  close(): void
}

import type { Options } from 'csv-stringify'

/** CSV that a spreadsheet opens right. */
export const spreadsheet: Options = {
  /** Without this mark Excel takes UTF-8 for the code page of the machine; LibreOffice does not mind it. */
  bom: true,
  /** Lines end as RFC 4180 and Python's `csv` have it. */
  record_delimiter: 'windows',
  /** A line end of any kind inside a value: the library looks for its own kind only, unless told. */
  quote_record_delimiter: true,
  /**
   * An apostrophe before text that begins as a formula does: what strangers have typed is opened by a chair, and
   * `=HYPERLINK(…)` in the name of an author must not be at work there.
   */
  escape_formulas: true,
}

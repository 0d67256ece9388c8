/** A function of `django.utils`, with its arguments by place and by name. */
type Mapped = (args: unknown[], kwargs: Record<string, unknown>) => unknown

/** What `fn` names, by its name in Django (FORMAT-template, "Function"). */
export const functions: Readonly<Record<string, Mapped>> = {}

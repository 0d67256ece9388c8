// Put into pages by the dev server alone. Loads the page again when the project has changed, and leaves it as it was:
// scrolled, with the same field in focus and with what was typed. A changed stylesheet is put in the place of the old one.
;(() => {
  const { version: shown, error } = document.currentScript?.dataset ?? {}
  const key = `tiny-django:${location.pathname}${location.search}`
  let events

  function connect() {
    events?.close()
    events = new EventSource('/__tiny_django__/events')
    events.onmessage = event => {
      const { version, style } = JSON.parse(event.data)
      if (style !== undefined) swapStyle(style)
      else if (shown !== undefined && String(version) !== shown) reload()
    }
    // A browser that was refused may give up; the server is being started again, say.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) setTimeout(connect, 1000)
    }
  }

  function reload() {
    events.close()
    if (error === undefined) remember()
    // The browser would go to where the page was that came in between, which may have been that of an error.
    history.scrollRestoration = 'manual'
    location.reload()
  }

  // ——— stylesheets

  function swapStyle(path) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter(isOwn)
    const named = links.filter(link => new URL(link.href).pathname.endsWith(`/${path}`))
    // One that no link names is imported by another.
    for (const link of named.length > 0 ? named : links) swap(link)
  }

  function isOwn(link) {
    return new URL(link.href).origin === location.origin
  }

  // The old one goes when the new one is there: the page is never without.
  function swap(link) {
    const next = link.cloneNode()
    const url = new URL(link.href)
    url.searchParams.set('tiny-django', Date.now())
    next.href = url.href
    next.onload = next.onerror = () => link.remove()
    link.after(next)
  }

  // ——— what somebody has done to the page

  const fields = () => [...document.querySelectorAll('input, textarea, select')]

  function nameOf(field, index) {
    return field.id || `${field.form?.id ?? ''}/${field.name}/${index}`
  }

  function typedInto(field) {
    if (/^(password|file|hidden|submit|button|image|reset)$/.test(field.type)) return undefined
    if (field.type === 'checkbox' || field.type === 'radio') {
      return field.checked === field.defaultChecked ? undefined : field.checked
    }
    if (field.options) {
      const options = [...field.options]
      const isChanged = options.some(option => option.selected !== option.defaultSelected)
      return isChanged ? options.map(option => option.selected) : undefined
    }
    return field.value === field.defaultValue ? undefined : field.value
  }

  function remember() {
    const all = fields()
    const values = all.map((field, index) => [nameOf(field, index), typedInto(field)])
    const focused = all.indexOf(document.activeElement)
    const state = {
      scroll: [scrollX, scrollY],
      values: values.filter(([, value]) => value !== undefined),
      focus: focused === -1 ? document.activeElement?.id : nameOf(all[focused], focused),
      selection: focused === -1 ? undefined : selectionOf(all[focused]),
    }
    try {
      sessionStorage.setItem(key, JSON.stringify(state))
    } catch {
      // Storage is full, or not allowed.
    }
  }

  function selectionOf(field) {
    try {
      return [field.selectionStart, field.selectionEnd]
    } catch {
      return undefined
    }
  }

  function restore() {
    const { scroll, values, focus, selection } = JSON.parse(sessionStorage.getItem(key) ?? '{}')
    sessionStorage.removeItem(key)
    if (scroll === undefined) return
    const all = new Map(fields().map((field, index) => [nameOf(field, index), field]))
    for (const [name, value] of values) if (all.has(name)) setValue(all.get(name), value)
    const focused = all.get(focus) ?? (focus ? document.getElementById(focus) : null)
    focused?.focus({ preventScroll: true })
    if (selection?.[0] != null) focused?.setSelectionRange?.(...selection)
    const scrollBack = () => scrollTo({ left: scroll[0], top: scroll[1], behavior: 'instant' })
    scrollBack()
    addEventListener('load', scrollBack) // images have their height
  }

  function setValue(field, value) {
    if (field.options) for (const [index, isSelected] of value.entries()) setOption(field.options[index], isSelected)
    else if (typeof value === 'boolean') field.checked = value
    else field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }

  function setOption(option, isSelected) {
    if (option) option.selected = isSelected
  }

  try {
    if (error === undefined) restore()
  } catch {
    // The page is another by now.
  }
  connect()
  addEventListener('load', () => setTimeout(() => (history.scrollRestoration = 'auto'), 100))
  addEventListener('pagehide', () => events.close())
  addEventListener('pageshow', event => event.persisted && connect())
  // After sleep a connection may be dead without anybody having been told.
  addEventListener('online', connect)
  let hiddenAt = 0
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now()
    else if (Date.now() - hiddenAt > 30_000) connect()
  })
})()

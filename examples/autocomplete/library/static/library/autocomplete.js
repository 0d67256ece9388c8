// A combobox with a list, after the pattern of the ARIA Authoring Practices: the focus stays in the input, and
// `aria-activedescendant` says which option the arrow keys have come to.
for (const element of document.querySelectorAll('.autocomplete')) autocomplete(element)

function autocomplete(element) {
  const input = element.querySelector('[role=combobox]')
  const value = element.querySelector('[type=hidden]')
  const list = element.querySelector('[role=listbox]')
  const count = element.querySelector('.count')
  let searching = new AbortController()

  if (value.value) void restore()
  input.addEventListener('input', () => {
    value.value = ''
    void search()
  })
  input.addEventListener('keydown', event => keys[event.key]?.(event))
  input.addEventListener('blur', close)
  // Not the click: before that the input would have lost the focus, and the list would be gone.
  list.addEventListener('pointerdown', event => {
    event.preventDefault()
    choose(event.target.closest('[role=option]'))
  })

  const keys = {
    ArrowDown: event => move(event, 1),
    ArrowUp: event => move(event, -1),
    Enter(event) {
      if (active() === null) return // the form is sent
      event.preventDefault()
      choose(active())
    },
    Tab: () => choose(active()),
    Escape(event) {
      if (list.hidden) return
      event.preventDefault()
      close()
    },
  }

  /** Shows the label of the object that the form came with. */
  async function restore() {
    const label = await ask({ object_pk: value.value }).catch(() => '')
    if (input.value === '') input.value = label
  }

  async function search() {
    const q = input.value.trim()
    if (q === '') return close()
    try {
      show(parse(await ask({ q })))
    } catch (error) {
      if (error.name === 'AbortError') return // another letter has come
      close()
      count.textContent = 'The list could not be loaded.'
    }
  }

  async function ask(parameters) {
    searching.abort()
    searching = new AbortController()
    const url = new URL(element.dataset.url, location.href)
    for (const [name, text] of Object.entries(parameters)) url.searchParams.set(name, text)
    const response = await fetch(url, { signal: searching.signal })
    if (!response.ok) throw new Error(`The server answered ${response.status}.`)
    return response.text()
  }

  function show(objects) {
    list.replaceChildren(...objects.map(option))
    open(objects.length > 0)
    count.textContent = objects.length === 1 ? '1 found' : `${objects.length} found`
  }

  function option({ label, pk }, index) {
    const element = document.createElement('li')
    element.id = `${list.id}-${index}`
    element.role = 'option'
    element.ariaSelected = 'false'
    element.dataset.pk = pk
    element.textContent = label
    return element
  }

  function open(isOpen) {
    list.hidden = !isOpen
    input.ariaExpanded = String(isOpen)
    input.removeAttribute('aria-activedescendant')
  }

  function close() {
    searching.abort()
    list.replaceChildren()
    open(false)
    count.textContent = ''
  }

  function active() {
    return list.querySelector('[aria-selected=true]')
  }

  function move(event, step) {
    event.preventDefault()
    if (list.hidden) return search()
    const options = [...list.children]
    const from = options.indexOf(active())
    const to = from === -1 && step === -1 ? options.length - 1 : (from + step + options.length) % options.length
    for (const [index, each] of options.entries()) each.ariaSelected = String(index === to)
    input.setAttribute('aria-activedescendant', options[to].id)
    options[to].scrollIntoView({ block: 'nearest' })
  }

  function choose(chosen) {
    if (chosen === null) return
    input.value = chosen.textContent
    value.value = chosen.dataset.pk
    close()
  }
}

/** Lines of `label|pk`. A label may have the sign in it too, a key has none. */
function parse(text) {
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const at = line.lastIndexOf('|')
      return { label: line.slice(0, at), pk: line.slice(at + 1) }
    })
}

// The inspector's list goes on by itself, and is filtered while one types. Without this script it is a page like any other.
;(() => {
  addCopyButtons()
  const list = document.getElementById('requests')
  if (!list) return
  const [form, pause, count, said, live, none, row] = [
    'form.filter',
    '#pause',
    '#count',
    '#said',
    '#live',
    '#none',
    '#row',
  ].map(each => document.querySelector(each))
  const most = 500
  let waiting = []
  let total = 0

  form.querySelector('.without-script').hidden = true
  pause.hidden = false
  form.addEventListener('input', () => filter(true))
  form.addEventListener('submit', event => event.preventDefault())
  pause.addEventListener('click', () => {
    const isPaused = pause.getAttribute('aria-pressed') !== 'true'
    pause.setAttribute('aria-pressed', String(isPaused))
    if (!isPaused) show()
    else tellLive()
  })
  addEventListener('keydown', onKey)

  // The server has shown what it wants of the filter; all the others are asked for once, so that the filter can be loosened.
  if (location.search !== '') location.replace(`${location.pathname}#${new URLSearchParams(location.search)}`)
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (form.elements[name]) form.elements[name].value = value
  }
  filter(false)

  const events = new EventSource('/__tiny_django__/requests/events')
  events.onopen = () => tellLive('live')
  events.onerror = () => tellLive('not connected')
  events.onmessage = ({ data }) => {
    waiting.push(...JSON.parse(data).requests)
    waiting = waiting.slice(-most)
    if (pause.getAttribute('aria-pressed') === 'true') tellLive()
    else show()
  }
  addEventListener('pagehide', () => events.close())

  function show() {
    const rows = document.createDocumentFragment()
    for (const request of waiting) rows.prepend(rowOf(request))
    waiting = []
    none.hidden = true
    list.prepend(rows)
    while (list.children.length > most) list.lastElementChild.remove()
    filter(false)
    tellLive()
  }

  // Text is put in as text, whatever a client has sent.
  function rowOf(request) {
    const item = row.content.firstElementChild.cloneNode(true)
    item.dataset.status = request.status
    item.dataset.kind = request.kind
    item.firstElementChild.href = `/__tiny_django__/requests/${Number(request.id)}/`
    for (const name of ['method', 'target', 'view', 'kind', 'ms', 'time'])
      item.querySelector(`.${name}`).textContent = request[name]
    item.querySelector('.status').textContent = request.status || 'left'
    item.hidden = !isWanted(item)
    return item
  }

  function isWanted({ dataset, firstElementChild }) {
    const { q, status, kind } = form.elements
    if (!dataset.status.startsWith(status.value) || (kind.value !== '' && dataset.kind !== kind.value)) return false
    if (q.value === '') return true
    const line = ['method', 'target', 'status', 'view']
      .map(name => firstElementChild.querySelector(`.${name}`).textContent)
      .join(' ')
      .toLowerCase()
    return q.value
      .toLowerCase()
      .split(/\s+/)
      .every(word => line.includes(word))
  }

  function filter(isNew) {
    let shown = 0
    total = list.children.length
    const isAll = form.elements.q.value === '' && form.elements.status.value === '' && form.elements.kind.value === ''
    for (const item of list.children) {
      const isHidden = !isAll && !isWanted(item)
      if (item.hidden !== isHidden) item.hidden = isHidden
      if (!isHidden) shown++
    }
    count.textContent = `${shown} of ${total}`
    if (isNew) said.textContent = `${shown} of ${total} requests`
    if (isNew) history.replaceState(null, '', isAll ? location.pathname : `#${permalink()}`)
  }

  function permalink() {
    return new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''))
  }

  let state = ''
  function tellLive(next = state) {
    state = next
    const isPaused = pause.getAttribute('aria-pressed') === 'true'
    live.textContent = isPaused ? `paused, ${waiting.length} new` : state
  }

  // As in a mail program: / searches, j and k go down and up, p pauses.
  function onKey(event) {
    if (event.target.matches('input, select, textarea') || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '/') {
      event.preventDefault()
      form.elements.q.focus()
    } else if (event.key === 'p') pause.click()
    else if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1)
  }

  function move(step) {
    const links = [...list.querySelectorAll('li:not([hidden]) > a')]
    const at = links.indexOf(document.activeElement)
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus()
  }

  function addCopyButtons() {
    if (!navigator.clipboard) return
    for (const text of document.querySelectorAll('.copies textarea')) {
      const button = document.createElement('button')
      button.textContent = 'Copy'
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(text.value)
        button.textContent = 'Copied'
      })
      text.after(button)
    }
  }
})()

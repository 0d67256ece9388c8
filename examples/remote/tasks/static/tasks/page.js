import { remoteView } from './remote.js'

const form = document.querySelector('form')
const list = document.querySelector('#tasks')
const said = document.querySelector('#said')
const call = remoteView(form.elements.csrfmiddlewaretoken.value)

form.addEventListener('submit', event => {
  event.preventDefault()
  return attempt(async () => {
    const { title } = await call('add', { title: form.elements.title.value })
    form.reset()
    await show(`Added: ${title}`)
  })
})

list.addEventListener('click', ({ target }) => {
  if (!target.matches('button')) return
  return attempt(async () => {
    const { title } = await call('finish', { id: Number(target.closest('li').dataset.id) })
    await show(`Done: ${title}`)
    form.elements.title.focus() // the button that had the focus is gone
  })
})

document.querySelector('#forbidden').addEventListener('click', () => attempt(() => call('clear', {})))

await attempt(() => show(''))

async function attempt(work) {
  try {
    await work()
  } catch (error) {
    said.textContent = error.message
  }
}

async function show(news) {
  const { tasks } = await call('list')
  list.replaceChildren(...tasks.map(item))
  said.textContent = news
}

function item({ id, title, added, isDone }) {
  const element = document.createElement('li')
  const name = document.createElement('span')
  const time = document.createElement('time')
  name.textContent = title
  time.dateTime = added
  time.textContent = new Date(added).toLocaleTimeString()
  element.dataset.id = id
  element.classList.toggle('done', isDone)
  element.append(name, ' ', time)
  if (!isDone) element.append(button(title))
  return element
}

function button(title) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = 'Done'
  element.setAttribute('aria-label', `Done: ${title}`)
  return element
}
